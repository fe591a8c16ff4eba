"""A million sleeping timers: enqueued, ten thousand of them due and fired, cancelled; and what they cost the jobs beside them.

Timers are stored as flows store them (a batch of jobs with a moment and a key in one work), and fired by the worker's own job
runner with a handler that only notes the time. The floor is the same number of rows put into a bare table of the same columns.

python benchmarks/timers.py [--timers 1000000] [--due 10000] [--beside 3000]
"""

import argparse
import asyncio
import datetime as dt
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness import container_of, percentile, place, report, run, servers

from pytake_adapters.postgres.jobs import JobRunner
from pytake_adapters.system import Uuid7Ids
from pytake_app.embedded.stack import Stack
from pytake_app.wiring.container import Container, close
from pytake_domain.flows import TIMER, Timer
from pytake_domain.kernel.ids import FlowSessionId, TenantId
from pytake_domain.kernel.work import Job

BATCH = 500
"""Timers a work: what one batch of messages starts."""
DAY = dt.timedelta(days=1)
SIZE = "SELECT pg_total_relation_size('pgqueuer')"
OTHER = "bench.other"
_ids = Uuid7Ids()


def timers(tenant_id: TenantId, count: int, at: dt.datetime) -> list[Job]:
    """As `perform` makes them."""
    made = []
    for _ in range(count):
        session_id = _ids.new()
        key = f"{session_id.hex}-3"
        payload = msgspec.json.encode(Timer(FlowSessionId(session_id), f"{session_id.hex}-2"))
        made.append(Job(kind=TIMER, tenant_id=tenant_id, payload=payload, not_before=at, key=key))
    return made


async def enqueue(container: Container, tenant_id: TenantId, jobs: Sequence[Job]) -> float:
    """Seconds."""
    open_work = container.adapters().open_work()
    began = time.perf_counter()
    for first in range(0, len(jobs), BATCH):
        async with open_work(tenant_id) as work:
            await work.jobs.add(*jobs[first : first + BATCH])
    return time.perf_counter() - began


class Fired:
    """When each job ran."""

    def __init__(self) -> None:
        self.at: list[float] = []

    async def __call__(self, tenant_id: TenantId, payload: bytes) -> None:
        del tenant_id, payload
        self.at.append(time.time())


@asynccontextmanager
async def running(container: Container, kind: str, fired: Fired) -> AsyncIterator[None]:
    """The worker's runner of jobs."""
    runner = JobRunner(container.adapters().worker_pool(), {kind: fired})
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        runner.stop()
        await task


async def until(fired: Fired, count: int, seconds: float = 120) -> None:
    """Wait for them. Raises RuntimeError when they take too long."""
    end = time.monotonic() + seconds
    while len(fired.at) < count:
        if time.monotonic() > end:
            raise RuntimeError(f"{len(fired.at)} of {count} ran within {seconds} s")
        await asyncio.sleep(0.02)


async def beside(container: Container, tenant_id: TenantId, count: int) -> dict[str, float]:
    """Other jobs: stored and run, a second."""
    jobs = [Job(kind=OTHER, tenant_id=tenant_id, payload=b"{}", key=f"other:{_ids.new()}") for _ in range(count)]
    stored = await enqueue(container, tenant_id, jobs)
    fired = Fired()
    began = time.perf_counter()
    async with running(container, OTHER, fired):
        await until(fired, count)
        ran = time.perf_counter() - began
    return {"stored_per_second": round(count / stored), "run_per_second": round(count / ran)}


async def fire(container: Container, tenant_id: TenantId, count: int) -> dict[str, float]:
    """Timers that are all due at one moment, while the others sleep: rate, and how late they ring."""
    due = container.adapters().clock().now() + dt.timedelta(seconds=max(3.0, count / 4_000))
    jobs = timers(tenant_id, count, due)
    await enqueue(container, tenant_id, jobs)
    fired = Fired()
    async with running(container, TIMER, fired):
        await until(fired, count)
    late = [at - due.timestamp() for at in fired.at]
    return {
        "per_second": round(count / max(max(fired.at) - due.timestamp(), 0.001)),
        "first_lag_ms": round(min(late) * 1e3, 1),
        "lag_median_ms": round(percentile(late, 0.5) * 1e3, 1),
        "lag_p95_ms": round(percentile(late, 0.95) * 1e3, 1),
    }


async def cancel(container: Container, tenant_id: TenantId, keys: Sequence[str]) -> float:
    """Cancelled a second, a hundred in a work."""
    open_work = container.adapters().open_work()
    began = time.perf_counter()
    for first in range(0, len(keys), 100):
        async with open_work(tenant_id) as work:
            for key in keys[first : first + 100]:
                assert await work.jobs.cancel(key), key
    return len(keys) / (time.perf_counter() - began)


async def floor(admin: asyncpg.Connection, rows: int) -> float:
    """Rows a second into a bare table, a batch a transaction as above, without an index."""
    await admin.execute("DROP TABLE IF EXISTS bare")
    await admin.execute("CREATE TABLE bare (LIKE pgqueuer INCLUDING DEFAULTS)")
    began = time.perf_counter()
    for first in range(0, rows, BATCH):
        await admin.execute(
            "INSERT INTO bare (id, priority, created, updated, heartbeat, execute_after, status, entrypoint, dedupe_key, payload)"
            " SELECT w.n, 0, now(), now(), now(), now() + interval '1 day', 'queued', 'flow.timer', w.key, w.payload"
            " FROM unnest($1::int[], $2::text[], $3::bytea[]) AS w(n, key, payload)",
            list(range(first, first + BATCH)),
            [f"{_ids.new()}:{_ids.new().hex}-3" for _ in range(BATCH)],
            [b"x" * 120] * BATCH,
        )
    spent = time.perf_counter() - began
    await admin.execute("DROP TABLE bare")
    return rows / spent


async def measure(container: Container, admin: asyncpg.Connection, given: argparse.Namespace) -> dict[str, Any]:
    tenant_id = TenantId(_ids.new())
    bare = await floor(admin, min(given.timers, 100_000))
    await beside(container, tenant_id, given.beside)  # connections and plans are made once
    empty = await beside(container, tenant_id, given.beside)
    await admin.execute("VACUUM ANALYZE pgqueuer")
    before = await admin.fetchval(SIZE)
    stored, made, keys = 0.0, 0, []
    at = container.adapters().clock().now() + DAY
    while made < given.timers:
        jobs = timers(tenant_id, min(20_000, given.timers - made), at)
        stored += await enqueue(container, tenant_id, jobs)
        made += len(jobs)
        keys += [str(job.key) for job in jobs[:50]]
    size = await admin.fetchval(SIZE)
    await admin.execute("ANALYZE pgqueuer")
    fired = await fire(container, tenant_id, given.due)
    with_them = await beside(container, tenant_id, given.beside)
    cancelled = await cancel(container, tenant_id, keys)
    asleep = await admin.fetchval("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", TIMER)
    assert asleep == given.timers - len(keys), asleep
    return {
        "timers": given.timers,
        "enqueued_per_second": round(made / stored),
        "floor_inserts_per_second": round(bare),
        "share_of_floor": f"{made / stored / bare:.0%}",
        "table_and_indexes_mb": round((size - before) / 2**20, 1),
        "bytes_a_timer": round((size - before) / made),
        "fired_while_they_sleep": {"count": given.due, **fired},
        "cancelled_per_second": round(cancelled),
        "other_jobs_without_them": empty,
        "other_jobs_beside_them": with_them,
    }


async def main_async(stack: Stack, dsn: str, given: argparse.Namespace) -> dict[str, Any]:
    admin = await asyncpg.connect(dsn)
    with container_of(stack) as container:
        result = await measure(container, admin, given)
        await close(container)
    await admin.close()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=10_000)
    parser.add_argument("--beside", type=int, default=3_000)
    given = parser.parse_args()
    with servers() as running_servers:
        stack = Stack(running_servers, place(running_servers, 8461), {})
        stack.prepare()
        result = run(main_async(stack, running_servers.admin_dsn(stack.place.database), given))
    report("timers", list(result.items()), result)


if __name__ == "__main__":
    main()
