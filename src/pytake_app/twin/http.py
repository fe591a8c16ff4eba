"""The twin's own HTTP: a request read whole, an answer written whole, and a connection that can be broken on order."""

import os
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

JSON_TYPE = b"application/json; charset=UTF-8"
MOST_BYTES = 101 << 20
RESET = "pytake.reset"

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class TooLarge(Exception):
    """The body is larger than anything the provider takes."""


class Request:
    """A request with its whole body."""

    __slots__ = ("body", "host", "method", "path", "query_string", "raw_headers", "steps")

    def __init__(self, scope: Scope, body: bytes) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query_string: bytes = scope["query_string"]
        self.raw_headers: list[tuple[bytes, bytes]] = scope["headers"]
        self.body = body
        self.steps: list[str] = self.path.strip("/").split("/")
        host, port = scope["server"]
        self.host = f"{host}:{port}"

    def header(self, name: bytes) -> bytes:
        """Its value, or nothing; names are lower case."""
        for key, value in self.raw_headers:
            if key == name:
                return value
        return b""

    @property
    def query(self) -> dict[str, str]:
        """The query's values; the last of a name counts."""
        return dict(parse_qsl(self.query_string.decode("latin-1"), keep_blank_values=True))


class Answer:
    """An answer with its whole body."""

    __slots__ = ("body", "headers", "status")

    def __init__(
        self,
        body: bytes,
        *,
        status: int = 200,
        content_type: bytes = JSON_TYPE,
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        self.body = body
        self.status = status
        self.headers = [(b"content-type", content_type), (b"content-length", b"%d" % len(body)), *headers]

    async def write(self, send: Send) -> None:
        """Put it on the wire."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def json(value: object, *, status: int = 200) -> Answer:
    """An answer of JSON."""
    return Answer(msgspec.json.encode(value), status=status)


async def read_body(receive: Receive) -> bytes:
    """The whole body; what a client that went away had sent so far. Raises TooLarge."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    pieces = bytearray(body)
    while message.get("more_body"):
        message = await receive()
        pieces += message.get("body", b"")
        if len(pieces) > MOST_BYTES:
            raise TooLarge
    return bytes(pieces)


class BreakableProtocol(HttpToolsProtocol):
    """HTTP whose application can break its connection: the scope's extension RESET does it."""

    def on_message_begin(self) -> None:
        """Add the extension to the scope of the request that begins."""
        super().on_message_begin()
        extensions: Any = {RESET: self._reset}
        self.scope["extensions"] = extensions

    def _reset(self) -> None:
        """Break the connection: the client reads a reset, no end of file."""
        held = self.transport.get_extra_info("socket")
        if held is not None:
            # An event loop may hand out a socket that takes no options; its descriptor does.
            with socket.socket(fileno=os.dup(held.fileno())) as own:
                own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
