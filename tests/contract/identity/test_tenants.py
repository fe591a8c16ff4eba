import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine
from tests.support.servers import WorkerDatabase

from pytake_adapters.media_store.files import FilesMediaStore
from pytake_adapters.media_store.tenants import TenantFiles
from pytake_adapters.postgres.engine import APP, WorkerPool, app_engine
from pytake_adapters.postgres.tenants import PostgresErasures, PostgresTenantDirectory, PostgresTenantRows
from pytake_adapters.postgres.work import PostgresOpenWork
from pytake_adapters.redis.client import connect
from pytake_adapters.redis.tenants import RedisTenantKeys
from pytake_domain.identity import Erasures, IdentityWork, TenantDirectory, TenantStore
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging import MediaKey
from pytake_domain.testing.contracts.identity import a_tenant, a_user, fresh_id
from pytake_domain.testing.contracts.tenants import (
    ErasuresContract,
    TenantDirectoryContract,
    TenantStoreContract,
    Things,
)
from pytake_domain.testing.memory.identity import IdentityState, MemoryOpenIdentity
from pytake_domain.testing.memory.tenants import MemoryErasures, MemoryTenantDirectory, MemoryTenantStore


class TestMemoryTenantDirectory(TenantDirectoryContract):
    @pytest.fixture
    def state(self) -> IdentityState:
        return IdentityState()

    @pytest.fixture
    def open_work(self, state: IdentityState) -> OpenWork[IdentityWork]:
        return MemoryOpenIdentity(state)

    @pytest.fixture
    def directory(self, state: IdentityState) -> TenantDirectory:
        return MemoryTenantDirectory(state)


class TestPostgresTenantDirectory(TenantDirectoryContract):
    @pytest.fixture
    def open_work(self, postgres_work: PostgresOpenWork) -> OpenWork[IdentityWork]:
        return postgres_work

    @pytest.fixture
    def directory(self, workers: WorkerPool) -> TenantDirectory:
        return PostgresTenantDirectory(workers)


class TestMemoryErasures(ErasuresContract):
    @pytest.fixture
    def erasures(self) -> Erasures:
        return MemoryErasures()


class TestPostgresErasures(ErasuresContract):
    @pytest.fixture
    def erasures(self, workers: WorkerPool) -> Erasures:
        return PostgresErasures(workers)


class _Listed:
    def __init__(self, store: MemoryTenantStore) -> None:
        self._store = store

    async def put(self, tenant_id: TenantId) -> None:
        self._store.things.setdefault(tenant_id, []).append("one")

    async def count(self, tenant_id: TenantId) -> int:
        return len(self._store.things.get(tenant_id, []))


class TestMemoryTenantStore(TenantStoreContract):
    @pytest.fixture
    def store(self) -> TenantStore:
        return MemoryTenantStore()

    @pytest.fixture
    def things(self, store: MemoryTenantStore) -> Things:
        return _Listed(store)


class _Files:
    def __init__(self, media: FilesMediaStore) -> None:
        self._media = media

    async def put(self, tenant_id: TenantId) -> None:
        async with self._media.writing(MediaKey(tenant_id=tenant_id, media_id=MediaId(fresh_id()))) as out:
            await out.write(b"picture")

    async def count(self, tenant_id: TenantId) -> int:
        found, _ = await self._media.listed(limit=1000)
        return sum(each.key.tenant_id == tenant_id for each in found)


class TestTenantFiles(TenantStoreContract):
    @pytest.fixture
    async def media(self, tmp_path: Path) -> AsyncIterator[FilesMediaStore]:
        media = FilesMediaStore(tmp_path)
        yield media
        await media.aclose()

    @pytest.fixture
    def store(self, media: FilesMediaStore) -> TenantStore:
        return TenantFiles(media)

    @pytest.fixture
    def things(self, media: FilesMediaStore) -> Things:
        return _Files(media)

    async def test_a_page_may_end_in_the_midst_of_it(
        self, store: TenantStore, things: Things, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pytake_adapters.media_store.tenants.PAGE", 2)
        tenants = sorted(TenantId(fresh_id()) for _ in range(3))
        for tenant_id in tenants * 5:
            await things.put(tenant_id)

        assert await store.erase(tenants[1]) == 5
        assert [await things.count(each) for each in tenants] == [5, 0, 5]


@pytest.mark.servers
class TestRedisTenantKeys(TenantStoreContract):
    @pytest.fixture
    async def redis(self, redis_url: str) -> AsyncIterator[Redis]:
        redis = connect(redis_url)
        yield redis
        await redis.aclose()

    @pytest.fixture
    def store(self, redis: Redis) -> TenantStore:
        return RedisTenantKeys(redis)

    @pytest.fixture
    def things(self, redis: Redis) -> Things:
        class Keys:
            async def put(self, tenant_id: TenantId) -> None:
                await redis.set(f"live:{tenant_id}:{fresh_id()}", "1", ex=60)

            async def count(self, tenant_id: TenantId) -> int:
                return len([key async for key in redis.scan_iter(match=f"*{tenant_id}*")])

        return Keys()


class _Rows:
    """People, sessions of the queue and a job of each tenant."""

    def __init__(self, open_work: PostgresOpenWork, count: Callable[[TenantId], object]) -> None:
        self._open_work = open_work
        self._count = count

    async def put(self, tenant_id: TenantId) -> None:
        tenant = a_tenant(id=tenant_id, slug=f"t-{tenant_id.hex}")
        async with self._open_work(tenant_id) as work:
            known = await work.raw.fetchval("SELECT 1 FROM tenants WHERE tenant_id = $1", tenant_id)
            if not known:
                await work.tenants.add(tenant)
            await work.users.add(a_user(tenant))
            await work.jobs.add(Job(kind="nothing", tenant_id=tenant_id))

    async def count(self, tenant_id: TenantId) -> int:
        return int(await self._count(tenant_id))  # type: ignore[misc]


async def rows_of(admin: "asyncpg.Connection[asyncpg.Record]", tenant_id: UUID) -> dict[str, int]:
    """Of every table of the catalogue, past row security; and jobs."""
    tables = await admin.fetch(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'"
    )
    found = {}
    for (name,) in tables:
        found[name] = await admin.fetchval(f"SELECT count(*) FROM {name} WHERE tenant_id = $1", tenant_id)  # noqa: S608
    found["pgqueuer"] = await admin.fetchval(
        "SELECT count(*) FROM pgqueuer WHERE position($1::bytea IN payload) > 0", str(tenant_id).encode()
    )
    assert len(found) > 80
    return {name: count for name, count in found.items() if count}


class TestPostgresTenantRows(TenantStoreContract):
    @pytest.fixture
    async def engine(self, database: WorkerDatabase) -> AsyncIterator[AsyncEngine]:
        engine = app_engine(database.url(APP), pool_size=2)
        yield engine
        await engine.dispose()

    @pytest.fixture
    def store(self, engine: AsyncEngine, workers: WorkerPool) -> TenantStore:
        return PostgresTenantRows(engine, workers, keeping="erase_tenant")

    @pytest.fixture
    async def things(self, postgres_work: PostgresOpenWork, database: WorkerDatabase) -> AsyncIterator[Things]:
        admin = await asyncpg.connect(database.admin_dsn)

        async def count(tenant_id: TenantId) -> int:
            return sum((await rows_of(admin, tenant_id)).values())

        yield _Rows(postgres_work, count)
        await admin.close()

    async def test_the_job_that_erases_stays(
        self, store: TenantStore, postgres_work: PostgresOpenWork, things: Things
    ) -> None:
        tenant_id = TenantId(fresh_id())
        await things.put(tenant_id)
        async with postgres_work(tenant_id) as work:
            await work.jobs.add(Job(kind="erase_tenant", tenant_id=tenant_id))

        await store.erase(tenant_id)

        assert await things.count(tenant_id) == 1

    async def test_two_at_once_do_no_harm(self, store: TenantStore, things: Things) -> None:
        tenant_id = TenantId(fresh_id())
        await things.put(tenant_id)
        await asyncio.gather(store.erase(tenant_id), store.erase(tenant_id))
        assert await things.count(tenant_id) == 0
