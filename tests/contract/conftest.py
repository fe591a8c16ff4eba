"""Both grounds that the contract suites stand on."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from tests.support.ground import MemoryGround, PostgresGround
from tests.support.servers import WorkerDatabase


@pytest.fixture
def memory_ground() -> MemoryGround:
    return MemoryGround()


@pytest.fixture
async def postgres_ground(
    clean_database: WorkerDatabase, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> AsyncIterator[PostgresGround]:
    ground = PostgresGround(clean_database, admin_connection)
    yield ground
    await ground.close()
