"""Several hosts of the database: does exactly one take writes, do all answer, and is the one for reports a replica?"""

import asyncio
from collections.abc import Sequence

import asyncpg
from sqlalchemy.exc import ArgumentError

from pytake_adapters.postgres.hosts import Host, Hosts, takes_writes
from pytake_app.doctor.finding import Finding, error, fine, warning
from pytake_app.settings import Settings

PATIENCE = 5.0
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
STARTED = "SELECT pg_postmaster_start_time()::text"
"""The same server under two names is one."""


async def look_at_hosts(settings: Settings) -> list[Finding]:
    """Nothing where there is one host and none for reports."""
    return [*await _look_at_all(settings.database_url), *await _look_at_reports(settings.database_reports_url)]


async def _look_at_all(url: str) -> list[Finding]:
    hosts = Hosts(url).hosts
    if len(hosts) == 1:
        return []
    answers = await asyncio.gather(*(_ask(url, host) for host in hosts))
    away = [_name(host) for host, answer in zip(hosts, answers, strict=True) if answer is None]
    primaries = {started: _name(h) for h, a in zip(hosts, answers, strict=True) if a and (started := a[1]) and a[0]}
    found = [warning("HOST_AWAY", place=place) for place in away]
    if len(primaries) > 1:
        found.append(error("HOSTS_TWO_PRIMARIES", places=", ".join(sorted(primaries.values()))))
    return found or [fine("HOSTS_FINE", place=next(iter(primaries.values()), "-"), count=len(hosts))]


async def _look_at_reports(url: str) -> list[Finding]:
    if not url:
        return []
    try:
        hosts = Hosts(url, writes=False).hosts
    except (ArgumentError, ValueError):
        return [error("DATABASE_URL_WRONG", setting="DATABASE_REPORTS_URL")]
    answers: Sequence[tuple[bool, str] | None] = await asyncio.gather(*(_ask(url, host) for host in hosts))
    found = [warning("REPORTS_AWAY", place=_name(h)) for h, a in zip(hosts, answers, strict=True) if a is None]
    found += [warning("REPORTS_NO_REPLICA", place=_name(h)) for h, a in zip(hosts, answers, strict=True) if a and a[0]]
    return found or [fine("REPORTS_FINE", place=", ".join(map(_name, hosts)))]


async def _ask(url: str, host: Host) -> tuple[bool, str] | None:
    """Whether it takes writes, and since when it runs; None when it does not answer."""
    one = Hosts(url, writes=False, timeout=PATIENCE, command_timeout=PATIENCE)
    one.only(host)
    try:
        connection: asyncpg.Connection = await one.connect()
    except AWAY:
        return None
    try:
        return takes_writes(connection), str(await connection.fetchval(STARTED))
    except AWAY:
        return None
    finally:
        connection.terminate()


def _name(host: Host) -> str:
    return f"{host[0]}:{host[1]}"
