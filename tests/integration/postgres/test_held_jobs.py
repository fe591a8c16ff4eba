"""Jobs that are held though they had tries left are queued again."""

import datetime as dt

import asyncpg
import pytest
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.jobs import MOST_TRIES, take_up_held
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import Job

AT_ONCE = dt.timedelta()
Connection = asyncpg.Connection


@pytest.fixture
def tenant(ground: PostgresGround) -> TenantId:
    return TenantId(ground.ids.new())


async def held(
    ground: PostgresGround, worker: Connection, tenant: TenantId, key: str | None = None, *, attempts: int = 0
) -> None:
    """One more job, as pgqueuer leaves it when its next try could not be written."""
    async with ground.open_work(tenant) as work:
        await work.jobs.add(Job(kind="kind", tenant_id=tenant, payload=b"{}", key=key))
    done = await worker.execute(
        "UPDATE pgqueuer SET status = 'failed', updated = now(), attempts = $1 WHERE status = 'queued'", attempts
    )
    assert done == "UPDATE 1"


async def test_a_held_job_runs_after_all(ground: PostgresGround, worker: Connection, tenant: TenantId) -> None:
    await held(ground, worker, tenant)
    assert list(await ground.run_jobs("kind")) == []

    assert await take_up_held(worker, older_than=AT_ONCE) == 1

    assert [job.tenant_id for job in await ground.run_jobs("kind")] == [tenant]


async def test_it_counts_as_a_try_and_the_last_one_stays_held(
    ground: PostgresGround, worker: Connection, tenant: TenantId
) -> None:
    await held(ground, worker, tenant, attempts=MOST_TRIES - 1)
    assert await take_up_held(worker, older_than=AT_ONCE) == 1
    assert await worker.fetchval("SELECT attempts FROM pgqueuer") == MOST_TRIES
    await worker.execute("UPDATE pgqueuer SET status = 'failed'")

    assert await take_up_held(worker, older_than=AT_ONCE) == 0


async def test_what_was_held_just_now_waits(ground: PostgresGround, worker: Connection, tenant: TenantId) -> None:
    await held(ground, worker, tenant)

    assert await take_up_held(worker, older_than=dt.timedelta(minutes=1)) == 0


async def test_a_key_is_queued_once(ground: PostgresGround, worker: Connection, tenant: TenantId) -> None:
    for key in ("twice", "twice", "other", None, None):
        await held(ground, worker, tenant, key)

    assert await take_up_held(worker, older_than=AT_ONCE) == 4
    assert await take_up_held(worker, older_than=AT_ONCE) == 0  # the other one's key is queued
    assert len(await ground.run_jobs("kind")) == 4
    assert await take_up_held(worker, older_than=AT_ONCE) == 1
