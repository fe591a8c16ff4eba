"""What a company's ERP knows of somebody, as far as questions are about it: plain facts, whoever keeps them."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from pytake_domain.contacts.attribute import AttributeType


class ErpFact(StrEnum):
    """What is asked. `overdue_days` are days since the oldest owed invoice was due, 0 without one that is; `due_in_days` those to
    the next one that will be.
    """

    CUSTOMER = "customer"
    PLAN = "plan"
    CONTRACT = "contract"
    BLOCKED = "blocked"
    OWED = "owed"
    OWED_COUNT = "owed_count"
    OVERDUE_DAYS = "overdue_days"
    DUE_IN_DAYS = "due_in_days"
    CITY = "city"
    DISTRICT = "district"
    REGION = "region"
    ONLINE = "online"


FACT_TYPES: Mapping[ErpFact, AttributeType] = {
    ErpFact.CUSTOMER: AttributeType.BOOLEAN,
    ErpFact.PLAN: AttributeType.TEXT,
    ErpFact.CONTRACT: AttributeType.CHOICE,
    ErpFact.BLOCKED: AttributeType.BOOLEAN,
    ErpFact.OWED: AttributeType.NUMBER,
    ErpFact.OWED_COUNT: AttributeType.NUMBER,
    ErpFact.OVERDUE_DAYS: AttributeType.NUMBER,
    ErpFact.DUE_IN_DAYS: AttributeType.NUMBER,
    ErpFact.CITY: AttributeType.TEXT,
    ErpFact.DISTRICT: AttributeType.TEXT,
    ErpFact.REGION: AttributeType.TEXT,
    ErpFact.ONLINE: AttributeType.BOOLEAN,
}
DAYS = frozenset({ErpFact.OVERDUE_DAYS, ErpFact.DUE_IN_DAYS})
"""Whole numbers of them."""
CONTRACTS = ("active", "reduced", "blocked", "pending", "inactive", "cancelled")
"""How the contract that counts most may stand."""


class Served(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is a customer there; None for what the ERP did not tell."""

    contract: str | None = None
    plan: str | None = None
    owed: float = 0.0
    owed_count: int = 0
    oldest_due_on: dt.date | None = None
    next_due_on: dt.date | None = None
    city: str | None = None
    district: str | None = None
    region: str | None = None
    online: bool | None = None

    def told(self, what: ErpFact, today: dt.date) -> str | float | bool | None:
        """One fact, as it is today."""
        match what:
            case ErpFact.CUSTOMER:
                return True
            case ErpFact.BLOCKED:
                return self.contract == "blocked"
            case ErpFact.OVERDUE_DAYS:
                return max(0, (today - self.oldest_due_on).days) if self.oldest_due_on else 0
            case ErpFact.DUE_IN_DAYS:
                return (self.next_due_on - today).days if self.next_due_on and self.next_due_on >= today else None
        value: str | float | bool | None = getattr(self, what.value)
        return value
