"""`pytake admin` on a database: a new company, and the vault's second step."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from pytake_app.cli import main
from pytake_app.settings import read
from pytake_app.wiring.container import build, close
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.testing.builders import AT
from pytake_domain.testing.contracts.audit import a_record
from pytake_domain.testing.contracts.erp_store import a_customer

COMPANY = ["admin", "create-tenant", "--company", "Rede Sol", "--email", "ana@sol.example", "--plan", "growth"]


async def run(*arguments: str) -> int:
    """As a program would: with a loop of its own."""
    return await asyncio.to_thread(main, arguments)


@pytest.fixture
def installed(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ADMIN_PASSWORD", "segredo-1")
    return Path(environment["PYTAKE_DATA"])


@pytest.mark.usefixtures("installed")
async def test_a_company_is_made_once_with_its_plan(
    admin_connection: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(*COMPANY) == 0
    assert "ana@sol.example may sign in" in capsys.readouterr().out
    assert await admin_connection.fetchval("SELECT plan FROM tenants WHERE slug = 'rede-sol'") == "growth"
    assert await run(*COMPANY) == 1
    assert "EMAIL_TAKEN" in capsys.readouterr().err


@pytest.mark.usefixtures("installed")
async def test_a_password_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "short")
    assert await run(*COMPANY) == 1
    assert "password" in capsys.readouterr().err


@pytest.mark.usefixtures("installed")
async def test_the_audit_is_gone_along_and_harm_is_named(
    admin_connection: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(*COMPANY) == 0
    tenant_id = TenantId(await admin_connection.fetchval("SELECT tenant_id FROM tenants"))
    container = build(read())
    records = [a_record(tenant_id) for _ in range(3)]
    for record in records:
        await container.adapters().audit_log().put(record)
    await close(container)
    assert await run("admin", "verify-audit") == 0
    assert f"{tenant_id}: 3 records hold together, 0 wait" in capsys.readouterr().out
    await admin_connection.execute("UPDATE audit_records SET kind = 'nothing' WHERE id = $1", records[1].id)
    assert await run("admin", "verify-audit", "--tenant", str(tenant_id)) == 1
    assert f"broken at place 2 (changed), record {records[1].id}; 1 before it hold" in capsys.readouterr().err


async def test_the_vaults_rotation_ends_with_everything_under_the_new_key(
    installed: Path, admin_connection: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(*COMPANY) == 0
    tenant_id = await admin_connection.fetchval("SELECT tenant_id FROM tenants")
    container = build(read())
    sealed = await container.adapters().vault().seal(tenant_id, "test", Secret("token"))
    await close(container)
    assert await run("admin", "rotate-vault") == 0
    assert await run("admin", "rotate-vault", "--rewrap") == 0
    assert "1 companies' keys" in capsys.readouterr().out
    assert await admin_connection.fetchval("SELECT master_version FROM tenant_keys") == 2
    # Nothing of the audit is under the key that goes now.
    assert await admin_connection.fetchval("SELECT count(*) FROM audit_heads WHERE key_version <> 2") == 0
    (installed / "keys" / "vault").write_text((installed / "keys" / "vault").read_text().splitlines()[1])
    container = build(read())
    opened = await container.adapters().vault().open(tenant_id, "test", sealed)
    await close(container)
    assert opened.reveal() == "token"


@pytest.mark.usefixtures("installed")
async def test_companies_get_new_keys_and_an_interrupted_run_is_finished(
    admin_connection: asyncpg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(*COMPANY) == 0
    tenant_id = TenantId(await admin_connection.fetchval("SELECT tenant_id FROM tenants"))
    container = build(read())
    async with container.adapters().open_work()(tenant_id) as work:
        await work.erp_records.put_customers("memory", [a_customer("1")], AT)
    await close(container)

    assert await run("admin", "rotate-keys") == 0
    assert f"{tenant_id}: 1 values were put under its key 2" in capsys.readouterr().out
    assert await run("admin", "rotate-keys", "--tenant", str(tenant_id), "--finish") == 0
    assert f"{tenant_id}: 0 values were put under its key 2" in capsys.readouterr().out
    await admin_connection.execute("UPDATE erp_customers SET record = overlay(record placing 'x' from 30)")
    assert await run("admin", "rotate-keys") == 1
    told = capsys.readouterr().err
    assert "SECRET_UNREADABLE" in told
    assert "--finish" in told
