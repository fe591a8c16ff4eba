"""What has to be told to webhooks, across tenants, as the worker: it finds what is due and holds it, and sees nothing of it."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.kernel.ids import TenantId, WebhookId
from pytake_domain.webhooks import AT_ONCE, LeasedHook

LEASE = dt.timedelta(seconds=30)
"""A request takes ten seconds at most; what a killed worker held is sent again after this."""
COMPANIES = 100
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('lease:webhook_deliveries'))"

# Which webhooks have something to come, found by skipping from one to the next along the index; then as many of each as it may
# still have on their way. What waits behind another one of its subject is not in this index.
TAKE = f"""
WITH RECURSIVE hook AS (
  (SELECT tenant_id, webhook_id FROM webhook_deliveries WHERE due_at IS NOT NULL ORDER BY tenant_id, webhook_id LIMIT 1)
  UNION ALL
  SELECT n.tenant_id, n.webhook_id FROM hook h CROSS JOIN LATERAL (
    SELECT q.tenant_id, q.webhook_id FROM webhook_deliveries q
    WHERE q.due_at IS NOT NULL AND (q.tenant_id, q.webhook_id) > (h.tenant_id, h.webhook_id)
    ORDER BY q.tenant_id, q.webhook_id LIMIT 1) n
), open AS (
  SELECT h.tenant_id, h.webhook_id, CASE WHEN w.failing THEN 1 ELSE {AT_ONCE} END - (
    SELECT count(*) FROM webhook_deliveries b
    WHERE b.tenant_id = h.tenant_id AND b.webhook_id = h.webhook_id AND b.leased_until > $2) AS room
  FROM hook h JOIN webhooks w ON w.tenant_id = h.tenant_id AND w.id = h.webhook_id
  WHERE w.active AND NOT w.paused
), due AS (
  SELECT r.tenant_id, r.id FROM open o CROSS JOIN LATERAL (
    SELECT d.tenant_id, d.id, row_number() OVER (ORDER BY d.due_at) AS round FROM (
      SELECT q.tenant_id, q.id, q.due_at FROM webhook_deliveries q
      WHERE q.tenant_id = o.tenant_id AND q.webhook_id = o.webhook_id AND q.due_at <= $2
        AND (q.leased_until IS NULL OR q.leased_until <= $2)
      ORDER BY q.due_at LIMIT greatest(o.room, 0)) d) r
  ORDER BY r.round LIMIT $1
)
UPDATE webhook_deliveries u SET leased_until = $2 + $3::interval, token = $4
FROM due WHERE u.tenant_id = due.tenant_id AND u.id = due.id
RETURNING u.tenant_id, u.id, u.webhook_id"""  # noqa: S608  ours
OVERDUE = """
SELECT w.tenant_id, w.id FROM webhooks w
WHERE (NOT w.active OR w.paused) AND EXISTS (
  SELECT 1 FROM webhook_deliveries d
  WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.state = 'pending' AND d.since < $1)
LIMIT $2"""


class PostgresWebhookQueue:
    """See WebhookQueue."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def hearing(self) -> Sequence[TenantId]:
        """See the port."""
        query = "SELECT DISTINCT tenant_id FROM webhook_outbox LIMIT $1"
        with ours():
            rows = await (await self._workers.pool()).fetch(query, COMPANIES)
        return [TenantId(row["tenant_id"]) for row in rows]

    async def overdue(self, before: dt.datetime) -> Sequence[tuple[TenantId, WebhookId]]:
        """See the port."""
        with ours():
            rows = await (await self._workers.pool()).fetch(OVERDUE, before, COMPANIES)
        return [(TenantId(row["tenant_id"]), WebhookId(row["id"])) for row in rows]

    async def take(self, limit: int, token: UUID, now: dt.datetime) -> Sequence[LeasedHook]:
        """See the port. Under one lock, so that no webhook gets more at once than it may, whoever takes."""
        with ours():
            pool = await self._workers.pool()
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute(ONE_AT_A_TIME)
                rows = await connection.fetch(TAKE, limit, now, LEASE, token)
        return [
            LeasedHook(
                tenant_id=TenantId(row["tenant_id"]),
                id=row["id"],
                token=token,
                webhook_id=WebhookId(row["webhook_id"]),
            )
            for row in rows
        ]
