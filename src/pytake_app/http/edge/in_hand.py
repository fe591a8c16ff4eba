"""How many requests that wait for somebody else's servers one company may have in hand in a process."""

import time
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from pytake_adapters.net.places import FORGOTTEN, Crowd
from pytake_app.http.edge.authentication import LONGEST_TOKEN
from pytake_app.http.edge.rate_limit import rate_headers, refuse
from pytake_domain.identity import TokenSigner
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.limits import Rate, RateVerdict

MOST: Mapping[str, int] = MappingProxyType({"/api/v1/erp/": 80, "/api/v1/ai/": 64})
"""By where a path begins; a few more than an ERP lets wait, so that in ordinary times it is the ERP that says how long."""
AT_FIRST = 15.0
"""Seconds that somebody is told to wait before an answer has said how long it takes, for each `MOST` that were refused lately."""
LONGEST = 60.0
TOLD_FOR = 60.0
MOST_TOLD = 10_000
_TOO_MANY = 429


class InHand:
    """A crowd at a slow server is refused here for a tenth of what it costs to find out there: before it is counted, looked up
    in the database, or kept waiting. Whoever shows no valid token goes on to be told so.
    """

    def __init__(self, app: ASGIApp, tokens: TokenSigner, most: Mapping[str, int] = MOST) -> None:
        self._app = app
        self._tokens = tokens
        self._most = most
        self._places = tuple(most)
        self._count: Counter[tuple[str, str]] = Counter()
        self._told: dict[tuple[str, str], tuple[float, float]] = {}
        self._crowds: dict[tuple[str, str], Crowd] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        path = scope["path"] if scope["type"] == ScopeType.HTTP else ""
        who = self._who(scope) if path.startswith(self._places) else None
        if who is None:
            await self._app(scope, receive, send)
            return
        place = next(each for each in self._places if path.startswith(each))
        key = (who, place)
        if self._count[key] >= self._most[place]:
            await self._refuse(scope, send, key)
            return
        self._count[key] += 1
        try:
            await self._app(scope, receive, self._listening(key, send))
        finally:
            self._count[key] -= 1
            if not self._count[key]:
                del self._count[key]

    def _who(self, scope: Any) -> str | None:
        """The company of a token that is ours; a key for machines counts by itself."""
        for name, value in scope["headers"]:
            if name == b"x-api-key":
                return f"key:{value.decode('latin-1')[:200]}"
            if name == b"authorization":
                scheme, _, token = value.decode("latin-1").partition(" ")
                if scheme.lower() != "bearer" or len(token) > LONGEST_TOKEN:
                    return None
                try:
                    return str(self._tokens.verify(token.strip()).tenant_id)
                except PytakeError:
                    return None
        return None

    def _listening(self, key: tuple[str, str], send: Send) -> Send:
        """Hears how long those are told to wait who get further."""

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == _TOO_MANY:
                wait = next((value for name, value in message["headers"] if name.lower() == b"retry-after"), b"")
                if wait.isdigit():
                    if len(self._told) >= MOST_TOLD:
                        self._told.clear()
                    self._told[key] = (float(wait), time.monotonic())
            await send(message)

        return heard

    async def _refuse(self, scope: Any, send: Send, key: tuple[str, str]) -> None:
        if len(self._crowds) >= MOST_TOLD:
            self._crowds.clear()
        wait, at = self._told.get(key, (AT_FIRST, 0.0))
        if at and time.monotonic() - at > TOLD_FOR:
            del self._told[key]
            wait = AT_FIRST
        most = self._most[key[1]]
        wait = min(LONGEST, max(wait, AT_FIRST * self._crowds.setdefault(key, Crowd(FORGOTTEN)).one_more() / most))
        verdict = RateVerdict(allowed=False, remaining=0, retry_after=wait, reset=wait)
        scope["state"]["rate_headers"] = rate_headers(Rate(per_second=most, burst=most), verdict)
        await refuse(scope, send, verdict)
