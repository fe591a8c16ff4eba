"""How large a request's head may be: its address and its headers."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from pytake_app.http.edge.errors import BY_STATUS, ErrorBody, ErrorEnvelope
from pytake_app.http.edge.request_id import request_id
from pytake_app.phrases import preferred, sentence

LONGEST_ADDRESS = 8 * 1024
"""Bytes of a path and its query."""
LARGEST_HEAD = 64 * 1024
"""Bytes of all headers; while one is read, the server holds no more than this and what comes at once."""
MOST_HEADERS = 100
HEAD_SECONDS = 30.0
"""In which a head has to be there, from its first byte; on a new connection from its beginning."""
LIMITS = {414: LONGEST_ADDRESS, 431: LARGEST_HEAD}
REFUSED = 4431
_AROUND = 4
"""Bytes that a header has beside its name and value."""


class HeadEdge:
    """Refuses heads that are too large, whatever server took them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        status = refused(scope)
        if status is None:
            await self._app(scope, receive, send)
        elif scope["type"] == ScopeType.HTTP:
            language = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"accept-language"), "")
            body = told(status, language[:200], request_id(scope))
            headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
            headers.append((b"content-length", str(len(body)).encode()))
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body, "more_body": False})
        else:
            await receive()
            await send({"type": "websocket.close", "code": REFUSED, "reason": "head"})


def refused(scope: Any) -> int | None:
    """The status a head deserves."""
    if scope["type"] not in (ScopeType.HTTP, ScopeType.WEBSOCKET):
        return None
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return 414
    headers: Sequence[tuple[bytes, bytes]] = scope["headers"]
    return 431 if len(headers) > MOST_HEADERS or size(headers) > LARGEST_HEAD else None


def size(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Bytes on the wire."""
    return sum(len(name) + len(value) + _AROUND for name, value in headers)


def told(status: int, language: str | None, own_id: str) -> bytes:
    """The envelope."""
    code = BY_STATUS[status]
    text = sentence(code, preferred(language), {"allowed": LIMITS.get(status, 0), "headers": MOST_HEADERS})
    return msgspec.json.encode(ErrorEnvelope(ErrorBody(code, text, [], own_id)))
