"""Calls to a HubSoft server: one prefix, and a bearer's token that a user's password is exchanged for."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from pytake_adapters.erp_hubsoft.wire import accepted
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_server import Answer, Ask, ErpServer
from pytake_domain.erp import ErpFailed, FailureKind, reading
from pytake_domain.kernel.time import Clock

T = TypeVar("T")

BELOW = "/api/v1/integracao/"
TOKEN = "/oauth/token"  # noqa: S105  a path
MARGIN = dt.timedelta(minutes=1)
LONGEST, SHORTEST = 30 * 24 * 3600, 300
_OK = 200
_NOT_LET_IN = frozenset({400, 401, 403, 422})
_SERVER_ERROR = 500


class Login(msgspec.Struct, frozen=True):
    """The panel's API client, and the user whose permissions hold."""

    client_id: str
    client_secret: str
    username: str
    password: str


class _Session(msgspec.Struct, frozen=True):
    token: str
    until: dt.datetime


class HubApi:
    """See the module. One token serves all calls until shortly before it expires; one that was revoked is replaced once."""

    def __init__(self, server: ErpServer, login: Login, clock: Clock, zone: ZoneInfo) -> None:
        self._server = server
        self._login = login
        self._clock = clock
        self.zone = zone
        self._session: _Session | None = None
        self._signing_in = asyncio.Lock()

    def now(self) -> dt.datetime:
        """In the company's zone."""
        return self._clock.now().astimezone(self.zone)

    def today(self) -> dt.date:
        """The day it is there."""
        return self.now().date()

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> JSON:
        """A success's body."""
        return await self.call(Ask(operation=path, path=BELOW + path, query=query or {}), accepted)

    async def send(
        self, method: str, path: str, body: Mapping[str, Any], read: Callable[[Answer], T], *, operation: str
    ) -> T:
        """Change something; never repeated but with a new token, without which nothing was done."""
        ask = Ask(operation=operation, path=BELOW + path, method=method, json=dict(body), safe=False)
        return await self.call(ask, read)

    async def call(self, ask: Ask, read: Callable[[Answer], T]) -> T:
        """What `read` makes of its answer."""
        token = await self._signed_in()
        try:
            return await self._asked(ask, token, read)
        except ErpFailed as failed:
            if failed.kind is not FailureKind.AUTH:
                raise
        if self._session is not None and self._session.token == token:
            self._session = None
        return await self._asked(ask, await self._signed_in(), read)

    async def sign_in(self) -> None:
        """Afresh, whatever is known."""
        async with self._signing_in:
            self._session = await self._exchanged()

    async def aclose(self) -> None:
        """Close what is open."""
        await self._server.aclose()

    async def _signed_in(self) -> str:
        """A token; callers at once wait for one login."""
        async with self._signing_in:
            if self._session is None or self._session.until <= self.now():
                self._session = await self._exchanged()
            return self._session.token

    async def _asked(self, ask: Ask, token: str, read: Callable[[Answer], T]) -> T:
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        return await self._server.ask(msgspec.structs.replace(ask, headers=headers), read)

    async def _exchanged(self) -> _Session:
        login = {"grant_type": "password", **msgspec.structs.asdict(self._login)}
        return await self._server.ask(
            Ask(operation="token", path=TOKEN, method="POST", json=login, headers={"Accept": "application/json"}),
            self._opened,
        )

    def _opened(self, answer: Answer) -> _Session:
        if answer.status >= _SERVER_ERROR:
            raise ErpFailed(FailureKind.UNAVAILABLE, f"status {answer.status}")
        body = answer.json()
        if answer.status in _NOT_LET_IN and isinstance(body, dict):
            words = reading.first((body.get("error_description"), body.get("message"), body.get("msg")))
            raise ErpFailed(FailureKind.AUTH, reading.spoken(words))
        token = body.get("access_token") if isinstance(body, dict) else None
        if answer.status != _OK or not isinstance(token, str) or not _bearable(token):
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no token")
        lives = body.get("expires_in")
        seconds = min(lives, LONGEST) if isinstance(lives, int) and lives > 0 else SHORTEST
        return _Session(token, self.now() + max(dt.timedelta(seconds=seconds) - MARGIN, MARGIN))


def _bearable(token: str) -> bool:
    return token.isascii() and token.isprintable() and bool(token) and " " not in token
