"""What administering tenants relies on.

Subclass `TenantDirectoryContract` with `open_work` and `directory`, `ErasuresContract` with `erasures`, `TenantStoreContract`
with `store` and `things` (how to put something of a tenant there, and count it).
"""

import datetime as dt
from typing import Protocol

import pytest
from msgspec.structs import replace

from pytake_domain.identity import (
    Branding,
    DomainTaken,
    Erasure,
    Erasures,
    IdentityWork,
    Limit,
    Plan,
    TenantDirectory,
    TenantFilter,
    TenantStatus,
    TenantStore,
)
from pytake_domain.kernel.ids import MediaId, TenantId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import AT, MINUTE, a_tenant, a_user, fresh_id


class TenantDirectoryContract:
    """Fixtures to fill in: `open_work`, `directory`."""

    @pytest.fixture
    def open_work(self) -> OpenWork[IdentityWork]:
        """Works on what the directory lists."""
        pytest.fail("the subclass supplies `open_work`")

    @pytest.fixture
    def directory(self) -> TenantDirectory:
        """The directory under test."""
        pytest.fail("the subclass supplies `directory`")

    async def test_it_lists_searches_and_pages(
        self, open_work: OpenWork[IdentityWork], directory: TenantDirectory
    ) -> None:
        word = fresh_id().hex
        made = [
            a_tenant(name=f"agil Ção {word}", created_at=AT),
            a_tenant(name=f"Bela {word}", created_at=AT + MINUTE, plan=Plan.GROWTH),
            a_tenant(name="Cem", slug=f"cem-{word}", created_at=AT + 2 * MINUTE, status=TenantStatus.SUSPENDED),
        ]
        for tenant in made:
            async with open_work(tenant.id) as work:
                await work.tenants.add(tenant)

        async def found(
            wanted: TenantFilter | None = None, request: PageRequest | None = None
        ) -> tuple[list[TenantId], int | None]:
            wanted = wanted or TenantFilter()
            page = await directory.page(replace(wanted, search=word.upper()), request or PageRequest())
            return [tenant.id for tenant in page.items], page.total

        first, second, third = (tenant.id for tenant in made)
        assert await found() == ([third, second, first], 3)
        assert await found(request=PageRequest(sort="name", descending=False, limit=1, page=2)) == ([second], 3)
        assert await found(TenantFilter(plan=Plan.GROWTH)) == ([second], 1)
        assert await found(TenantFilter(status=TenantStatus.SUSPENDED)) == ([third], 1)
        whole = await directory.page(TenantFilter(search=f"ÇÃO {word}"), PageRequest())
        assert whole.items == (made[0],)

    async def test_a_domain_is_one_tenants(self, open_work: OpenWork[IdentityWork], directory: TenantDirectory) -> None:
        looks = Branding(domain=f"{fresh_id().hex}.example", logo=MediaId(fresh_id()))
        one, other = a_tenant(branding=looks), a_tenant(branding=looks)
        async with open_work(one.id) as work:
            await work.tenants.add(one)
        with pytest.raises(DomainTaken):
            async with open_work(other.id) as work:
                await work.tenants.add(other)

        assert await directory.by_domain(looks.domain or "") == one
        assert await directory.by_domain("nobody.example") is None

    async def test_people_who_are_active_count(self, open_work: OpenWork[IdentityWork]) -> None:
        tenant = a_tenant()
        async with open_work(tenant.id) as work:
            await work.tenants.add(tenant)
            await work.users.add(a_user(tenant))
            await work.users.add(a_user(tenant, active=False))

        async with open_work(tenant.id) as work:
            assert await work.usage.counts() == {**dict.fromkeys(Limit, 0), Limit.USERS: 1}


class ErasuresContract:
    """Fixture to fill in: `erasures`."""

    @pytest.fixture
    def erasures(self) -> Erasures:
        """The record under test."""
        pytest.fail("the subclass supplies `erasures`")

    async def test_what_went_adds_up(self, erasures: Erasures) -> None:
        begun = Erasure(tenant_id=TenantId(fresh_id()), asked_by=UserId(fresh_id()), asked_at=AT)
        assert await erasures.find(begun.tenant_id) is None

        await erasures.put(begun)
        assert await erasures.find(begun.tenant_id) == begun
        await erasures.put(replace(begun, removed={"rows": 3}))
        await erasures.put(replace(begun, removed={"rows": 4, "files": 1}))
        done = AT + dt.timedelta(hours=1)
        await erasures.put(replace(begun, finished_at=done))
        await erasures.put(replace(begun, asked_at=done))

        assert await erasures.find(begun.tenant_id) == replace(begun, finished_at=done, removed={"rows": 7, "files": 1})


class Things(Protocol):
    """Something of a tenant in the store."""

    async def put(self, tenant_id: TenantId) -> None:
        """One more."""
        ...

    async def count(self, tenant_id: TenantId) -> int:
        """How many there are."""
        ...


class TenantStoreContract:
    """Fixtures to fill in: `store`, `things`."""

    @pytest.fixture
    def store(self) -> TenantStore:
        """The store under test."""
        pytest.fail("the subclass supplies `store`")

    @pytest.fixture
    def things(self) -> Things:
        """What to fill it with."""
        pytest.fail("the subclass supplies `things`")

    async def test_it_erases_one_tenants_things_and_no_others(self, store: TenantStore, things: Things) -> None:
        one, other = TenantId(fresh_id()), TenantId(fresh_id())
        for _ in range(3):
            await things.put(one)
        await things.put(other)
        kept = await things.count(other)

        assert await store.erase(one) >= 3

        assert await things.count(one) == 0
        assert await things.count(other) == kept
        assert await store.erase(one) == 0
