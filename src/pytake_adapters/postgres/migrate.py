"""Roles, schema and migrations."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from pytake_adapters.postgres.engine import APP, OWNER, ROLES, WORKER
from pytake_adapters.postgres.hosts import Hosts, read_url

log = logging.getLogger(__name__)
Act = Callable[[Config], None]

LOCK = 7_284_310_557_001
"""Two migrations at once wait for each other."""
LONGEST_WAIT = "3s"
"""For a lock on a table: whoever works with it waits behind us meanwhile, so we let them go first and come back."""
TRIES, BETWEEN = 40, 2.0
"""How often we come back, and after how many seconds."""
VECTORS = "vectors"
"""The schema of pgvector where we install it."""


def folder() -> Path:
    """Where the migrations are: beside this module in an installed package, in the repository otherwise."""
    packaged = Path(__file__).parent / "migrations"
    return packaged if packaged.exists() else Path(__file__).parents[3] / "migrations"


def upgrade(url: str, *, revision: str = "head") -> None:
    """Make the roles where they are missing, then bring the schema up to a revision.

    `url` signs in as somebody who may create roles, or as the owner when the roles exist. Safe to run again and at once.
    """
    _run(url, lambda config: command.upgrade(config, revision))


def downgrade(url: str, *, revision: str) -> None:
    """Take the schema back to a revision."""
    _run(url, lambda config: command.downgrade(config, revision))


def _run(url: str, act: Act) -> None:
    asyncio.run(_migrate(url, act))


async def _migrate(url: str, act: Act) -> None:
    await make_roles(url)
    where = read_url(url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(where, async_creator=Hosts(url).connect, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            await connection.execute(text(f"SET ROLE {OWNER}"))
            await connection.execute(text(f"SET lock_timeout = '{LONGEST_WAIT}'"))
            await connection.commit()
            await _patiently(connection, act)
    finally:
        await engine.dispose()


async def _patiently(connection: AsyncConnection, act: Act) -> None:
    """Each migration is a transaction: what was done stays done, and the one that met a lock is tried again."""
    for left in reversed(range(TRIES)):
        try:
            await connection.run_sync(_alembic, act)
            await connection.commit()
        except DBAPIError as error:
            if not left or not isinstance(_cause(error), asyncpg.LockNotAvailableError):
                raise
            await connection.rollback()
            log.warning("a table is in use for longer than %s; trying again", LONGEST_WAIT)
            await asyncio.sleep(BETWEEN)
        else:
            return


def _cause(error: DBAPIError) -> BaseException | None:
    return error.orig.__cause__ if error.orig is not None else None


def _alembic(connection: Connection, act: Act) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder()))
    config.attributes["connection"] = connection
    act(config)


async def make_roles(url: str, *, vectors: bool = True) -> None:
    """Owner, application and worker; none is a superuser, none can bypass row security. Their passwords are the operator's.
    `vectors`: and pgvector, where it can be made.
    """
    connection = await Hosts(url, timeout=10).connect()
    try:
        # Two that grant at once would meet in the same row of the catalogue; the lock goes with the connection.
        await connection.execute(f"SELECT pg_advisory_lock({LOCK})")
        if await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = ANY($1)", list(ROLES)) < len(ROLES):
            await connection.execute(
                "".join(
                    f"""DO $$ BEGIN CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;"""
                    for role in ROLES
                )
            )
        me = await connection.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if me:
            database = await connection.fetchval("SELECT quote_ident(current_database())")
            await connection.execute(
                f"GRANT CREATE, CONNECT ON DATABASE {database} TO {OWNER};"
                f"GRANT CONNECT ON DATABASE {database} TO {APP}, {WORKER};"
                f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};"
                f"GRANT USAGE ON SCHEMA public TO {APP}, {WORKER}"
            )
            if vectors:
                await _make_vectors(connection)
    finally:
        await connection.close()


async def _make_vectors(connection: asyncpg.Connection) -> None:
    """pgvector, where the server has it: only a superuser can; without it what was taught is searched by words alone."""
    if await connection.fetchval("SELECT 1 FROM pg_extension WHERE extname = 'vector'"):
        return
    if await connection.fetchval("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"):
        await connection.execute(
            f"CREATE SCHEMA IF NOT EXISTS {VECTORS}; CREATE EXTENSION IF NOT EXISTS vector SCHEMA {VECTORS};"
            f"GRANT USAGE ON SCHEMA {VECTORS} TO {OWNER}, {APP}, {WORKER}"
        )
