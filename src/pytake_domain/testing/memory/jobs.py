"""Work for later in memory: stored with the transaction, run when its time has come."""

from collections.abc import Awaitable, Callable, Mapping

from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job
from pytake_domain.testing.memory.store import MemoryStore, StoredJob, TenantRows

Handler = Callable[[TenantId, bytes], Awaitable[None]]


class MemoryJobs:
    """See Jobs."""

    def __init__(self, rows: TenantRows, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock

    async def add(self, *jobs: Job) -> None:
        """See the port."""
        for job in jobs:
            if job.key is None or all(stored.job.key != job.key for stored in self._rows.jobs):
                self._rows.jobs.append(StoredJob(job=job, due=job.not_before or self._clock.now()))

    async def cancel(self, key: str) -> bool:
        """See the port."""
        waiting = len(self._rows.jobs)
        self._rows.jobs[:] = [stored for stored in self._rows.jobs if stored.job.key != key]
        return len(self._rows.jobs) < waiting


class MemoryJobRunner:
    """Runs what is due of the kinds it is given, oldest first; a job whose handler fails stays."""

    def __init__(self, store: MemoryStore, clock: Clock, handlers: Mapping[str, Handler]) -> None:
        self._store = store
        self._clock = clock
        self._handlers = handlers

    async def run_due(self) -> int:
        """How many ran."""
        now = self._clock.now()
        due = [
            (stored, tenant_id)
            for tenant_id, rows in self._store.tenants.items()
            for stored in rows.jobs
            if stored.due <= now and stored.job.kind in self._handlers
        ]
        for stored, tenant_id in sorted(due, key=lambda pair: pair[0].due):
            await self._handlers[stored.job.kind](stored.job.tenant_id, stored.job.payload)
            rows = self._store.of(tenant_id)
            rows.jobs = [other for other in rows.jobs if other is not stored]
        return len(due)
