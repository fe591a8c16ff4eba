import asyncio
import datetime as dt
import secrets

import pytest

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.identity_lookup import PostgresIdentityLookup
from pytake_adapters.postgres.passkeys import PostgresCeremonies
from pytake_adapters.postgres.work import PostgresOpenWork
from pytake_domain.identity import Ceremonies, IdentityLookup, IdentityWork
from pytake_domain.kernel.work import OpenWork
from pytake_domain.testing.contracts.identity import AT
from pytake_domain.testing.contracts.passkeys import CeremoniesContract, PasskeysContract
from pytake_domain.testing.memory.identity import IdentityState, MemoryIdentityLookup, MemoryOpenIdentity
from pytake_domain.testing.memory.passkeys import MemoryCeremonies


class TestMemoryPasskeys(PasskeysContract):
    @pytest.fixture
    def state(self) -> IdentityState:
        return IdentityState()

    @pytest.fixture
    def open_work(self, state: IdentityState) -> OpenWork[IdentityWork]:
        return MemoryOpenIdentity(state)

    @pytest.fixture
    def lookup(self, state: IdentityState) -> IdentityLookup:
        return MemoryIdentityLookup(state)


class TestPostgresPasskeys(PasskeysContract):
    @pytest.fixture
    def open_work(self, postgres_work: PostgresOpenWork) -> OpenWork[IdentityWork]:
        return postgres_work

    @pytest.fixture
    def lookup(self, workers: WorkerPool) -> IdentityLookup:
        return PostgresIdentityLookup(workers)


class TestMemoryCeremonies(CeremoniesContract):
    @pytest.fixture
    def ceremonies(self) -> Ceremonies:
        return MemoryCeremonies()


class TestPostgresCeremonies(CeremoniesContract):
    @pytest.fixture
    def ceremonies(self, workers: WorkerPool) -> Ceremonies:
        return PostgresCeremonies(workers)

    async def test_of_two_at_once_one_gets_it(self, ceremonies: Ceremonies) -> None:
        key = secrets.token_bytes(32)
        await ceremonies.put(key, b"um", AT + dt.timedelta(minutes=1), AT)
        found = await asyncio.gather(*(ceremonies.take(key, AT) for _ in range(8)))
        assert sorted(each is not None for each in found) == [False] * 7 + [True]

    async def test_what_is_over_is_forgotten_by_those_that_come(
        self, ceremonies: Ceremonies, workers: WorkerPool
    ) -> None:
        old = secrets.token_bytes(32)
        await ceremonies.put(old, b"", AT - dt.timedelta(days=400), AT - dt.timedelta(days=401))
        await ceremonies.put(secrets.token_bytes(32), b"", AT + dt.timedelta(minutes=1), AT)
        assert not await (await workers.pool()).fetchval("SELECT count(*) FROM ceremonies WHERE key = $1", old)
