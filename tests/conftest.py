"""Servers for the tests that need them: started once a run, a database for each worker."""

import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import redis.asyncio
from hypothesis import HealthCheck, settings

# The tests are no installed package, and share a few helpers.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.servers import (
    ServerAddresses,
    TestRunServers,
    WorkerDatabase,
    drop_database,
    make_database,
)

# How long an example takes hangs on who came first and on what else the machine does: that is for benchmarks to say.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# Under `make coverage` everything takes longer, and that says nothing of what is tested.
settings.register_profile("measured", deadline=None, suppress_health_check=[HealthCheck.too_slow])

_RUN = pytest.StashKey[TestRunServers]()
_ADDRESSES = "pytake_addresses"
_FAILURE = "pytake_servers_failure"

# Files of size 0 hold no rows. Locks that a test forgot shall say so instead of stopping the run.
_TRUNCATE = """
DO $$
DECLARE names text;
BEGIN
  SET LOCAL lock_timeout = '5s';
  SELECT string_agg(oid::regclass::text, ', ') INTO names FROM pg_class
   WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
     AND pg_relation_size(oid) > 0;
  IF names IS NOT NULL THEN
    EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE';
  END IF;
END $$
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "servers" in getattr(item, "fixturenames", ()):
            item.add_marker("servers")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Under pytest-xdist start the servers before the first worker, and tell every worker where they are."""
    try:
        addresses = _run_servers(node.config).addresses
    except Exception as error:  # noqa: BLE001  tests that need no servers shall run all the same
        node.workerinput[_FAILURE] = f"{type(error).__name__}: {error}"
        return
    node.workerinput[_ADDRESSES] = (addresses.admin_dsn, addresses.redis_url, addresses.run)


def pytest_unconfigure(config: pytest.Config) -> None:
    run = config.stash.get(_RUN, None)
    if run is not None:
        run.close()


def _run_servers(config: pytest.Config) -> TestRunServers:
    if _RUN not in config.stash:
        config.stash[_RUN] = TestRunServers(secrets.token_hex(4))
    return config.stash[_RUN]


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> ServerAddresses:
    """Where PostgreSQL and Valkey are."""
    given: dict[str, Any] = getattr(pytestconfig, "workerinput", {})
    if _FAILURE in given:
        pytest.fail(given[_FAILURE])
    if _ADDRESSES in given:
        admin_dsn, redis_url, run = given[_ADDRESSES]
        return ServerAddresses(admin_dsn=admin_dsn, redis_url=redis_url, run=run)
    return _run_servers(pytestconfig).addresses


@pytest.fixture(scope="session")
def worker_name(pytestconfig: pytest.Config) -> str:
    """gw0, gw1 … under pytest-xdist, main without it."""
    given: dict[str, str] = getattr(pytestconfig, "workerinput", {})
    return given.get("workerid", "main")


@pytest.fixture(scope="session")
def database(servers: ServerAddresses, worker_name: str) -> Iterator[WorkerDatabase]:
    """This process's own migrated database."""
    made = make_database(servers, worker_name)
    yield made
    drop_database(made)


@pytest.fixture(scope="session")
async def admin_connection(database: WorkerDatabase) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The superuser's connection to this process's database: for cleaning up, and for looking past row-level security."""
    connection = await asyncpg.connect(database.admin_dsn)
    yield connection
    await connection.close()


@pytest.fixture
async def clean_database(
    database: WorkerDatabase, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> WorkerDatabase:
    """The database with every table empty."""
    await admin_connection.execute(_TRUNCATE)
    return database


@pytest.fixture(scope="session")
def redis_url(servers: ServerAddresses, worker_name: str) -> str:
    """This process's own database number of Valkey."""
    number = 0 if worker_name == "main" else int(worker_name.removeprefix("gw")) + 1
    return f"{servers.redis_url}{'&' if '?' in servers.redis_url else '?'}db={number}"


@pytest.fixture
async def clean_redis(redis_url: str) -> str:
    """Its URL, with no keys in it."""
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        await client.flushdb()
    return redis_url
