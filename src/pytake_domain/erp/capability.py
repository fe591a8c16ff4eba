"""What an ERP can be asked, each with its arguments and what comes back: one table for adapters, flows and the console."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Capability(StrEnum):
    """One thing an ERP can do; an adapter says which of them it offers. `identify` is ours: who writes shows who they are."""

    IDENTIFY = "identify"

    FIND_CUSTOMERS = "find_customers"
    LIST_CONTRACTS = "list_contracts"
    LIST_INVOICES = "list_invoices"
    PAYMENT_OPTIONS = "payment_options"
    CONNECTION_STATUS = "connection_status"
    SIGNAL = "signal"
    OPEN_TICKET = "open_ticket"
    LIST_TICKETS = "list_tickets"
    UPDATE_TICKET = "update_ticket"
    LIST_PLANS = "list_plans"
    CHANGE_PLAN = "change_plan"
    TRUST_UNLOCK = "trust_unlock"


EVERYTHING = frozenset(Capability) - {Capability.IDENTIFY}
"""What an ERP can be asked for at best."""


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Arguments that must and may be given, whether a list or one thing comes back, and whether something is changed there.

    What changes something is never repeated blindly: its answer may have been lost after it was done.
    """

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    many: bool = False
    changes: bool = False

    @property
    def arguments(self) -> frozenset[str]:
        """All it takes."""
        return frozenset((*self.required, *self.optional))


SIGNATURES: Mapping[Capability, Signature] = {
    Capability.IDENTIFY: Signature(required=("document",), optional=("birth_date",)),
    Capability.FIND_CUSTOMERS: Signature(optional=("document", "phone"), many=True),
    Capability.LIST_CONTRACTS: Signature(required=("customer_id",), many=True),
    Capability.LIST_INVOICES: Signature(required=("customer_id",), optional=("state", "contract_id"), many=True),
    Capability.PAYMENT_OPTIONS: Signature(required=("invoice_id",), optional=("customer_id",)),
    Capability.CONNECTION_STATUS: Signature(required=("customer_id",), optional=("contract_id",), many=True),
    Capability.SIGNAL: Signature(required=("contract_id",), optional=("customer_id",)),
    Capability.OPEN_TICKET: Signature(
        required=("customer_id", "subject", "description"), optional=("contract_id", "kind"), changes=True
    ),
    Capability.LIST_TICKETS: Signature(required=("customer_id",), optional=("state",), many=True),
    Capability.UPDATE_TICKET: Signature(required=("ticket_id",), optional=("comment", "status"), changes=True),
    Capability.LIST_PLANS: Signature(many=True),
    Capability.CHANGE_PLAN: Signature(required=("contract_id", "plan_id"), optional=("customer_id",), changes=True),
    Capability.TRUST_UNLOCK: Signature(required=("contract_id",), optional=("customer_id",), changes=True),
}

ERRORS = (
    "not_connected",
    "not_supported",
    "not_proven",
    "auth",
    "permission",
    "ip_not_allowed",
    "validation",
    "not_found",
    "business",
    "rate_limited",
    "unavailable",
    "unexpected_response",
)
"""What can go wrong, whichever ERP it is."""
