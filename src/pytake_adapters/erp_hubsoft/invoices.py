"""Invoices: line, PIX code and PDF are in the list, which holds fifty and has no pages."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from pytake_adapters.erp_hubsoft import mapping
from pytake_adapters.erp_hubsoft.api import HubApi
from pytake_adapters.erp_hubsoft.customers import Customers, Term, about, list_term
from pytake_adapters.erp_hubsoft.wire import listed
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import Another, records
from pytake_domain.erp import (
    CustomerRef,
    ErpFailed,
    FailureKind,
    Invoice,
    InvoiceRef,
    InvoiceState,
    PaymentOptions,
)

PATH = "cliente/financeiro"
MOST = 50
MOST_WINDOWS = 64
FIRST_DAY = dt.date(2000, 1, 1)
AHEAD = dt.timedelta(days=3650)


class Invoices:
    """Those of one company."""

    def __init__(self, api: HubApi, customers: Customers) -> None:
        self._api = api
        self._customers = customers

    async def of(self, customer: CustomerRef, state: InvoiceState, contract_id: str | None) -> Sequence[Invoice]:
        """By due date, the oldest first; those without one last."""
        whose = await self._customers.known(customer)
        pending = state not in {InvoiceState.PAID, InvoiceState.ALL}
        found = await self._all(whose, contract_id, pending=pending)
        return sorted(
            (each for each in found if state.holds(each.status)),
            key=lambda each: (each.due_on or dt.date.max, each.external_id),
        )

    async def options(self, wanted: InvoiceRef) -> PaymentOptions:
        """One among those its customer has to pay: no invoice can be asked for by itself."""
        if wanted.customer is None:
            raise ErpFailed(FailureKind.VALIDATION, "customer")
        theirs = await self.of(wanted.customer, InvoiceState.PENDING, None)
        invoice = next((each for each in theirs if each.external_id == wanted.external_id), None)
        if invoice is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return PaymentOptions(
            invoice=invoice,
            digitable_line=invoice.digitable_line,
            barcode=invoice.barcode,
            pix_code=invoice.pix_code,
            pdf_url=invoice.pdf_url,
        )

    async def ping(self) -> None:
        """Ask for nobody's."""
        await self._rows(Term("codigo_cliente", "0"), pending=True)

    async def _all(self, whose: CustomerRef, contract_id: str | None, *, pending: bool) -> list[Invoice]:
        term = list_term(whose, contract_id)
        rows = await self._rows(term, pending=pending)
        if len(rows) >= MOST:
            rows = await self._by_windows(term, pending=pending)
        if any(not about(row, whose) for row in rows):
            raise Another
        today = self._api.today()
        found = records(rows, lambda row: mapping.invoice(row, today))
        if contract_id and any(each.contract_external_id not in {None, contract_id} for each in found):
            raise Another
        return [
            replace(
                each,
                customer_external_id=whose.external_id,
                contract_external_id=each.contract_external_id or contract_id,
            )
            for each in found
        ]

    async def _by_windows(self, term: Term, *, pending: bool) -> list[JSON]:
        """Ever shorter windows of due dates, until each holds less than the list can: never a part of the truth."""
        found: list[JSON] = []
        open_windows = [(FIRST_DAY, self._api.today() + AHEAD)]
        for _ in range(MOST_WINDOWS):
            if not open_windows:
                return found
            first, last = open_windows.pop()
            rows = await self._rows(term, pending=pending, window=(first, last))
            if len(rows) < MOST:
                found += rows
            elif first < last:
                middle = first + (last - first) // 2
                open_windows += [(first, middle), (middle + dt.timedelta(days=1), last)]
            else:
                break
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "too many invoices")

    async def _rows(self, term: Term, *, pending: bool, window: tuple[dt.date, dt.date] | None = None) -> list[JSON]:
        query = term.query(apenas_pendente="sim" if pending else "nao", limit=str(MOST))
        if window is not None:
            first, last = window
            query |= {"tipo_data": "data_vencimento", "data_inicio": str(first), "data_fim": str(last)}
        return listed(await self._api.get(PATH, query), "faturas")
