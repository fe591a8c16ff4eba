"""What the other integration tests stand on."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import redis.asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from tests.support.servers import ServerAddresses, WorkerDatabase


@pytest.fixture
async def filled_tables(admin_connection: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    await admin_connection.execute(
        """
        CREATE TABLE fixture_parent (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
        CREATE TABLE fixture_child (parent bigint REFERENCES fixture_parent);
        INSERT INTO fixture_parent (name) VALUES ('first');
        INSERT INTO fixture_child VALUES (1);
        """
    )
    yield
    await admin_connection.execute("DROP TABLE fixture_child, fixture_parent")


@pytest.mark.usefixtures("filled_tables", "clean_database")
async def test_cleaning_empties_every_table_and_starts_its_numbers_again(
    admin_connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    assert await admin_connection.fetchval("SELECT count(*) FROM fixture_child") == 0
    assert await admin_connection.fetchval("INSERT INTO fixture_parent (name) VALUES ('x') RETURNING id") == 1


async def test_a_worker_has_its_own_database_made_from_the_template(
    database: WorkerDatabase, servers: ServerAddresses, worker_name: str
) -> None:
    engine = create_async_engine(database.url("postgres"))
    async with engine.connect() as connection:
        name = (await connection.execute(text("SELECT current_database()"))).scalar()
    await engine.dispose()
    assert name == f"pytake_test_{servers.run}_{worker_name}"


async def test_a_worker_has_its_own_numbered_database_of_valkey(clean_redis: str, worker_name: str) -> None:
    async with redis.asyncio.Redis.from_url(clean_redis) as client:
        assert await client.dbsize() == 0
        await client.set("name", worker_name)
        assert await client.get("name") == worker_name.encode()


def test_addresses_of_external_servers_keep_host_password_and_options() -> None:
    servers = ServerAddresses(
        admin_dsn="postgresql://admin:p%40ss@db.example:5433/postgres?application_name=x",
        redis_url="redis://cache.example:6379",
        run="1a",
    )
    assert servers.admin_dsn_for("other") == "postgresql://admin:p%40ss@db.example:5433/other?application_name=x"
    assert (
        servers.database_url("other", "pytake_app")
        == "postgresql+asyncpg://pytake_app:p%40ss@db.example:5433/other?application_name=x"
    )
