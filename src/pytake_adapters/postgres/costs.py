"""Costs by the hour, and the budget of a month."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import asyncpg
import msgspec

from pytake_domain.costs import Budget, BudgetMark, Cost, CostSource
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import CampaignId, NumberId, TenantId

NOBODY = UUID(int=0)
"""Stands in keys for what is part of nothing."""
_encode = msgspec.json.Encoder().encode
_budget = msgspec.json.Decoder(Budget).decode

FORGET_COSTS = "DELETE FROM hourly_costs WHERE tenant_id = $1 AND hour = ANY($2::timestamptz[])"
# What failed costs nothing, whatever was expected of it. The hours come first, by the key: where few messages have a price, the
# planner would go through all messages there are to find those, and `OFFSET 0` keeps it from that.
COUNT_COSTS = """
WITH hours AS (SELECT * FROM unnest($2::timestamptz[], $3::uuid[], $4::uuid[]) AS h(hour, first, last))
INSERT INTO hourly_costs (tenant_id, hour, number_id, category, country, currency, source, source_id, messages, amount,
  estimated)
SELECT $1, hour, number_id, category, country, currency, source, source_id, count(*), sum(amount),
  coalesce(sum(amount) FILTER (WHERE estimated), 0)
FROM (
  SELECT h.hour, m.number_id, m.price ->> 'category' AS category, coalesce(m.price ->> 'country', '') AS country,
    CASE WHEN m.price ? 'amount' THEN coalesce(m.price ->> 'currency', '') ELSE '' END AS currency,
    CASE WHEN m.sent_by_id IS NOT NULL AND m.sent_by IN ('campaign', 'flow') THEN m.sent_by ELSE '' END AS source,
    CASE WHEN m.sent_by_id IS NOT NULL AND m.sent_by IN ('campaign', 'flow') THEN m.sent_by_id ELSE $5 END AS source_id,
    coalesce((m.price ->> 'amount')::numeric, 0) AS amount,
    coalesce((m.price ->> 'estimated')::boolean, false) AS estimated
  FROM hours h
  CROSS JOIN LATERAL (SELECT * FROM messages w WHERE w.tenant_id = $1 AND w.id >= h.first AND w.id < h.last
    AND w.created_at >= h.hour AND w.created_at < h.hour + interval '1 hour' OFFSET 0) AS m
  WHERE m.direction = 'outbound' AND m.price IS NOT NULL AND m.status NOT IN ('failed', 'cancelled')
) AS each_one GROUP BY hour, number_id, category, country, currency, source, source_id"""
BY_DAY = """
SELECT day, number_id, category, country, currency, source, source_id, sum(messages)::bigint AS messages,
  sum(amount) AS amount, sum(estimated) AS estimated
FROM (SELECT width_bucket(hour, $2::timestamptz[]) AS day, * FROM hourly_costs
  WHERE tenant_id = $1 AND hour >= $3 AND hour < $4 AND ($5::uuid IS NULL OR number_id = $5)) AS of_days
GROUP BY day, number_id, category, country, currency, source, source_id
ORDER BY day, number_id, category, country, currency, source, source_id"""
SPENT = """
SELECT source, source_id, sum(amount) AS amount FROM hourly_costs
WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 AND currency = $4 GROUP BY source, source_id"""
PUT = """
INSERT INTO budgets AS b (tenant_id, budget, version) VALUES ($1, $2::jsonb, $3 + 1)
ON CONFLICT (tenant_id) DO UPDATE SET budget = EXCLUDED.budget, version = EXCLUDED.version WHERE b.version = $3"""
MARK = """
INSERT INTO budget_marks (tenant_id, month, percent, campaign_id, amount)
SELECT $1, w.* FROM unnest($2::date[], $3::smallint[], $4::uuid[], $5::numeric[]) AS w
ON CONFLICT DO NOTHING RETURNING month, percent, campaign_id, amount"""
MARKED = "SELECT * FROM budget_marks WHERE tenant_id = $1 AND month = $2 AND percent = $3 ORDER BY campaign_id, amount"


class PostgresCostCounts:
    """See CostCounts."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def by_day(
        self, days: Sequence[dt.datetime], until: dt.datetime, *, number_id: NumberId | None = None
    ) -> Sequence[Cost]:
        """See the port."""
        starts = list(days)
        rows = await self._raw.fetch(BY_DAY, self._tenant_id, starts, starts[0], until, number_id)
        return [_cost(row, starts[row["day"] - 1]) for row in rows]

    async def spent(self, since: dt.datetime, until: dt.datetime, currency: str) -> Mapping[CampaignId | None, Decimal]:
        """See the port."""
        rows = await self._raw.fetch(SPENT, self._tenant_id, since, until, currency)
        found: dict[CampaignId | None, Decimal] = {
            CampaignId(row["source_id"]): row["amount"] for row in rows if row["source"] == CostSource.CAMPAIGN
        }
        return {**found, None: sum((row["amount"] for row in rows), Decimal(0))}


class PostgresBudgets:
    """See BudgetRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def get(self) -> Budget | None:
        """See the port."""
        row = await self._raw.fetchrow("SELECT budget, version FROM budgets WHERE tenant_id = $1", self._tenant_id)
        return None if row is None else msgspec.structs.replace(_budget(row["budget"]), version=row["version"])

    async def put(self, budget: Budget) -> None:
        """See the port."""
        done = await self._raw.execute(PUT, self._tenant_id, _encode(budget).decode(), budget.version)
        if done != "INSERT 0 1":
            raise StaleVersion

    async def mark(self, marks: Sequence[BudgetMark]) -> Sequence[BudgetMark]:
        """See the port."""
        if not marks:
            return []
        rows = await self._raw.fetch(
            MARK,
            self._tenant_id,
            [m.month for m in marks],
            [m.percent for m in marks],
            [m.campaign_id or NOBODY for m in marks],
            [m.amount for m in marks],
        )
        fresh = [_mark(row) for row in rows]
        return [mark for mark in marks if mark in fresh]

    async def marked(self, month: dt.date, percent: int) -> Sequence[BudgetMark]:
        """See the port."""
        return [_mark(row) for row in await self._raw.fetch(MARKED, self._tenant_id, month, percent)]


def _cost(row: asyncpg.Record, day: dt.datetime) -> Cost:
    return Cost(
        at=day,
        number_id=row["number_id"],
        category=row["category"],
        country=row["country"] or None,
        currency=row["currency"] or None,
        source=CostSource(row["source"]) if row["source"] else None,
        source_id=row["source_id"] if row["source"] else None,
        messages=row["messages"],
        amount=row["amount"],
        estimated=row["estimated"],
    )


def _mark(row: asyncpg.Record) -> BudgetMark:
    whose = CampaignId(row["campaign_id"]) if row["campaign_id"] != NOBODY else None
    return BudgetMark(month=row["month"], campaign_id=whose, amount=row["amount"], percent=row["percent"])
