"""Migrations on the running server: up, down, up again, at once; and the tables they make are those of the code."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from tests.support.servers import ServerAddresses

from pytake_adapters.postgres import migrate
from pytake_adapters.postgres.migrate import downgrade, folder, upgrade
from pytake_adapters.postgres.schema import METADATA

LEFT = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v')
  AND relname <> 'alembic_version'
UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'"""


def revisions() -> list[str]:
    """Oldest first."""
    config = Config()
    config.set_main_option("script_location", str(folder()))
    script = ScriptDirectory.from_config(config)
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


@pytest.fixture
async def empty(servers: ServerAddresses) -> AsyncIterator[str]:
    """The superuser's URL of a database without anything."""
    name = f"pytake_migrations_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(servers.admin_dsn)
    await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    yield servers.admin_dsn_for(name)
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


async def up(url: str, revision: str = "head") -> None:
    await asyncio.to_thread(upgrade, url, revision=revision)


async def down(url: str, revision: str) -> None:
    await asyncio.to_thread(downgrade, url, revision=revision)


async def left(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        return {r[0] for r in await connection.fetch(LEFT)}
    finally:
        await connection.close()


async def test_all_the_way_up_down_and_up_again(empty: str) -> None:
    await up(empty)
    made = await left(empty)
    assert {table.name for table in METADATA.sorted_tables} <= made

    await down(empty, "base")
    assert await left(empty) == set()

    await up(empty)
    assert await left(empty) == made


async def test_each_step_leads_back_to_where_it_began(empty: str) -> None:
    steps = revisions()
    for before, step in zip(["base", *steps], steps, strict=False):
        had = await left(empty)
        await up(empty, step)
        await down(empty, before)
        assert await left(empty) == had, step
        await up(empty, step)


async def test_going_up_again_changes_nothing(empty: str) -> None:
    await up(empty)
    made = await left(empty)

    await up(empty)

    assert await left(empty) == made


async def test_several_at_once_wait_for_each_other(empty: str) -> None:
    await asyncio.gather(*(up(empty) for _ in range(3)))

    connection = await asyncpg.connect(empty)
    assert await connection.fetchval("SELECT version_num FROM alembic_version") == revisions()[-1]
    await connection.close()


async def test_what_was_held_when_the_mark_came_stays_in_doubt(empty: str) -> None:
    await up(empty, "0016")
    connection = await asyncpg.connect(empty)
    await connection.execute(
        "INSERT INTO outgoing (tenant_id, message_id, lane, conversation_id, token)"
        " SELECT gen_random_uuid(), gen_random_uuid(), 1, gen_random_uuid(), t"
        " FROM unnest(ARRAY[NULL, gen_random_uuid()]) AS t"
    )

    await up(empty, "0017")

    rows = await connection.fetch("SELECT begun, token IS NOT NULL AS held FROM outgoing")
    assert sorted((row["held"], row["begun"]) for row in rows) == [(False, False), (True, True)]
    await connection.close()


async def test_the_tables_of_the_code_are_those_of_the_migrations(empty: str) -> None:
    await up(empty)
    engine = create_async_engine(empty.replace("postgresql://", "postgresql+asyncpg://"), poolclass=NullPool)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_object": lambda thing, name, kind, *_: not _foreign(kind, name, thing),
            },
        )
        return compare_metadata(context, METADATA)  # type: ignore[no-any-return]

    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


def _foreign(kind: str, name: str | None, thing: Any) -> bool:
    """pgqueuer's own."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return str(table or "").startswith("pgqueuer")


async def test_a_table_in_use_is_waited_for_in_short_turns(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LONGEST_WAIT", "100ms")
    monkeypatch.setattr(migrate, "BETWEEN", 0.2)
    await up(empty, "0046")
    reader, other = await asyncpg.connect(empty), await asyncpg.connect(empty)
    async with reader.transaction():
        await reader.fetch("SELECT 1 FROM notifications")
        going = asyncio.create_task(up(empty))
        await asyncio.sleep(1)
        # Whoever comes later is not kept waiting behind the migration.
        for _ in range(5):
            await other.fetch("SELECT 1 FROM notifications", timeout=0.5)
        assert await other.fetchval("SELECT version_num FROM alembic_version") == "0046"
        assert not going.done()
    await going
    assert await other.fetchval("SELECT version_num FROM alembic_version") == revisions()[-1]
    await reader.close()
    await other.close()


async def test_a_table_that_stays_in_use_is_said(empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "LONGEST_WAIT", "100ms")
    monkeypatch.setattr(migrate, "TRIES", 1)
    await up(empty, "0046")
    reader = await asyncpg.connect(empty)
    async with reader.transaction():
        await reader.fetch("SELECT 1 FROM notifications")
        with pytest.raises(DBAPIError, match="lock timeout"):
            await up(empty)
    await reader.close()
