"""A Graph API of a few lines on this machine, for tests that say themselves what it answers."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

SILENCE = b""
"""Take the request and never answer."""

RESET = b"\0reset"
"""Take the request and break the connection."""


class Request:
    """What arrived."""

    def __init__(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Graph:
    """`answer` makes the whole HTTP answer of a request, or SILENCE, or RESET."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answer: Callable[[Request], bytes] = lambda _: http(200, {})
        self._server: asyncio.Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.requests.append(request := Request(method, target, headers, body))
            said = self.answer(request)
            if said == SILENCE:
                await reader.read()
            elif said == RESET:
                writer.transport.abort()
            else:
                writer.write(said)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def http(status: int, body: object, **headers: str) -> bytes:
    """An HTTP answer; a body that is no bytes goes out as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"HTTP/1.1 {status} X\r\nContent-Length: {len(content)}\r\nConnection: close\r\n{lines}\r\n".encode() + content
    )
