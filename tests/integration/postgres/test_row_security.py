"""Isolation is the database's work: what each role sees of each table, whatever the query says."""

import datetime as dt
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Column, Table
from tests.support.servers import WorkerDatabase

from pytake_adapters.postgres.engine import APP, ROLES, WORKER
from pytake_adapters.postgres.schema import METADATA
from pytake_domain.testing.builders import AT, fresh

Connection = asyncpg.Connection
OWN = [table for table in METADATA.sorted_tables if "tenant_id" in table.columns]
NAMES = [table.name for table in OWN]
WORKERS = {
    "tenants": "SELECT",
    "users": "SELECT",
    "user_sessions": "SELECT",
    "api_keys": "SELECT",
    "passkeys": "SELECT",
    "tenant_keys": "SELECT INSERT UPDATE",
    "whatsapp_numbers": "SELECT",
    "inbox": "SELECT INSERT UPDATE DELETE",
    "deliveries": "SELECT UPDATE",
    "outgoing": "SELECT UPDATE",
    "idempotency_keys": "SELECT DELETE",
    "early_statuses": "DELETE",
    "flow_simulations": "DELETE",
    "notifications": "DELETE",
    "contact_import_refusals": "DELETE",
    "erp_calls": "INSERT DELETE",
    "erp_actions": "DELETE",
    "webhook_deliveries": "DELETE",
    "ai_calls": "DELETE",
    "audit_records": "SELECT INSERT DELETE",
    "audit_waiting": "SELECT INSERT DELETE",
    "audit_links": "SELECT INSERT DELETE",
    "audit_heads": "SELECT INSERT UPDATE DELETE",
    "retention_rules": "SELECT",
}
"""What the worker's role may do across tenants with a whole table; of all others nothing."""
PARTLY = {
    "flow_sessions": ("state", "contact_id", "node"),
    "early_statuses": ("data", "provider_id", "number_id"),
    "flow_counted": ("version_id", "node", "count"),
    "flow_simulations": ("data", "flow_id", "created_by"),
    "touched_hours": ("id", "hour"),
    "notifications": ("user_id", "detail", "conversation_id"),
    "contact_import_refusals": ("import_id", "problem", "cells"),
    "sla_clocks": ("conversation_id", "kind", "due_at"),
    "agents": ("user_id", "skills", "capacity"),
    "queues": ("id", "name", "rules"),
    "conversations": ("id", "contact_id", "last_message", "tags"),
    "scheduled_messages": ("id", "content", "contact_id"),
    "campaigns": ("name", "plan", "status_reason"),
    "erp_connections": ("base_url", "secrets", "settings"),
    "reminder_rules": ("rule", "days"),
    "erp_calls": ("operation", "outcome"),
    "erp_actions": ("outcome", "capability"),
    "webhooks": ("webhook", "health"),
    "webhook_outbox": ("id", "data"),
    "webhook_deliveries": ("body", "answer", "attempts", "subject"),
    "ai_calls": ("purpose", "model", "cost"),
}
"""Of these it sees some columns, and not those that say something about people."""
APPENDED = {"audit_records", "audit_waiting", "audit_links", "audit_heads"}
"""What the application can't change or remove; see test_audit_chain."""


def value(column: "Column[Any]") -> object:
    """Something of the column's type."""
    kind = type(column.type).__name__
    if kind == "Uuid":
        return fresh()
    if kind == "DateTime":
        return AT
    if kind == "Date":
        return dt.date(2026, 11, 1)
    plain = {
        "Text": fresh().hex,
        "JSONB": "{}",
        "ARRAY": [],
        "Boolean": False,
        "LargeBinary": fresh().bytes,
        "TSVECTOR": "a",
        "BIT": asyncpg.BitString.frombytes(b"\x80", 1),
    }
    return plain.get(kind, 1)


def row(table: Table, tenant_id: UUID) -> dict[str, object]:
    """One row of a tenant; what may be empty is."""
    filled = {c.name: value(c) for c in table.columns if not c.nullable}
    return filled | {"tenant_id": tenant_id}


def insert(table: Table) -> str:
    names = [c.name for c in table.columns if not c.nullable]
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608  names of our own


async def put(connection: Connection, table: Table, tenant_id: UUID) -> None:
    await connection.execute(insert(table), *row(table, tenant_id).values())


async def seen(connection: Connection, table: Table) -> set[UUID]:
    return {r["tenant_id"] for r in await connection.fetch(f"SELECT tenant_id FROM {table.name}")}  # noqa: S608


async def be(connection: Connection, tenant_id: UUID | None) -> None:
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant_id or ""))


@pytest.fixture
async def two(admin_connection: Connection, clean_database: WorkerDatabase) -> tuple[UUID, UUID]:
    """Two tenants with a row in every table."""
    assert clean_database.name
    tenants = (fresh(), fresh())
    for table in OWN:
        for tenant_id in tenants:
            await put(admin_connection, table, tenant_id)
    return tenants


async def test_every_table_with_a_tenant_is_known_here_and_under_forced_security(admin_connection: Connection) -> None:
    rows = await admin_connection.fetch(
        """SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced, r.rolname AS owner
        FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')"""
    )

    assert {r["relname"] for r in rows} == set(NAMES)
    assert [r["relname"] for r in rows if not r["forced"]] == []
    assert {r["owner"] for r in rows} == {"pytake_owner"}


async def test_no_role_of_ours_can_go_round_it(admin_connection: Connection) -> None:
    rows = await admin_connection.fetch(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS strong FROM pg_roles"
        " WHERE rolname = ANY($1)",
        list(ROLES),
    )

    assert {r["rolname"]: r["strong"] for r in rows} == dict.fromkeys(ROLES, False)
    members = await admin_connection.fetchval(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = ANY($1)",
        list(ROLES),
    )
    assert members == 0


@pytest.mark.parametrize("name", sorted(APPENDED - {"audit_waiting"}))
async def test_of_what_is_appended_the_application_reads_its_tenants(
    app: Connection, two: tuple[UUID, UUID], name: str
) -> None:
    table = METADATA.tables[name]
    assert await seen(app, table) == set()
    await be(app, two[0])
    assert await seen(app, table) == {two[0]}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await put(app, table, two[1])


@pytest.mark.parametrize("name", sorted(set(NAMES) - APPENDED))
async def test_without_a_tenant_the_application_sees_and_writes_nothing(
    app: Connection, two: tuple[UUID, UUID], name: str
) -> None:
    table = METADATA.tables[name]

    for _ in range(2):
        assert await seen(app, table) == set()
        assert await app.execute(f"DELETE FROM {name}") == "DELETE 0"  # noqa: S608
        assert await app.execute(f"UPDATE {name} SET tenant_id = tenant_id") == "UPDATE 0"  # noqa: S608
        for tenant_id in (two[0], fresh()):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await put(app, table, tenant_id)
        await be(app, None)


@pytest.mark.parametrize("name", sorted(set(NAMES) - APPENDED))
async def test_with_a_tenant_it_sees_and_writes_that_tenants_alone(
    app: Connection, two: tuple[UUID, UUID], name: str
) -> None:
    table, (mine, theirs) = METADATA.tables[name], two
    await be(app, mine)

    assert await seen(app, table) == {mine}
    query = f"SELECT count(*) FROM {name} WHERE tenant_id = $1"  # noqa: S608
    assert await app.fetchval(query, theirs) == 0
    assert await app.execute(f"UPDATE {name} SET tenant_id = tenant_id WHERE tenant_id = $1", theirs) == "UPDATE 0"  # noqa: S608
    assert await app.execute(f"DELETE FROM {name} WHERE tenant_id = $1", theirs) == "DELETE 0"  # noqa: S608
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await put(app, table, theirs)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(f"UPDATE {name} SET tenant_id = $1", theirs)  # noqa: S608
    # The contact that was put beside has facets as well, and the recipient is counted: triggers made those rows.
    own = 2 if name in ("contact_facets", "campaign_cells") else 1
    assert await app.execute(f"DELETE FROM {name}") == f"DELETE {own}"  # noqa: S608


@pytest.mark.parametrize("name", NAMES)
async def test_the_worker_may_do_across_tenants_what_is_shared_and_nothing_else(
    admin_connection: Connection, worker: Connection, two: tuple[UUID, UUID], name: str
) -> None:
    allowed = WORKERS.get(name, "").split()
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
    held = [
        verb
        for verb in verbs
        if await admin_connection.fetchval("SELECT has_table_privilege('pytake_worker', $1, $2)", name, verb)
    ]

    assert sorted(held) == sorted(allowed)
    if "SELECT" in allowed:
        assert await seen(worker, METADATA.tables[name]) == set(two)
    elif name not in PARTLY:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await seen(worker, METADATA.tables[name])


@pytest.mark.parametrize("name", PARTLY)
async def test_of_some_tables_the_worker_sees_only_what_it_clears_away_by(
    worker: Connection, two: tuple[UUID, UUID], name: str
) -> None:
    assert await seen(worker, METADATA.tables[name]) == set(two)

    for column in PARTLY[name]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await worker.fetch(f"SELECT {column} FROM {name}")  # noqa: S608


@pytest.mark.parametrize("role", [APP, WORKER])
async def test_nobody_who_signs_in_may_change_the_tables(app: Connection, worker: Connection, role: str) -> None:
    connection = app if role == APP else worker
    for statement in (
        "ALTER TABLE messages DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON messages",
        "CREATE TABLE leak (n integer)",
        "SELECT pytake_share('messages', 'SELECT')",
        "SET ROLE pytake_owner",
        "TRUNCATE messages",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


async def test_a_tenant_is_forgotten_with_its_transaction(app: Connection, two: tuple[UUID, UUID]) -> None:
    async with app.transaction():
        await app.execute(f"SET LOCAL app.tenant_id = '{two[0]}'")
        assert await app.fetchval("SELECT count(*) FROM messages") == 1

    assert await app.fetchval("SELECT count(*) FROM messages") == 0
