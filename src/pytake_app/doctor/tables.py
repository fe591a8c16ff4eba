"""The schema: is it up to date, and is every tenant's data behind row security?"""

import asyncpg
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from pytake_adapters.postgres.engine import APP, OWNER, WORKER
from pytake_adapters.postgres.migrate import folder
from pytake_adapters.postgres.schema import METADATA
from pytake_app.doctor.database import Connections
from pytake_app.doctor.finding import Finding, error, fine, listed

SETTING = "app.tenant_id"
PUT_ONLY = {"audit_waiting"}
"""What the application puts down and may not look at: nobody takes an audit record back before it is linked."""

TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, o.rolname AS owner,
  ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"""

POLICIES = """
SELECT tablename, coalesce(qual, '') AS qual, coalesce(with_check, qual, '') AS checked FROM pg_policies
WHERE schemaname = 'public' AND permissive = 'PERMISSIVE' AND roles && ARRAY[$1, 'public']::name[]"""


async def look_at_schema(them: Connections, app: asyncpg.Connection) -> list[Finding]:
    """Compared with the tables of this version of PyTake, and with its newest migration where that can be read."""
    there = {row["name"]: set(row["columns"]) for row in await app.fetch(TABLES)}
    missing = [
        name if name not in there else f"{name}.{column.name}"
        for name, table in METADATA.tables.items()
        for column in table.columns
        if column.name not in there.get(name, ())
    ]
    if missing:
        return [error("SCHEMA_OLD", missing=listed(list(dict.fromkeys(missing))))]
    revision = await _revision(them.owner)
    if revision is None:
        return [fine("SCHEMA_FINE", revision="?")]
    script = ScriptDirectory(str(folder()))
    head = script.get_current_head()
    if revision == head:
        return [fine("SCHEMA_FINE", revision=revision)]
    try:
        script.get_revision(revision)
    except CommandError:
        return [error("SCHEMA_NEWER", revision=revision)]
    return [error("SCHEMA_BEHIND", revision=revision, newest=str(head))]


async def _revision(owner: asyncpg.Connection | None) -> str | None:
    if owner is None:
        return None
    try:
        revision: str | None = await owner.fetchval("SELECT version_num FROM alembic_version")
    except asyncpg.PostgresError:
        return None
    return revision


async def look_at_isolation(app: asyncpg.Connection) -> list[Finding]:
    """Every table with a tenant is behind row security, by the one policy, and shows nothing while no tenant is set."""
    tables = [row for row in await app.fetch(TABLES) if "tenant_id" in row["columns"]]
    policies = await app.fetch(POLICIES, APP)
    kept = {row["tablename"] for row in policies if SETTING in row["qual"] and SETTING in row["checked"]}
    wide = {row["tablename"] for row in policies if SETTING not in row["qual"] or SETTING not in row["checked"]}
    names = [row["name"] for row in tables]
    shown = {name: await _shows_rows(app, name) for name in names}
    kinds: dict[str, list[str]] = {
        "TABLES_UNPROTECTED": [row["name"] for row in tables if not (row["enabled"] and row["forced"])],
        "TABLES_WITHOUT_POLICY": [name for name in names if name not in kept],
        "TABLES_WITH_WIDE_POLICY": [name for name in names if name in wide],
        "TABLES_OWNED_BY_APP": [row["name"] for row in tables if row["owner"] in (APP, WORKER)],
        "TABLES_REFUSED": [name for name in names if shown[name] is None and name not in PUT_ONLY],
        "TABLES_LEAK": [name for name in names if shown[name]],
    }
    found = [error(code, tables=listed(wrong), owner=OWNER) for code, wrong in kinds.items() if wrong]
    return found or [fine("ISOLATION_FINE", count=len(names))]


async def _shows_rows(app: asyncpg.Connection, table: str) -> bool | None:
    """Does the application see anything of it without having said for whom it works? None: it may not even look."""
    try:
        return bool(await app.fetchval(f'SELECT EXISTS (SELECT 1 FROM public."{table}")'))  # noqa: S608  out of the catalogue
    except asyncpg.InsufficientPrivilegeError:
        return None
