"""Housekeeping: sessions whose life is over, and rows that are too old to matter."""

import asyncio
import logging
from contextlib import suppress

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import AWAY
from pytake_domain.flows import RunFlows
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId

log = logging.getLogger(__name__)
PAUSE = 30.0
LOCK = 7_284_310_557_002
"""One worker at a time keeps house."""

OVERDUE = "SELECT DISTINCT tenant_id FROM flow_sessions WHERE status = 'running' AND expires_at <= now() LIMIT 100"
OLD = (
    "DELETE FROM early_statuses WHERE at < now() - interval '1 day'",
    "DELETE FROM idempotency_keys WHERE created_at < now() - interval '1 day'",
    "DELETE FROM pgqueuer_log WHERE created < now() - interval '7 days'",
)


class Housekeeping:
    """Every half a minute, on whichever worker gets the lock."""

    def __init__(self, workers: WorkerPool, run_flows: RunFlows) -> None:
        self._workers = workers
        self._run_flows = run_flows

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PAUSE)
                return
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("housekeeping: %s; next time", type(error).__name__)
            except Exception:
                log.exception("housekeeping failed; next time")

    async def turn(self) -> None:
        """Once, unless another worker is at it."""
        pool = await self._workers.pool()
        async with pool.acquire() as connection:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
                return
            try:
                for statement in OLD:
                    await connection.execute(statement)
                tenants = [TenantId(row["tenant_id"]) for row in await connection.fetch(OVERDUE)]
            finally:
                await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)
        for tenant_id in tenants:
            await self._run_flows.expire(tenant_id)
