"""Budgets: how much a month may cost, and at which shares of it people are told."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import CampaignId
from pytake_domain.kernel.time import Month

EVERYTHING = None
"""Whose budget it is when it is no campaign's."""
ALERTS_MOST, PERCENT_MOST, CAMPAIGNS_MOST = 10, 200, 500
AMOUNT_MOST = Decimal(1_000_000_000)
WHOLE = 100


class CampaignBudget(msgspec.Struct, frozen=True, kw_only=True):
    """What one campaign may cost a month."""

    campaign_id: CampaignId
    amount: Decimal


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """Of each month in the company's time zone. `alerts` are percentages; with `stop_campaigns` nothing more leaves of campaigns
    once it is spent. No `amount`: none for the company as a whole.
    """

    currency: str
    amount: Decimal | None = None
    campaigns: tuple[CampaignBudget, ...] = ()
    alerts: tuple[int, ...] = (50, 80, 100)
    stop_campaigns: bool = False
    version: int = 1

    def problems(self) -> Iterator[Problem]:
        """What is out of range."""
        given = [("amount", self.amount)] if self.amount is not None else []
        given += [(f"campaigns.{i}.amount", each.amount) for i, each in enumerate(self.campaigns)]
        for field, amount in given:
            if not (amount.is_finite() and 0 < amount <= AMOUNT_MOST):
                yield Problem(field=field, code="out_of_range", params={"least": 0, "most": int(AMOUNT_MOST)})
        if len(self.campaigns) > CAMPAIGNS_MOST:
            yield Problem(field="campaigns", code="too_many", params={"most": CAMPAIGNS_MOST})
        if len({each.campaign_id for each in self.campaigns}) < len(self.campaigns):
            yield Problem(field="campaigns", code="not_unique")
        if len(self.alerts) > ALERTS_MOST:
            yield Problem(field="alerts", code="too_many", params={"most": ALERTS_MOST})
        if any(not 1 <= percent <= PERCENT_MOST for percent in self.alerts):
            yield Problem(field="alerts", code="out_of_range", params={"least": 1, "most": PERCENT_MOST})

    def amounts(self) -> Mapping[CampaignId | None, Decimal]:
        """Of each campaign that has its own, and of the company."""
        whole: dict[CampaignId | None, Decimal] = {EVERYTHING: self.amount} if self.amount is not None else {}
        return {**whole, **{each.campaign_id: each.amount for each in self.campaigns}}


class BudgetMark(msgspec.Struct, frozen=True, kw_only=True):
    """So many per cent of this amount were spent in this month. An amount that is changed begins anew."""

    month: dt.date
    campaign_id: CampaignId | None
    amount: Decimal
    percent: int


def marks(budget: Budget, month: Month, spent: Mapping[CampaignId | None, Decimal]) -> list[BudgetMark]:
    """All that are reached, the least first; the whole of it is one of them, whether anybody is told or not."""
    return [
        BudgetMark(month=month.first, campaign_id=whose, amount=amount, percent=percent)
        for whose, amount in budget.amounts().items()
        for percent in sorted({*budget.alerts, WHOLE})
        if spent.get(whose, Decimal(0)) * WHOLE >= amount * percent
    ]
