"""Receivers of webhooks: bounded, never inside, and each failure with a word of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from tests.support.receiver import Receiver

from pytake_adapters.net.guarded import Limits
from pytake_adapters.net.receivers import GuardedReceivers

OPEN = GuardedReceivers(Limits(private=True), within=0.5)
GUARDED = GuardedReceivers()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = await Receiver().start()
    yield made
    await made.stop()


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:1/",
        "https://localhost:1/",
        "https://[::1]:1/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://0x7f000001/",
    ],
)
async def test_our_own_network_is_out_of_reach(url: str) -> None:
    answer = await GUARDED.post(url, {}, b"{}")
    assert answer.error in ("address_private", "address_refused", "unreachable")
    assert not answer.ok


async def test_a_name_that_leads_inside_is_refused_when_it_is_resolved() -> None:
    assert GUARDED.refuse("https://localhost:1/") is None
    assert (await GUARDED.post("https://localhost:1/", {}, b"{}")).result == "address_private"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "not_a_link"),
        ("ftp://example.com/", "not_a_link"),
        ("https://user:pw@example.com/", "not_a_link"),
        ("https://10.0.0.1/", "link_private"),
        ("http://example.com/", "https_required"),
    ],
)
async def test_what_can_be_seen_is_refused_before_anything_is_asked(url: str, code: str) -> None:
    problem = GUARDED.refuse(url)
    assert problem is not None
    assert (problem.field, problem.code) == ("url", code)
    assert (await GUARDED.post(url, {}, b"{}")).error in ("address_refused", "address_private")
    assert GUARDED.refuse("https://example.com/hook") is None
    assert OPEN.refuse("http://10.0.0.1/") is None


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers["/a"] = lambda _: web.Response(status=307, headers={"Location": f"{receiver.url}/b"})
    answer = await OPEN.post(f"{receiver.url}/a", {}, b"{}")

    assert (answer.status, answer.result) == (307, "redirect_refused")
    assert [call.path for call in receiver.calls] == ["/a"]


async def test_who_hangs_is_not_waited_for(receiver: Receiver) -> None:
    receiver.answers["/a"] = lambda _: None
    answer = await OPEN.post(f"{receiver.url}/a", {}, b"{}")

    assert (answer.status, answer.result) == (None, "timeout")
    assert 400 < answer.milliseconds < 20_000


async def test_of_a_body_the_beginning_is_kept(receiver: Receiver) -> None:
    receiver.answers["/a"] = lambda _: web.Response(status=200, body=b"\x00\xff" + b"x" * 5_000_000)
    answer = await OPEN.post(f"{receiver.url}/a", {}, b"{}")

    assert (answer.ok, len(answer.body)) == (True, 4096)
    assert "\x00" not in answer.body


async def test_what_is_not_http_or_not_there_has_its_word() -> None:
    async def rude(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(rude, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert (await OPEN.post(f"http://127.0.0.1:{port}/", {}, b"{}")).result == "lost"
    assert (await OPEN.post(f"https://127.0.0.1:{port}/", {}, b"{}")).result in ("tls_failed", "lost")
    server.close()
    assert (await OPEN.post(f"http://127.0.0.1:{port}/", {}, b"{}")).result == "unreachable"
