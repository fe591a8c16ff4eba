"""The Jobs port on pgqueuer: work is stored in the transaction that asks for it, and run by whichever worker is free."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping

import asyncpg
import msgspec
from pgqueuer import RetryRequested
from pgqueuer.db import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.models import Job as StoredJob
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.tracing import carried, resumed
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job

log = logging.getLogger(__name__)
DEQUEUE = dt.timedelta(seconds=2)
HEARTBEAT = dt.timedelta(seconds=10)
POOL = 3


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """How a job lies in the queue: whose it is, its payload, and the trace that it belongs to."""

    tenant_id: TenantId
    payload: bytes
    trace: str | None = None


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Envelope).decode


class PostgresJobs:
    """Work for later of one transaction; written when it ends."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, clock: Clock) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._clock = clock
        self._gathered: list[Job] = []

    async def add(self, *jobs: Job) -> None:
        """See the port."""
        self._gathered.extend(jobs)

    async def cancel(self, key: str) -> bool:
        """See the port."""
        await self.flush()
        done = await self._raw.execute(
            "DELETE FROM pgqueuer WHERE dedupe_key = $1 AND status = 'queued'", self._key(key)
        )
        return bool(done == "DELETE 1")

    async def flush(self) -> None:
        """Store what was added; a job whose key waits already is left as it is."""
        if not self._gathered:
            return
        jobs, self._gathered = self._gathered, []
        now = self._clock.now()
        await Queries(AsyncpgDriver(self._raw)).enqueue(
            [job.kind for job in jobs],
            [_pack(Envelope(job.tenant_id, job.payload, carried())) for job in jobs],
            [0] * len(jobs),
            [max(job.not_before - now, dt.timedelta()) if job.not_before else dt.timedelta() for job in jobs],
            [self._key(job.key) if job.key else None for job in jobs],
            on_conflict="skip",
        )

    def _key(self, key: str) -> str:
        return f"{self._tenant_id}:{key}"


FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(seconds=1), dt.timedelta(hours=1)
AWAY_PAUSE = 3.0
MOST_TRIES = 35
"""With these pauses a job is tried for about a day."""

_TAKE_UP = """
    UPDATE pgqueuer
    SET status = 'queued', execute_after = now(), updated = now(), attempts = attempts + 1, queue_manager_id = NULL
    WHERE id IN (
        SELECT DISTINCT ON (coalesce(dedupe_key, id::text)) id FROM pgqueuer AS held
        WHERE status = 'failed' AND updated < now() - $1::interval AND attempts < $2 AND NOT EXISTS (
            SELECT 1 FROM pgqueuer AS alive
            WHERE alive.dedupe_key = held.dedupe_key AND alive.status IN ('queued', 'picked')
        )
        ORDER BY coalesce(dedupe_key, id::text), id
    )"""

Handler = Callable[[TenantId, bytes], Awaitable[None]]


class JobRunner:
    """Runs jobs of the kinds it is given. One whose handler fails is tried again after growing pauses; after a day of them it is
    held, to be looked at.
    """

    def __init__(self, workers: WorkerPool, handlers: Mapping[str, Handler]) -> None:
        self._workers = workers
        self._handlers = handlers
        self._manager: QueueManager | None = None
        self._stopping = False

    async def run(self) -> None:
        """Until `stop`. Raises the driver's errors when the database goes away; whoever runs it starts it again."""
        pool = await self._workers.own_pool(POOL)
        try:
            await self._run(pool)
        finally:
            pool.terminate()

    async def _run(self, pool: asyncpg.Pool) -> None:
        manager = QueueManager(Queries(AsyncpgPoolDriver(pool)))
        for kind, handler in self._handlers.items():
            manager.entrypoint(kind, on_failure="hold")(_entry(handler))
        self._manager = manager
        if self._stopping:  # before there was anything to stop
            return
        await manager.run(
            dequeue_timeout=DEQUEUE,
            batch_size=50,
            heartbeat_timeout=HEARTBEAT,
            shutdown_on_listener_failure=True,
        )

    def stop(self) -> None:
        """Finish what is running, take nothing more, now or ever."""
        self._stopping = True
        if self._manager is not None:
            self._manager.shutdown.set()


def _entry(handler: Handler) -> Callable[[StoredJob], Awaitable[None]]:
    async def run(job: StoredJob) -> None:
        envelope = _unpack(job.payload or b"")
        try:
            with resumed(f"job {job.entrypoint}", envelope.trace, tenant=str(envelope.tenant_id)):
                await handler(envelope.tenant_id, envelope.payload)
        except Exception as error:
            if job.attempts >= MOST_TRIES:
                raise
            log.warning("job %s failed (%s), try %d", job.entrypoint, type(error).__name__, job.attempts + 1)
            if isinstance(error, Unavailable):
                # That it has to be tried again is written to the same database: give it a moment to come back.
                await asyncio.sleep(AWAY_PAUSE)
            pause = min(FIRST_PAUSE * 2**job.attempts, LONGEST_PAUSE)
            raise RetryRequested(delay=pause, reason=type(error).__name__) from error

    return run


async def take_up_held(
    connection: asyncpg.Connection | asyncpg.pool.PoolConnectionProxy, *, older_than: dt.timedelta
) -> int:
    """Housekeeping: queue again what is held though it had tries left; how many.

    A job that was to be tried again while the database was away is held by pgqueuer, since the new try could not be written. One
    whose key is queued or running already waits for that one to end.
    """
    done = await connection.execute(_TAKE_UP, older_than, MOST_TRIES)
    return int(str(done).rpartition(" ")[2])
