import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, WORKER, WorkerPool, app_engine
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.identity import PostgresApiKeys, PostgresTenants, PostgresUsers, PostgresUserSessions
from pytake_adapters.postgres.identity_lookup import PostgresIdentityLookup, PostgresLockOuts
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_domain.identity import IdentityLookup, IdentityWork, LockOuts, VaultKeys
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import (
    AT,
    IdentityLookupContract,
    IdentityWorkContract,
    LockOutContract,
    VaultKeysContract,
)


class _NoEvents:
    def add(self, *events: Event) -> None:
        raise AssertionError(events)


class _Work:
    """Identity's repositories alone in a transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self.tenants = PostgresTenants(tenant_id, sql)
        self.users = PostgresUsers(tenant_id, sql)
        self.user_sessions = PostgresUserSessions(tenant_id, sql)
        self.api_keys = PostgresApiKeys(tenant_id, sql)
        self.events = _NoEvents()


class _Open:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[_Work]:
        with ours():
            async with self._engine.connect() as sql:
                raw = (await sql.get_raw_connection()).driver_connection
                assert raw is not None
                await raw.execute(f"BEGIN; SET LOCAL app.tenant_id = '{UUID(str(tenant_id))}'")
                try:
                    yield _Work(tenant_id, sql)
                    await raw.execute("COMMIT")
                except BaseException:
                    await raw.execute("ROLLBACK")
                    raise


@pytest.fixture
async def engine(database: WorkerDatabase) -> AsyncIterator[AsyncEngine]:
    engine = app_engine(database.url(APP), pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture
async def workers(database: WorkerDatabase) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(database.url(WORKER), size=4)
    yield pool
    await pool.close()


class TestPostgresIdentityWork(IdentityWorkContract):
    @pytest.fixture
    def open_work(self, engine: AsyncEngine) -> OpenWork[IdentityWork]:
        return _Open(engine)


class TestPostgresIdentityLookup(IdentityLookupContract):
    @pytest.fixture
    def open_work(self, engine: AsyncEngine) -> OpenWork[IdentityWork]:
        return _Open(engine)

    @pytest.fixture
    def lookup(self, workers: WorkerPool) -> IdentityLookup:
        return PostgresIdentityLookup(workers)


class TestPostgresLockOuts(LockOutContract):
    @pytest.fixture
    def lock_outs(self, workers: WorkerPool) -> LockOuts:
        return PostgresLockOuts(workers)

    async def test_failures_at_the_same_moment_are_all_counted(self, lock_outs: LockOuts, pair: bytes) -> None:
        after = await asyncio.gather(*(lock_outs.fail(pair, AT) for _ in range(12)))

        assert sorted(failures.count for failures in after) == list(range(1, 13))

    async def test_old_pairs_are_forgotten(self, lock_outs: LockOuts, workers: WorkerPool, pair: bytes) -> None:
        old = b"old" + pair[3:]
        await lock_outs.fail(old, AT - dt.timedelta(days=2))

        await lock_outs.fail(pair, AT)

        assert (await lock_outs.get(old)).count == 0
        assert await (await workers.pool()).fetchval("SELECT count(*) FROM lock_outs WHERE pair = $1", pair) == 1


class TestPostgresVaultKeys(VaultKeysContract):
    @pytest.fixture
    def vault_keys(self, workers: WorkerPool) -> VaultKeys:
        return PostgresVaultKeys(workers)
