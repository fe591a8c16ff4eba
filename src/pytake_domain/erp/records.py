"""What we remember of an ERP: whose customer a contact is, the facts that follow, and how far a sweep is."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.erp.customer import ContractStatus
from pytake_domain.kernel.ids import ContactId, TenantId


class LinkedBy(StrEnum):
    """How we came to know it. A phone is a hint: whoever holds it may be told nothing of the customer by it alone."""

    PHONE = "phone"
    DOCUMENT = "document"
    HAND = "hand"


class ErpLink(msgspec.Struct, frozen=True, kw_only=True):
    """A contact is this customer of that ERP. `proven_at`: they showed that they are (document and another fact)."""

    contact_id: ContactId
    erp_type: str
    customer_id: str
    by: LinkedBy
    linked_at: dt.datetime
    proven_at: dt.datetime | None = None


class ErpFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact's facts as their ERP last told them, at `as_of`: of the contract that counts most, and of all invoices.
    `proven`: the contact showed that they are that customer.

    Overdue is not kept but follows from `oldest_due_on`: it changes with the day.
    """

    erp_type: str
    customer_id: str
    as_of: dt.datetime
    name: str | None = None
    document: str | None = None
    contract_id: str | None = None
    contract_status: ContractStatus = ContractStatus.UNKNOWN
    contracts: int = 0
    plan: str | None = None
    due_day: int | None = None
    city: str | None = None
    district: str | None = None
    region: str | None = None
    owed_count: int = 0
    owed_amount: Decimal = Decimal(0)
    oldest_due_on: dt.date | None = None
    next_due_on: dt.date | None = None
    last_paid_on: dt.date | None = None
    online: bool | None = None
    online_at: dt.datetime | None = None
    proven: bool = False

    @property
    def blocked(self) -> bool:
        """Is the line shut because of the company?"""
        return self.contract_status is ContractStatus.BLOCKED

    def overdue_days(self, today: dt.date) -> int:
        """Since when the oldest is due; 0 without one."""
        return max(0, (today - self.oldest_due_on).days) if self.oldest_due_on else 0

    def due_in_days(self, today: dt.date) -> int | None:
        """Until the next one is due."""
        return (self.next_due_on - today).days if self.next_due_on and self.next_due_on >= today else None


class SyncState(StrEnum):
    """Where a sweep is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SyncPart(StrEnum):
    """What is swept now."""

    CUSTOMERS = "customers"
    CONTRACTS = "contracts"
    INVOICES = "invoices"


class ErpSync(msgspec.Struct, frozen=True, kw_only=True):
    """A sweep over everything, or over what changed since `since`. `cursor` is where its part goes on.

    `complete` stays True while every page came: only then what was not seen is taken for gone. `whole_at`: when the last one
    over everything began.
    """

    id: UUID
    tenant_id: TenantId
    erp_type: str
    started_at: dt.datetime
    since: dt.datetime | None = None
    state: SyncState = SyncState.RUNNING
    part: SyncPart = SyncPart.CUSTOMERS
    cursor: str | None = None
    customers: int = 0
    invoices: int = 0
    complete: bool = True
    failures: int = 0
    error: str = ""
    ended_at: dt.datetime | None = None
    whole_at: dt.datetime | None = None


class ActionState(StrEnum):
    """Whether something that changes the ERP was begun, or is known to have ended."""

    BEGUN = "begun"
    DONE = "done"


class ErpAction(msgspec.Struct, frozen=True, kw_only=True):
    """A change asked of an ERP under a key: done once, whatever is repeated. `outcome` is JSON, `customer_id` for whom."""

    key: str
    capability: str
    state: ActionState
    at: dt.datetime
    outcome: bytes = b""
    customer_id: str = ""
