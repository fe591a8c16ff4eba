"""What a server remembers: acknowledgements, own messages, what customers wrote."""

import datetime as dt

import msgspec
from tests.support.evolution import Answer, Evolution, recorded

from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_domain.contacts import wa_id_addresses
from pytake_domain.whatsapp import Content, Media, MessageStatus, MessageType, OpenNumber, SendFailure, Text

MARIA = wa_id_addresses("5511912345678")
SINCE = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)


async def test_the_furthest_acknowledgement_counts(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: recorded("find_status_message")
    status = await provider.reconciler.status(via, "3EB00FB084354B33B072B2")
    assert isinstance(status, MessageStatus)
    assert (status.id, status.word) == ("3EB00FB084354B33B072B2", "PLAYED")
    assert server.requests[0].body == {"where": {"id": "3EB00FB084354B33B072B2"}}

    about = {"keyId": "3EB0A", "remoteJid": "5511912345678@s.whatsapp.net", "fromMe": True}
    rows = [{**about, "status": word} for word in ("READ", "SERVER_ACK", "DELIVERY_ACK")]
    server.answer = lambda _: Answer(200, rows)
    read = await provider.reconciler.status(via, "3EB0A")
    assert isinstance(read, MessageStatus)
    assert read.word == "READ"
    assert await provider.reconciler.status(via, "3EB0B") is None


async def test_own_messages_with_the_same_words_are_found(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    def take(_: object) -> Answer:
        page = recorded("find_messages_page")
        body = msgspec.json.decode(page.body)
        body["messages"]["pages"] = 1
        return Answer(200, body)

    server.answer = take
    found = await provider.reconciler.alike(via, MARIA, Text(body="acompanhe"), since=SINCE)
    assert found == ["3EB00FB084354B33B072B2"]
    assert await provider.reconciler.alike(via, MARIA, Text(body="outra"), since=SINCE) == []
    strangers = wa_id_addresses("5511900000000")
    assert await provider.reconciler.alike(via, strangers, Text(body="acompanhe"), since=SINCE) == []
    asked = server.requests[0].body["where"]["messageTimestamp"]
    assert asked["gte"] == "2026-11-22T00:00:00.000Z"


async def test_files_are_known_by_kind_and_caption(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    key = {"remoteJid": "5511912345678@s.whatsapp.net", "fromMe": True, "id": "3EB0PIC"}
    row = {"key": key, "message": {"imageMessage": {"caption": "veja"}}, "messageTimestamp": 1795370000}
    server.answer = lambda _: Answer(200, {"messages": {"pages": 1, "records": [row]}})

    def picture(caption: str, kind: MessageType = MessageType.IMAGE) -> Content:
        return Media(type=kind, media_id="m", caption=caption)

    assert await provider.reconciler.alike(via, MARIA, picture("veja"), since=SINCE) == ["3EB0PIC"]
    assert await provider.reconciler.alike(via, MARIA, picture("outra"), since=SINCE) == []
    assert await provider.reconciler.alike(via, MARIA, picture("veja", MessageType.VIDEO), since=SINCE) == []


async def test_what_was_missed_is_read_like_any_webhook_oldest_first(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    def row(serial: int, jid: str = "5511912345678@s.whatsapp.net", *, mine: bool = False) -> dict[str, object]:
        key = {"remoteJid": jid, "fromMe": mine, "id": f"AC{serial}"}
        return {
            "id": "db",
            "key": key,
            "message": {"conversation": str(serial)},
            "messageTimestamp": 1795370000 + serial,
        }

    pages = [[row(3), row(2, mine=True)], [row(1), row(0, "120363041234567890@g.us"), row(0, "status@broadcast")]]
    server.answer = lambda request: Answer(
        200, {"messages": {"pages": 2, "currentPage": 1, "records": pages[request.body["page"] - 1]}}
    )

    bodies = await provider.reconciler.missed(via, since=SINCE, until=NOW)

    assert not isinstance(bodies, SendFailure)
    events = [e for body in bodies for e in provider.reader.read(body, NOW).events]
    assert [getattr(e, "id", "") for e in events] == ["AC1", "AC3"]


async def test_a_server_that_cannot_be_asked_is_a_failure_that_may_be_tried_again(
    server: Evolution, provider: EvolutionProvider, via: OpenNumber
) -> None:
    server.answer = lambda _: None
    for answer in (
        await provider.reconciler.status(via, "3EB0A"),
        await provider.reconciler.alike(via, MARIA, Text(body="oi"), since=SINCE),
        await provider.reconciler.missed(via, since=SINCE, until=NOW),
    ):
        assert isinstance(answer, SendFailure)
        assert (answer.retryable, answer.ambiguous) == (True, False)


def test_the_servers_token_is_not_kept(provider: EvolutionProvider) -> None:
    body = b'{"event":"x","data":{},"apikey":"TOKEN"}'

    assert provider.reader.clean(body) == b'{"event":"x","data":{},"apikey":null}'
