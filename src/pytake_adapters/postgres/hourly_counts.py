"""Counts and costs by the hour: works mark the hours they touched, and whoever gathers counts those anew, whole or not at all.

Marks are rows of their own, so that nobody who stores messages waits for anybody's row.
"""

import datetime as dt
from collections.abc import Collection, Sequence

import asyncpg

from pytake_adapters.postgres.costs import COUNT_COSTS, FORGET_COSTS, NOBODY
from pytake_adapters.postgres.hours import CHANGES
from pytake_adapters.postgres.queries.facts import first_id
from pytake_domain.analytics import HourCount
from pytake_domain.kernel.ids import NumberId, TenantId

HOUR = dt.timedelta(hours=1)
SLACK = dt.timedelta(minutes=10)
"""An id is made at nearly the moment that its row names; so an hour is a range of the key, and a little around it."""
AT_ONCE = 48

TOUCH = "INSERT INTO touched_hours (tenant_id, hour) SELECT $1, unnest($2::timestamptz[])"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('hourly_counts ' || $1::text, 0))"
# What is deleted was committed, and with it what it speaks of: the statements that follow see that.
TAKE = """
WITH gone AS (
  DELETE FROM touched_hours WHERE tenant_id = $1 AND id IN (
    SELECT id FROM touched_hours WHERE tenant_id = $1 ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED)
  RETURNING hour)
SELECT DISTINCT hour FROM gone ORDER BY hour"""
FORGET = "DELETE FROM hourly_counts WHERE tenant_id = $1 AND hour = ANY($2::timestamptz[])"
# By the key, whatever the planner thinks of what else is asked (`OFFSET 0`, see the count of costs).
COUNT = """
WITH hours AS (SELECT * FROM unnest($2::timestamptz[], $3::uuid[], $4::uuid[]) AS h(hour, first, last))
INSERT INTO hourly_counts (tenant_id, hour, number_id, counter, count)
SELECT $1, hour, number_id, counter, count(*) FROM (
  SELECT h.hour, m.number_id, v.counter FROM hours h
  CROSS JOIN LATERAL (SELECT * FROM messages w WHERE w.tenant_id = $1 AND w.id >= h.first AND w.id < h.last
    AND w.created_at >= h.hour AND w.created_at < h.hour + interval '1 hour' OFFSET 0) AS m
  CROSS JOIN LATERAL (VALUES
    (CASE WHEN m.direction = 'inbound' THEN 'received' ELSE m.status END),
    (CASE WHEN m.direction = 'outbound' THEN 'by:' || m.sent_by END)) AS v(counter)
  WHERE v.counter IS NOT NULL
  UNION ALL
  SELECT h.hour, c.number_id, e.data->>'change' FROM hours h
  JOIN event_log e ON e.tenant_id = $1 AND e.id >= h.first AND e.id < h.last AND e.type = 'ConversationChanged'
    AND e.data->>'change' = ANY($5::text[]) AND e.at >= h.hour AND e.at < h.hour + interval '1 hour'
  JOIN conversations c ON c.tenant_id = $1 AND c.id = e.subject
) AS each_one GROUP BY hour, number_id, counter"""
OF_ALL = """
SELECT hour, counter, sum(count)::bigint AS count FROM hourly_counts
WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 GROUP BY hour, counter ORDER BY hour, counter"""
OF_ONE = """
SELECT hour, counter, count FROM hourly_counts
WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 AND number_id = $4 ORDER BY hour, counter"""
BROKEN = """
SELECT count(*) FROM sla_clocks WHERE tenant_id = $1 AND breached_at IS NOT NULL AND stopped_at IS NULL"""


class PostgresHourlyCounts:
    """See HourlyCounts."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def touch(self, hours: Collection[dt.datetime]) -> None:
        """They will be counted anew."""
        await self._raw.execute(TOUCH, self._tenant_id, sorted(hours))

    async def of(
        self, since: dt.datetime, until: dt.datetime, *, number_id: NumberId | None = None
    ) -> Sequence[HourCount]:
        """See the port."""
        if number_id is None:
            rows = await self._raw.fetch(OF_ALL, self._tenant_id, since, until)
        else:
            rows = await self._raw.fetch(OF_ONE, self._tenant_id, since, until, number_id)
        return [HourCount(row["hour"], row["counter"], row["count"]) for row in rows]

    async def gather(self) -> int:
        """See the port."""
        await self._raw.execute(ONE_AT_A_TIME, str(self._tenant_id))
        hours = [row["hour"] for row in await self._raw.fetch(TAKE, self._tenant_id)]
        for start in range(0, len(hours), AT_ONCE):
            some = hours[start : start + AT_ONCE]
            await self._raw.execute(FORGET, self._tenant_id, some)
            firsts = [first_id(hour - SLACK) for hour in some]
            lasts = [first_id(hour + HOUR + SLACK) for hour in some]
            await self._raw.execute(COUNT, self._tenant_id, some, firsts, lasts, list(CHANGES))
            await self._raw.execute(FORGET_COSTS, self._tenant_id, some)
            await self._raw.execute(COUNT_COSTS, self._tenant_id, some, firsts, lasts, NOBODY)
        return len(hours)

    async def broken_promises(self) -> int:
        """See the port."""
        return int(await self._raw.fetchval(BROKEN, self._tenant_id))
