"""Taking everybody over page by page, and what each of some customers owes."""

import datetime as dt
from collections.abc import Sequence

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.api import SgpApi, paged
from pytake_adapters.erp_sisgp.invoices import Invoices
from pytake_adapters.net.erp_records import tried
from pytake_domain.erp import CustomerRef, ErpCustomer, ErpFailed, Invoice, InvoiceState, SyncPage

CUSTOMERS = "/api/ura/clientes/"
ROWS, EACH = 100, 25


class Sweep:
    """Through one company's clients. The cursor is a place in a list."""

    def __init__(self, api: SgpApi, invoices: Invoices) -> None:
        self._api = api
        self._invoices = invoices

    async def customers(self, cursor: str | None, since: dt.datetime | None) -> SyncPage[ErpCustomer]:
        """Everybody, or those changed since; both ends of a window have to be told."""
        begin = _place(cursor)
        asked = {"offset": str(begin), "limit": str(ROWS), "omitir_titulos": "1", "exibir_conexao": "1"}
        if since is not None:
            first = since.astimezone(self._api.zone).date()
            asked |= {"data_alteracao_inicio": str(first), "data_alteracao_fim": str(self._api.today())}
        rows, total = await self._api.post(CUSTOMERS, asked, lambda answer: paged(answer, "clientes", begin))
        made = [mapping.swept(row, self._api.zone) for row in rows]
        end = begin + len(rows)
        return SyncPage(
            items=tuple(each for each in made if each is not None),
            cursor=str(end) if end < total else None,
            total=total,
            complete=None not in made,
        )

    async def invoices(self, cursor: str | None, customers: Sequence[CustomerRef]) -> SyncPage[Invoice]:
        """Of these customers; SGP's own list of all names nobody's client."""
        begin = _place(cursor)
        asked = customers[begin : begin + EACH]
        found: list[Invoice] = []
        failures: list[ErpFailed] = []
        for who in asked:
            some, failed = await tried(self._invoices.of(who, InvoiceState.PENDING, None))
            found += some or ()
            failures += [failed] if failed else []
        if failures and len(failures) == len(asked):
            raise failures[0]
        end = begin + EACH
        return SyncPage(items=tuple(found), cursor=str(end) if end < len(customers) else None, complete=not failures)

    async def ping(self) -> None:
        """Ask for one."""
        await self._api.post(
            CUSTOMERS, {"offset": "0", "limit": "1", "omitir_titulos": "1"}, lambda answer: paged(answer, "clientes", 0)
        )


def _place(cursor: str | None) -> int:
    return int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 10 else 0  # noqa: PLR2004
