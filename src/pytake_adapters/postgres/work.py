"""One transaction of one tenant: begun together with its tenant, flushed in batches, committed when the block is left."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.hosts import takes_writes
from pytake_adapters.postgres.works.ai import AiRepositories
from pytake_adapters.postgres.works.bound import AfterCommit, BeforeCommit, WorkConfig
from pytake_adapters.postgres.works.campaigns import CampaignRepositories
from pytake_adapters.postgres.works.contacts import ContactRepositories
from pytake_adapters.postgres.works.desk import DeskRepositories
from pytake_adapters.postgres.works.flows import FlowRepositories
from pytake_adapters.postgres.works.identity import IdentityRepositories
from pytake_adapters.postgres.works.messaging import MessagingRepositories
from pytake_adapters.postgres.works.outside import OutsideRepositories
from pytake_adapters.postgres.works.privacy import PrivacyRepositories
from pytake_adapters.postgres.works.records import RecordRepositories
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TenantId

__all__ = ["AfterCommit", "BeforeCommit", "PostgresOpenWork", "PostgresWork", "WorkConfig", "undo"]


class PostgresWork(
    IdentityRepositories,
    PrivacyRepositories,
    ContactRepositories,
    OutsideRepositories,
    AiRepositories,
    CampaignRepositories,
    MessagingRepositories,
    DeskRepositories,
    FlowRepositories,
    RecordRepositories,
):
    """The repositories of one transaction; those that are used flush in one order, so that works never deadlock."""

    async def flush(self) -> frozenset[str]:
        """Send gathered writes, with what follows from them; says which queues grew."""
        used = vars(self)
        follow = self._config.before_commit
        if follow is not None and "events" in used and self.events.all:
            await follow(self, tuple(self.events.all))
        for name in FLUSH_ORDER:
            if name in used:
                await used[name].flush()
        touched = {hour for name in ("messages", "events") if name in used for hour in used[name].touched}
        if touched:
            await self.hourly.touch(touched)
        grown: set[str] = {"outgoing"} if "outgoing" in used and self.outgoing.grew else set()
        if "events" in used and self.events.grew:
            grown.add("deliveries")
        if "events" in used and self.events.heard:
            grown.add("webhooks")
        return frozenset(grown)

    def gathered_events(self) -> Sequence[Event]:
        """All events of this work."""
        return self.events.all if "events" in vars(self) else ()


FLUSH_ORDER = (
    "conversations",
    "flow_sessions",
    "flow_traces",
    "messages",
    "ledger",
    "outgoing",
    "events",
    "jobs",
    "quota",
)


class PostgresOpenWork:
    """Opens works on the application's engine."""

    def __init__(self, engine: AsyncEngine, config: WorkConfig, *, only_reading: bool = False) -> None:
        self._engine = engine
        self._config = config
        self._begin = "BEGIN READ ONLY" if only_reading else "BEGIN"

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[PostgresWork]:
        """Raises Unavailable when the database is away, Conflict of several kinds when a save meets another's."""
        with ours():
            async with self._engine.connect() as sql:
                raw = (await sql.get_raw_connection()).driver_connection
                assert raw is not None  # noqa: S101  a fresh checkout has one
                work = PostgresWork(tenant_id, sql, raw, self._config)
                try:
                    await raw.execute(f"{self._begin}; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'")
                    yield work
                    grown = await work.flush()
                    if self._config.notify:
                        for queue in sorted(grown):
                            await raw.execute(f"NOTIFY pytake_{queue}")
                    await raw.execute("COMMIT")
                except BaseException:
                    await undo(sql, raw)
                    raise
            if self._config.after_commit is not None:
                await self._config.after_commit(work.gathered_events(), grown)


async def undo(sql: AsyncConnection, raw: asyncpg.Connection) -> None:
    """Roll back; a connection that can't say it did is thrown away, so that no half transaction is ever reused, and so is one
    whose server takes no writes any more.
    """
    try:
        await asyncio.wait_for(asyncio.shield(raw.execute("ROLLBACK")), 5)
    except BaseException:  # noqa: BLE001  whatever happened first is raised by the caller
        await sql.invalidate()
        return
    if not takes_writes(raw):
        await sql.invalidate()
