"""Live events: each once, whatever breaks between them."""

import asyncio
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_client import RESYNC, AsyncPytake, Forbidden, Unauthenticated, Unreachable
from pytake_client.feed import Feed, pause, socket_url


def said(kind: str, seq: int = 0, data: object = None) -> str:
    return json.dumps({"type": kind, "seq": seq, "data": data or {}, "at": "2026-11-27T12:00:00Z"})


def seqs(feed: Feed, *texts: str) -> list[int]:
    return [event.seq for text in texts if (event := feed.hear(text)) is not None]


def test_it_subscribes_and_goes_on_from_there() -> None:
    feed = Feed(["messages"])
    assert [json.loads(text)["type"] for text in feed.hello()] == ["subscribe"]
    assert seqs(feed, said("subscribed", 7), said("message_received", 8), said("pong")) == [8]
    assert [json.loads(text) for text in feed.hello()] == [
        {"type": "subscribe", "channels": ["messages"]},
        {"type": "resume", "since": 8},
        {"type": "ping"},
    ]


def test_what_was_missed_is_told_even_when_something_newer_came_before_it() -> None:
    feed = Feed(["messages"], since=8)
    feed.hello()
    assert seqs(
        feed, said("subscribed", 10), said("message_sent", 11), said("message_sent", 9), said("message_sent", 10)
    ) == [11, 9, 10]
    # It breaks before all that was missed is known: the next socket asks from where everything is known.
    assert json.loads(feed.hello()[1]) == {"type": "resume", "since": 8}
    assert seqs(feed, said("subscribed", 11), *(said("message_sent", seq) for seq in (9, 10, 11)), said("pong")) == []
    assert feed.since == 11


def test_a_gap_that_can_not_be_filled_is_told() -> None:
    feed = Feed(["messages"], since=8)
    feed.hello()
    assert feed.hear(said("subscribed", 900)) is None
    event = feed.hear(json.dumps({"type": "resync"}))
    assert event is not None
    assert event.type == RESYNC
    assert feed.since == 900


def test_a_server_that_counts_anew_is_listened_to() -> None:
    feed = Feed(["messages"], since=500)
    feed.hello()
    assert seqs(feed, said("subscribed", 3), said("pong"), said("message_sent", 4)) == [4]


def test_passing_states_have_no_number() -> None:
    feed = Feed(["conversation"])
    feed.hello()
    assert seqs(feed, said("subscribed", 3), said("presence"), said("presence")) == [0, 0]


def test_refusals_are_errors() -> None:
    feed = Feed(["metrics"])
    body = {"code": "FORBIDDEN", "message": "No.", "details": [], "request_id": "r"}
    with pytest.raises(Forbidden):
        feed.hear(said("error", data=body))
    with pytest.raises(Unauthenticated):
        feed.hear(said("error", data=body | {"code": "TOKEN_EXPIRED"}))


@given(st.lists(st.integers(0, 3), max_size=30), st.randoms())
def test_every_event_is_told_once_over_any_breaks(live: list[int], chance: object) -> None:
    feed, newest, told = Feed(["messages"], since=0), 0, list[int]()
    feed.hello()
    feed.hear(said("subscribed", 0))
    for count in live:
        arrived = list(range(newest + 1, newest + count + 1))
        newest += count
        if chance.random() < 0.5:  # type: ignore[attr-defined]
            told += seqs(feed, *(said("message_sent", seq) for seq in arrived))
            continue
        # A break: what came meanwhile is asked for, and the socket may break once more within the answer.
        since = next((json.loads(text)["since"] for text in feed.hello() if "resume" in text), 0)
        missed = [said("message_sent", seq) for seq in range(since + 1, newest + 1)]
        if not since:
            # Nothing was heard yet, so there is nothing to go on from.
            told += seqs(feed, said("subscribed", newest))
            told += [seq for seq in arrived if seq not in told]
            continue
        if chance.random() < 0.5:  # type: ignore[attr-defined]
            told += seqs(feed, said("subscribed", newest), *missed[: len(missed) // 2])
            since = json.loads(feed.hello()[1])["since"]
            missed = [said("message_sent", seq) for seq in range(since + 1, newest + 1)]
        told += seqs(feed, said("subscribed", newest), *missed, said("pong"))
    assert sorted(told) == list(range(1, newest + 1))


async def test_an_address_without_events_is_told() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with AsyncPytake(f"http://127.0.0.1:{port}", api_key="pk_one") as client:
            with pytest.raises(Unreachable, match="404"):
                await anext(client.events(["messages"]))


def test_addresses_and_pauses() -> None:
    assert socket_url(httpx.URL("https://pytake.example/")) == "wss://pytake.example/ws"
    assert socket_url(httpx.URL("http://127.0.0.1:8080")) == "ws://127.0.0.1:8080/ws"
    assert [pause(n) for n in (1, 2, 3, 20)] == [0.5, 1.0, 2.0, 15.0]
