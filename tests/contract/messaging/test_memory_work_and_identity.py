"""The work that fits every slice keeps identity's promises too, and shows nothing before it commits."""

import asyncio

import pytest
from msgspec.structs import replace
from tests.support.ground import MemoryGround

from pytake_domain.identity import IdentityLookup, IdentityWork, SlugTaken
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.builders import a_number, a_tenant
from pytake_domain.testing.contracts.identity import IdentityLookupContract, IdentityWorkContract
from pytake_domain.testing.memory.identity import MemoryIdentityLookup


class TestIdentityOnTheWholeWork(IdentityWorkContract):
    @pytest.fixture
    def open_work(self, memory_ground: MemoryGround) -> OpenWork[IdentityWork]:
        return memory_ground.open_work


class TestIdentityLookupOnTheWholeWork(IdentityLookupContract):
    @pytest.fixture
    def open_work(self, memory_ground: MemoryGround) -> OpenWork[IdentityWork]:
        return memory_ground.open_work

    @pytest.fixture
    def lookup(self, memory_ground: MemoryGround) -> IdentityLookup:
        return MemoryIdentityLookup(memory_ground.store.identity)


async def test_nothing_is_seen_before_the_commit(memory_ground: MemoryGround) -> None:
    company = await memory_ground.company()
    number = a_number(company.id)

    async with memory_ground.open_work(company.id) as work:
        await work.numbers.add(number)
        assert await memory_ground.lookup.by_id(number.id) is None

    assert await memory_ground.lookup.by_id(number.id) is not None


async def test_works_of_a_tenant_wait_for_each_other_and_not_for_other_tenants(memory_ground: MemoryGround) -> None:
    one, two = await memory_ground.company(), await memory_ground.company()
    order: list[str] = []

    async def work_on(tenant: TenantId, name: str) -> None:
        async with memory_ground.open_work(tenant):
            order.append(f"{name} begins")
            await asyncio.sleep(0.01)
            order.append(f"{name} ends")

    await asyncio.gather(work_on(one.id, "a"), work_on(one.id, "b"), work_on(two.id, "c"))

    assert order.index("a ends") < order.index("b begins")
    assert order.index("c begins") < order.index("a ends")


async def test_a_commit_that_fails_leaves_nothing(memory_ground: MemoryGround) -> None:
    company = await memory_ground.company()
    line = await company.number()
    await line.customer("+5511987654321").says("oi")
    (place,) = company.rows.conversations.values()
    said = len(memory_ground.feed.published)

    async def stale() -> None:
        async with memory_ground.open_work(company.id) as work:
            number = await work.numbers.get(line.id)
            await work.numbers.save(number.deactivate(memory_ground.clock.now()))
            await work.conversations.save(replace(place, version=place.version - 1))

    with pytest.raises(StaleVersion):
        await stale()

    assert company.rows.numbers[line.id].is_active
    assert len(memory_ground.feed.published) == said


async def test_a_tenant_that_failed_to_register_does_not_stay(memory_ground: MemoryGround) -> None:
    company = await memory_ground.company()
    known = memory_ground.store.identity.tenants[company.id]

    with pytest.raises(SlugTaken):
        await memory_ground.company(tenant=a_tenant(slug=known.slug))

    assert list(memory_ground.store.identity.tenants) == [company.id]
