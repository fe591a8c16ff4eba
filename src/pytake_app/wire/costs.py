"""Costs and budgets as the API shows them."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from pytake_app.wire.dashboard import PeriodOut, period_out
from pytake_domain.analytics import CostReport
from pytake_domain.costs import EVERYTHING, Budget, BudgetState, CampaignBudget, Group
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import CampaignId

AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")


class SumOut(msgspec.Struct, frozen=True, kw_only=True):
    """Messages in one currency and what they cost: `estimated` of the amount is not the provider's own word yet."""

    currency: str
    messages: int
    amount: Decimal
    estimated: Decimal


class DayCostOut(SumOut, frozen=True, kw_only=True):
    """Of a day in the company's time zone."""

    day: dt.date


class CategoryCostOut(SumOut, frozen=True, kw_only=True):
    """Of a category, as the provider says it."""

    category: str


class CountryCostOut(SumOut, frozen=True, kw_only=True):
    """Of people of a country, by ISO 3166."""

    country: str


class NumberCostOut(SumOut, frozen=True, kw_only=True):
    """Of a number."""

    whatsapp_config_id: UUID


class CampaignCostOut(SumOut, frozen=True, kw_only=True):
    """Of a campaign; without a name where it was removed."""

    campaign_id: UUID
    name: str | None


class FlowCostOut(SumOut, frozen=True, kw_only=True):
    """Of a flow; without a name where it was removed."""

    flow_id: UUID
    name: str | None


class CostsOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the messages of a period cost, cut in several ways, the dearest first; up to half a minute late. Messages that failed
    cost nothing. `unpriced`: messages whose rate is not known.
    """

    period: PeriodOut
    totals: list[SumOut]
    by_day: list[DayCostOut]
    by_category: list[CategoryCostOut]
    by_country: list[CountryCostOut]
    by_number: list[NumberCostOut]
    by_campaign: list[CampaignCostOut]
    by_flow: list[FlowCostOut]
    unpriced: int


class CampaignBudgetIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a campaign may cost a month."""

    campaign_id: UUID
    amount: str


class BudgetIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of each month; no `amount`: none for the company as a whole. `version`: the one it was read at, 0 before the first."""

    currency: str
    version: int
    amount: str | None = None
    campaigns: list[CampaignBudgetIn] = msgspec.field(default_factory=list)
    alerts: list[int] = msgspec.field(default_factory=lambda: [50, 80, 100])
    stop_campaigns: bool = False


class CampaignBudgetOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign may cost a month, and what it did in this one."""

    campaign_id: UUID
    amount: Decimal
    spent: Decimal


class BudgetOut(msgspec.Struct, frozen=True, kw_only=True):
    """The budget, and what is `spent` of it in the `month` that runs (its first day)."""

    currency: str
    amount: Decimal | None
    spent: Decimal
    month: dt.date
    campaigns: list[CampaignBudgetOut]
    alerts: list[int]
    stop_campaigns: bool
    version: int


def costs_out(report: CostReport) -> CostsOut:
    """As the API shows it."""
    names = report.names
    return CostsOut(
        period=period_out(report.span),
        totals=[SumOut(**_sum(g)) for g in report.totals],
        by_day=[DayCostOut(day=g.key, **_sum(g)) for g in report.by_day],
        by_category=[CategoryCostOut(category=g.key, **_sum(g)) for g in report.by_category],
        by_country=[CountryCostOut(country=g.key, **_sum(g)) for g in report.by_country],
        by_number=[NumberCostOut(whatsapp_config_id=g.key, **_sum(g)) for g in report.by_number],
        by_campaign=[CampaignCostOut(campaign_id=g.key, name=names.get(g.key), **_sum(g)) for g in report.by_campaign],
        by_flow=[FlowCostOut(flow_id=g.key, name=names.get(g.key), **_sum(g)) for g in report.by_flow],
        unpriced=report.unpriced,
    )


def budget_of(given: BudgetIn) -> Budget:
    """As the domain has it. Raises Invalid."""
    return Budget(
        currency=given.currency,
        amount=_amount("amount", given.amount) if given.amount is not None else None,
        campaigns=tuple(
            CampaignBudget(
                campaign_id=CampaignId(each.campaign_id), amount=_amount(f"campaigns.{i}.amount", each.amount)
            )
            for i, each in enumerate(given.campaigns)
        ),
        alerts=tuple(sorted(set(given.alerts))),
        stop_campaigns=given.stop_campaigns,
        version=given.version,
    )


def budget_out(state: BudgetState) -> BudgetOut:
    """As the API shows it."""
    budget, spent = state.budget, state.spent
    return BudgetOut(
        currency=budget.currency,
        amount=budget.amount,
        spent=_spent(spent, EVERYTHING),
        month=state.month.first,
        campaigns=[
            CampaignBudgetOut(campaign_id=each.campaign_id, amount=each.amount, spent=_spent(spent, each.campaign_id))
            for each in budget.campaigns
        ],
        alerts=list(budget.alerts),
        stop_campaigns=budget.stop_campaigns,
        version=budget.version,
    )


def _amount(field: str, text: str) -> Decimal:
    """Of a few places after the point: prices have no more."""
    if not AMOUNT.fullmatch(text):
        raise Invalid(Problem(field=field, code="not_an_amount"))
    return Decimal(text)


def _spent(spent: Mapping[CampaignId | None, Decimal], whose: CampaignId | None) -> Decimal:
    return spent.get(whose, Decimal(0))


def _sum(group: Group[Any]) -> dict[str, Any]:
    return {
        "currency": group.currency,
        "messages": group.messages,
        "amount": group.amount,
        "estimated": group.estimated,
    }
