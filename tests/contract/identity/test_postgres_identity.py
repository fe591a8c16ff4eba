import asyncio
import datetime as dt

import pytest

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.identity_lookup import PostgresIdentityLookup, PostgresLockOuts
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_adapters.postgres.work import PostgresOpenWork
from pytake_domain.identity import IdentityLookup, IdentityWork, LockOuts, VaultKeys
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import AT, IdentityLookupContract, IdentityWorkContract
from pytake_domain.testing.contracts.lock_outs import LockOutContract
from pytake_domain.testing.contracts.vault_keys import VaultKeysContract


class TestPostgresIdentityWork(IdentityWorkContract):
    @pytest.fixture
    def open_work(self, postgres_work: PostgresOpenWork) -> OpenWork[IdentityWork]:
        return postgres_work


class TestPostgresIdentityLookup(IdentityLookupContract):
    @pytest.fixture
    def open_work(self, postgres_work: PostgresOpenWork) -> OpenWork[IdentityWork]:
        return postgres_work

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
