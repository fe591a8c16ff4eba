"""All tenants: found, counted, and deleted with everything they have."""

from collections.abc import Mapping

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from pytake_adapters.postgres.deleting import delete_in_batches, of_tenant, on
from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.identity_rows import tenant_of
from pytake_domain.identity import Erasure, Limit, Tenant, TenantFilter
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import Page, PageRequest

SORTED = {"name": "lower(name)", "slug": "slug"}
FOUND = """
FROM tenants WHERE ($1 = '' OR position($1 IN lower(name)) > 0 OR position($1 IN slug) > 0)
  AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR plan = $3)"""

COUNTS = """
SELECT (SELECT count(*) FROM users WHERE tenant_id = $1 AND active) AS users,
  (SELECT count(*) FROM whatsapp_numbers WHERE tenant_id = $1) AS numbers,
  (SELECT count(*) FROM flows WHERE tenant_id = $1) AS flows,
  (SELECT count(*) FROM campaigns WHERE tenant_id = $1 AND deleted_at IS NULL
    AND status NOT IN ('stopped', 'completed', 'failed')) AS campaigns,
  COALESCE((SELECT used FROM message_months
    WHERE tenant_id = $1 AND month = date_trunc('month', now() AT TIME ZONE 'UTC')::date), 0) AS messages_per_month"""

ERASURE = """
INSERT INTO erasures AS e (company_id, asked_by, asked_at, finished_at, removed) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (company_id) DO UPDATE SET finished_at = COALESCE(EXCLUDED.finished_at, e.finished_at), removed = (
  SELECT COALESCE(jsonb_object_agg(name, total), '{}') FROM (
    SELECT each.key AS name, sum(each.value::bigint) AS total FROM (
      SELECT * FROM jsonb_each_text(e.removed) UNION ALL SELECT * FROM jsonb_each_text(EXCLUDED.removed)) AS each
    GROUP BY each.key) AS added)"""

TABLES = """
SELECT c.relname AS name, (
  SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[1]
  WHERE i.indrelid = c.oid AND i.indisprimary) AS key
FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id' AND NOT t.attisdropped
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname"""
"""Every table of tenants with the second column of its primary key."""

FIRST, LAST = ("whatsapp_numbers", "inbox", "users"), ("tenant_keys", "tenants")
"""Without numbers nothing comes in; the tenant itself goes when nothing else is left of it."""
APPENDED = ("audit_waiting", "audit_links", "audit_records", "audit_heads")
"""Tables whose rows the application's role can't remove."""
SHARE = 0.25
PASSES = 20

JOBS = "DELETE FROM pgqueuer WHERE position($1::bytea IN payload) > 0 AND entrypoint <> $2 AND status <> 'picked'"


class PostgresTenantDirectory:
    """Reads with the worker's role."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def page(self, wanted: TenantFilter, request: PageRequest) -> Page[Tenant]:
        """See the port."""
        order, way = SORTED.get(request.sort or "", "created_at"), "DESC" if request.descending else "ASC"
        asked = (
            wanted.search.strip().lower(),
            wanted.status.value if wanted.status else None,
            wanted.plan.value if wanted.plan else None,
        )
        with ours():
            pool = await self._workers.pool()
            total = await pool.fetchval(f"SELECT count(*) {FOUND}", *asked)
            rows = await pool.fetch(
                f"SELECT * {FOUND} ORDER BY {order} {way}, tenant_id {way} LIMIT $4 OFFSET $5",
                *asked,
                request.limit,
                request.offset,
            )
        return Page(items=tuple(tenant_of(row) for row in rows), total=total)

    async def by_domain(self, domain: str) -> Tenant | None:
        """See the port."""
        return await self._one("SELECT * FROM tenants WHERE branding ->> 'domain' = $1", domain)

    async def by_slug(self, slug: str) -> Tenant | None:
        """See the port."""
        return await self._one("SELECT * FROM tenants WHERE slug = $1", slug)

    async def _one(self, query: str, value: str) -> Tenant | None:
        with ours():
            row = await (await self._workers.pool()).fetchrow(query, value)
        return None if row is None else tenant_of(row)


class PostgresUsage:
    """What of one tenant counts, in one round trip."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def counts(self) -> Mapping[Limit, int]:
        """See the port."""
        row = await self._raw.fetchrow(COUNTS, self._tenant_id)
        assert row is not None  # noqa: S101  a row of counts is always there
        return {limit: int(row[limit.value]) for limit in Limit}


class PostgresErasures:
    """A table of the worker's role; it names no person but who asked."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def put(self, erasure: Erasure) -> None:
        """See the port."""
        with ours():
            await (await self._workers.pool()).execute(
                ERASURE,
                erasure.tenant_id,
                erasure.asked_by,
                erasure.asked_at,
                erasure.finished_at,
                msgspec.json.encode(erasure.removed).decode(),
            )

    async def find(self, tenant_id: TenantId) -> Erasure | None:
        """See the port."""
        with ours():
            row = await (await self._workers.pool()).fetchrow("SELECT * FROM erasures WHERE company_id = $1", tenant_id)
        if row is None:
            return None
        return Erasure(
            tenant_id=row["company_id"],
            asked_by=row["asked_by"],
            asked_at=row["asked_at"],
            finished_at=row["finished_at"],
            removed=msgspec.json.decode(row["removed"], type=dict[str, int]),
        )


class PostgresTenantRows:
    """Rows of every table that has tenants' rows, as the role that can see no other tenant's; and jobs that wait."""

    name = "rows"

    def __init__(self, engine: AsyncEngine, workers: WorkerPool, *, keeping: str) -> None:
        self._engine = engine
        self._workers = workers
        self._keeping = keeping

    async def erase(self, tenant_id: TenantId) -> int:
        """See the port. Passes until one finds nothing: work that was under way may add rows behind the first."""
        with ours():
            await self._drop_jobs(tenant_id)
            async with self._engine.connect() as sql:
                raw = (await sql.get_raw_connection()).driver_connection
                assert raw is not None  # noqa: S101  a fresh checkout has one
                tables = {row["name"]: row["key"] for row in await raw.fetch(TABLES)}
                apart = (*FIRST, *LAST, *APPENDED)
                middle = [name for name in tables if name not in apart]
                gone = 0
                for _ in range(PASSES):
                    went = 0
                    for name in (*FIRST, *middle):
                        went += await _erase(raw, tenant_id, name, tables[name])
                    gone += went
                    if not went:
                        break
                pool = await self._workers.pool()
                for name in APPENDED:
                    gone += await delete_in_batches(
                        on(pool), name, "tenant_id = $1", tenant_id, key=tables[name] or "tenant_id", share=SHARE
                    )
                for name in LAST:
                    gone += await _erase(raw, tenant_id, name, tables[name])
        return gone

    async def _drop_jobs(self, tenant_id: TenantId) -> None:
        """Handlers find nothing to do for a tenant that is gone; what they were to do goes with it."""
        pool = await self._workers.pool()
        await pool.execute(JOBS, str(tenant_id).encode(), self._keeping)


async def _erase(raw: asyncpg.Connection, tenant_id: TenantId, table: str, key: str | None) -> int:
    run = of_tenant(raw, tenant_id)
    if key is None:
        done = await run(f"DELETE FROM {table} WHERE tenant_id = $1", [tenant_id])  # noqa: S608  a name of the catalogue
        return int(str(done).rpartition(" ")[2])
    return await delete_in_batches(run, table, "tenant_id = $1", tenant_id, key=key, share=SHARE)
