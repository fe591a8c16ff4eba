"""What costs and budgets need of the store."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from pytake_domain.costs.budget import Budget, BudgetMark
from pytake_domain.costs.cost import Cost
from pytake_domain.kernel.ids import CampaignId, NumberId
from pytake_domain.routing import RoutingWork


class CostCounts(Protocol):
    """Costs by the hour, inside a work: counted with the figures of the dashboard, and as late as these."""

    async def by_day(
        self, days: Sequence[dt.datetime], until: dt.datetime, *, number_id: NumberId | None = None
    ) -> Sequence[Cost]:
        """Of the hours from the first of `days` to `until`, each in the last of `days` that began before it."""
        ...

    async def spent(self, since: dt.datetime, until: dt.datetime, currency: str) -> Mapping[CampaignId | None, Decimal]:
        """What the hours in between cost in this currency: each campaign, and everything together (None)."""
        ...


class BudgetRepository(Protocol):
    """The budget of one tenant and what of it was reached, inside a work."""

    async def get(self) -> Budget | None:
        """None before the first was set."""
        ...

    async def put(self, budget: Budget) -> None:
        """In place of the version it names (0: of none). Raises StaleVersion."""
        ...

    async def mark(self, marks: Sequence[BudgetMark]) -> Sequence[BudgetMark]:
        """Write down that they were reached; which of them were not before, in the order given."""
        ...

    async def marked(self, month: dt.date, percent: int) -> Sequence[BudgetMark]:
        """Those of this month that say so."""
        ...


class CostWork(RoutingWork, Protocol):
    """The part of a work that costs use."""

    @property
    def costs(self) -> CostCounts:
        """Costs by the hour."""
        ...

    @property
    def budgets(self) -> BudgetRepository:
        """What a month may cost."""
        ...
