"""PostgreSQL: can it be reached, is it new enough, do the roles sign in, and are they as weak as they have to be?"""

import contextlib
from collections.abc import AsyncIterator

import asyncpg
from sqlalchemy.exc import ArgumentError

from pytake_adapters.postgres.engine import APP, OWNER, WORKER
from pytake_adapters.postgres.hosts import Hosts, read_url
from pytake_app.doctor.finding import Finding, error, fine, warning
from pytake_app.settings import Settings
from pytake_app.wiring.adapters import owner_url, worker_url

OLDEST = 15
PATIENCE = 5.0

ROLES = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls, NOT r.rolsuper AND EXISTS (
  SELECT 1 FROM pg_roles o WHERE o.oid <> r.oid AND (o.rolsuper OR o.rolbypassrls OR o.rolname = $2)
    AND pg_has_role(r.oid, o.oid, 'MEMBER')) AS becomes
FROM pg_roles r WHERE r.rolname = ANY($1::text[])"""


class Connections:
    """Those that could be had: the application's, the worker's, the owner's."""

    def __init__(self) -> None:
        self.app: asyncpg.Connection | None = None
        self.worker: asyncpg.Connection | None = None
        self.owner: asyncpg.Connection | None = None


@contextlib.asynccontextmanager
async def connected(settings: Settings, found: list[Finding]) -> AsyncIterator[Connections]:
    """Sign in as each role; what goes wrong is found."""
    them = Connections()
    try:
        them.app = await _sign_in(settings.database_url, APP, "DATABASE_URL", found)
        if not _away(found):
            them.worker = await _sign_in(worker_url(settings), WORKER, "DATABASE_WORKER_URL", found)
            them.owner = await _sign_in(owner_url(settings), OWNER, "DATABASE_OWNER_URL", found)
        yield them
    finally:
        for connection in (them.app, them.worker, them.owner):
            if connection is not None:
                with contextlib.suppress(Exception):
                    await connection.close(timeout=1)


def _away(found: list[Finding]) -> bool:
    return any(each.code in ("DATABASE_AWAY", "DATABASE_MISSING", "DATABASE_URL_WRONG") for each in found)


async def _sign_in(url: str, role: str, setting: str, found: list[Finding]) -> asyncpg.Connection | None:
    try:
        parsed, hosts = read_url(url), Hosts(url, timeout=PATIENCE, command_timeout=PATIENCE)
    except (ArgumentError, ValueError):
        found.append(error("DATABASE_URL_WRONG", setting=setting))
        return None
    place = ", ".join(f"{name}:{port}" for name, port in hosts.hosts)
    user = str(parsed.username or "")
    try:
        connection: asyncpg.Connection = await hosts.connect()
    except asyncpg.InvalidCatalogNameError:
        found.append(error("DATABASE_MISSING", name=str(parsed.database)))
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InsufficientPrivilegeError) as refused:
        say = warning if role == OWNER else error
        code = "OWNER_REFUSED" if role == OWNER else "ROLE_REFUSED"
        found.append(say(code, role=user, setting=setting, detail=str(refused)))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as away:
        found.append(error("DATABASE_AWAY", place=place, detail=str(away) or type(away).__name__))
    else:
        return connection
    return None


def look_at_version(version: str) -> list[Finding]:
    """Of the server, as it says it: `15.8 (Debian …)`."""
    number = version.split(" ", 1)[0]
    if int(number.split(".", 1)[0]) < OLDEST:
        return [error("DATABASE_OLD", version=number, oldest=OLDEST)]
    return [fine("DATABASE_FINE", version=number)]


async def look_at_roles(them: Connections) -> list[Finding]:
    """Nobody who serves tenants may get around row security."""
    found: list[Finding] = []
    users: dict[str, str] = {}
    for role, connection in ((APP, them.app), (WORKER, them.worker)):
        if connection is None:
            continue
        users[role] = await connection.fetchval("SELECT current_user")
        if users[role] != role:
            found.append(error("ROLE_OTHER", role=users[role], wanted=role))
    if them.app is None:
        return found
    for row in await them.app.fetch(ROLES, sorted({APP, WORKER, *users.values()}), OWNER):
        if row["rolsuper"] or row["rolbypassrls"]:
            found.append(error("ROLE_BYPASSES", role=row["rolname"]))
        elif row["becomes"] and row["rolname"] != OWNER:
            found.append(error("ROLE_BECOMES", role=row["rolname"]))
    return found or [fine("ROLES_FINE")]
