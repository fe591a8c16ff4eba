"""Requests of customers that the company's own people work off."""

import datetime as dt
from enum import StrEnum

import msgspec

from pytake_domain.erp.customer import CustomerRef


class TicketKind(StrEnum):
    """A request, or somebody sent out for one."""

    TICKET = "ticket"
    WORK_ORDER = "work_order"


class TicketStatus(StrEnum):
    """How far it is."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"

    @property
    def pending(self) -> bool:
        """Is it still to be done?"""
        return self not in {TicketStatus.RESOLVED, TicketStatus.CANCELLED}


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket; `protocol` is the number told to the customer."""

    external_id: str
    kind: TicketKind
    status: TicketStatus
    status_raw: str
    protocol: str | None = None
    subject: str | None = None
    description: str | None = None
    opened_on: dt.date | None = None
    opened_at: dt.datetime | None = None
    closed_on: dt.date | None = None
    scheduled_at: dt.datetime | None = None
    contract_external_id: str | None = None
    customer_external_id: str | None = None


class TicketDraft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A ticket to be opened. `kind` is one of the ERP's own ticket types, the connection's default without it.

    `reference` is ours and the same when it is asked for again: an ERP that keeps such a thing keeps it.
    """

    customer: CustomerRef
    subject: str
    description: str
    reference: str
    contract_external_id: str | None = None
    connection_external_id: str | None = None
    kind: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class TicketChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What to do with a ticket: add words, and move it on."""

    ticket_id: str
    comment: str | None = None
    status: TicketStatus | None = None
    customer: CustomerRef | None = None
