"""Connections: the application's, which can't bypass row security, and the worker's, for queues across tenants."""

import asyncio
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from pytake_adapters.postgres.hosts import Hosts, hosts_of, read_url, signing_in, takes_writes
from pytake_adapters.postgres.stepping_back import step_back

APP = "pytake_app"
WORKER = "pytake_worker"
OWNER = "pytake_owner"
ROLES = (OWNER, APP, WORKER)


PLANS = {"enable_seqscan": "off", "jit": "off"}
"""Our statements look rows up by key, in batches. A plan that was cached while a table was still small would go through all of it
for as long as the connection lives; with this, keys are used from the first row on.

A join with keys that are handed in may go either way round: by the keys, or through all rows of the company. So such statements
also name the keys as `key = ANY($n)`, which the index takes in whatever order, or look each up by itself (LATERAL … LIMIT 1)."""

PLANNED_FOR = 30
"""Seconds that a prepared statement is used: a plan made for an empty table is soon made again."""


def as_role(url: str, role: str) -> str:
    """The same database, signed in as another of our roles."""
    return read_url(url).set(username=role).render_as_string(hide_password=False)


def asyncpg_arguments(url: str) -> dict[str, Any]:
    """What asyncpg.connect takes, from an SQLAlchemy URL (`?host=/folder` is a Unix socket); of several hosts the first."""
    parts = read_url(url)
    host, port = hosts_of(parts)[0]
    return {"host": host or None, "port": port, **signing_in(parts)}


def app_engine(
    url: str, *, pool_size: int = 10, nice: int = 0, writes: bool = True, looks: bool = False
) -> AsyncEngine:
    """The engine for tenants' works. Transactions are begun by the work itself, together with the tenant. `nice`: how far its
    backends step back. Without `writes` a replica will do. One that `looks` is for works without a transaction: the server of
    those that write, which refuses writes here.
    """
    hosts = Hosts(
        url, writes=writes, command_timeout=30, max_cached_statement_lifetime=PLANNED_FOR, server_settings=PLANS
    )

    async def opened(*_: object, **options: Any) -> Any:
        connection = await hosts.connect(**options)
        if looks:
            # After the server was asked whether it takes writes.
            await connection.execute("SET default_transaction_read_only = on")
        return connection

    engine = create_async_engine(
        read_url(url),
        async_creator=opened,
        isolation_level="AUTOCOMMIT",
        pool_size=pool_size,
        max_overflow=0 if looks else pool_size,
        pool_timeout=5,
        pool_pre_ping=False,
        pool_reset_on_return=None,
        # JSON stays text: repositories decode it into types once, instead of into dictionaries first.
        json_deserializer=str,
    )
    if nice:

        @event.listens_for(engine.sync_engine, "connect")
        def _(connection: Any, _record: object) -> None:
            step_back(connection.driver_connection, nice)

    return engine


async def _keep(connection: Any) -> None:
    """Our statements leave nothing behind on a connection, so giving it back needs no round trip. One whose server takes no
    writes any more is thrown away.
    """
    if not takes_writes(connection):
        connection.terminate()


async def _clean(connection: Any) -> None:
    """The same for a library's connections, which may leave something behind."""
    if takes_writes(connection):
        await connection.execute(connection.get_reset_query())
    else:
        connection.terminate()


class WorkerPool:
    """A few plain connections of the worker's role, opened at first use and again after the server was away."""

    def __init__(self, url: str, *, size: int = 4, nice: int = 0) -> None:
        self._nice = nice
        self._hosts = Hosts(url, command_timeout=30)
        self._size = size
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def pool(self) -> asyncpg.Pool:
        """Raises the driver's errors when the server can't be reached."""
        connect: Any = self._hosts.connect
        if self._pool is None:
            async with self._opening:
                if self._pool is None:
                    self._pool = await asyncpg.create_pool(
                        min_size=0,
                        max_size=self._size,
                        max_inactive_connection_lifetime=60,
                        max_cached_statement_lifetime=PLANNED_FOR,
                        server_settings=PLANS,
                        reset=_keep,
                        init=self._step_back,
                        connect=connect,
                    )
        return self._pool

    async def own_pool(self, size: int) -> asyncpg.Pool:
        """A pool apart, for a library that keeps its connections. The caller closes it."""
        connect: Any = self._hosts.connect
        return await asyncpg.create_pool(
            min_size=1, max_size=size, server_settings=PLANS, connect=connect, reset=_clean
        )

    async def _step_back(self, connection: asyncpg.Connection) -> None:
        if self._nice:
            step_back(connection, self._nice)

    async def behind(self, nice: int) -> asyncpg.Connection:
        """A connection of its own for work that nobody waits for; its backend steps back. The caller closes it."""
        connection: asyncpg.Connection = await self._hosts.connect(server_settings=PLANS)
        step_back(connection, nice)
        return connection

    async def connect(self) -> asyncpg.Connection:
        """A connection of its own, for listening. The caller closes it."""
        connection: asyncpg.Connection = await self._hosts.connect()
        return connection

    async def close(self) -> None:
        """Close all; running statements get a moment."""
        if self._pool is not None:
            try:
                await asyncio.wait_for(self._pool.close(), 5)
            except TimeoutError:
                self._pool.terminate()
            self._pool = None
