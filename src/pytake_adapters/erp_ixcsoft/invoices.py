"""Invoices, and the second copy: the line is in the list, the PIX code and the PDF are asked for."""

import asyncio
import base64
import binascii
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pytake_adapters.erp_ixcsoft import mapping
from pytake_adapters.erp_ixcsoft.api import IxcApi, Listing, Where, accepted, believed
from pytake_adapters.net.body import part
from pytake_adapters.net.erp_records import records, theirs, tried
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import (
    ErpFailed,
    FailureKind,
    Invoice,
    InvoiceRef,
    InvoiceState,
    PaymentOptions,
    reading,
)

TABLE = "fn_areceber"
RELEASED = Where("liberado", "S")
OWED = (RELEASED, Where("status", "C", "!="), Where("status", "R", "!="))
_ASKED: Mapping[InvoiceState, tuple[Where, ...]] = MappingProxyType(
    {InvoiceState.PAID: (Where("status", "R"), RELEASED), InvoiceState.ALL: (RELEASED,)}
)
_BRANDED = b"%PDF"
_PRINTING = 15.0
Today = Callable[[], dt.date]


class Invoices:
    """Those of one company; `today` is the day it is there."""

    def __init__(self, api: IxcApi, today: Today) -> None:
        self._api = api
        self._today = today

    async def of(self, customer_id: str, state: InvoiceState, contract_id: str | None) -> Sequence[Invoice]:
        """By due date, the oldest first; those without one last."""
        listing = Listing(
            table=TABLE,
            where=Where("id_cliente", customer_id),
            also=_ASKED.get(state, OWED),
            rows=200,
            by="data_vencimento",
            order="asc",
        )
        rows = [row for row in await self._api.rows(listing) if mapping.released(row)]
        today = self._today()
        found = theirs(records(rows, lambda row: mapping.invoice(row, today)), customer_id)
        wanted = (i for i in found if state.holds(i.status) and contract_id in {None, i.contract_external_id})
        return sorted(wanted, key=lambda i: (i.due_on or dt.date.max, i.external_id))

    async def options(self, wanted: InvoiceRef) -> PaymentOptions:
        """All ways to pay one. What IXC fails to give is left out while another way is left."""
        invoice = await self._one(wanted)
        asked = (self._pix(invoice.external_id), self._pdf(invoice.external_id))
        (pix, no_pix), (pdf, no_pdf) = await asyncio.gather(*map(tried, asked))
        if not (pix or pdf or invoice.digitable_line or invoice.pdf_url) and (failed := no_pix or no_pdf):
            raise failed
        return PaymentOptions(
            invoice=invoice,
            digitable_line=invoice.digitable_line,
            barcode=invoice.barcode,
            pix_code=pix if isinstance(pix, str) else None,
            pdf_url=invoice.pdf_url,
            pdf=pdf if isinstance(pdf, bytes) else None,
        )

    async def _one(self, wanted: InvoiceRef) -> Invoice:
        row = await self._api.one(TABLE, "id", wanted.external_id)
        found = mapping.invoice(row, self._today()) if row and mapping.released(row) else None
        if found is None or not InvoiceState.PENDING.holds(found.status):
            raise ErpFailed(FailureKind.NOT_FOUND)
        if wanted.customer and wanted.customer.external_id != found.customer_external_id:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return found

    async def _pix(self, invoice_id: str) -> str | bytes | None:
        return await self._api.press("get_pix", {"id_areceber": invoice_id}, pix_code, safe=True)

    async def _pdf(self, invoice_id: str) -> str | bytes | None:
        body = {
            "boletos": invoice_id,
            "juro": "N",
            "multa": "N",
            "atualiza_boleto": "S",
            "tipo_boleto": "arquivo",
            "base64": "S",
            "layout_impressao": "",
        }
        return await self._api.press("get_boleto", body, pdf, safe=True, seconds=_PRINTING)


def pix_code(answer: Answer) -> str | None:
    """None when no PIX was made of it: IXC calls that a success as well."""
    body = accepted(answer)
    if "pix" not in body and body.get("type") != "success":
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no PIX")
    pix = part(body, "pix")
    data, qr = part(pix, "dadosPix"), part(pix, "qrCode")
    lives = (reading.text(data.get("status")) or "ATIVA").upper() == "ATIVA"
    found = reading.pix_code(data.get("pixCopiaECola")) if lives else None
    return found or reading.pix_code(qr.get("qrcode")) or reading.pix_code(qr.get("qrCode"))


def pdf(answer: Answer) -> bytes:
    """The file itself or its base64, whatever the content type says."""
    believed(answer)
    body = answer.body.strip()
    if body.startswith(_BRANDED):
        return answer.body
    if body.startswith(b"{"):
        accepted(answer)
    try:
        found = base64.b64decode(b"".join(body.strip(b'"').replace(b"\\/", b"/").split()), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not found.startswith(_BRANDED):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no PDF")
    return found
