"""Reading survives whatever a webhook holds, and says what it could not read."""

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytake_adapters.whatsapp_cloud.webhook import MOST_ROUTES, CloudReader
from pytake_domain.contacts import Address, AddressKind
from pytake_domain.whatsapp import (
    AccountChanged,
    AddressesChanged,
    Consequence,
    ControlChanged,
    DeliveryState,
    ErrorReported,
    InboundMessage,
    Location,
    MessageStatus,
    OtherNews,
    ProviderEvent,
    Reading,
    Reply,
    Route,
    System,
    TemplateChanged,
    Text,
    Unsupported,
)

READER = CloudReader()
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
WEBHOOKS = Path(__file__).resolve().parents[3] / "recorded" / "whatsapp_cloud" / "webhooks"
RECORDED = {file.stem: json.loads(file.read_bytes()) for file in sorted(WEBHOOKS.glob("*.json"))}


def body(*values: dict[str, Any], field: str = "messages", account: object = "1022") -> bytes:
    changes = [{"field": field, "value": value} for value in values]
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": account, "changes": changes}]}).encode()


def value(**parts: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "+55 11 4000-0000", "phone_number_id": "1065"}
    return {"messaging_product": "whatsapp", "metadata": metadata, **parts}


def text(id_: str = "wamid.1", **more: Any) -> dict[str, Any]:
    said = {"from": "5511987654321", "id": id_, "timestamp": "1750000000", "type": "text", "text": {"body": "oi"}}
    return {**said, **more}


def read(raw: bytes) -> Reading:
    return READER.read(raw, NOW)


def only(raw: bytes) -> ProviderEvent:
    reading = read(raw)
    assert reading.parked == ()
    (event,) = reading.events
    return event


def only_message(**more: Any) -> InboundMessage:
    event = only(body(value(messages=[text(**more)])))
    assert isinstance(event, InboundMessage)
    return event


class TestIsolation:
    @pytest.mark.parametrize("broken", [None, 5, "x", [], [[]], {}, {"type": "text"}, {"id": None}, {"id": ""}])
    def test_a_broken_message_is_parked_and_its_neighbours_are_read(self, broken: object) -> None:
        reading = read(body(value(messages=[text("a"), broken, text("b")])))

        assert [event.id for event in reading.events if isinstance(event, InboundMessage)] == ["a", "b"]
        (parked,) = reading.parked
        assert json.loads(parked.raw) == broken
        assert parked.reason
        assert parked.route == Route(phone_number_id="1065")

    @pytest.mark.parametrize("broken", [None, 5, "x", [], {}, {"value": None}, {"value": []}, {"field": "messages"}])
    def test_a_broken_change_is_parked_and_its_neighbours_are_read(self, broken: object) -> None:
        post = json.loads(body(value(messages=[text("a")]), value(messages=[text("b")])))
        post["entry"][0]["changes"].insert(1, broken)

        reading = read(json.dumps(post).encode())

        assert len(reading.events) == 2
        assert [json.loads(parked.raw) for parked in reading.parked] == [broken]

    def test_a_broken_status_is_parked_with_what_it_lacks(self) -> None:
        reading = read(body(value(statuses=[{"id": "w"}, {"id": "w", "status": "read"}])))

        assert [parked.reason for parked in reading.parked] == ["no_status"]
        assert len(reading.events) == 1

    def test_a_list_that_is_none_is_parked(self) -> None:
        reading = read(body(value(messages={"id": "a"}, statuses=[{"id": "w", "status": "read"}])))

        assert [parked.reason for parked in reading.parked] == ["not_a_list"]
        assert len(reading.events) == 1

    def test_two_accounts_in_one_post_keep_their_routes(self) -> None:
        first, second = (
            json.loads(body({"event": "ACCOUNT_DELETED"}, field="account_update", account=a)) for a in "12"
        )

        reading = read(json.dumps({"entry": [*first["entry"], *second["entry"]]}).encode())

        assert [event.route.account_id for event in reading.events] == ["1", "2"]


class TestForgiveness:
    def test_half_an_emoji_spoils_one_character_only(self) -> None:
        event = only(body(value(messages=[text()])).replace(b'"oi"', rb'"oi \ud83d"'))

        assert isinstance(event, InboundMessage)
        assert event.content == Text(body="oi \N{REPLACEMENT CHARACTER}")

    def test_broken_utf8_spoils_one_character_only(self) -> None:
        event = only(body(value(messages=[text()])).replace(b'"oi"', b'"oi \xff"'))

        assert isinstance(event, InboundMessage)
        assert event.content == Text(body="oi \N{REPLACEMENT CHARACTER}")

    def test_a_nul_never_reaches_the_database(self) -> None:
        event = only(body(value(messages=[text()])).replace(b'"oi"', rb'"o\u0000i"'))

        assert isinstance(event, InboundMessage)
        assert event.content == Text(body="o\N{REPLACEMENT CHARACTER}i")

    @pytest.mark.parametrize("number", [b"9" * 5000, b"1e999", b"-" + b"9" * 400])
    def test_an_endless_number_spoils_nothing(self, number: bytes) -> None:
        event = only(body(value(messages=[text(x=0)])).replace(b'"x": 0', b'"x": ' + number))

        assert isinstance(event, InboundMessage)

    def test_what_is_nested_too_deeply_is_cut_out_and_kept(self) -> None:
        deep = b"[" * 50_000 + b'"}"' + b"]" * 50_000
        reading = read(body(value(messages=[text("a", x=0), text("b")])).replace(b'"x": 0', b'"x": ' + deep))

        assert [event.id for event in reading.events if isinstance(event, InboundMessage)] == ["a", "b"]
        (parked,) = reading.parked
        assert parked.reason == "nested_too_deeply"
        assert parked.raw in deep

    def test_three_megabytes_of_brackets_are_survived(self) -> None:
        evil = b"[" * 3_000_000

        assert READER.names(evil) == ()
        assert [parked.raw for parked in read(evil).parked] == [evil]


class TestNames:
    def test_numbers_go_before_accounts(self) -> None:
        assert READER.names(body(value())) == (Route(phone_number_id="1065"),)
        assert READER.names(body({"event": "X"})) == (Route(account_id="1022"),)

    def test_a_partner_is_told_of_its_customers_account(self) -> None:
        told = body({"event": "PARTNER_REMOVED", "waba_info": {"waba_id": 77}}, field="account_update")

        assert READER.names(told) == (Route(account_id="77"),)
        assert only(told).route == Route(account_id="77")

    def test_a_spoilt_body_still_names_its_number(self) -> None:
        spoilt = body(value(messages=[text()])).replace(b'"oi"', rb'"oi \ud83d"')

        assert Route(phone_number_id="1065") in READER.names(spoilt)

    def test_a_text_that_quotes_an_id_names_nobody(self) -> None:
        quoting = text(text={"body": '"phone_number_id":"666"'}, x=0)
        spoilt = body(value(messages=[quoting])).replace(b'"x": 0', rb'"x": "\ud83d"')

        assert Route(phone_number_id="666") not in READER.names(spoilt)

    def test_there_is_an_end_to_the_names(self) -> None:
        many = body(*({"metadata": {"phone_number_id": str(n)}} for n in range(MOST_ROUTES + 5)))

        assert len(READER.names(many)) == MOST_ROUTES

    @pytest.mark.parametrize("odd", [True, 1.5, {}, [], "", "x" * 65, "a b", "'; --"])
    def test_what_can_be_no_id_is_none(self, odd: object) -> None:
        assert Route(phone_number_id=str(odd)) not in READER.names(body({"metadata": {"phone_number_id": odd}}))


class TestPeople:
    def test_a_user_id_in_the_telephones_place_becomes_no_telephone(self) -> None:
        event = only_message(**{"from": "BR.13491208655302741918"})

        assert event.sender == (Address(kind=AddressKind.BSUID, value="BR.13491208655302741918"),)

    def test_a_parents_id_in_the_telephones_place_is_told_apart(self) -> None:
        event = only_message(**{"from": "BR.ENT.118157"})

        assert event.sender == (Address(kind=AddressKind.PARENT_BSUID, value="BR.ENT.118157"),)

    def test_a_sender_without_telephone_is_found_by_the_user_id(self) -> None:
        message = text(from_user_id="BR.1")
        del message["from"]
        contacts = [
            {"wa_id": "5521", "user_id": "BR.2", "profile": {"name": "Outra"}},
            {"user_id": "BR.1", "profile": {"name": "Maria", "username": "@maria"}},
        ]
        event = only(body(value(messages=[message], contacts=contacts)))

        assert isinstance(event, InboundMessage)
        assert event.profile_name == "Maria"
        assert event.sender == (
            Address(kind=AddressKind.BSUID, value="BR.1"),
            Address(kind=AddressKind.USERNAME, value="maria"),
        )

    def test_somebody_elses_contact_says_nothing_of_the_sender(self) -> None:
        contacts = [{"wa_id": "5521", "profile": {"name": "Outra"}}]
        event = only(body(value(messages=[text()], contacts=contacts)))

        assert isinstance(event, InboundMessage)
        assert event.profile_name is None

    def test_a_message_of_nobody_known_is_parked_not_dropped(self) -> None:
        message = text()
        del message["from"]

        reading = read(body(value(messages=[message])))

        assert reading.events == ()
        assert [parked.reason for parked in reading.parked] == ["no_sender"]

    def test_changed_addresses_come_before_the_messages_of_the_same_post(self) -> None:
        system = {"type": "user_changed_number", "wa_id": "5521987654321", "customer": "5511987654321"}
        reading = read(
            body(value(messages=[text()]), value(messages=[{"id": "s", "type": "system", "system": system}]))
        )

        assert [type(event) for event in reading.events] == [AddressesChanged, InboundMessage]

    def test_a_new_user_id_leaves_the_telephone_where_it_is(self) -> None:
        system = {"type": "user_changed_user_id", "user_id": "BR.2", "previous_user_id": "BR.1"}
        event = only(body(value(messages=[text(type="system", system=system)])))

        assert isinstance(event, AddressesChanged)
        phone = {Address(kind=AddressKind.PHONE, value="+5511987654321")}
        assert phone | {Address(kind=AddressKind.BSUID, value="BR.1")} <= set(event.old)
        assert phone | {Address(kind=AddressKind.BSUID, value="BR.2")} <= set(event.new)

    def test_an_unknown_system_message_is_kept_as_one(self) -> None:
        event = only_message(type="system", system={"type": "user_moved_house", "body": "new"})

        assert event.content == System(event="user_moved_house", body="new")


class TestMoments:
    @pytest.mark.parametrize("stamp", ["1750000000", 1750000000, 1750000000.0, 1750000000000, "1750000000000"])
    def test_seconds_and_milliseconds_are_told_apart(self, stamp: object) -> None:
        assert only_message(timestamp=stamp).at == dt.datetime.fromtimestamp(1750000000, dt.UTC)

    @pytest.mark.parametrize("stamp", [None, "", "yesterday", -1, 0, True, [], 10**30, "9" * 5000])
    def test_what_is_no_moment_is_the_moment_of_arrival(self, stamp: object) -> None:
        assert only_message(timestamp=stamp).at == NOW


class TestUnknown:
    @pytest.mark.parametrize("kind", ["poll", "hologram", "", None, 5])
    def test_an_unknown_kind_of_message_is_kept_whole(self, kind: object) -> None:
        event = only_message(type=kind, hologram={"a": 1})

        assert isinstance(event.content, Unsupported)
        assert event.content.raw["hologram"] == {"a": 1}

    @pytest.mark.parametrize("bad", [None, 5, [], {}, {"body": 5}])
    def test_a_known_kind_of_unknown_shape_is_kept_whole(self, bad: object) -> None:
        event = only_message(text=bad)

        assert isinstance(event.content, Unsupported)
        assert event.content.what == "text"
        assert event.content.raw["text"] == bad

    def test_an_unknown_field_is_kept_whole(self) -> None:
        event = only(body({"a": [1]}, field="brand_new"))

        assert event == OtherNews(route=Route(account_id="1022"), at=NOW, field="brand_new", data={"a": [1]})

    def test_an_unknown_list_beside_messages_is_kept(self) -> None:
        reading = read(body(value(messages=[text()], user_actions=[{"action_type": "click", "timestamp": 1750000000}])))

        assert [type(event) for event in reading.events] == [InboundMessage, OtherNews]

    def test_an_unknown_status_moves_nothing_and_keeps_its_word(self) -> None:
        event = only(body(value(statuses=[{"id": "w", "status": "teleported"}])))

        assert isinstance(event, MessageStatus)
        assert (event.state, event.word) == (DeliveryState.OTHER, "teleported")

    def test_an_unknown_answer_is_kept_under_its_own_word(self) -> None:
        answer = {"type": "payment_method", "payment_method": {"last_four_digits": "1234"}}
        event = only_message(type="interactive", interactive=answer)

        assert event.content == Reply(of="payment_method", data={"last_four_digits": "1234"})

    @pytest.mark.parametrize("written", ["{", "[1]", "null", "", '{"a":"\\u0000"}'])
    def test_a_form_of_any_answer_keeps_what_was_written(self, written: str) -> None:
        form = {"name": "flow", "body": "Sent", "response_json": written}
        event = only_message(type="interactive", interactive={"type": "nfm_reply", "nfm_reply": form})

        assert isinstance(event.content, Reply)
        assert event.content.raw == written
        assert "\0" not in str(event.content.data)

    @pytest.mark.parametrize(("latitude", "read_as"), [("-23.5", -23.5), (0, 0.0), (0.0, 0.0)])
    def test_a_place_may_be_written_as_text_and_lie_on_the_equator(self, latitude: object, read_as: float) -> None:
        event = only_message(type="location", location={"latitude": latitude, "longitude": 0})

        assert event.content == Location(latitude=read_as, longitude=0.0)


class TestOtherFields:
    def test_a_quality_under_the_field_of_the_status_is_told_by_its_shape(self) -> None:
        told = {"new_quality_score": "RED", "message_template_id": 5, "message_template_name": "x"}
        event = only(body(told, field="message_template_status_update"))

        assert isinstance(event, TemplateChanged)
        assert (event.change, event.event) == ("quality", "RED")

    def test_an_announced_category_is_not_the_present_one(self) -> None:
        told = {
            "new_category": "UTILITY",
            "correct_category": "MARKETING",
            "message_template_id": 5,
            "message_template_name": "x",
            "message_template_language": "pt-BR",
        }
        event = only(body(told, field="template_category_update"))

        assert isinstance(event, TemplateChanged)
        assert (event.change, event.event, event.language) == ("category_announced", "MARKETING", "pt_BR")

    def test_an_uninstalled_app_stops_sending_even_in_the_nested_sample(self) -> None:
        nested = {"field": "account_update", "value": {"event": "PARTNER_APP_UNINSTALLED"}}
        event = only(body(nested, field="account_update"))

        assert isinstance(event, AccountChanged)
        assert event.stops_sending

    def test_a_ban_stops_sending(self) -> None:
        banned = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
        event = only(body(banned, field="account_update"))

        assert isinstance(event, AccountChanged)
        assert event.stops_sending

    def test_a_handed_over_thread_names_the_number_by_its_recipient(self) -> None:
        told = {
            "sender": {"phone_number": "5511987654321"},
            "recipient": {"phone_number_id": "1065"},
            "type": "control_passed",
            "timestamp": 1750000000,
            "control_passed": {"previous_owner_role": "ai_agent", "new_owner_role": "escalation"},
        }
        raw = body(told, field="messaging_handovers")
        event = only(raw)

        assert isinstance(event, ControlChanged)
        assert (event.route, event.new_owner) == (Route(phone_number_id="1065"), "escalation")
        assert READER.names(raw) == (Route(phone_number_id="1065"),)

    def test_statuses_of_another_responder_are_marked(self) -> None:
        event = only(body(value(standby={"statuses": [{"id": "w", "status": "read"}]}), field="standby"))

        assert isinstance(event, MessageStatus)
        assert event.standby

    def test_a_declined_history_is_reported(self) -> None:
        event = only(body(value(history=[{"errors": [{"code": 2593109, "title": "declined"}]}]), field="history"))

        assert isinstance(event, ErrorReported)
        assert event.errors[0].code == "2593109"

    def test_a_failed_status_says_what_it_means_to_us(self) -> None:
        failed = {"id": "w", "status": "failed", "errors": [{"code": 131026, "title": "undeliverable"}]}
        event = only(body(value(statuses=[failed])))

        assert isinstance(event, MessageStatus)
        assert event.failure is not None
        assert event.failure.consequence is Consequence.MARK_DESTINATION

    def test_a_failed_status_without_a_reason_fails_all_the_same(self) -> None:
        event = only(body(value(statuses=[{"id": "w", "status": "failed"}])))

        assert isinstance(event, MessageStatus)
        assert (event.state, event.failure) == (DeliveryState.FAILED, None)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)


def spots(value_: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a payload."""
    if isinstance(value_, dict):
        return [path, *(spot for key, item in value_.items() for spot in spots(item, (*path, key)))]
    if isinstance(value_, list):
        return [path, *(spot for index, item in enumerate(value_) for spot in spots(item, (*path, index)))]
    return [path]


class TestAnything:
    @given(st.binary(max_size=300))
    def test_any_bytes_are_survived(self, raw: bytes) -> None:
        READER.names(raw)
        assert read(raw).events == ()

    @given(ANYTHING)
    def test_any_json_is_survived(self, thing: Any) -> None:
        for raw in (thing, {"entry": thing}, {"entry": [{"id": "1", "changes": thing}]}):
            READER.names(json.dumps(raw).encode())
            read(json.dumps(raw).encode())

    @given(ANYTHING, st.sampled_from(["messages", "statuses", "calls", "history", "standby", "errors", "groups"]))
    def test_any_element_of_any_field_is_read_or_parked(self, thing: Any, field: str) -> None:
        raw = body(value(**{field: [thing]}), value(messages=[text("sibling")]), field="messages")
        reading = read(raw)

        assert any(isinstance(event, InboundMessage) and event.id == "sibling" for event in reading.events)
        assert len(reading.events) + len(reading.parked) >= 1 + 1

    @settings(max_examples=400)
    @given(st.data())
    def test_a_mutated_webhook_costs_its_own_element_and_no_other(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(RECORDED)))
        change = copy.deepcopy(RECORDED[name]["entry"][0]["changes"][0])
        spot = data.draw(st.sampled_from(spots(change)))
        replacement = data.draw(ANYTHING)
        if spot:
            holder = change
            for step in spot[:-1]:
                holder = holder[step]
            if data.draw(st.booleans()):
                holder[spot[-1]] = replacement
            else:
                del holder[spot[-1]]
        else:
            change = replacement
        sibling = {"field": "messages", "value": value(messages=[text("sibling")])}
        raw = json.dumps({"entry": [{"id": "1", "changes": [change, sibling]}]}).encode()

        reading = read(raw)

        assert any(isinstance(event, InboundMessage) and event.id == "sibling" for event in reading.events)
        assert {event.route for event in reading.events} - {Route()} <= set(READER.names(raw))
        assert not [parked for parked in reading.parked if ": " in parked.reason], "a bug, caught by the isolation"
