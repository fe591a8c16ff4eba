"""The servers of a test run, and one database per worker made from a migrated template."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module, util
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import msgspec
import pytest

from pytake_app.embedded import EmbeddedServers

# Nothing of a test run has to survive a power cut.
FAST_POSTGRES = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
TEST_VALKEY = {"appendfsync": "no", "databases": "64"}
_TEMPLATE_LOCK = 7_365_021


class ServerAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the servers are; `run` tells apart what different test runs make on the same servers."""

    admin_dsn: str
    redis_url: str
    run: str

    def admin_dsn_for(self, database: str) -> str:
        """Give the superuser's URL of any database, as asyncpg takes it."""
        return urlunsplit(urlsplit(self.admin_dsn)._replace(path=f"/{database}"))

    def database_url(self, name: str, user: str) -> str:
        """Give the URL of a database for a user, as SQLAlchemy takes it. All users share the superuser's password."""
        parts = urlsplit(self.admin_dsn)
        credentials, _, host = parts.netloc.rpartition("@")
        _, colon, password = credentials.partition(":")
        account = f"{quote(user, safe='')}{colon}{password}"
        return urlunsplit(parts._replace(scheme="postgresql+asyncpg", netloc=f"{account}@{host}", path=f"/{name}"))

    @property
    def template(self) -> str:
        return f"pytake_template_{self.run}"


class WorkerDatabase(msgspec.Struct, frozen=True, kw_only=True):
    """The database of this test process, migrated, and its own for the whole run."""

    name: str
    servers: ServerAddresses

    @property
    def admin_dsn(self) -> str:
        return self.servers.admin_dsn_for(self.name)

    def url(self, user: str) -> str:
        """Give its URL for a user, as SQLAlchemy takes it."""
        return self.servers.database_url(self.name, user)


class TestRunServers:
    """Servers of one run: those of TEST_DATABASE_URL and TEST_REDIS_URL, or embedded ones started here."""

    __test__ = False

    def __init__(self, run: str) -> None:
        self._embedded: EmbeddedServers | None = None
        admin_dsn, redis_url = os.environ.get("TEST_DATABASE_URL", ""), os.environ.get("TEST_REDIS_URL", "")
        if bool(admin_dsn) != bool(redis_url):
            raise pytest.UsageError("set both TEST_DATABASE_URL and TEST_REDIS_URL, or neither")
        if not admin_dsn:
            # An empty folder under the temporary one is reachable for the account the servers run as under root.
            self._embedded = EmbeddedServers(Path(tempfile.mkdtemp(prefix="pytake-tests-")), FAST_POSTGRES, TEST_VALKEY)
            try:
                self._embedded.start()
            except BaseException:
                shutil.rmtree(self._embedded.data, ignore_errors=True)
                raise
            admin_dsn, redis_url = self._embedded.postgres_admin_dsn, self._embedded.redis_url
        self.addresses = ServerAddresses(admin_dsn=admin_dsn, redis_url=redis_url, run=run)

    def close(self) -> None:
        if self._embedded is None:
            in_thread(lambda: _admin(self.addresses, f'DROP DATABASE IF EXISTS "{self.addresses.template}"'))
            return
        self._embedded.stop()
        shutil.rmtree(self._embedded.data, ignore_errors=True)


def in_thread(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine to its end from a plain fixture, leaving this thread's event loop alone."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()


def make_database(servers: ServerAddresses, worker: str) -> WorkerDatabase:
    """Make the database of a worker; the first worker to come also makes the template."""
    database = WorkerDatabase(name=f"pytake_test_{servers.run}_{worker}", servers=servers)
    in_thread(lambda: _ensure_template(servers))
    in_thread(lambda: _admin(servers, f'CREATE DATABASE "{database.name}" TEMPLATE "{servers.template}"'))
    return database


def drop_database(database: WorkerDatabase) -> None:
    in_thread(lambda: _admin(database.servers, f'DROP DATABASE IF EXISTS "{database.name}" WITH (FORCE)'))


async def _admin(servers: ServerAddresses, statement: str) -> None:
    connection = await asyncpg.connect(servers.admin_dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _ensure_template(servers: ServerAddresses) -> None:
    """Make it under another name and rename it, so that a failed migration is never taken for a template."""
    draft = f"{servers.template}_draft"
    connection = await asyncpg.connect(servers.admin_dsn)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _TEMPLATE_LOCK)
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", servers.template):
            return
        await connection.execute(f'DROP DATABASE IF EXISTS "{draft}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{draft}" TEMPLATE template0')
        upgrade = _migration()
        if upgrade is not None:
            await asyncio.to_thread(upgrade, servers.admin_dsn_for(draft))
        await _share_password(connection, servers)
        await connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{servers.template}"')
    finally:
        await connection.close()


def _migration() -> Callable[[str], None] | None:
    with contextlib.suppress(ModuleNotFoundError):  # find_spec raises it when a parent package is missing
        if util.find_spec("pytake_adapters.postgres.migrate") is not None:
            upgrade: Callable[[str], None] = import_module("pytake_adapters.postgres.migrate").upgrade
            return upgrade
    return None


async def _share_password(connection: "asyncpg.Connection[asyncpg.Record]", servers: ServerAddresses) -> None:
    """On external servers, let the application's roles sign in with the superuser's password."""
    password = urlsplit(servers.admin_dsn).password
    if password is None:
        return
    statements = await connection.fetch(
        r"SELECT format('ALTER ROLE %I PASSWORD %L', rolname, $1::text) FROM pg_roles WHERE rolname LIKE 'pytake\_%'",
        password,
    )
    for (statement,) in statements:
        await connection.execute(statement)
