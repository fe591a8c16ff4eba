"""Invoices: what is owed comes with the product, what was paid is bought; line, PIX code and PDF are asked for one by one."""

import asyncio
import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from pytake_adapters.erp_mksolutions import mapping
from pytake_adapters.erp_mksolutions.api import MkApi
from pytake_adapters.erp_mksolutions.wire import Another, accepted, listed, own, rows
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import records, tried
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    CustomerRef,
    ErpFailed,
    FailureKind,
    Invoice,
    InvoiceRef,
    InvoiceState,
    PaymentOptions,
    reading,
    status_by_date,
)

PENDING, DETAILED = "WSMKFaturasPendentes", "WSMKFaturas"
SECOND_COPY, LINE, PIX = "WSMKSegundaViaCobranca", "WSMKLDViaSMS", "WSMKRetornarCopieColaPix"
PAID_MONTHS = 12
_YES = ("S", "true")
"""How "paid" is spelt, by release."""


class Invoices:
    """Those of one company."""

    def __init__(self, api: MkApi) -> None:
        self._api = api

    async def of(self, customer: CustomerRef, state: InvoiceState, contract_id: str | None) -> Sequence[Invoice]:
        """By due date, the oldest first; those without one last."""
        told: list[JSON] = []
        if state is not InvoiceState.PAID:
            told += await self._pending(customer.external_id)
        if state in {InvoiceState.PAID, InvoiceState.ALL}:
            told += await self._paid(customer)
        if contract_id is not None:
            told = [row for row in told if contract_id in mapping.contracts_of(row)]
        found = [each for each in self._made(told, customer.external_id) if state.holds(each.status)]
        return sorted(found, key=lambda each: (each.due_on or dt.date.max, each.external_id))

    async def owed(self, customer: CustomerRef) -> list[Invoice]:
        """For a sweep: what is pending, in the order it comes in."""
        return self._made(await self._pending(customer.external_id), customer.external_id)

    async def options(self, wanted: InvoiceRef) -> PaymentOptions:
        """All ways to pay one. What MK fails to give is left out while another way is left; an answer about another never is."""
        known = await self._known(wanted)
        code, whose = wanted.external_id, wanted.customer.external_id if wanted.customer else None
        asked = (self._copy(code, whose), self._line(code, whose), self._pix(code, whose))
        (copy, no_copy), (line, no_line), (pix, no_pix) = await asyncio.gather(*map(tried, asked))
        failures = [failed for failed in (no_copy, no_line, no_pix) if failed]
        if another := next((failed for failed in failures if isinstance(failed, Another)), None):
            raise another
        invoice = known or self._copied(code, copy or {})
        if invoice is None:
            raise no_copy or ErpFailed(FailureKind.NOT_FOUND)
        digits = reading.digitable_line((line or {}).get("ld")) or invoice.digitable_line
        pdf_url = reading.link((copy or {}).get("pathdownload"))
        pix_code = reading.pix_code((pix or {}).get("textoqrcode"))
        if not (digits or pdf_url or pix_code) and failures:
            raise failures[0]
        due = reading.money((copy or {}).get("valor"))
        invoice = replace(invoice, digitable_line=digits, pix_code=pix_code, pdf_url=pdf_url, amount_due=due)
        return PaymentOptions(invoice=invoice, digitable_line=digits, pix_code=pix_code, pdf_url=pdf_url)

    async def _known(self, wanted: InvoiceRef) -> Invoice | None:
        if wanted.customer is None:
            return None
        pending = self._made(await self._pending(wanted.customer.external_id), wanted.customer.external_id)
        found = next((each for each in pending if each.external_id == wanted.external_id), None)
        if found is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    def _copied(self, code: str, copy: JSON) -> Invoice | None:
        """Of a second copy alone, where nobody said whose it is."""
        amount = reading.money(copy.get("valor"))
        if amount is None:
            return None
        due = reading.date(copy.get("vcto"))
        return Invoice(
            external_id=code,
            status=status_by_date(due, self._api.today()),
            status_raw="",
            amount=amount,
            customer_external_id=reading.identifier(copy.get("codigopessoa")),
            due_on=due,
            pdf_on_request=True,
        )

    async def _pending(self, customer_id: str) -> list[JSON]:
        def read(answer: Answer) -> list[JSON]:
            body = accepted(answer)
            own(body, "codigopessoa", customer_id)
            return rows(body.get("faturaspendentes"))

        try:
            return await self._api.call(PENDING, {"cd_cliente": customer_id}, read)
        except ErpFailed as failed:
            if failed.kind is FailureKind.NOT_FOUND:
                return []
            raise

    async def _paid(self, customer: CustomerRef) -> list[JSON]:
        def read(answer: Answer) -> list[JSON]:
            found = listed(answer, "faturas", "listafaturas")
            for row in found:
                if customer.document and reading.document(row.get("cpfcnpj")) not in {None, customer.document}:
                    raise Another
            return found

        asked = {"codigo_cliente": customer.external_id, "quantidade_meses": str(PAID_MONTHS)}
        for yes in _YES:
            try:
                return await self._api.call(DETAILED, {**asked, "liquidado": yes}, read)
            except ErpFailed as failed:
                if failed.kind is FailureKind.NOT_FOUND:
                    return []
                if failed.kind is not FailureKind.VALIDATION or yes == _YES[-1]:
                    raise
        return []

    def _made(self, told: list[JSON], customer_id: str) -> list[Invoice]:
        today = self._api.today()
        found = records(told, lambda row: mapping.invoice(row, customer_id, today))
        return list({each.external_id: each for each in found}.values())

    async def _copy(self, code: str, whose: str | None) -> JSON:
        def read(answer: Answer) -> JSON:
            body = accepted(answer)
            if reading.identifier(body.get("fatura")) != code:
                raise Another
            if whose:
                own(body, "codigopessoa", whose)
            return body

        return await self._api.call(SECOND_COPY, {"cd_fatura": code}, read)

    async def _line(self, code: str, whose: str | None) -> JSON:
        def read(answer: Answer) -> JSON:
            found = rows(accepted(answer).get("dadosfatura"))
            mine = next((row for row in found if reading.identifier(row.get("codfatura")) == code), None)
            if found and mine is None:
                raise Another
            if mine and whose:
                own(mine, "codigopessoa", whose)
            return mine or {}

        return await self._api.call(LINE, {"cd_fatura": code}, read)

    async def _pix(self, code: str, whose: str | None) -> JSON:
        def read(answer: Answer) -> JSON:
            body = accepted(answer, "textoqrcode")
            if whose:
                own(body, "codpessoa", whose)
            return body

        return await self._api.call(PIX, {"CodigoFatura": code}, read)
