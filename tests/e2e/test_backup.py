"""A backup of a living installation, restored into an empty place: every row, every file, every key, and people can sign in."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pyrage
import pytest
from tests.e2e.company import PASSWORD, Company, House, until
from tests.e2e.flows import echo
from tests.support.servers import ServerAddresses, WorkerDatabase, drop_database

from pytake_app.backup.database import Restoring
from pytake_app.backup.errors import BackupError, Damaged, WrongKey
from pytake_app.backup.restore import check, restore
from pytake_app.backup.sealing import identity_of
from pytake_app.settings import Settings

SHAPES = {
    "owners": """SELECT relname, relkind, relowner::regrole::text, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'public'::regnamespace""",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
    "grants": "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants",
    "columns": "SELECT table_name, grantee, column_name, privilege_type FROM information_schema.role_column_grants",
    "routines": "SELECT routine_name, grantee, privilege_type FROM information_schema.role_routine_grants",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """SELECT pg_get_functiondef(oid), proowner::regrole::text FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'""",
    "sequences": "SELECT sequencename, last_value FROM pg_sequences",
    "extensions": "SELECT extname, extnamespace::regnamespace::text FROM pg_extension",
}


async def rows(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[str]]:
    """Of every table, in an order of their own."""
    tables = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1"
    )
    found = {}
    for table in tables:
        name = table["relname"]
        told = await connection.fetch(f'SELECT t::text AS row FROM "{name}" t ORDER BY 1')  # noqa: S608  our own names
        found[name] = [row["row"] for row in told]
    return found


async def shape(connection: "asyncpg.Connection[asyncpg.Record]") -> dict[str, list[str]]:
    return {name: sorted(str(tuple(row)) for row in await connection.fetch(sql)) for name, sql in SHAPES.items()}


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and ".incoming" not in file.parts
    }


def pytake(*arguments: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytake_app.cli", *arguments]
    return subprocess.run(  # noqa: S603  our own program
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
async def empty_database(servers: ServerAddresses, worker_name: str) -> AsyncIterator[WorkerDatabase]:
    made = WorkerDatabase(name=f"pytake_restored_{servers.run}_{worker_name}", servers=servers)
    admin = await asyncpg.connect(servers.admin_dsn)
    await admin.execute(f'CREATE DATABASE "{made.name}" TEMPLATE template0')
    await admin.close()
    yield made
    drop_database(made)


async def lively(company: Company) -> dict[str, Any]:
    """Something of most kinds; the stored file."""
    await company.flow(echo())
    customer = company.customer()
    customer.says("olá, ação 🚀")
    conversation = await customer.conversation()
    stored = await company.upload(os.urandom(3_000_000), "contrato.bin", "application/octet-stream")
    await company.upload(b"texto de um arquivo", "nota.txt", "text/plain")
    await company.post("tags", {"name": "vip"}, status=201)

    async def answered() -> bool:
        return len(await company.messages(conversation["id"])) >= 2

    await until(answered)
    return stored


async def test_all_of_it_comes_back(
    house: House, company: Company, empty_database: WorkerDatabase, tmp_path: Path
) -> None:
    stored = await lively(company)
    house.stack.kill("work")
    try:
        source_url, target_url = tmp_path / "source", tmp_path / "target"
        source_url.write_text(house.stack._servers.admin_dsn(house.stack.place.database))
        target_url.write_text(empty_database.admin_dsn)
        key = tmp_path / "key"
        made_key = pytake("admin", "backup-key", environment=house.stack.environment)
        key.write_text(made_key.stdout)

        kept = tmp_path / "kept"
        done = await asyncio.to_thread(
            pytake,
            *("backup", "--to", str(kept), "--recipient", str(key), "--url-file", str(source_url), "--keep", "1"),
            environment=house.stack.environment,
        )
        assert done.returncode == 0, done.stderr
        [backup] = kept.iterdir()
        assert backup.name in done.stdout
        assert b"texto de um arquivo" not in backup.read_bytes()

        place = tmp_path / "restored"
        environment = house.stack.environment | {
            "PYTAKE_DATA": str(place),
            "PYTAKE_MEDIA_FOLDER": str(place / "media"),
            "DATABASE_URL": empty_database.url("pytake_app"),
        }
        arguments = ("restore", str(backup), "--identity", str(key), "--keys", str(place / "keys"))
        restored = await asyncio.to_thread(pytake, *arguments, "--url-file", str(target_url), environment=environment)
        assert restored.returncode == 0, restored.stderr
        waiting = await (await house.admin()).fetchval("SELECT count(*) FROM outgoing")
        assert (f"{waiting} messages waited" in restored.stdout) == bool(waiting)

        admin = await house.admin()
        there = await asyncpg.connect(empty_database.admin_dsn)
        before, after = await rows(admin), await rows(there)
        assert before.keys() == after.keys()
        assert sum(map(len, before.values())) > 50
        for table, lines in before.items():
            assert after[table] == lines, table
        assert await shape(there) == await shape(admin)
        await there.close()
        assert files(place / "media") == files(house.stack.place.data / "media")
        assert files(place / "keys") == files(house.stack.place.data / "keys")

        again = await asyncio.to_thread(pytake, *arguments, "--url-file", str(target_url), environment=environment)
        assert (again.returncode, "the database is not empty" in again.stderr) == (1, True)
        await people_work_on(environment, company, stored, place)
        await refused(backup, identity_of(made_key.stdout), empty_database.admin_dsn, tmp_path)
    finally:
        house.stack.start("work")


async def people_work_on(environment: dict[str, str], company: Company, stored: dict[str, Any], place: Path) -> None:
    """The application on what was restored: migrated, healthy by its own doctor, with passwords, sessions and files."""
    migrated = await asyncio.to_thread(pytake, "migrate", environment=environment)
    assert migrated.returncode == 0, migrated.stderr
    doctor = await asyncio.to_thread(pytake, "doctor", "--lang", "en", environment=environment)
    assert doctor.returncode == 0, doctor.stdout
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "pytake_app.cli", "serve", "--port", str(port), env=environment
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            end = time.monotonic() + 30
            while time.monotonic() < end:
                try:
                    if (await http.get("/observability/ready")).status_code == 200:
                        break
                except httpx.HTTPError:
                    await asyncio.sleep(0.1)
            credentials = {"email": company.email, "password": PASSWORD}
            assert (await http.post("/api/v1/auth/login", json=credentials)).status_code == 200
            # The session of before holds: the signing keys are the same; and what the vault sealed is readable.
            content = await http.get(f"/api/v1/whatsapp/media/{stored['id']}", headers=company.headers)
            assert (content.status_code, len(content.content)) == (200, 3_000_000), content.text[:300]
            numbers = await http.get("/api/v1/whatsapp-configs", headers=company.headers)
            assert numbers.json()["data"][0]["id"] == company.config_id
    finally:
        process.terminate()
        await process.wait()
    assert (place / "keys" / "vault").stat().st_mode & 0o777 == 0o600


async def refused(backup: Path, identity: pyrage.x25519.Identity, url: str, tmp_path: Path) -> None:
    """A wrong key, a file that is cut off or changed, keys that lie there already; nothing is put anywhere."""
    other = pyrage.x25519.Identity.generate()
    with pytest.raises(WrongKey, match="sealed for another"):
        check(backup, other)
    whole = await asyncio.to_thread(backup.read_bytes)
    wrong = tmp_path / "wrong.backup"
    for cut in (10, 200, len(whole) // 2, len(whole) - 70_000, len(whole) - 1):
        wrong.write_bytes(whole[:cut])
        with pytest.raises(Damaged):
            check(wrong, identity)
    for at in (30, len(whole) // 3, len(whole) - 5):
        wrong.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BackupError):
            check(wrong, identity)
    assert check(backup, identity).manifest.media >= 2
    filled = tmp_path / "filled"
    (filled / "signing").mkdir(parents=True)
    (filled / "vault").write_text("1:key")
    settings = Settings(database_url=url, data=tmp_path / "elsewhere")
    with pytest.raises(BackupError, match="not empty"):
        await restore(settings, backup, identity, url=url, keys=tmp_path / "new", programs=None)
    assert not (tmp_path / "new").exists()
    with pytest.raises(BackupError, match="PostgreSQL 15 or newer is needed"):
        await Restoring.begin(url, tmp_path, 15)
