"""Taking everybody over by ranges of codes, and what they owe customer by customer."""

import datetime as dt
from collections.abc import Sequence

from pytake_adapters.erp_mksolutions import mapping
from pytake_adapters.erp_mksolutions.api import MkApi
from pytake_adapters.erp_mksolutions.contracts import Contracts
from pytake_adapters.erp_mksolutions.invoices import Invoices
from pytake_adapters.erp_mksolutions.wire import listed
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import few_at_once, tried
from pytake_domain.erp import Contract, CustomerRef, ErpCustomer, ErpFailed, FailureKind, Invoice, SyncPage, reading

CUSTOMERS = "WSMKConsultaClientes"
NARROW, WIDE = 500, 5_000
"""Codes asked for at once: many where the last ranges were empty, so that an answer is never long."""
MOST_EMPTY = 200_000
"""Codes without anybody after which nobody follows."""
MOST_RANGES = 10
"""Asked for in one page: whoever sweeps wants to write down how far it is."""
EACH = 50


class Sweep:
    """Through one company's customers. The cursor is the next code and how many before it were nobody's; of invoices, the next
    place among the customers given.
    """

    def __init__(self, api: MkApi, invoices: Invoices, contracts: Contracts) -> None:
        self._api = api
        self._invoices = invoices
        self._contracts = contracts

    async def customers(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[ErpCustomer]:
        """The next range with somebody in it, or how far nobody is; those changed since all at once, where they can be told."""
        if since is not None and cursor is None:
            changed, failed = await tried(self._changed(since))
            if failed is None:
                return _page(changed or [], None)
            if failed.kind is not FailureKind.VALIDATION:
                raise failed
        start, empty = _place(cursor)
        for _ in range(MOST_RANGES):
            width = min(max(empty, NARROW), WIDE)
            found = await self._range(start, start + width - 1)
            start, empty = start + width, empty + width
            if found:
                return _page(found, f"{start}.0")
            if empty >= MOST_EMPTY:
                return SyncPage(items=())
        return SyncPage(items=(), cursor=f"{start}.{empty}")

    async def contracts(self, customers: Sequence[CustomerRef]) -> SyncPage[Contract]:
        """Those of some of them. Active ones alone make it incomplete, and so does whoever could not be asked."""
        found = await few_at_once(lambda who: tried(self._contracts.of(who.external_id)), customers)
        failures = [failed for _, failed in found if failed]
        if failures and len(failures) == len(customers):
            raise failures[0]
        return SyncPage(
            items=tuple(each for some, _ in found for each in some or ()),
            complete=not failures and self._contracts.whole,
        )

    async def invoices(self, cursor: str | None, customers: Sequence[CustomerRef]) -> SyncPage[Invoice]:
        """What some of them owe. Whoever could not be asked makes the page incomplete; when nobody could, it fails."""
        start = int(cursor) if cursor and cursor.isdecimal() else 0
        asked = customers[start : start + EACH]
        found = await few_at_once(lambda who: tried(self._invoices.owed(who)), asked)
        failures = [failed for _, failed in found if failed]
        if failures and len(failures) == len(asked):
            raise failures[0]
        more = start + EACH < len(customers)
        return SyncPage(
            items=tuple(each for some, _ in found for each in some or ()),
            cursor=str(start + EACH) if more else None,
            complete=not failures,
        )

    async def _range(self, first: int, last: int) -> list[JSON]:
        found = await self._asked({"cd_cliente_inicio": str(first), "cd_cliente_fim": str(last)})
        codes = [reading.identifier(row.get("codigopessoa")) or "" for row in found]
        if any(code.isdecimal() and not first <= int(code) <= last for code in codes):
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "outside of the range")
        return found

    async def _changed(self, since: dt.datetime) -> list[JSON]:
        first = since.astimezone(self._api.zone)
        return await self._asked(
            {"data_alteracao_inicio": f"{first:%d/%m/%Y}", "data_alteracao_fim": f"{self._api.today():%d/%m/%Y}"}
        )

    async def _asked(self, parameters: dict[str, str]) -> list[JSON]:
        found, failed = await tried(self._api.call(CUSTOMERS, parameters, lambda answer: listed(answer, "clientes")))
        if failed is not None and failed.kind is not FailureKind.NOT_FOUND:
            raise failed
        return found or []


def _place(cursor: str | None) -> tuple[int, int]:
    start, _, empty = (cursor or "1.0").partition(".")
    return int(start) if start.isdecimal() else 1, int(empty) if empty.isdecimal() else 0


def _page(rows: list[JSON], cursor: str | None) -> SyncPage[ErpCustomer]:
    made = [mapping.customer(row) for row in rows]
    return SyncPage(items=tuple(each for each in made if each is not None), cursor=cursor, complete=None not in made)
