"""Is there a worker, does it keep up, and how are the numbers?"""

import re

import asyncpg

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.number_lookup import PostgresNumberLookup
from pytake_adapters.postgres.numbers import number_of
from pytake_adapters.postgres.vault_keys import PostgresVaultKeys
from pytake_adapters.security.envelope import EnvelopeVault
from pytake_adapters.security.masters import MasterKeys
from pytake_adapters.system import SystemClock
from pytake_app.doctor.finding import Finding, error, fine, warning
from pytake_domain.whatsapp import NumberStatus, Owner, SecretUnreadable, WhatsAppNumber

OLD_SECONDS = 60
MOST = 200

# What could be taken by a worker now, and since when. BORN is the time in an id of version 7.
WAITING = {
    "inbox": "SELECT received_at AS since FROM inbox WHERE leased_until IS NULL OR leased_until < now()",
    "deliveries": """SELECT greatest(BORN(id), not_before) AS since FROM deliveries
      WHERE (leased_until IS NULL OR leased_until < now()) AND (not_before IS NULL OR not_before < now())""",
    "outgoing": """SELECT greatest(BORN(message_id), not_before) AS since FROM outgoing
      WHERE (leased_until IS NULL OR leased_until < now()) AND (not_before IS NULL OR not_before < now())
        AND unknown_until IS NULL""",
    "jobs": "SELECT execute_after AS since FROM pgqueuer WHERE status = 'queued' AND execute_after < now()",
}
OLDEST = """
SELECT count(*) AS count, coalesce(extract(epoch FROM now() - min(since)), 0)::bigint AS seconds
FROM (WAITING LIMIT 100000) waiting"""
FAILING = """
SELECT erp_type, status_kind, count(*) AS count FROM erp_connections WHERE status = 'failing'
GROUP BY erp_type, status_kind ORDER BY erp_type, status_kind LIMIT $1"""
_BORN = re.compile(r"BORN\((\w+)\)")
_TIME_IN = r"to_timestamp(('x' || substr(\1::text, 1, 8) || substr(\1::text, 10, 4))::bit(48)::bigint / 1000.0)"
LISTENING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND query ~ '^LISTEN "?pytake_'"""


async def look_at_work(worker: asyncpg.Connection) -> list[Finding]:
    """Somebody listens, and nothing waits for long."""
    found: list[Finding] = []
    for queue, waiting in WAITING.items():
        row = await worker.fetchrow(OLDEST.replace("WAITING", _BORN.sub(_TIME_IN, waiting)))
        if row is not None and row["seconds"] > OLD_SECONDS:
            found.append(error("QUEUE_STANDS", queue=queue, count=row["count"], seconds=row["seconds"]))
    if not await worker.fetchval(LISTENING):
        found.append(warning("WORKER_ABSENT"))
    return found or [fine("WORKER_FINE")]


async def active_numbers(worker: asyncpg.Connection) -> list[WhatsAppNumber]:
    """Numbers that are in use."""
    rows = await worker.fetch("SELECT * FROM whatsapp_numbers WHERE is_active ORDER BY id LIMIT $1", MOST)
    return [number_of(dict(row)) for row in rows]


async def look_at_numbers(numbers: list[WhatsAppNumber], worker_url: str, masters: MasterKeys | None) -> list[Finding]:
    """Those the provider won't carry, and those whose secrets can't be opened."""
    found: list[Finding] = []
    for number in numbers:
        if number.status not in (NumberStatus.CONNECTED, NumberStatus.PENDING):
            reason = number.status_reason or "-"
            found.append(error("NUMBER_IN_TROUBLE", name=number.name, status=number.status.value, reason=reason))
    if masters is not None and numbers:
        found += await _unreadable(numbers, worker_url, masters)
    return found or [fine("NUMBERS_FINE", count=len(numbers))]


async def look_at_erps(worker: asyncpg.Connection) -> list[Finding]:
    """Those that were last found not to answer, or to answer with a refusal."""
    return [
        warning("ERP_FAILING", erp=row["erp_type"], kind=row["status_kind"] or "-", count=row["count"])
        for row in await worker.fetch(FAILING, MOST)
    ]


async def _unreadable(numbers: list[WhatsAppNumber], worker_url: str, masters: MasterKeys) -> list[Finding]:
    pool = WorkerPool(worker_url, size=1)
    lookup = PostgresNumberLookup(
        pool, EnvelopeVault(keys=PostgresVaultKeys(pool), masters=masters, clock=SystemClock())
    )
    found: list[Finding] = []
    try:
        for number in numbers:
            try:
                await lookup.opened(Owner(tenant_id=number.tenant_id, number=number))
            except SecretUnreadable:
                found.append(error("SECRETS_UNREADABLE", name=number.name))
    finally:
        await pool.close()
    return found
