"""Codings and addresses of the wire, and that nothing that comes can stop the reading."""

import base64
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_adapters.evolution.codings import number, octets, tidy
from pytake_adapters.evolution.instances import is_recent
from pytake_adapters.evolution.jids import Jid, destination, people
from pytake_adapters.evolution.vcards import card_of
from pytake_adapters.evolution.webhook import EvolutionReader
from pytake_domain.contacts import AddressKind
from pytake_domain.whatsapp import (
    ConnectionChanged,
    EchoedMessage,
    InboundMessage,
    MessageEdited,
    MessageRevoked,
    OtherNews,
    PastMessage,
    Reading,
    Text,
    Unsupported,
)

NOW = dt.datetime(2026, 11, 22, 19, tzinfo=dt.UTC)
PERSON = "5511987654321@s.whatsapp.net"


def read(event: str, data: object, **envelope: object) -> Reading:
    return EvolutionReader().read(json.dumps({"event": event, "data": data, **envelope}).encode(), NOW)


def upsert(message: object, **key: object) -> Any:
    named = {"remoteJid": PERSON, "fromMe": False, "id": "AC1", **key}
    (event,) = read("messages.upsert", {"key": named, "message": message, "messageTimestamp": 1750000000}).events
    return event


@given(st.binary(max_size=64))
def test_bytes_are_the_same_in_every_coding(data: bytes) -> None:
    indexed = {str(place): byte for place, byte in enumerate(data)}

    assert octets(base64.b64encode(data).decode()) == data
    assert octets({"type": "Buffer", "data": list(data)}) == data
    assert octets(indexed) == (data or None)


@given(st.integers(0, 2**63 - 1))
def test_long_numbers_are_the_same_in_every_coding(value: int) -> None:
    high, low = divmod(value, 2**32)
    signed = low - 2**32 if low >= 2**31 else low

    assert number(value) == number(str(value)) == value
    assert number({"low": low, "high": high, "unsigned": True}) == value
    assert number({"low": signed, "high": high, "unsigned": False}) == value


@pytest.mark.parametrize("value", [None, True, 1.5, "", "12a", [], {"low": "1", "high": 0}, "9" * 40])
def test_what_is_no_number_is_none(value: object) -> None:
    assert number(value) is None


@pytest.mark.parametrize("value", [None, 5, "not base64!", [], {}, {"0": 300}, {"0": "a"}, {"type": "Buffer"}])
def test_what_are_no_bytes_are_none(value: object) -> None:
    assert octets(value) is None


def test_what_is_kept_has_no_secrets_and_no_bytes() -> None:
    kept = tidy({"apikey": "T", "a": [{"mediaKey": "K", "b": 1}], "thumb": {"0": 1, "1": 2}, "empty": {}})

    assert kept == {"a": [{"b": 1}], "empty": {}}


@pytest.mark.parametrize(
    ("jid", "kinds"),
    [
        (PERSON, {AddressKind.WA_ID, AddressKind.PHONE}),
        ("5511987654321:12@s.whatsapp.net", {AddressKind.WA_ID, AddressKind.PHONE}),
        ("5511987654321@c.us", {AddressKind.WA_ID, AddressKind.PHONE}),
        ("5511987654321", {AddressKind.WA_ID, AddressKind.PHONE}),
        ("211111111111111@lid", {AddressKind.LID}),
        ("211111111111111:3@lid", {AddressKind.LID}),
        ("120363041234567890@g.us", set()),
        ("5511987654321-1500000000@g.us", set()),
        ("status@broadcast", set()),
        ("120363041234567890@newsletter", set()),
        ("", set()),
        (None, set()),
        ("x" * 500, set()),
    ],
)
def test_a_jid_is_these_addresses(jid: object, kinds: set[AddressKind]) -> None:
    assert {address.kind for address in people(jid)} == kinds
    assert not any(":" in address.value for address in people(jid))


@given(st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True))
def test_a_hidden_identity_never_becomes_a_telephone(digits: str) -> None:
    (address,) = people(f"{digits}@lid")

    assert address.kind is AddressKind.LID
    assert destination([address]) == Jid(digits, "lid")


def test_a_number_written_to_is_the_one_written_from() -> None:
    both = people("220000000000001@lid", PERSON)

    assert str(destination(both)) == PERSON
    assert both[-1].kind is AddressKind.LID


@pytest.mark.parametrize(
    ("version", "recent"),
    [("2.3.7", True), ("2.3.10", True), ("2.4.0-rc2", True), ("3.0.0", True), ("2.3.6", False), ("", False)],
)
def test_servers_before_2_3_7_are_too_old(version: str, recent: bool) -> None:  # noqa: FBT001  a column of the table
    assert is_recent(version) is recent


def test_wrapped_messages_and_keys_beside_them_are_read_through() -> None:
    wrapped = {"ephemeralMessage": {"message": {"viewOnceMessage": {"message": {"conversation": "oi"}}}}}
    beside = {"senderKeyDistributionMessage": {"groupId": "g"}, "conversation": "oi"}

    assert upsert(wrapped).content == upsert(beside).content == Text(body="oi")


@pytest.mark.parametrize("message", [{"albumMessage": {"expectedImageCount": 2}}, {"pinInChatMessage": {"type": 1}}])
def test_what_nobody_could_answer_is_no_message(message: object) -> None:
    assert isinstance(upsert(message), OtherNews)


def test_messages_of_nobody_are_kept_and_never_answered() -> None:
    assert isinstance(upsert({"conversation": "x"}, remoteJid="status@broadcast"), OtherNews)
    assert isinstance(upsert({"conversation": "x"}, remoteJid="1203630@newsletter"), OtherNews)
    assert isinstance(upsert({"conversation": "x"}, remoteJid="1203630-1@g.us", fromMe=True), OtherNews)


def test_a_message_without_content_is_a_placeholder() -> None:
    assert isinstance(upsert(None), InboundMessage)
    assert isinstance(upsert(None).content, Unsupported)
    assert upsert({"somethingNew": {"a": 1, "base64": "AAAA"}}).content == Unsupported(
        what="somethingNew", raw={"somethingNew": {"a": 1}}
    )


def test_protocol_messages_inside_an_upsert_are_what_they_say() -> None:
    key = {"remoteJid": PERSON, "fromMe": False, "id": "AC0"}
    edit = {"key": key, "type": 14, "editedMessage": {"conversation": "novo"}}

    edited = upsert({"editedMessage": {"message": {"protocolMessage": edit}}})
    revoked = upsert({"protocolMessage": {"key": key, "type": "REVOKE"}})

    assert isinstance(edited, MessageEdited)
    assert (edited.original_id, edited.content) == ("AC0", Text(body="novo"))
    assert isinstance(revoked, MessageRevoked)
    assert revoked.original_id == "AC0"
    assert isinstance(upsert({"protocolMessage": {"key": key, "type": "EPHEMERAL_SETTING"}}), OtherNews)


@pytest.mark.parametrize(("score", "often"), [(1, False), (5, True)])
def test_forwarding_is_told_by_its_score(score: int, often: bool) -> None:  # noqa: FBT001  a column of the table
    event = upsert({"extendedTextMessage": {"text": "oi", "contextInfo": {"forwardingScore": score}}})

    assert (event.forwarded, event.often_forwarded) == (True, often)


def test_a_link_preview_is_no_advertisement() -> None:
    preview = {"externalAdReply": {"title": "Uma página", "sourceUrl": "https://exemplo.com"}}

    assert upsert({"extendedTextMessage": {"text": "oi", "contextInfo": preview}}).referral is None


def test_history_says_how_far_our_own_messages_came() -> None:
    own = {
        "key": {"remoteJid": PERSON, "fromMe": True, "id": "AC1"},
        "message": {"conversation": "x"},
        "status": "READ",
    }
    group = {"key": {"remoteJid": "1203630@g.us", "id": "AC2", "participant": PERSON}, "message": {"conversation": "x"}}

    past, other = read("MESSAGES_SET", [own, group]).events

    assert isinstance(past, PastMessage)
    assert (past.inbound, past.state) == (False, "read")
    assert isinstance(other, OtherNews)


def test_our_own_number_calling_is_no_call_of_a_customer() -> None:
    call = {"id": "C1", "status": "offer", "from": "5511988887777:2@s.whatsapp.net", "chatId": PERSON}

    (event,) = read("call", [call], sender="5511988887777@s.whatsapp.net").events

    assert getattr(event, "inbound", None) is False


def test_a_name_that_is_only_the_number_is_no_name() -> None:
    (event,) = read("contacts.update", {"remoteJid": PERSON, "pushName": "5511987654321"}).events

    assert isinstance(event, OtherNews)


def test_each_broken_element_is_parked_by_itself() -> None:
    good = {"key": {"remoteJid": PERSON, "fromMe": True, "id": "AC1"}, "message": {"conversation": "x"}}

    reading = read("messages.upsert", [{"key": {}}, 5, None, good, {"key": {"remoteJid": PERSON}}])

    assert [type(event) for event in reading.events] == [EchoedMessage]
    assert [parked.reason for parked in reading.parked] == ["no_sender", "not_an_object", "not_an_object", "no_id"]


def test_folded_and_broken_cards_give_what_they_have() -> None:
    folded = (
        "BEGIN:VCARD\r\nFN:Maria\r\n  Souza\r\nTEL;type=CELL;waid=5511987654321:+55 11\r\n EMAIL\r\nORG:Loja;\r\nEND"
    )

    card = card_of({"displayName": "?", "vcard": folded})

    assert card["name"] == {"formatted_name": "Maria Souza"}
    assert card["phones"][0]["wa_id"] == "5511987654321"
    assert card["org"] == {"company": "Loja"}
    assert card_of({}) == {"name": {"formatted_name": ""}}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                sorted(
                    {
                        "key",
                        "message",
                        "remoteJid",
                        "id",
                        "keyId",
                        "status",
                        "type",
                        "state",
                        "qrcode",
                        "conversation",
                        "fromMe",
                        "imageMessage",
                        "reactionMessage",
                        "contextInfo",
                        "protocolMessage",
                        "ephemeralMessage",
                        "0",
                        "low",
                        "high",
                    }
                )
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
EVENTS = st.sampled_from(
    [
        "messages.upsert",
        "messages.update",
        "messages.edited",
        "messages.delete",
        "messages.set",
        "connection.update",
        "qrcode.updated",
        "contacts.update",
        "group-participants.update",
        "call",
        "logout.instance",
        "something.new",
    ]
)


@given(EVENTS, JSON)
def test_nothing_that_comes_can_stop_the_reading(event: str, data: object) -> None:
    reading = read(event, data)

    assert reading.events or reading.parked or data == []
    assert all(parked.raw and "Error" not in parked.reason for parked in reading.parked)


def test_a_connection_without_data_still_says_that_it_ended() -> None:
    (event,) = read("logout.instance", None).events

    assert isinstance(event, ConnectionChanged)
    assert event.state == "closed"
