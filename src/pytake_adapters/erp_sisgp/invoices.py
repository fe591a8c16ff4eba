"""Titles, and their second copies, which open no occurrence when they are asked not to."""

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from pytake_adapters.erp_sisgp import mapping
from pytake_adapters.erp_sisgp.api import SgpApi, accepted, number, paged, rows
from pytake_adapters.erp_sisgp.customers import document_of
from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_records import Another, records, tried
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
)

PATH, COPIES, PIX = "/api/ura/titulos/", "/api/ura/fatura2via/", "/api/ura/pagamento/pix/"
ROWS = 250
PAID_BACK = dt.timedelta(days=3 * 365)
QUIET = {"nao_gerar_os": "1"}


class Invoices:
    """Those of one company."""

    def __init__(self, api: SgpApi) -> None:
        self._api = api

    async def of(self, customer: CustomerRef, state: InvoiceState, contract_id: str | None) -> Sequence[Invoice]:
        """By due date, the oldest first; those without one last."""
        if contract_id is not None:
            number(contract_id)
        told: dict[str, Invoice] = {}
        for asked in self._kinds(state):
            told |= {each.external_id: each for each in await self._listed(customer, asked)}
        wanted = (
            each
            for each in told.values()
            if state.holds(each.status) and contract_id in {None, each.contract_external_id}
        )
        return sorted(wanted, key=lambda each: (each.due_on or dt.date.max, each.external_id))

    async def options(self, wanted: InvoiceRef) -> PaymentOptions:
        """Picked by its id among all that its customer has to pay."""
        whose = wanted.customer or await self._whose(wanted.external_id)
        body = await self._copies(document_of(whose))
        invoice = self._picked(body, wanted.external_id)
        contract = wanted.contract_external_id or reading.identifier(body.get("contratoId"))
        pix = invoice.pix_code
        if pix is None and contract is not None:
            # It may have none, or the gateway may be away: the line and the PDF are there all the same.
            pix = (await tried(self._pix(invoice.external_id, contract)))[0]
        if not (invoice.digitable_line or pix or invoice.pdf_url):
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no way to pay")
        customer_id = whose.external_id if wanted.customer else None
        return PaymentOptions(
            invoice=replace(
                invoice,
                pix_code=pix,
                customer_external_id=customer_id,
                contract_external_id=wanted.contract_external_id,
            ),
            digitable_line=invoice.digitable_line,
            pix_code=pix,
            pdf_url=invoice.pdf_url,
        )

    async def ping(self) -> None:
        """Ask for one."""
        await self._api.post(PATH, {"limit": "1"}, lambda answer: paged(answer, "titulos", 0))

    def _kinds(self, state: InvoiceState) -> list[dict[str, str]]:
        today = self._api.today()
        paid = {
            "status": "pagos",
            "data_pagamento_inicio": str(today - PAID_BACK),
            "data_pagamento_fim": str(today),
        }
        match state:
            case InvoiceState.PAID:
                return [paid]
            case InvoiceState.ALL:
                return [{"status": "abertos"}, paid, {"status": "cancelados"}]
        return [{"status": "abertos"}]

    async def _listed(self, customer: CustomerRef, asked: dict[str, str]) -> list[Invoice]:
        document = document_of(customer)
        told = await self._api.pages(PATH, {"cpfcnpj": document, **asked}, "titulos", rows=ROWS)
        if any(reading.document(row.get("clienteCpfcnpj")) != document for row in told):
            raise Another
        today = self._api.today()
        found = records(told, lambda row: mapping.invoice(row, today))
        return [replace(each, customer_external_id=customer.external_id) for each in found]

    async def _whose(self, invoice_id: str) -> CustomerRef:
        asked = {"titulo_id": str(number(invoice_id)), "offset": "0", "limit": "1"}
        found, _ = await self._api.post(PATH, asked, lambda answer: paged(answer, "titulos", 0))
        if any(reading.identifier(row.get("id")) != invoice_id for row in found):
            raise Another
        document = reading.document(found[0].get("clienteCpfcnpj")) if found else None
        if document is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return CustomerRef(external_id="", document=document)

    async def _copies(self, document: str) -> JSON:
        def read(answer: Answer) -> JSON:
            body = accepted(answer)
            if reading.text(body.get("status")) != "1":
                if reading.text(body.get("status")) == "0" and not body.get("links"):
                    raise ErpFailed(FailureKind.NOT_FOUND)
                raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no status")
            if reading.document(body.get("cpfCnpj")) != document:
                raise Another
            return body

        asked = {"cpfcnpj": document, "faturas_abertas_todas": "1", **QUIET, "link_pdf": "1"}
        return await self._api.post(COPIES, asked, read)

    def _picked(self, body: JSON, invoice_id: str) -> Invoice:
        today = self._api.today()
        found = records(rows(body.get("links")), lambda row: mapping.copy(row, today))
        own = next((each for each in found if each.external_id == invoice_id), None)
        if own is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return own

    async def _pix(self, invoice_id: str, contract_id: str) -> str | None:
        def read(answer: Answer) -> str | None:
            body = accepted(answer)
            return next(
                (pix for key in ("pix", "codigoPix", "codigo") if (pix := reading.pix_code(body.get(key)))), None
            )

        path = f"{PIX}{number(invoice_id)}"
        return await self._api.post(path, {"contrato": contract_id}, read, operation="api/ura/pagamento/pix")
