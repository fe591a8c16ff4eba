"""What texts and conditions may say of whose customer a contact is."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pytake_domain.erp.customer import ContractStatus
from pytake_domain.erp.records import ErpFacts

SAID = (
    "customer_id",
    "proven",
    "plan",
    "contract",
    "contract_id",
    "blocked",
    "owed",
    "owed_count",
    "due_on",
    "next_due_on",
    "due_in_days",
    "overdue_days",
    "last_paid_on",
    "due_day",
    "city",
    "district",
    "region",
    "online",
)
"""After `contact.erp.`; `due_on` is the day of the oldest invoice that is owed."""


def said_of(facts: ErpFacts | None, today: dt.date, *, proven_only: bool) -> Mapping[str, Any] | None:
    """Plain values by their names, as they are today; None for who is no customer. `proven_only`: somebody writes and has to show
    who they are first, as everywhere; without it the company speaks to the phone that the ERP has of its customer.
    """
    if facts is None:
        return None
    if proven_only and not facts.proven:
        return {**dict.fromkeys(SAID), "customer_id": facts.customer_id, "proven": False}
    unknown = facts.contract_status is ContractStatus.UNKNOWN
    days = {name: _iso(getattr(facts, name)) for name in ("next_due_on", "last_paid_on")}
    plain = {name: getattr(facts, name) for name in ("plan", "contract_id", "due_day", "city", "district", "region")}
    return {
        **plain,
        **days,
        "customer_id": facts.customer_id,
        "proven": facts.proven,
        "contract": None if unknown else facts.contract_status.value,
        "blocked": facts.blocked,
        "owed": float(facts.owed_amount),
        "owed_count": facts.owed_count,
        "due_on": _iso(facts.oldest_due_on),
        "due_in_days": facts.due_in_days(today),
        "overdue_days": facts.overdue_days(today),
        "online": facts.online,
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
