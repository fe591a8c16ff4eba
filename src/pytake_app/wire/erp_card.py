"""Whose customer a contact is, and the facts that follow, as the API shows them."""

import datetime as dt
from decimal import Decimal

import msgspec

from pytake_app.wire.erp_texts import same
from pytake_domain.erp import ErpCard, ErpFacts


class ErpFactsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of a contact as their ERP last told them, at `as_of`."""

    erp_type: str
    customer_id: str
    as_of: dt.datetime
    name: str | None
    contract_id: str | None
    contract_status: str
    contracts: int
    plan: str | None
    due_day: int | None
    city: str | None
    district: str | None
    region: str | None
    owed_count: int
    owed_amount: Decimal
    oldest_due_on: dt.date | None
    next_due_on: dt.date | None
    last_paid_on: dt.date | None
    online: bool | None
    online_at: dt.datetime | None


class ErpCardOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whose customer a contact is (`linked_by` `phone` is a hint, `proven` says that they showed it), and the facts."""

    erp_type: str | None
    customer_id: str | None
    linked_by: str | None
    proven: bool
    facts: ErpFactsOut | None


class ErpLinkIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which customer of which ERP a contact is."""

    erp_type: str
    customer_id: str


def card_out(card: ErpCard) -> ErpCardOut:
    """As the API shows it."""
    link = card.link
    return ErpCardOut(
        erp_type=link.erp_type if link else None,
        customer_id=link.customer_id if link else None,
        linked_by=link.by.value if link else None,
        proven=link is not None and link.proven_at is not None,
        facts=_facts(card.facts) if card.facts else None,
    )


def _facts(facts: ErpFacts) -> ErpFactsOut:
    rest = [name for name in ErpFactsOut.__struct_fields__ if name != "contract_status"]
    return ErpFactsOut(contract_status=facts.contract_status.value, **same(facts, *rest))
