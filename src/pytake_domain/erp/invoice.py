"""What somebody owes, and how it can be paid."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import msgspec

from pytake_domain.erp.customer import CustomerRef


class InvoiceStatus(StrEnum):
    """Due today is open. Without a due date that can be read it is `unknown`, and nobody is called a debtor for it."""

    OPEN = "open"
    OVERDUE = "overdue"
    PARTIAL = "partial"
    PAID = "paid"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def owed(self) -> bool:
        """Is something still to be paid?"""
        return self in {InvoiceStatus.OPEN, InvoiceStatus.OVERDUE, InvoiceStatus.PARTIAL}


class InvoiceState(StrEnum):
    """What to list: `pending` is open and overdue together."""

    PENDING = "pending"
    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    ALL = "all"

    def holds(self, status: InvoiceStatus) -> bool:
        """Does an invoice of this status belong to it?"""
        match self:
            case InvoiceState.ALL:
                return True
            case InvoiceState.PAID:
                return status is InvoiceStatus.PAID
            case InvoiceState.OPEN:
                return status in {InvoiceStatus.OPEN, InvoiceStatus.PARTIAL}
            case InvoiceState.OVERDUE:
                return status is InvoiceStatus.OVERDUE
            case InvoiceState.PENDING:
                return status.owed or status is InvoiceStatus.UNKNOWN


class Invoice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An invoice. `amount` as issued, `amount_due` with interest and fines where the ERP reckons them.

    `digitable_line` has 47 or 48 digits, `barcode` 44. `pdf_on_request`: the ERP prints it when it is asked for.
    """

    external_id: str
    status: InvoiceStatus
    status_raw: str
    amount: Decimal
    customer_external_id: str | None = None
    contract_external_id: str | None = None
    number: str | None = None
    amount_due: Decimal | None = None
    amount_paid: Decimal | None = None
    issued_on: dt.date | None = None
    due_on: dt.date | None = None
    paid_on: dt.date | None = None
    digitable_line: str | None = None
    barcode: str | None = None
    pix_code: str | None = None
    pdf_url: str | None = None
    pdf_on_request: bool = False
    description: str | None = None

    @property
    def to_pay(self) -> Decimal:
        """What it takes to settle it today, as far as the ERP tells."""
        return self.amount if self.amount_due is None else self.amount_due


class InvoiceRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An invoice as far as we know it: some ERPs find one only among those of its customer or contract."""

    external_id: str
    customer: CustomerRef | None = None
    contract_external_id: str | None = None


class PaymentOptions(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The second copy: whatever of line, PIX code and PDF the ERP has. `pdf` are the bytes where there is no address."""

    invoice: Invoice
    digitable_line: str | None = None
    barcode: str | None = None
    pix_code: str | None = None
    pdf_url: str | None = None
    pdf: bytes | None = None


def status_by_date(due_on: dt.date | None, today: dt.date) -> InvoiceStatus:
    """Of one that is neither paid nor cancelled."""
    if due_on is None:
        return InvoiceStatus.UNKNOWN
    return InvoiceStatus.OVERDUE if due_on < today else InvoiceStatus.OPEN
