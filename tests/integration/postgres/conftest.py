from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.support.ground import PostgresGround
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, WORKER, asyncpg_arguments


@pytest.fixture
async def ground(
    clean_database: WorkerDatabase, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> AsyncIterator[PostgresGround]:
    ground = PostgresGround(clean_database, admin_connection)
    yield ground
    await ground.close()


@pytest.fixture
async def app(clean_database: WorkerDatabase) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The application's role, as it signs in."""
    connection = await asyncpg.connect(**asyncpg_arguments(clean_database.url(APP)))
    yield connection
    await connection.close()


@pytest.fixture
async def worker(clean_database: WorkerDatabase) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The worker's role."""
    connection = await asyncpg.connect(**asyncpg_arguments(clean_database.url(WORKER)))
    yield connection
    await connection.close()
