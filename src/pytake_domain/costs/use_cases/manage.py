"""The company's budget is read and set."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from pytake_domain.costs.budget import Budget
from pytake_domain.costs.ports import CostWork
from pytake_domain.costs.use_cases.watch import WatchBudgets
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, StaleVersion
from pytake_domain.kernel.ids import CampaignId
from pytake_domain.kernel.time import Clock, Month, month_of
from pytake_domain.kernel.work import OpenWork
from pytake_domain.whatsapp import RateBook


class BudgetState(msgspec.Struct, frozen=True, kw_only=True):
    """The budget, and what of it is spent in the month that runs."""

    budget: Budget
    month: Month
    spent: Mapping[CampaignId | None, Decimal]


class ManageBudgets:
    """Whoever reads figures reads it; whoever manages the company sets it."""

    def __init__(self, *, open_work: OpenWork[CostWork], rates: RateBook, watch: WatchBudgets, clock: Clock) -> None:
        self._open_work = open_work
        self._rates = rates
        self._watch = watch
        self._clock = clock

    async def get(self, actor: Actor) -> BudgetState:
        """One without amounts before the first was set (version 0)."""
        actor.require(Permission.READ_METRICS)
        async with self._open_work(actor.tenant_id) as work:
            return await self._state(work)

    async def put(self, actor: Actor, budget: Budget) -> BudgetState:
        """What is spent already counts against it at once. Raises Forbidden, Invalid, StaleVersion."""
        actor.require(Permission.MANAGE_TENANT)
        problems = [*budget.problems()]
        if budget.currency != self._currency():
            problems.append(Problem(field="currency", code="not_a_choice", params={"choices": self._currency()}))
        if problems:
            raise Invalid(*problems)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.budgets.get()
            if budget.version != (known.version if known is not None else 0):
                raise StaleVersion
            await work.budgets.put(budget)
            await self._watch.look(work, actor.tenant_id, self._clock.now())
            return await self._state(work)

    async def _state(self, work: CostWork) -> BudgetState:
        budget = await work.budgets.get() or Budget(currency=self._currency(), version=0)
        month = month_of(self._clock.now(), (await work.tenants.get()).time_zone)
        spent = await work.costs.spent(month.since, month.until, budget.currency)
        return BudgetState(budget=budget, month=month, spent=spent)

    def _currency(self) -> str:
        """Of the rates that hold now: a budget of another one would never be reached."""
        table = self._rates.table_at(self._clock.now())
        return table.currency if table is not None else "USD"
