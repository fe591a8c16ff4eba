"""Request ids, security headers and the time of a request: one ASGI middleware."""

import itertools
import re
import secrets
import time
from collections.abc import Iterable
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from pytake_adapters.tracing import begun
from pytake_app.observability.metrics import Metrics

SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")
SECURITY = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-site"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
API_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


def request_id(scope: Any) -> str:
    """The id of the request in hand."""
    return str(scope.get("state", {}).get("request_id", "req_unknown"))


_PREFIX = f"req_{secrets.token_hex(8)}"
"""Of this process; with a count behind it, an id costs no system call and is never made twice."""
_COUNT = itertools.count(1)


def own_request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's id when it is sane, else one of ours."""
    asked = next((value for name, value in headers if name == b"x-request-id"), b"")
    return asked.decode() if asked and SANE.fullmatch(asked) else f"{_PREFIX}{next(_COUNT):08x}"


class RequestEdge:
    """Outermost: gives the request its id, and every answer its headers."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, https: bool, trace_share: float = 0.0) -> None:
        self._app = app
        self._trace_share = trace_share
        self._metrics = metrics
        self._https = https
        self._headers = [*SECURITY]
        if https:
            self._headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        own = own_request_id(scope["headers"])
        scope.setdefault("state", {})["request_id"] = own
        scope["state"]["https"] = self._https
        began = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own_headers = message.get("headers", [])
                told = {name for name, _ in own_headers}
                # A page that says its own keeps it: two of one kind are read as the stricter of both.
                added = (header for header in (*self._headers, API_POLICY) if header[0] not in told)
                headers = [*own_headers, (b"x-request-id", own.encode()), *added]
                headers.extend(scope["state"].get("rate_headers", ()))
                message["headers"] = headers
                self._metrics.answered(scope, message["status"], time.perf_counter() - began)
            await send(message)

        with begun(f"{scope['method']} request", self._trace_share, request_id=own) as span:
            await self._app(scope, receive, answer)
            if span is not None and (route := scope.get("path_template")):
                span.update_name(f"{scope['method']} {route}")
