"""Calls to an SGP server: a form mostly, JSON here and there, the token and its app's name in every one of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_server import Answer, Ask, ErpServer
from pytake_domain.erp import ErpFailed, FailureKind, reading
from pytake_domain.kernel.time import Clock

T = TypeVar("T")

SECONDS = 25.0
MOST_PAGES = 40
_OK, _REFUSED, _NOT_KNOWN, _FORBIDDEN, _NOT_THERE, _SERVER_ERROR = 200, 400, 401, 403, 404, 500
_WRONG = "incorreta"


class SgpApi:
    """See the module."""

    def __init__(self, server: ErpServer, token: str, app: str, clock: Clock, zone: ZoneInfo) -> None:
        self._server = server
        self._known = {"token": token, "app": app}
        self._clock = clock
        self.zone = zone

    def today(self) -> dt.date:
        """The day it is there."""
        return self._clock.now().astimezone(self.zone).date()

    def now(self) -> dt.datetime:
        """In the company's zone."""
        return self._clock.now().astimezone(self.zone)

    async def post(
        self,
        path: str,
        form: Mapping[str, str],
        read: Callable[[Answer], T],
        *,
        safe: bool = True,
        operation: str = "",
    ) -> T:
        """A form. `operation` names a path that holds an id."""
        ask = Ask(
            operation=operation or path.strip("/"),
            path=path,
            method="POST",
            form={**self._known, **form},
            safe=safe,
            seconds=SECONDS,
        )
        return await self._server.ask(ask, read)

    async def send(self, path: str, body: Mapping[str, Any], read: Callable[[Answer], T], *, safe: bool = True) -> T:
        """JSON, which some paths want."""
        ask = Ask(
            operation=path.strip("/"),
            path=path,
            method="POST",
            json={**self._known, **body},
            safe=safe,
            seconds=SECONDS,
        )
        return await self._server.ask(ask, read)

    async def get(self, path: str, query: Mapping[str, str], read: Callable[[Answer], T]) -> T:
        """By query."""
        ask = Ask(operation=path.strip("/"), path=path, query={**self._known, **query}, seconds=SECONDS)
        return await self._server.ask(ask, read)

    async def pages(self, path: str, form: Mapping[str, str], name: str, *, rows: int) -> list[JSON]:
        """All of a paged list; more than can be read is a failure, never a part of the truth."""
        found: list[JSON] = []
        for _ in range(MOST_PAGES):
            asked = {**form, "offset": str(len(found)), "limit": str(rows)}
            page, total = await self.post(path, asked, lambda answer: paged(answer, name, len(found)))  # noqa: B023
            found += page
            if len(found) >= total:
                return found
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "too many rows")

    async def aclose(self) -> None:
        """Close what is open."""
        await self._server.aclose()


def understood(answer: Answer) -> Any:
    """The JSON of an answer whose status allows to believe it. A path that is not there gives a page of HTML with 200."""
    if answer.status == _NOT_KNOWN:
        raise ErpFailed(FailureKind.AUTH, "status 401")
    if answer.status == _FORBIDDEN:
        said = _words(answer)
        raise ErpFailed(FailureKind.AUTH if _WRONG in said.casefold() else FailureKind.PERMISSION, said or "status 403")
    if answer.status == _REFUSED:
        raise ErpFailed(FailureKind.VALIDATION, _words(answer) or "status 400")
    if answer.status == _NOT_THERE:
        answer.json()
        raise ErpFailed(FailureKind.NOT_FOUND, _words(answer))
    if answer.status >= _SERVER_ERROR:
        raise ErpFailed(FailureKind.UNAVAILABLE, f"status {answer.status}")
    if answer.status != _OK:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, f"status {answer.status}")
    body = answer.json()
    if not isinstance(body, dict | list):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no object")
    return body


def accepted(answer: Answer) -> JSON:
    """An object, or the one that a list holds."""
    body = understood(answer)
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if not isinstance(body, dict):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no object")
    return body


def rows(value: object) -> list[JSON]:
    """A list of nothing but objects."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no list")
    return value


def paged(answer: Answer, name: str, offset: int) -> tuple[list[JSON], int]:
    """The rows under this name behind `offset`, and how many there are in all."""
    body = accepted(answer)
    found, paging = rows(body.get(name)), body.get("paginacao")
    told = paging if isinstance(paging, dict) else {}
    total, begun = count(told.get("total")), count(told.get("offset"))
    if total is None or begun not in {None, offset} or (not found and offset < total):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "another page")
    return found, total


def count(value: object) -> int | None:
    """A small number, however it is written."""
    said = reading.text(value) or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None  # noqa: PLR2004  rows and codes


def number(value: str) -> int:
    """An id as SGP wants it in JSON and in paths. Raises NOT_FOUND for what can't be one."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):  # noqa: PLR2004  digits of its columns
        raise ErpFailed(FailureKind.NOT_FOUND)
    return int(value)


def _words(answer: Answer) -> str:
    try:
        body = answer.json()
    except ErpFailed:
        return ""
    if not isinstance(body, dict):
        return ""
    return reading.spoken(reading.first(body.get(key) for key in ("detail", "erro", "error", "msg")))
