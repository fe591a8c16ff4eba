"""Taking everybody and everything owed over, by ascending ids, so that nothing is skipped while rows come and go."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from pytake_adapters.erp_ixcsoft import contracts, customers, invoices, mapping
from pytake_adapters.erp_ixcsoft.api import Grid, IxcApi, Listing, Where
from pytake_adapters.erp_ixcsoft.customers import Customers
from pytake_adapters.net.body import JSON
from pytake_domain.erp import Contract, ErpCustomer, ErpFailed, FailureKind, Invoice, SyncPage, reading

T = TypeVar("T")

ROWS = 200


class Sweep:
    """Through one company's tables. The cursor is the last id that was seen."""

    def __init__(self, api: IxcApi, zone: ZoneInfo, named: Customers, today: invoices.Today) -> None:
        self._api = api
        self._zone = zone
        self._named = named
        self._today = today

    async def customers(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[ErpCustomer]:
        """Everybody, or those changed since."""

        async def made(row: JSON) -> ErpCustomer | None:
            return (await self._named.named([row]))[0] if reading.identifier(row.get("id")) else None

        return await self._swept(self._listing(customers.TABLE, cursor, since, ()), made)

    async def contracts(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[Contract]:
        """All, or those changed since."""

        async def made(row: JSON) -> Contract | None:
            return mapping.contract(row)

        return await self._swept(self._listing(contracts.TABLE, cursor, since, ()), made)

    async def invoices(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[Invoice]:
        """All that is owed, or whatever changed since, paid and cancelled ones among it."""
        today = self._today()
        also = (invoices.RELEASED,) if since else invoices.OWED

        async def made(row: JSON) -> Invoice | None:
            return mapping.invoice(row, today)

        return await self._swept(self._listing(invoices.TABLE, cursor, since, also), made)

    def _listing(self, table: str, cursor: str | None, since: dt.datetime | None, also: tuple[Where, ...]) -> Listing:
        beyond = Where("id", cursor or "0", ">")
        if since is None:
            return Listing(table=table, where=beyond, also=also, rows=ROWS, order="asc")
        changed = f"{since.astimezone(self._zone):%Y-%m-%d %H:%M:%S}"
        also = (*also, beyond) if cursor else also
        where = Where("ultima_atualizacao", changed, ">=")
        return Listing(table=table, where=where, also=also, rows=ROWS, order="asc")

    async def _swept(self, listing: Listing, make: Callable[[JSON], Awaitable[T | None]]) -> SyncPage[T]:
        page = await self._api.page(listing)
        made = [await make(row) for row in page.rows]
        return SyncPage(
            items=tuple(each for each in made if each is not None),
            cursor=_last(page) if page.more(1, listing.rows) else None,
            total=page.total,
            complete=None not in made,
        )


def _last(page: Grid) -> str:
    ids = [own for row in page.rows if (own := reading.identifier(row.get("id"))) and own.isdecimal()]
    if not ids:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no ids")
    return max(ids, key=int)
