"""Rate limits: by address before anything is known, by tenant once it is signed in."""

import ipaddress
from collections.abc import Sequence
from typing import Any

import msgspec
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from pytake_app.http.edge.errors import envelope, status_of
from pytake_app.http.edge.request_id import request_id
from pytake_app.phrases import preferred
from pytake_domain.kernel.errors import Throttled
from pytake_domain.kernel.limits import Rate, RateLimiter, RateVerdict

FREE = ("/api/v1/whatsapp/webhook", "/api/v1/media/", "/observability/", "/.well-known/")
"""Providers are known by their signature or their link, probes by their place; none is counted by address."""
TOO_MANY_SOCKETS = 4429


class AddressLimit:
    """Counts requests of an address; a limiter that is away lets pass, by each process's own count."""

    def __init__(self, app: ASGIApp, limiter: RateLimiter, rate: Rate, proxies: Sequence[str]) -> None:
        self._app = app
        self._limiter = limiter
        self._rate = rate
        self._proxies = [ipaddress.ip_network(p) for p in proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == ScopeType.WEBSOCKET:
            await self._socket(scope, receive, send)
            return
        if str(scope["type"]) != "http" or scope["path"].startswith(FREE):
            await self._app(scope, receive, send)
            return
        address = client_address(scope, self._proxies)
        scope["state"]["address"] = address
        verdict = await self._limiter.take(f"address:{address}", self._rate)
        scope["state"]["rate_headers"] = rate_headers(self._rate, verdict)
        if verdict.allowed:
            await self._app(scope, receive, send)
        else:
            await refuse(scope, send, verdict)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counted apart, so that a console that comes back after a restart has both."""
        address = client_address(scope, self._proxies)
        verdict = await self._limiter.take(f"sockets:{address}", self._rate)
        if verdict.allowed:
            await self._app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": TOO_MANY_SOCKETS, "reason": "rate"})


def client_address(scope: Any, proxies: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> str:
    """Who calls: the peer, or whom a trusted proxy names last."""
    peer = (scope.get("client") or ("unknown", 0))[0]
    try:
        if not any(ipaddress.ip_address(peer) in network for network in proxies):
            return str(peer)
    except ValueError:
        return str(peer)
    forwarded = next((v for k, v in scope["headers"] if k == b"x-forwarded-for"), b"").decode("latin-1")
    last = forwarded.rpartition(",")[2].strip()
    try:
        # What stands behind a `%` may be anything, of any length.
        return str(peer) if "%" in last else str(ipaddress.ip_address(last))
    except ValueError:
        return str(peer)


def rate_headers(rate: Rate, verdict: RateVerdict) -> list[tuple[bytes, bytes]]:
    """What every answer says about the limit that is nearest."""
    return [
        (b"ratelimit-limit", str(rate.burst).encode()),
        (b"ratelimit-remaining", str(max(0, verdict.remaining)).encode()),
        (b"ratelimit-reset", str(int(verdict.reset + 0.999)).encode()),
    ]


async def refuse(scope: Any, send: Send, verdict: RateVerdict) -> None:
    """429, in the envelope, with when to come back."""

    wait = max(1, int(verdict.retry_after + 0.999))
    error = Throttled(retry_after=wait)
    language = preferred(next((v.decode("latin-1") for k, v in scope["headers"] if k == b"accept-language"), None))
    body = msgspec.json.encode(envelope(error, language, request_id(scope)))
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(wait).encode()),
    ]
    await send({"type": "http.response.start", "status": status_of(error), "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
