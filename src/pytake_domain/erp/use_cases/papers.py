"""A second copy as files of ours: the boleto as PDF and the PIX code as a picture, each stored once."""

import datetime as dt
from decimal import Decimal

import msgspec

from pytake_domain.erp.invoice import InvoiceStatus, PaymentOptions
from pytake_domain.erp.repositories import ErpPapers
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId


class SecondCopy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What it takes to pay an invoice. `pdf_media_id` and `pix_media_id` name files of ours, to be sent."""

    invoice_id: str
    status: InvoiceStatus
    amount: Decimal
    due_on: dt.date | None = None
    number: str | None = None
    description: str | None = None
    digitable_line: str | None = None
    barcode: str | None = None
    pix_code: str | None = None
    pdf_url: str | None = None
    pdf_media_id: str | None = None
    pix_media_id: str | None = None


async def second_copy(papers: ErpPapers, tenant_id: TenantId, options: PaymentOptions) -> SecondCopy:
    """A PDF that can't be had is left out: line and PIX code do without."""
    invoice = options.invoice
    name = f"boleto-{invoice.number or invoice.external_id}.pdf"
    pdf: str | None = None
    try:
        if options.pdf is not None:
            pdf = await papers.keep_pdf(tenant_id, options.pdf, name=name)
        elif options.pdf_url is not None:
            pdf = await papers.fetch_pdf(tenant_id, options.pdf_url, name=name)
    except PytakeError:
        pdf = None
    picture = None
    if options.pix_code:
        picture = await papers.keep_qr(tenant_id, options.pix_code, name=f"pix-{invoice.external_id}.png")
    return SecondCopy(
        invoice_id=invoice.external_id,
        status=invoice.status,
        amount=invoice.to_pay,
        due_on=invoice.due_on,
        number=invoice.number,
        description=invoice.description,
        digitable_line=options.digitable_line,
        barcode=options.barcode,
        pix_code=options.pix_code,
        pdf_url=options.pdf_url,
        pdf_media_id=pdf,
        pix_media_id=picture,
    )
