"""What the doctor finds on real servers: each kind of trouble is made, found and taken away again."""

import contextlib
import datetime as dt
import secrets
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest
from tests.support.servers import WorkerDatabase

from pytake_adapters.system import Uuid7Ids
from pytake_app.doctor import Finding, Level, examine
from pytake_app.doctor.clock import look_at_clock
from pytake_app.settings import read
from pytake_app.wiring.container import build, close
from pytake_domain.identity import Issued
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.secrets import Secret
from pytake_domain.whatsapp import NumberDraft, WhatsAppNumber

Admin = "asyncpg.Connection[asyncpg.Record]"


@contextlib.asynccontextmanager
async def changed(admin: asyncpg.Connection, do: str, undo: str) -> AsyncIterator[None]:
    await admin.execute(do)
    try:
        yield
    finally:
        await admin.execute(undo)


async def errors(environment: dict[str, str]) -> set[str]:
    return {finding.code for finding in await examine(environment) if finding.level is Level.ERROR}


async def one(environment: dict[str, str], code: str) -> Finding:
    return next(finding for finding in await examine(environment) if finding.code == code)


async def test_a_set_up_in_order_has_nothing_wrong(environment: dict[str, str]) -> None:
    codes = {finding.code for finding in await examine(environment)}
    assert await errors(environment) == set()
    assert {"DATABASE_FINE", "SCHEMA_FINE", "ISOLATION_FINE", "ROLES_FINE", "REDIS_FINE", "NUMBERS_FINE"} <= codes
    assert "WORKER_ABSENT" in codes


@pytest.mark.parametrize(
    ("do", "undo", "code"),
    [
        ("DROP EXTENSION vector", "CREATE EXTENSION vector SCHEMA vectors", "VECTORS_OFF"),
        (
            "REVOKE USAGE ON SCHEMA vectors FROM pytake_app",
            "GRANT USAGE ON SCHEMA vectors TO pytake_app",
            "VECTORS_UNUSABLE",
        ),
    ],
)
async def test_vectors_that_are_not_there_are_said_and_harm_nothing(
    environment: dict[str, str], admin_connection: asyncpg.Connection, do: str, undo: str, code: str
) -> None:
    if not await admin_connection.fetchval("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector')"):
        pytest.skip("this server has no pgvector")
    assert (await one(environment, "VECTORS_FINE")).level is Level.FINE
    async with changed(admin_connection, do, undo):
        assert (await one(environment, code)).level is Level.WARNING
        assert await errors(environment) == set()


async def test_servers_that_are_away_are_named_each(environment: dict[str, str]) -> None:
    away = {
        "DATABASE_URL": "postgresql+asyncpg://pytake_app@127.0.0.1:1/pytake",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    assert await errors(environment | away) == {"DATABASE_AWAY", "REDIS_AWAY"}


async def test_a_database_that_is_not_there_is_named(environment: dict[str, str]) -> None:
    url = urlunsplit(urlsplit(environment["DATABASE_URL"])._replace(path="/pytake_nowhere"))
    assert (await one({**environment, "DATABASE_URL": url}, "DATABASE_MISSING")).params["name"] == "pytake_nowhere"


@pytest.mark.parametrize(
    ("setting", "code", "level"),
    [
        ("DATABASE_URL", "ROLE_REFUSED", Level.ERROR),
        ("DATABASE_WORKER_URL", "ROLE_REFUSED", Level.ERROR),
        ("DATABASE_OWNER_URL", "OWNER_REFUSED", Level.WARNING),
    ],
)
async def test_a_role_that_may_not_sign_in_is_named_with_its_setting(
    environment: dict[str, str], clean_database: WorkerDatabase, setting: str, code: str, level: Level
) -> None:
    given = {
        "DATABASE_WORKER_URL": clean_database.url("pytake_worker"),
        "DATABASE_OWNER_URL": clean_database.url("pytake_owner"),
        **environment,
        setting: clean_database.url("pytake_nobody"),
    }
    finding = await one(given, code)
    assert (finding.level, finding.params["setting"], finding.params["role"]) == (level, setting, "pytake_nobody")


async def test_a_wrong_password_is_found(environment: dict[str, str]) -> None:
    if urlsplit(environment["DATABASE_URL"]).password is None:
        pytest.skip("the embedded server trusts its socket")
    parts = urlsplit(environment["DATABASE_URL"])
    wrong = parts.netloc.replace(f":{parts.password}@", ":wrong@")
    assert "ROLE_REFUSED" in await errors({**environment, "DATABASE_URL": urlunsplit(parts._replace(netloc=wrong))})


async def test_a_superuser_in_the_applications_place_is_found(
    environment: dict[str, str], clean_database: WorkerDatabase
) -> None:
    user = urlsplit(clean_database.admin_dsn).username or ""
    given = {
        **environment,
        "DATABASE_URL": clean_database.url(user),
        "DATABASE_WORKER_URL": clean_database.url("pytake_worker"),
    }
    assert {"ROLE_OTHER", "ROLE_BYPASSES"} <= await errors(given)


async def test_a_role_that_could_become_the_owner_is_found(
    environment: dict[str, str], clean_database: WorkerDatabase, admin_connection: asyncpg.Connection
) -> None:
    role = f"doctor_{secrets.token_hex(4)}"
    password = urlsplit(clean_database.admin_dsn).password or "x"
    made = f"CREATE ROLE {role} LOGIN PASSWORD '{password}' IN ROLE pytake_owner"
    async with changed(admin_connection, made, f"DROP ROLE {role}"):
        given = {
            **environment,
            "DATABASE_URL": clean_database.url(role),
            "DATABASE_WORKER_URL": clean_database.url("pytake_worker"),
        }
        assert "ROLE_BECOMES" in await errors(given)


OLD = UUID("01900000-0000-7000-8000-000000000000")
"""An id made in 2024."""
POLICY = "USING (tenant_id = (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))"


@pytest.mark.parametrize(
    ("do", "undo", "codes"),
    [
        (
            "ALTER TABLE contacts NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE contacts FORCE ROW LEVEL SECURITY",
            {"TABLES_UNPROTECTED"},
        ),
        (
            "ALTER TABLE contacts DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE contacts ENABLE ROW LEVEL SECURITY",
            {"TABLES_UNPROTECTED"},
        ),
        (
            "DROP POLICY tenant ON contacts",
            f"CREATE POLICY tenant ON contacts TO pytake_app {POLICY}",
            {"TABLES_WITHOUT_POLICY"},
        ),
        (
            "CREATE POLICY everybody ON contacts USING (true)",
            "DROP POLICY everybody ON contacts",
            {"TABLES_WITH_WIDE_POLICY"},
        ),
        (
            "ALTER TABLE contacts OWNER TO pytake_app",
            # What belonged to it took its rights away when it left.
            "ALTER TABLE contacts OWNER TO pytake_owner; GRANT SELECT, INSERT, UPDATE, DELETE ON contacts TO pytake_app",
            {"TABLES_OWNED_BY_APP"},
        ),
    ],
)
async def test_a_table_that_is_not_protected_is_named(
    environment: dict[str, str], admin_connection: asyncpg.Connection, do: str, undo: str, codes: set[str]
) -> None:
    async with changed(admin_connection, do, undo):
        assert await errors(environment) == codes
        (finding,) = [f for f in await examine(environment) if f.code in codes]
        assert finding.params["tables"] == "contacts"
    assert await errors(environment) == set()


async def test_rows_that_show_without_a_tenant_are_found(
    environment: dict[str, str], admin_connection: asyncpg.Connection
) -> None:
    await admin_connection.execute(
        "INSERT INTO contacts (tenant_id, id, created_at, updated_at) VALUES ($1, $1, now(), now())", UUID(int=1)
    )
    do, undo = "CREATE POLICY everybody ON contacts USING (true)", "DROP POLICY everybody ON contacts"
    async with changed(admin_connection, do, undo):
        assert "TABLES_LEAK" in await errors(environment)
    assert await errors(environment) == set()


async def test_rights_that_are_missing_are_found(
    environment: dict[str, str], admin_connection: asyncpg.Connection
) -> None:
    do, undo = "REVOKE SELECT ON {} FROM {}", "GRANT SELECT ON {} TO {}"
    contacts, inbox = ("contacts", "pytake_app"), ("inbox", "pytake_worker")
    async with changed(admin_connection, do.format(*contacts), undo.format(*contacts)):
        assert await errors(environment) == {"TABLES_REFUSED"}
    async with changed(admin_connection, do.format(*inbox), undo.format(*inbox)):
        assert await errors(environment) == {"WORKER_REFUSED"}


async def test_a_column_that_is_missing_is_named(
    environment: dict[str, str], admin_connection: asyncpg.Connection
) -> None:
    do, undo = "ALTER TABLE users RENAME email TO mail", "ALTER TABLE users RENAME mail TO email"
    async with changed(admin_connection, do, undo):
        assert (await one(environment, "SCHEMA_OLD")).params["missing"] == "users.email"


@pytest.mark.parametrize(("revision", "code"), [("0003", "SCHEMA_BEHIND"), ("9999", "SCHEMA_NEWER")])
async def test_a_schema_of_another_version_is_found(
    environment: dict[str, str], admin_connection: asyncpg.Connection, revision: str, code: str
) -> None:
    now = await admin_connection.fetchval("SELECT version_num FROM alembic_version")
    other = "UPDATE alembic_version SET version_num = '{}'"
    async with changed(admin_connection, other.format(revision), other.format(now)):
        assert await errors(environment) == {code}


@pytest.mark.parametrize(("seconds", "code"), [(0, "CLOCK_FINE"), (90, "CLOCK_DIFFERS"), (-90, "CLOCK_DIFFERS")])
async def test_a_clock_that_is_off_is_found(seconds: int, code: str) -> None:
    async def theirs() -> float:
        return dt.datetime.now(dt.UTC).timestamp() + seconds  # noqa: TID251  it is the clock that is tested

    (finding,) = await look_at_clock("PostgreSQL", theirs)
    assert finding.code == code


async def test_work_that_nobody_takes_is_found(
    environment: dict[str, str], admin_connection: asyncpg.Connection
) -> None:
    await admin_connection.execute(
        "INSERT INTO inbox (tenant_id, id, lane, number_id, api_type, body, received_at)"
        " VALUES ($1, $1, 0, $1, 'official', '', now() - interval '10 minutes')",
        UUID(int=1),
    )
    finding = await one(environment, "QUEUE_STANDS")
    assert finding.params["queue"] == "inbox"
    assert int(finding.params["seconds"]) >= 600


async def test_sends_that_wait_for_their_time_are_no_trouble_and_late_ones_are(
    environment: dict[str, str], admin_connection: asyncpg.Connection
) -> None:
    insert = """INSERT INTO outgoing (tenant_id, message_id, lane, conversation_id, not_before)
      VALUES ($1, $2, 0, $1, now() + $3::interval)"""
    await admin_connection.execute(insert, UUID(int=1), OLD, dt.timedelta(minutes=5))
    assert await errors(environment) == set()
    await admin_connection.execute(insert, UUID(int=2), OLD, dt.timedelta(minutes=-5))
    assert (await one(environment, "QUEUE_STANDS")).params["queue"] == "outgoing"


async def test_a_worker_that_listens_is_seen(environment: dict[str, str], clean_database: WorkerDatabase) -> None:
    dsn = clean_database.url("pytake_worker").replace("+asyncpg", "")
    worker = await asyncpg.connect(dsn)
    try:
        await worker.add_listener("pytake_outgoing", lambda *_: None)
        assert "WORKER_FINE" in {finding.code for finding in await examine(environment)}
    finally:
        await worker.close()


async def _company_with_a_number(environment: dict[str, str]) -> tuple[Issued, WhatsAppNumber]:
    container = build(read(environment))
    try:
        issued: Issued = (
            await container.identity()
            .register_tenants()
            .register(company="Rede Sol", email=f"{Uuid7Ids().new()}@sol.example", password="segredo-1", name="Ana")
        )
        draft = NumberDraft(
            name="Vendas",
            phone_number_id="1065",
            business_account_id="1022",
            access_token=Secret("EAAtoken"),
            app_secret=Secret("secret"),
        )
        actor = system(issued.tenant.id)
        number = await container.numbers().manage_numbers().add(actor, draft)
        return issued, await container.numbers().manage_numbers().switch(actor, number.id, on=True)
    finally:
        await close(container)


async def test_a_number_the_provider_will_not_carry_is_named(
    environment: dict[str, str], admin_connection: asyncpg.Connection
) -> None:
    await _company_with_a_number(environment)
    assert await errors(environment) == set()
    await admin_connection.execute("UPDATE whatsapp_numbers SET status = 'banned', status_reason = 'spam'")
    finding = await one(environment, "NUMBER_IN_TROUBLE")
    assert finding.params == {"name": "Vendas", "status": "banned", "reason": "spam"}


async def test_secrets_that_the_vault_keys_do_not_open_are_found(environment: dict[str, str]) -> None:
    await _company_with_a_number(environment)
    other = "1:" + "B" * 43 + "="
    assert await errors({**environment, "PYTAKE_VAULT_KEYS": other}) == {"SECRETS_UNREADABLE"}


async def test_an_erp_that_fails_is_named(environment: dict[str, str], admin_connection: asyncpg.Connection) -> None:
    await admin_connection.execute(
        "INSERT INTO erp_connections (tenant_id, erp_type, base_url, settings, status, status_kind, created_at, updated_at)"
        " VALUES (gen_random_uuid(), 'ixcsoft', 'https://erp.example.com', '{}', 'failing', 'auth', now(), now()),"
        " (gen_random_uuid(), 'sisgp', 'https://erp.example.com', '{}', 'connected', '', now(), now())"
    )
    try:
        found = [finding for finding in await examine(environment) if finding.code == "ERP_FAILING"]
    finally:
        await admin_connection.execute("DELETE FROM erp_connections WHERE base_url = 'https://erp.example.com'")
    assert [finding.params for finding in found] == [{"erp": "ixcsoft", "kind": "auth", "count": 1}]
