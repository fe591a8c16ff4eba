"""What the domain relies on from whoever keeps work for later. Subclass `JobsContract` with `ground`."""

import datetime as dt

import pytest

from pytake_domain.kernel.work import Job
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.ground import Ground, OnGround, Place


class JobsContract(OnGround):
    """Stored with the transaction, run after their time, once while their key waits."""

    @pytest.fixture
    def kind(self) -> str:
        """A kind of this case alone."""
        return f"kind-{fresh().hex[:12]}"

    async def add(self, place: Place, *jobs: Job) -> None:
        """Add in a work of its own."""
        async with place.work() as work:
            await work.jobs.add(*jobs)

    async def test_a_job_runs_with_its_payload_after_the_commit(self, ground: Ground, place: Place, kind: str) -> None:
        job = Job(kind=kind, tenant_id=place.tenant.id, payload=b'{"n":1}')
        async with place.failing() as work:
            await work.jobs.add(job)
        assert list(await ground.run_jobs(kind)) == []

        await self.add(place, job)

        assert list(await ground.run_jobs(kind)) == [job]
        assert list(await ground.run_jobs(kind)) == []

    async def test_a_job_runs_not_before_its_time(self, ground: Ground, place: Place, kind: str) -> None:
        later = ground.clock.now() + dt.timedelta(hours=1)
        await self.add(place, Job(kind=kind, tenant_id=place.tenant.id, payload=b"1", not_before=later))

        assert list(await ground.run_jobs(kind)) == []
        await ground.pass_time(3_601)
        assert [job.payload for job in await ground.run_jobs(kind)] == [b"1"]

    async def test_a_key_that_waits_is_not_added_again(
        self, ground: Ground, place: Place, neighbour: Place, kind: str
    ) -> None:
        jobs = [Job(kind=kind, tenant_id=place.tenant.id, payload=p, key="k") for p in (b"1", b"2", b"3")]
        await self.add(place, jobs[0], jobs[1])
        await self.add(place, jobs[2])
        await self.add(neighbour, Job(kind=kind, tenant_id=neighbour.tenant.id, payload=b"theirs", key="k"))

        ran = await ground.run_jobs(kind)

        assert sorted(job.payload for job in ran) == [b"1", b"theirs"]
        await self.add(place, jobs[1])
        assert [job.payload for job in await ground.run_jobs(kind)] == [b"2"]

    async def test_a_waiting_job_is_taken_back_by_its_key(
        self, ground: Ground, place: Place, neighbour: Place, kind: str
    ) -> None:
        for who in (place, neighbour):
            await self.add(who, Job(kind=kind, tenant_id=who.tenant.id, payload=b"1", key="k"))

        async with place.work() as work:
            assert await work.jobs.cancel("k")
            assert not await work.jobs.cancel("k")
            assert not await work.jobs.cancel("never")

        assert [job.tenant_id for job in await ground.run_jobs(kind)] == [neighbour.tenant.id]

    async def test_a_job_is_taken_back_in_the_work_that_added_it(self, ground: Ground, place: Place, kind: str) -> None:
        async with place.work() as work:
            await work.jobs.add(Job(kind=kind, tenant_id=place.tenant.id, key="k"))
            assert await work.jobs.cancel("k")

        assert list(await ground.run_jobs(kind)) == []
