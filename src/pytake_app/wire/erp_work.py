"""What is done at an ERP as the API shows it: tickets, plans, releases."""

import datetime as dt
from decimal import Decimal

import msgspec

from pytake_app.wire.erp_texts import same
from pytake_domain.erp import ErpPlan, PlanChange, Ticket, UnlockResult


class ErpTicketOut(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket or work order."""

    id: str
    kind: str
    status: str
    status_raw: str
    protocol: str | None
    subject: str | None
    description: str | None
    opened_on: dt.date | None
    opened_at: dt.datetime | None
    closed_on: dt.date | None
    scheduled_at: dt.datetime | None
    contract_id: str | None


class ErpTicketsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    as_of: dt.datetime
    data: list[ErpTicketOut]


class ErpTicketIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ticket to be opened; `kind` is one of the ERP's own types, the connection's default without it."""

    customer_id: str
    subject: str
    description: str
    contract_id: str | None = None
    kind: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class ErpTicketChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words to add, and where to move it."""

    comment: str | None = None
    status: str | None = None
    customer_id: str | None = None


class ErpPlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """A plan on sale; `price` a month."""

    id: str
    name: str
    price: Decimal | None
    download_mbps: int | None
    upload_mbps: int | None
    active: bool | None


class ErpPlansOut(msgspec.Struct, frozen=True, kw_only=True):
    """On sale."""

    as_of: dt.datetime
    data: list[ErpPlanOut]


class ErpPlanChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which contract, to which plan."""

    contract_id: str
    plan_id: str


class ErpPlanChangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """`done`, or `requested` by a ticket."""

    outcome: str
    ticket_id: str | None
    protocol: str | None


class ErpUnlockIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which contract; without one the customer's blocked one."""

    contract_id: str | None = None


class ErpUnlockOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it was granted, and why not."""

    granted: bool
    reason: str
    until: dt.date | None
    days: int | None
    protocol: str | None
    message: str | None


def ticket_out(ticket: Ticket) -> ErpTicketOut:
    """As the API shows it."""
    names = (
        "status_raw",
        "protocol",
        "subject",
        "description",
        "opened_on",
        "opened_at",
        "closed_on",
        "scheduled_at",
    )
    return ErpTicketOut(
        id=ticket.external_id,
        kind=ticket.kind.value,
        status=ticket.status.value,
        contract_id=ticket.contract_external_id,
        **same(ticket, *names),
    )


def plan_out(plan: ErpPlan) -> ErpPlanOut:
    """As the API shows it."""
    return ErpPlanOut(id=plan.external_id, **same(plan, "name", "price", "download_mbps", "upload_mbps", "active"))


def plan_change_out(change: PlanChange) -> ErpPlanChangeOut:
    """As the API shows it."""
    return ErpPlanChangeOut(outcome=change.outcome.value, ticket_id=change.ticket_id, protocol=change.protocol)


def unlock_out(result: UnlockResult) -> ErpUnlockOut:
    """As the API shows it."""
    return ErpUnlockOut(
        granted=result.granted,
        reason=result.reason.value,
        **same(result, "until", "days", "protocol", "message"),
    )
