"""Who was reminded of which invoice by which rule: each once."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

import msgspec

from pytake_domain.erp import ErpCustomer, Invoice
from pytake_domain.kernel.ids import ContactId, MessageId, ReminderRuleId

PAID_WITHIN = dt.timedelta(days=7)


class ReminderState(StrEnum):
    """Whether a message waits to leave, or why there is none."""

    QUEUED = "queued"
    SKIPPED = "skipped"


class Unreminded(StrEnum):
    """Why somebody is not written to."""

    PAID = "PAID"
    NO_PHONE = "NO_PHONE"
    OPTED_OUT = "OPTED_OUT"
    BLOCKED = "BLOCKED"
    UNREACHABLE = "UNREACHABLE"
    FREQUENCY_CAP = "FREQUENCY_CAP"
    VARIABLE = "VARIABLE"
    WINDOW_CLOSED = "WINDOW_CLOSED"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """An invoice that a rule speaks of, with whom it belongs to, as the ERP last told."""

    erp_type: str
    invoice: Invoice
    customer: ErpCustomer


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger. A new due date of the same invoice is a new row: it was negotiated."""

    rule_id: ReminderRuleId
    erp_type: str
    invoice_id: str
    due_on: dt.date
    at: dt.datetime
    state: ReminderState
    customer_id: str
    amount: Decimal
    contact_id: ContactId | None = None
    message_id: MessageId | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """What keeps its message from being queued twice."""
        return f"reminder:{self.rule_id}:{self.erp_type}:{self.invoice_id}:{self.due_on.isoformat()}"
