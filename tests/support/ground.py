"""The contracts' ground in memory and on PostgreSQL."""

import asyncio
from collections.abc import Sequence

import asyncpg
import msgspec
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, WORKER, WorkerPool, app_engine
from pytake_adapters.postgres.idempotency import PostgresIdempotency
from pytake_adapters.postgres.inbox import PostgresInbox
from pytake_adapters.postgres.jobs import JobRunner
from pytake_adapters.postgres.leases import delivery_lease, inbox_lease, outgoing_lease
from pytake_adapters.postgres.number_lookup import PostgresNumberLookup
from pytake_adapters.postgres.outgoing import PostgresMarks
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_adapters.postgres.webhook_queue import PostgresWebhookQueue
from pytake_adapters.postgres.work import PostgresOpenWork, WorkConfig
from pytake_adapters.security.envelope import EnvelopeVault
from pytake_adapters.security.fields import SealedFields
from pytake_adapters.security.masters import MasterKeys
from pytake_adapters.system import SystemClock, Uuid7Ids
from pytake_domain.identity import OwnLimits, Plan
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import Job
from pytake_domain.testing.memory.house import MemoryHouse
from pytake_domain.testing.memory.jobs import Handler, MemoryJobRunner
from pytake_domain.testing.memory.system import MemoryVault

LONGEST = 10.0


def _keeper(ran: list[Job], kind: str) -> Handler:
    async def keep(tenant_id: TenantId, payload: bytes) -> None:
        ran.append(Job(kind=kind, tenant_id=tenant_id, payload=payload))

    return keep


class MemoryGround(MemoryHouse):
    """See Ground."""

    async def pass_time(self, seconds: float) -> None:
        self.clock.move(seconds=seconds)

    async def run_jobs(self, kind: str) -> Sequence[Job]:
        ran: list[Job] = []
        await MemoryJobRunner(self.store, self.clock, {kind: _keeper(ran, kind)}).run_due()
        return ran


class PostgresGround:
    """See Ground. Time passes by making what waits older."""

    def __init__(
        self, database: WorkerDatabase, admin: "asyncpg.Connection[asyncpg.Record]", *, pool_size: int = 10
    ) -> None:
        self._admin = admin
        self.engine = app_engine(database.url(APP), pool_size=pool_size)
        self.workers = WorkerPool(database.url(WORKER), size=6)
        self.clock, self.ids, self.vault = SystemClock(), Uuid7Ids(), MemoryVault()
        self.real_vault = EnvelopeVault(
            keys=PostgresVaultKeys(self.workers), masters=MasterKeys({1: bytes(32)}), clock=self.clock
        )
        self.fields = SealedFields(self.real_vault)
        self.config = WorkConfig(
            fields=self.fields,
            ids=self.ids,
            clock=self.clock,
            delivered=frozenset({"MessageReceived"}),
            monthly_limits=lambda plan, own: msgspec.convert(own, OwnLimits).over(Plan(plan).limits).messages_per_month,
        )
        self.open_work = PostgresOpenWork(self.engine, self.config)
        self.inbox = PostgresInbox(self.workers, self.ids)
        self.lookup = PostgresNumberLookup(self.workers, self.vault, fresh=0.0)
        self.idempotency = PostgresIdempotency(self.open_work)
        self.inbox_lease = inbox_lease(self.workers)
        self.delivery_lease = delivery_lease(self.workers)
        self.outgoing_lease = outgoing_lease(self.workers)
        self.marks = PostgresMarks(self.workers)
        self.webhook_queue = PostgresWebhookQueue(self.workers)

    async def close(self) -> None:
        await self.engine.dispose()
        await self.workers.close()

    async def pass_time(self, seconds: float) -> None:
        for table, columns in (
            ("inbox", ("leased_until",)),
            ("deliveries", ("leased_until", "not_before")),
            ("outgoing", ("leased_until", "not_before", "unknown_until")),
            ("pgqueuer", ("execute_after",)),
        ):
            older = ", ".join(f"{column} = {column} - make_interval(secs => $1)" for column in columns)
            await self._admin.execute(f"UPDATE {table} SET {older}", seconds)  # noqa: S608  names of our own

    async def run_jobs(self, kind: str) -> Sequence[Job]:
        ran: list[Job] = []
        runner = JobRunner(self.workers, {kind: _keeper(ran, kind)})
        running = asyncio.create_task(runner.run())
        async with asyncio.timeout(LONGEST):
            while await self._due(kind):  # noqa: ASYNC110  the database tells nobody here
                await asyncio.sleep(0.02)
        runner.stop()
        await running
        return ran

    async def _due(self, kind: str) -> bool:
        due = "SELECT EXISTS (SELECT 1 FROM pgqueuer WHERE entrypoint = $1 AND status <> 'failed' AND execute_after <= now())"
        return bool(await self._admin.fetchval(due, kind))
