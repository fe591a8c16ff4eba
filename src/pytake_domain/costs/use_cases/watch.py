"""Budgets are looked at whenever costs were counted, in the same work: a share that is reached is told once."""

import datetime as dt

from pytake_domain.costs.budget import EVERYTHING, WHOLE, Budget, BudgetMark, marks
from pytake_domain.costs.events import BudgetReached
from pytake_domain.costs.ports import CostWork
from pytake_domain.kernel.ids import CampaignId, EventId, Ids, TenantId
from pytake_domain.kernel.time import month_of


class WatchBudgets:
    """Part of somebody's work."""

    def __init__(self, *, ids: Ids) -> None:
        self._ids = ids

    async def look(self, work: CostWork, tenant_id: TenantId, now: dt.datetime) -> None:
        """Where several shares are reached at once, people hear of the greatest."""
        budget = await work.budgets.get()
        if budget is None:
            return
        month = month_of(now, (await work.tenants.get()).time_zone)
        spent = await work.costs.spent(month.since, month.until, budget.currency)
        fresh = await work.budgets.mark(marks(budget, month, spent))
        greatest = {mark.campaign_id: mark for mark in fresh if mark.percent in budget.alerts}
        for mark in greatest.values():
            work.events.add(self._told(mark, budget, tenant_id, now))

    def _told(self, mark: BudgetMark, budget: Budget, tenant_id: TenantId, now: dt.datetime) -> BudgetReached:
        return BudgetReached(
            id=EventId(self._ids.new()),
            tenant_id=tenant_id,
            at=now,
            month=mark.month,
            percent=mark.percent,
            amount=mark.amount,
            currency=budget.currency,
            campaign_id=mark.campaign_id,
        )


async def spent_up(work: CostWork, campaign_id: CampaignId, now: dt.datetime) -> bool:
    """May nothing more leave of a campaign this month: is the company's budget spent, or its own?"""
    budget = await work.budgets.get()
    if budget is None or not budget.stop_campaigns:
        return False
    month = month_of(now, (await work.tenants.get()).time_zone)
    held = {(m.campaign_id, m.amount) for m in await work.budgets.marked(month.first, WHOLE)}
    amounts = budget.amounts()
    return any(whose in amounts and (whose, amounts[whose]) in held for whose in (EVERYTHING, campaign_id))
