"""Works that only read, on a replica as long as it is hardly behind; on the primary otherwise."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import AWAY
from pytake_adapters.postgres.work import PostgresOpenWork, PostgresWork
from pytake_domain.kernel.ids import TenantId

KNOWN_FOR = 1.0
"""Seconds that an answer about the replica holds."""
LOOKS, BETWEEN = 4, 0.1
"""A replica that follows at all has caught up with what the primary just wrote by one of these."""

WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
REPLAYED = """SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END"""


class Replica:
    """How far a replica is behind its primary, measured by places in the log: clocks of two machines are not compared."""

    def __init__(self, engine: AsyncEngine, primary: WorkerPool, longest_lag: float) -> None:
        """`longest_lag` in seconds."""
        self._engine, self._primary, self._longest = engine, primary, longest_lag
        self._written: deque[tuple[float, int]] = deque(maxlen=64)
        self._known: tuple[float, bool] = (-KNOWN_FOR, False)
        self._asking = asyncio.Lock()

    async def usable(self) -> bool:
        """Is it there, a replica, and at most so much behind? Asked at most once a second. Never raises."""
        async with self._asking:
            at, known = self._known
            if time.monotonic() - at >= KNOWN_FOR:
                try:
                    async with asyncio.timeout(2):
                        known = await self._look()
                except (*AWAY, TimeoutError):
                    known = False
                self._known = (time.monotonic(), known)
            return known

    async def _look(self) -> bool:
        pool = await self._primary.pool()
        self._written.append((time.monotonic(), int(await pool.fetchval(WRITTEN))))
        for left in reversed(range(LOOKS)):
            replayed = await self._replayed()
            if replayed is None:
                return False
            if any(place <= replayed and time.monotonic() - at <= self._longest for at, place in self._written):
                return True
            if left:
                await asyncio.sleep(BETWEEN)
        return False

    async def _replayed(self) -> int | None:
        async with self._engine.connect() as sql:
            raw = (await sql.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101  a fresh checkout has one
            found = await raw.fetchval(REPLAYED)
        return None if found is None else int(found)


class PostgresOpenReports:
    """Opens works for figures that may be some seconds old. Row-level security is the same there; writing fails."""

    def __init__(self, primary: PostgresOpenWork, reading: PostgresOpenWork | None, replica: Replica | None) -> None:
        self._primary, self._reading, self._replica = primary, reading, replica

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[PostgresWork]:
        """Raises Unavailable when the database is away, also for a replica that goes away meanwhile."""
        opening = self._primary
        if self._reading is not None and self._replica is not None and await self._replica.usable():
            opening = self._reading
        async with opening(tenant_id) as work:
            yield work
