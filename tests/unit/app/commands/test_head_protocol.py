"""The server holds no head without end, and no connection that never sends one."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from pytake_app.commands import heads
from pytake_app.http.edge.head import LARGEST_HEAD, LONGEST_ADDRESS


async def app(_: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    config = uvicorn.Config(
        app, port=0, http=heads.HeadProtocol, lifespan="off", log_level="critical", timeout_keep_alive=60
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


class Line(asyncio.Protocol):
    """What comes back."""

    def __init__(self) -> None:
        self.heard = b""
        self.closed = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def connection_lost(self, _: Exception | None) -> None:
        self.closed.set()


async def said(port: int, *pieces: bytes, answers: int = 1, pause: float = 0.01) -> bytes:
    """What comes back, once there are as many answers as are waited for, or the server closes."""
    transport, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    for piece in pieces:
        if line.closed.is_set():
            break
        transport.write(piece)
        await asyncio.sleep(pause)
    await until(lambda: line.heard.count(b"HTTP/1.1 ") >= answers or line.closed.is_set())
    transport.close()
    return line.heard


def code_of(answer: bytes) -> str:
    found: str = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]["code"]
    return found


async def test_a_head_without_end_is_refused_while_it_is_read() -> None:
    line = b"X-A: " + b"a" * 8_000 + b"\r\n"
    async with served() as port:
        endless = await said(port, b"GET / HTTP/1.1\r\n", *[line] * (LARGEST_HEAD // len(line) + 4))
        assert endless.startswith(b"HTTP/1.1 431 ")
        assert code_of(endless) == "HEAD_TOO_LARGE"
        one = await said(port, b"GET / HTTP/1.1\r\nX-A: ", *[b"a" * 8_000] * (LARGEST_HEAD // 8_000 + 4))
        assert one.startswith(b"HTTP/1.1 431 ")
        address = await said(port, b"GET /", *[b"a" * 8_000] * (LARGEST_HEAD // 8_000 + 4))
        assert address.startswith(b"HTTP/1.1 414 ")
        at_once = await said(port, b"GET /?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert at_once.startswith(b"HTTP/1.1 414 ")
        assert code_of(at_once) == "ADDRESS_TOO_LONG"


@pytest.mark.parametrize("sent", [b"what\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\n: x\r\n\r\n"])
async def test_what_is_no_http_is_told_as_any_other_mistake(sent: bytes) -> None:
    async with served() as port:
        told = await said(port, sent)
        assert told.startswith(b"HTTP/1.1 400 ")
        assert b"\r\nContent-Type: application/json\r\n" in told
        assert code_of(told) == "MALFORMED"


async def test_a_body_that_is_broken_is_no_address_that_is_too_long() -> None:
    address = b"/" + b"a" * (LONGEST_ADDRESS + 1)
    async with served() as port:
        head = b"POST " + address + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        told = await said(port, head, b"no chunk\r\n\r\n", answers=2, pause=0.1)
        assert b"HTTP/1.1 400 " in told


async def test_what_is_within_bounds_is_answered_however_it_is_cut() -> None:
    whole = b"POST /" + b"a" * LONGEST_ADDRESS + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n"
    whole += b"X-A: " + b"a" * 40_000 + b"\r\n\r\n"
    async with served() as port:
        pieces = [whole[start : start + 9_000] for start in range(0, len(whole), 9_000)]
        assert (await said(port, *pieces, *[b"b" * 50_000] * 4)).startswith(b"HTTP/1.1 200 ")
        # A body's end and the next head in one piece, several times over one connection.
        two = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n" + b"b" * 90_000
        assert (await said(port, two + two[:30], two[30:], answers=2, pause=0.1)).count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(("sent", "answer"), [(b"", b""), (b"GET / HTTP/1.1\r\nX-A", b"HTTP/1.1 408 ")])
async def test_who_never_ends_a_head_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, sent: bytes, answer: bytes
) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.2)
    async with served() as port:
        told = await said(port, sent)
        assert told.startswith(answer)
        assert bool(told) == bool(answer)


async def test_a_second_head_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.7)
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    async with served() as port:
        assert (await said(port, request, request[:20], answers=2, pause=0.9)).count(b"HTTP/1.1 ") == 2
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(request)
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(0.9)
        writer.close()
