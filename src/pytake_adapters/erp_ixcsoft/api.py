"""Calls to an IXC server: one endpoint a table, one a button. Success is recognised by its envelope; everything else raises."""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_server import Answer, Ask, ErpServer
from pytake_domain.erp import ErpFailed, FailureKind, reading

T = TypeVar("T")

BELOW = "/webservice/v1/"
MOST_PAGES = 20
_OK, _SERVER_ERROR = 200, 500
_NOT_LET_IN = frozenset({401, 403})
_IP = re.compile(r"\bIP\b")
_LACKING = re.compile(r"recurso|permiss[aã]o|acesso negado|n[aã]o (?:tem|possui) acesso", re.IGNORECASE)
_UNKNOWN_CALLER = re.compile(r"token inv|credenciais|usu[aá]rio inativo", re.IGNORECASE)


class Where(msgspec.Struct, frozen=True):
    """A condition: `field` of the table, how it is compared, and with what."""

    field: str
    value: str
    oper: str = "="


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a table for which `where` and all of `also` hold, a page of `rows` of them; `by` the id unless it is said."""

    table: str
    where: Where
    also: tuple[Where, ...] = ()
    rows: int = 50
    by: str = "id"
    order: str = "desc"
    page: int = 1

    def body(self) -> dict[str, str]:
        """As the grid wants it: all texts, the conditions behind the first as a text of JSON."""
        asked = {
            "qtype": f"{self.table}.{self.where.field}",
            "query": self.where.value,
            "oper": self.where.oper,
            "page": str(self.page),
            "rp": str(self.rows),
            "sortname": f"{self.table}.{self.by}",
            "sortorder": self.order,
        }
        if self.also:
            grid = [{"TB": f"{self.table}.{each.field}", "OP": each.oper, "P": each.value} for each in self.also]
            asked["grid_param"] = msgspec.json.encode(grid).decode()
        return asked


class Grid(msgspec.Struct, frozen=True):
    """A page of a listing, and how many rows there are in all."""

    rows: list[JSON]
    total: int | None

    def more(self, page: int, rows: int) -> bool:
        """Does anything follow this page?"""
        return len(self.rows) >= rows if self.total is None else page * rows < self.total


class IxcApi:
    """See the module. `token` is `id:key` as the panel shows it, or that already encoded."""

    def __init__(self, server: ErpServer, token: str) -> None:
        self._server = server
        self._headers = {"Authorization": _basic(token)}

    async def page(self, listing: Listing) -> Grid:
        """One page."""
        ask = Ask(
            operation=f"list {listing.table}",
            path=BELOW + listing.table,
            method="POST",
            headers={**self._headers, "ixcsoft": "listar"},
            json=listing.body(),
        )
        return await self._server.ask(ask, grid)

    async def rows(self, listing: Listing, *, pages: int = MOST_PAGES, newest: bool = False) -> list[JSON]:
        """All of them. `newest`: those of so many pages are enough; otherwise more are a failure, never a part of the truth."""
        found: list[JSON] = []
        for number in range(1, pages + 1):
            page = await self.page(msgspec.structs.replace(listing, page=number))
            found += page.rows
            if not page.more(number, listing.rows):
                return found
        if newest:
            return found
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "too many rows")

    async def one(self, table: str, field: str, value: str) -> JSON | None:
        """The newest row whose field has this value."""
        where = Where(field, value)
        found = (await self.page(Listing(table=table, where=where, rows=1))).rows
        if found and reading.text(found[0].get(field)) != value:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "another row")
        return found[0] if found else None

    async def press(
        self,
        button: str,
        body: Mapping[str, str],
        read: Callable[[Answer], T],
        *,
        safe: bool = False,
        seconds: float = 15.0,
    ) -> T:
        """Press a button, or insert a row into a table of that name; `safe`: it only tells something."""
        ask = Ask(
            operation=button,
            path=BELOW + button,
            method="POST",
            headers=self._headers,
            json=dict(body),
            safe=safe,
            seconds=seconds,
        )
        return await self._server.ask(ask, read)

    async def aclose(self) -> None:
        """Close what is open."""
        await self._server.aclose()


def grid(answer: Answer) -> Grid:
    """A listing. Nothing found is a total of zero without any rows; rows that are missing otherwise were lost."""
    body = accepted(answer)
    rows, total = body.get("registros"), _count(body.get("total"))
    if rows is None and total == 0:
        return Grid([], 0)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or (not rows and total):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no rows")
    return Grid(rows, total)


def inserted(answer: Answer) -> str:
    """The id of a new row."""
    body = accepted(answer)
    own = reading.identifier(body.get("id"))
    if body.get("type") != "success" or own is None:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no id")
    return own


def accepted(answer: Answer) -> JSON:
    """An object that is no error."""
    body = understood(answer)
    if not isinstance(body, dict):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no object")
    if body.get("type") == "error" or body.get("tipo") == "erro":
        said = reading.text(body.get("message") or body.get("mensagem")) or ""
        raise ErpFailed(refusal(said), reading.spoken(said))
    return body


def understood(answer: Answer) -> Any:
    """The JSON of an answer whose status allows to believe it."""
    believed(answer)
    return answer.json()


def believed(answer: Answer) -> None:
    """Raises for a status that is no success; one that is says nothing yet."""
    if answer.status in _NOT_LET_IN:
        said = answer.body[:2000].decode(errors="replace")
        kind = refusal(said)
        raise ErpFailed(FailureKind.AUTH if kind is FailureKind.BUSINESS else kind, f"status {answer.status}")
    if answer.status >= _SERVER_ERROR:
        raise ErpFailed(FailureKind.UNAVAILABLE, f"status {answer.status}")
    if answer.status != _OK:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, f"status {answer.status}")


def refusal(said: str) -> FailureKind:
    """What an error of IXC's means: it has no codes, only words."""
    if _IP.search(said):
        return FailureKind.IP_NOT_ALLOWED
    if _LACKING.search(said):
        return FailureKind.PERMISSION
    return FailureKind.AUTH if _UNKNOWN_CALLER.search(said) else FailureKind.BUSINESS


def _basic(token: str) -> str:
    bare = token.strip().removeprefix("Basic ").strip()
    if ":" not in bare and bare.isascii() and bare.isprintable():
        return f"Basic {bare}"
    return "Basic " + base64.b64encode(bare.encode()).decode()


def _count(value: object) -> int | None:
    said = reading.text(value) or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None  # noqa: PLR2004  rows of a table
