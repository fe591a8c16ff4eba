"""The database has the keys that the code's tables say: what tests/architecture/test_sharding_keys.py looks at is true."""

from typing import Any

import asyncpg
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.schema import METADATA

KEYS = """SELECT t.relname AS table, i.relname AS name, x.indisprimary AS first,
  ARRAY(SELECT a.attname::text FROM unnest(x.indkey) k JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k) AS columns
FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace"""
OF_OTHERS = ("alembic_version", "pgqueuer")


async def test_primary_keys_and_references(
    clean_database: WorkerDatabase, admin_connection: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert clean_database.name
    rows: list[Any] = await admin_connection.fetch(KEYS)
    found = {row["table"]: set(row["columns"]) for row in rows if row["first"]}
    ours = {name: columns for name, columns in found.items() if not name.startswith(OF_OTHERS)}
    assert ours == {t.name: {c.name for c in t.primary_key.columns} for t in METADATA.tables.values()}
    assert await admin_connection.fetchval("SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == 0
