"""Housekeeping: sessions whose life is over, rows that are too old to matter, jobs left held, files that nothing names."""

import asyncio
import datetime as dt
import logging
from contextlib import suppress

from pytake_adapters.postgres.deleting import delete_in_batches, on
from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import AWAY
from pytake_adapters.postgres.jobs import take_up_held
from pytake_domain.analytics import ReportFigures
from pytake_domain.flows import RunFlows
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import SweepMedia

log = logging.getLogger(__name__)
PAUSE = 30.0
HELD = dt.timedelta(minutes=1)
"""A job that is held with tries left is queued again after so long."""
NICE = 19
"""How far its connection steps back at the database."""
LOCK = 7_284_310_557_002
"""One worker at a time keeps house."""

OVERDUE = "SELECT DISTINCT tenant_id FROM flow_sessions WHERE status = 'running' AND expires_at <= now() LIMIT 100"
COUNTED = "SELECT DISTINCT tenant_id FROM flow_counted LIMIT 100"
TOUCHED = "SELECT DISTINCT tenant_id FROM touched_hours LIMIT 100"
OLD = (
    ("early_statuses", "at", "1 day"),
    ("idempotency_keys", "created_at", "1 day"),
    ("pgqueuer_log", "created", "7 days"),
    ("ceremonies", "until", "1 hour"),
    ("flow_simulations", "updated_at", "1 day"),
    ("notifications", "at", "90 days"),
    ("contact_import_refusals", "at", "30 days"),
    ("erp_calls", "at", "30 days"),
    ("erp_actions", "at", "30 days"),
    ("ai_calls", "at", "13 months"),
    ("webhook_deliveries", "created_at", "30 days"),
)
"""Tables, the column that says how old a row is, and how old it may become."""


class Housekeeping:
    """Every half a minute, on whichever worker gets the lock."""

    def __init__(self, workers: WorkerPool, run_flows: RunFlows, sweep: SweepMedia, figures: ReportFigures) -> None:
        self._workers = workers
        self._run_flows = run_flows
        self._sweep = sweep
        self._figures = figures

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
        connection = await self._workers.behind(NICE)
        try:
            if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
                return
            for table, at, age in OLD:
                await delete_in_batches(on(connection), table, f"{at} < now() - interval '{age}'", key=at)
            if taken_up := await take_up_held(connection, older_than=HELD):
                log.info("housekeeping: %d jobs whose next try could not be written are queued again", taken_up)
            overdue = [TenantId(row["tenant_id"]) for row in await connection.fetch(OVERDUE)]
            counted = [TenantId(row["tenant_id"]) for row in await connection.fetch(COUNTED)]
            touched = [TenantId(row["tenant_id"]) for row in await connection.fetch(TOUCHED)]
        finally:
            # The lock goes with the connection.
            await connection.close(timeout=5)
        for tenant_id in overdue:
            await self._run_flows.expire(tenant_id)
        for tenant_id in counted:
            await self._run_flows.fold(tenant_id)
        for tenant_id in touched:
            await self._figures.gather(tenant_id)
        if removed := await self._sweep.turn():
            log.info("housekeeping: %d files without a row removed", removed)
