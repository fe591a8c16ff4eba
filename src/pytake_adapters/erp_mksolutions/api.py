"""Calls to an MK server: rules by GET, a session token among their parameters, which nobody is ever told."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from pytake_adapters.erp_mksolutions.wire import accepted
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_server import Answer, Ask, ErpServer
from pytake_domain.erp import ErpFailed, FailureKind, reading
from pytake_domain.kernel.time import Clock

T = TypeVar("T")

SECONDS = 20.0
SYSTEM = {"sys": "MK0"}
MARGIN = dt.timedelta(minutes=1)
SHORTEST = dt.timedelta(minutes=5)
_TOKENS = ("token", "tokenretornoautenticacao", "tokenacesso", "tokenautenticacao")


class Login(msgspec.Struct, frozen=True):
    """A user's token, the profile's password, and which of its services is asked for."""

    token: str
    password: str
    service: str


class _Session(msgspec.Struct, frozen=True):
    token: str
    until: dt.datetime | None


class MkApi:
    """See the module. One session serves all calls until shortly before it expires, unless its profile allows one call each."""

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

    async def call(
        self,
        rule: str,
        parameters: Mapping[str, str],
        read: Callable[[Answer], T],
        *,
        safe: bool = True,
        form: bool = False,
    ) -> T:
        """What a rule says. A token that died is replaced once: nothing was done with it."""
        token = await self.signed_in()
        try:
            return await self._asked(rule, parameters, token, read, safe=safe, form=form)
        except ErpFailed as failed:
            if failed.kind is not FailureKind.AUTH:
                raise
        if self._session is not None and self._session.token == token:
            self._session = None
        return await self._asked(rule, parameters, await self.signed_in(), read, safe=safe, form=form)

    async def signed_in(self) -> str:
        """A session's token; callers at once wait for one login."""
        async with self._signing_in:
            if (known := self._session) is not None and known.until and known.until > self.now():
                return known.token
            self._session = await self._server.ask(
                Ask(
                    operation="WSAutenticacao",
                    path="/mk/WSAutenticacao.rule",
                    query={
                        **SYSTEM,
                        "token": self._login.token,
                        "password": self._login.password,
                        "cd_servico": self._login.service,
                    },
                    seconds=SECONDS,
                ),
                self._opened,
            )
            return self._session.token

    async def aclose(self) -> None:
        """Close what is open."""
        await self._server.aclose()

    async def _asked(
        self,
        rule: str,
        parameters: Mapping[str, str],
        token: str,
        read: Callable[[Answer], T],
        *,
        safe: bool,
        form: bool,
    ) -> T:
        values = {**SYSTEM, "token": token, **parameters}
        ask = Ask(
            operation=rule,
            path=f"/mk/{rule}.rule",
            method="POST" if form else "GET",
            query={} if form else values,
            form=values if form else None,
            safe=safe,
            seconds=SECONDS,
        )
        try:
            return await self._server.ask(ask, read)
        except ErpFailed as failed:
            # A rule that breaks while it writes may have written.
            failed.ambiguous |= not safe and failed.kind is FailureKind.NOT_SUPPORTED
            raise

    def _opened(self, answer: Answer) -> _Session:
        try:
            body = accepted(answer, *_TOKENS)
        except ErpFailed as failed:
            raise _not_let_in(failed) from None
        token = reading.first(body.get(key) for key in _TOKENS)
        if token is None:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no token")
        return _Session(token, self._until(body))

    def _until(self, body: JSON) -> dt.datetime | None:
        if reading.identifier(body.get("limiteuso")) is not None:
            return None
        told = reading.moment(body.get("expire"), self.zone)
        return told - MARGIN if told else self.now() + SHORTEST


def _not_let_in(failed: ErpFailed) -> ErpFailed:
    """Whatever MK has against what was entered is about who we are; without this rule it is no MK at all."""
    if failed.kind is FailureKind.NOT_SUPPORTED:
        return ErpFailed(FailureKind.UNEXPECTED_RESPONSE, failed.detail)
    if failed.kind in {FailureKind.VALIDATION, FailureKind.BUSINESS, FailureKind.NOT_FOUND}:
        return ErpFailed(FailureKind.AUTH, failed.detail)
    return failed
