"""A door in front of the API that can be told to fail: the console meets trouble that a healthy application never makes on order.

An answer of 500, a 429 with its Retry-After or one that never comes can't be had from the API when a test needs it, and one made
up inside the browser would prove nothing of headers and connections. So the browser speaks to this door over real TCP. It passes
everything on, sockets included, except what a test has ordered. An order holds for one browser, named by its `x-browser` header:
tests that run at the same time do not meet each other's trouble.
"""

import asyncio
import contextlib
import json
import re

import msgspec

NAMED = "x-browser"
REASONS = {429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
CHUNK = 65536


class Trouble(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the next `count` requests of a browser meet where the path matches: a status, or silence (0) until called off."""

    browser: str
    path: str
    status: int
    count: int = 1_000_000
    retry_after: int | None = None

    def meets(self, browser: str, target: str) -> bool:
        """Does it hold for this request?"""
        return self.count > 0 and browser == self.browser and re.search(self.path, target) is not None


class _Head(msgspec.Struct, frozen=True):
    """The first lines of a request."""

    line: str
    headers: list[tuple[str, str]]

    @property
    def target(self) -> str:
        return self.line.split(" ", 2)[1]

    def get(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    def passed_on(self) -> bytes:
        """As the API gets it: one request a connection, unless it becomes a socket."""
        kept = self.headers
        if not self.get("upgrade"):
            kept = [(key, value) for key, value in kept if key.lower() != "connection"] + [("connection", "close")]
        return "\r\n".join([self.line, *(f"{key}: {value}" for key, value in kept), "", ""]).encode("latin-1")


class Door:
    """Listens on a port, passes on to another."""

    def __init__(self, host: str, port: int, behind: int) -> None:
        self._host, self._port, self._behind = host, port, behind
        self._orders: list[Trouble] = []
        self._calm = asyncio.Event()
        self._server: asyncio.Server | None = None
        # The loop itself keeps no hold of who only waits here.
        self._guests: set[asyncio.Task[None]] = set()

    async def open(self) -> str:
        """Listen, and say where."""
        self._server = await asyncio.start_server(self._let_in, self._host, self._port)
        return f"http://{self._host}:{self._port}"

    def close(self) -> None:
        """No more connections."""
        if self._server:
            self._server.close()

    def order(self, trouble: Trouble) -> None:
        """From now on."""
        self._orders.append(trouble)

    def call_off(self, browser: str) -> None:
        """Forget a browser's trouble; requests that hang are let go without an answer."""
        self._orders = [trouble for trouble in self._orders if trouble.browser != browser]
        self._calm.set()
        self._calm = asyncio.Event()

    def _let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        guest = asyncio.create_task(self._serve(reader, writer))
        self._guests.add(guest)
        guest.add_done_callback(self._guests.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = _read(await reader.readuntil(b"\r\n\r\n"))
            met = next((t for t in self._orders if t.meets(head.get(NAMED), head.target)), None)
            if met is None:
                await self._pass(head, reader, writer)
            elif met.status:
                met.count -= 1
                await reader.readexactly(int(head.get("content-length") or 0))
                writer.write(_answer(met))
                await writer.drain()
            else:
                met.count -= 1
                while met in self._orders:
                    await self._calm.wait()
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def _pass(self, head: _Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._behind)
        back.write(head.passed_on())
        up = asyncio.create_task(_pump(reader, back))
        try:
            await _pump(there, writer)
        finally:
            up.cancel()
            back.close()


async def _pump(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    """Until the source ends, or either breaks."""
    with contextlib.suppress(OSError):
        while piece := await source.read(CHUNK):
            into.write(piece)
            await into.drain()


def _read(raw: bytes) -> _Head:
    line, *rest = raw.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    pairs = (header.partition(":") for header in rest)
    return _Head(line, [(key.strip(), value.strip()) for key, _, value in pairs])


def _answer(met: Trouble) -> bytes:
    """The API's own envelope, with the status that was ordered."""
    code = "RATE_LIMITED" if met.status == 429 else "INTERNAL_ERROR"
    error = {"code": code, "message": "Falha pedida por um teste.", "details": [], "request_id": "req-teste"}
    body = json.dumps({"error": error}).encode()
    head = [
        f"HTTP/1.1 {met.status} {REASONS.get(met.status, 'Failed')}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "connection: close",
        *([f"retry-after: {met.retry_after}"] if met.retry_after is not None else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
