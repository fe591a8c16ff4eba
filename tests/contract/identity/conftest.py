from collections.abc import AsyncIterator

import pytest
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, WORKER, WorkerPool, app_engine
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_adapters.postgres.work import PostgresOpenWork, WorkConfig
from pytake_adapters.security.envelope import EnvelopeVault
from pytake_adapters.security.fields import SealedFields
from pytake_adapters.security.masters import MasterKeys
from pytake_adapters.system import SystemClock, Uuid7Ids


@pytest.fixture
async def postgres_work(database: WorkerDatabase) -> AsyncIterator[PostgresOpenWork]:
    engine = app_engine(database.url(APP), pool_size=4)
    keys = WorkerPool(database.url(WORKER), size=1)
    vault = EnvelopeVault(keys=PostgresVaultKeys(keys), masters=MasterKeys({1: bytes(32)}), clock=SystemClock())
    config = WorkConfig(
        ids=Uuid7Ids(),
        clock=SystemClock(),
        delivered=frozenset(),
        monthly_limits=lambda *_: None,
        fields=SealedFields(vault),
    )
    yield PostgresOpenWork(engine, config)
    await keys.close()
    await engine.dispose()


@pytest.fixture
async def workers(database: WorkerDatabase) -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(database.url(WORKER), size=4)
    yield pool
    await pool.close()
