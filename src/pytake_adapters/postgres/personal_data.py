"""What PostgreSQL holds of somebody: rows that are theirs, and rows of queues and logs that speak of them."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from pytake_adapters.postgres.deleting import RunStatement, of_tenant
from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.holdings import DELETE, HOLDINGS, KEEP, STAFF, Holding, bound
from pytake_domain.kernel.ids import TenantId
from pytake_domain.privacy import GONE, Traces, Way, pruned

BATCH = 500
WALK = 1_000
SHARE = 0.25
"""Of the time at most this part is spent on it."""

SPEAKING = (
    ("parked_elements", "raw", "id"),
    ("early_statuses", "data", None),
    ("webhook_outbox", "data", "id"),
    ("deliveries", "data", "id"),
    ("webhook_deliveries", "body", "id"),
    ("contact_import_refusals", "convert_to(cells::text, 'UTF8')", None),
    ("flow_simulations", "data", "id"),
    ("flow_cases", "convert_to(data::text, 'UTF8')", "id"),
)
"""Tables without people's ids, what of their rows is read, and the column by which they are walked."""
LATE = ("early_statuses", "parked_elements")
"""What comes behind messages that are gone has nothing but their number."""
SAYS = "EXISTS (SELECT 1 FROM unnest($2::bytea[]) n WHERE position(n IN {column}) > 0)"
JOBS = """
DELETE FROM pgqueuer WHERE status <> 'picked' AND position($1::bytea IN payload) > 0 AND entrypoint <> ALL($3::text[])
  AND EXISTS (SELECT 1 FROM unnest($2::bytea[]) n WHERE position(n IN payload) > 0)"""
ANSWERS = f"""
UPDATE idempotency_keys SET body = '{{}}' WHERE tenant_id = $1 AND body IS NOT NULL AND body <> '{{}}'
  AND {SAYS.format(column="body")}"""  # noqa: S608
FIRST = UUID(int=0)


class PostgresPersonRows:
    """See PersonalData: rows that are theirs."""

    name = "database"

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def erase(self, traces: Traces, way: Way) -> Mapping[str, int]:
        """See the port. The contacts themselves go last: whoever is cut off finds everything again."""
        gone: dict[str, int] = {}
        given = _given(traces)
        async with _as_tenant(self._engine, traces.tenant_id) as run:
            for holding in STAFF if traces.users else HOLDINGS:
                done = await _settle(run, traces.tenant_id, holding, way, given)
                if done:
                    gone[holding.table] = gone.get(holding.table, 0) + done
        return gone


async def _settle(
    run: RunStatement, tenant_id: TenantId, holding: Holding, way: Way, given: Mapping[str, object]
) -> int:
    what = holding.erase if way is Way.ERASE else holding.anonymise
    if what == KEEP:
        return 0
    verb = f"DELETE FROM {holding.table}" if what == DELETE else f"UPDATE {holding.table} SET {what}"  # noqa: S608
    left = "true" if what == DELETE else holding.left
    statement, arguments = bound(
        f"{verb} WHERE tenant_id = $1 AND ctid = ANY(ARRAY(SELECT ctid FROM {holding.table}"  # noqa: S608  ours
        f" WHERE tenant_id = $1 AND {holding.where} AND {left} LIMIT {BATCH}))",
        given,
    )
    gone = 0
    while True:
        began = time.monotonic()
        done = int(str(await run(statement, [tenant_id, *arguments])).rpartition(" ")[2])
        gone += done
        if done < BATCH:
            return gone
        await asyncio.sleep((time.monotonic() - began) * (1 / SHARE - 1))


class PostgresPersonTraces:
    """See PersonalData: what waits in queues, stored answers, logs of deliveries, that speaks of them."""

    name = "queues"

    def __init__(self, engine: AsyncEngine, workers: WorkerPool, *, keeping: Sequence[str]) -> None:
        self._engine = engine
        self._workers = workers
        self._keeping = list(keeping)

    async def erase(self, traces: Traces, way: Way) -> Mapping[str, int]:  # noqa: ARG002  queues keep no statistics
        """See the port."""
        needles = [needle.encode() for needle in traces.needles]
        every = [needle.encode() for needle in (*traces.ids, *traces.words)]
        tenant = traces.tenant_id
        gone: dict[str, int] = {}
        async with _as_tenant(self._engine, tenant) as run:
            gone["inbox"] = await self._prune_inbox(tenant, traces.needles)
            for table, column, key in SPEAKING:
                where = SAYS.format(column=column)
                gone[table] = await _walk(run, table, where, key, tenant, every if table in LATE else needles)
            gone["idempotency_keys"] = _count(await run(ANSWERS, [tenant, needles]))
            subjects = [*traces.contacts, *traces.conversations]
            told = "DELETE FROM webhook_deliveries WHERE tenant_id = $1 AND subject = ANY($2::uuid[])"
            gone["webhook_deliveries"] += _count(await run(told, [tenant, subjects]))
        with ours():
            pool = await self._workers.pool()
            gone["jobs"] = _count(await pool.execute(JOBS, str(tenant).encode(), needles, self._keeping))
        return {name: count for name, count in gone.items() if count}

    async def _prune_inbox(self, tenant_id: TenantId, needles: Sequence[str]) -> int:
        """Webhooks that were not read yet: a body may tell of several people, and the others' part stays."""
        changed, after = 0, FIRST
        with ours():
            pool = await self._workers.pool()
            while True:
                rows = await pool.fetch(
                    "SELECT id, body FROM inbox WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3",
                    tenant_id,
                    after,
                    WALK,
                )
                for row in rows:
                    if any(needle.encode() in row["body"] for needle in needles):
                        changed += await _prune(pool, tenant_id, row["id"], row["body"], needles)
                if len(rows) < WALK:
                    return changed
                after = rows[-1]["id"]


async def _prune(pool: Any, tenant_id: TenantId, row_id: UUID, body: bytes, needles: Sequence[str]) -> int:
    try:
        left = pruned(msgspec.json.decode(body), needles)
    except msgspec.DecodeError:
        left = GONE
    if left is GONE:
        done = await pool.execute("DELETE FROM inbox WHERE tenant_id = $1 AND id = $2", tenant_id, row_id)
    else:
        done = await pool.execute(
            "UPDATE inbox SET body = $3 WHERE tenant_id = $1 AND id = $2", tenant_id, row_id, msgspec.json.encode(left)
        )
    return _count(done)


async def _walk(
    run: RunStatement, table: str, where: str, key: str | None, tenant_id: TenantId, needles: Sequence[bytes]
) -> int:
    """Delete what speaks of somebody, looking at some rows at a time."""
    if key is None:
        return _count(await run(f"DELETE FROM {table} WHERE tenant_id = $1 AND {where}", [tenant_id, needles]))  # noqa: S608
    gone, after = 0, FIRST
    while True:
        began = time.monotonic()
        bound_at = await run(
            f"SELECT {key} FROM {table} WHERE tenant_id = $1 AND {key} > $2 ORDER BY {key} OFFSET {WALK - 1} LIMIT 1",  # noqa: S608
            [tenant_id, after],
        )
        end = "" if bound_at is None else f" AND {key} <= $4"
        done = await run(
            f"DELETE FROM {table} WHERE tenant_id = $1 AND {key} > $3{end} AND {where}",  # noqa: S608
            [tenant_id, needles, after, *([] if bound_at is None else [bound_at])],
        )
        gone += _count(done)
        if bound_at is None:
            return gone
        after = bound_at
        await asyncio.sleep((time.monotonic() - began) * (1 / SHARE - 1))


@asynccontextmanager
async def _as_tenant(engine: AsyncEngine, tenant_id: TenantId) -> AsyncIterator[RunStatement]:
    """A connection on which every statement is a transaction of its own, of this tenant."""
    with ours():
        async with engine.connect() as sql:
            raw = (await sql.get_raw_connection()).driver_connection
            assert raw is not None  # noqa: S101  a fresh checkout has one
            yield of_tenant(raw, tenant_id)


def _given(traces: Traces) -> dict[str, object]:
    return {
        "who": list(traces.contacts),
        "talks": list(traces.conversations),
        "users": list(traces.users),
    }


def _count(done: object) -> int:
    return int(str(done).rpartition(" ")[2])
