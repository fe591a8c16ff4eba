"""Costs and budgets in memory."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from pytake_domain.costs import Budget, BudgetMark, Cost, CostSource
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, NumberId
from pytake_domain.messaging import Direction, Message, MessageState
from pytake_domain.testing.memory.store import TenantRows

ZERO = Decimal(0)
_FREE = (MessageState.FAILED, MessageState.CANCELLED)
_SOURCES = frozenset(CostSource)


def costs_of(rows: TenantRows) -> list[Cost]:
    """One a message, at its hour."""
    return [cost for message in rows.messages.values() if (cost := _cost(message)) is not None]


class MemoryCostCounts:
    """See CostCounts."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def by_day(
        self, days: Sequence[dt.datetime], until: dt.datetime, *, number_id: NumberId | None = None
    ) -> Sequence[Cost]:
        """See the port."""
        found: dict[Cost, Cost] = {}
        for cost in self._rows.hourly_costs.get("", ()):
            if not days[0] <= cost.at < until or number_id not in (None, cost.number_id):
                continue
            key = replace(cost, at=days[bisect_right(days, cost.at) - 1], messages=0, amount=ZERO, estimated=ZERO)
            whole = found.get(key, key)
            found[key] = replace(
                whole,
                messages=whole.messages + cost.messages,
                amount=whole.amount + cost.amount,
                estimated=whole.estimated + cost.estimated,
            )
        return sorted(found.values(), key=_order)

    async def spent(self, since: dt.datetime, until: dt.datetime, currency: str) -> Mapping[CampaignId | None, Decimal]:
        """See the port."""
        found: dict[CampaignId | None, Decimal] = {None: ZERO}
        for cost in self._rows.hourly_costs.get("", ()):
            if since <= cost.at < until and cost.currency == currency:
                found[None] += cost.amount
                if cost.source is CostSource.CAMPAIGN and cost.source_id is not None:
                    campaign_id = CampaignId(cost.source_id)
                    found[campaign_id] = found.get(campaign_id, ZERO) + cost.amount
        return found


class MemoryBudgets:
    """See BudgetRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def get(self) -> Budget | None:
        """See the port."""
        return self._rows.budgets.get("")

    async def put(self, budget: Budget) -> None:
        """See the port."""
        known = self._rows.budgets.get("")
        if budget.version != (known.version if known is not None else 0):
            raise StaleVersion
        self._rows.budgets[""] = replace(budget, version=budget.version + 1)

    async def mark(self, marks: Sequence[BudgetMark]) -> Sequence[BudgetMark]:
        """See the port."""
        fresh = [mark for mark in marks if mark not in self._rows.budget_marks]
        self._rows.budget_marks += fresh
        return fresh

    async def marked(self, month: dt.date, percent: int) -> Sequence[BudgetMark]:
        """See the port."""
        found = [mark for mark in self._rows.budget_marks if (mark.month, mark.percent) == (month, percent)]
        return sorted(found, key=lambda mark: (mark.campaign_id is not None, str(mark.campaign_id), mark.amount))


def _cost(message: Message) -> Cost | None:
    price = message.price
    if message.direction is not Direction.OUTBOUND or price is None or message.status in _FREE:
        return None
    part = message.sent_by_id is not None and message.sent_by.value in _SOURCES
    return Cost(
        at=message.created_at.replace(minute=0, second=0, microsecond=0),
        number_id=message.number_id,
        category=price.category,
        country=price.country,
        currency=price.currency if price.amount is not None else None,
        source=CostSource(message.sent_by.value) if part else None,
        source_id=message.sent_by_id if part else None,
        messages=1,
        amount=price.amount or ZERO,
        estimated=price.amount or ZERO if price.estimated else ZERO,
    )


def _order(cost: Cost) -> tuple[dt.datetime, str, str, str, str, str, str]:
    return (
        cost.at,
        str(cost.number_id),
        cost.category,
        cost.country or "",
        cost.currency or "",
        cost.source or "",
        str(cost.source_id or ""),
    )
