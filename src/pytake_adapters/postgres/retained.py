"""What is too old, kind by kind: counted, and removed in small steps."""

import asyncio
import datetime as dt
import time
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from pytake_adapters.postgres.deleting import of, of_tenant
from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.kernel.audit import AuditChain
from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.messaging import MediaKey, MediaStore, MediaVariant
from pytake_domain.privacy import DataKind

BATCH = 500
SHARE = 0.1
"""Of the time at most this part is spent on it."""
OLD = {
    DataKind.MESSAGES: (("messages", "created_at < $2"),),
    DataKind.NOTES: (("conversation_notes", "created_at < $2"),),
    DataKind.TRACES: (("flow_traces", "at < $2"),),
    DataKind.EVENTS: (("event_log", "at < $2"),),
    DataKind.ERP: (
        ("erp_invoices", "seen_at < $2"),
        ("erp_contracts", "seen_at < $2"),
        ("erp_customers", "seen_at < $2"),
    ),
}
PREVIEWS = """
UPDATE conversations SET last_message = NULL WHERE tenant_id = $1 AND last_message IS NOT NULL AND last_message_at < $2"""
FILES = "SELECT id FROM media WHERE tenant_id = $1 AND message_id IS NOT NULL AND created_at < $2 ORDER BY id LIMIT $3"


class PostgresRetained:
    """See RetainedData; files go from the store before their rows."""

    def __init__(self, engine: AsyncEngine, workers: WorkerPool, store: MediaStore, chain: AuditChain) -> None:
        self._engine = engine
        self._workers = workers
        self._store = store
        self._chain = chain

    async def tenants(self) -> Sequence[TenantId]:
        """See the port."""
        with ours():
            rows = await (await self._workers.pool()).fetch("SELECT tenant_id FROM retention_rules ORDER BY tenant_id")
        return [TenantId(row["tenant_id"]) for row in rows]

    async def count(self, tenant_id: TenantId, kind: DataKind, before: dt.datetime) -> int:
        """See the port."""
        if kind is DataKind.AUDIT:
            counted: tuple[tuple[str, str], ...] = (("audit_records", "at < $2"),)
        elif kind is DataKind.MEDIA:
            counted = (("media", "message_id IS NOT NULL AND created_at < $2"),)
        else:
            counted = OLD[kind]
        found = 0
        for table, where in counted:
            query = f"SELECT count(*) FROM {table} WHERE tenant_id = $1 AND {where}"  # noqa: S608  ours
            found += int(str(await self._run(tenant_id, query, before)))
        return found

    async def remove(self, tenant_id: TenantId, kind: DataKind, before: dt.datetime) -> int:
        """See the port."""
        if kind is DataKind.AUDIT:
            gone = 0
            while went := await self._chain.drop(tenant_id, before, BATCH):
                gone += went
            return gone
        if kind is DataKind.MEDIA:
            return await self._files(tenant_id, before)
        gone = 0
        for table, where in OLD[kind]:
            gone += await self._rows(tenant_id, table, where, before)
        if kind is DataKind.MESSAGES:
            await self._run(tenant_id, PREVIEWS, before)
        return gone

    async def _rows(self, tenant_id: TenantId, table: str, where: str, before: dt.datetime) -> int:
        statement = (
            f"DELETE FROM {table} WHERE tenant_id = $1 AND ctid = ANY(ARRAY(SELECT ctid FROM {table}"  # noqa: S608  ours
            f" WHERE tenant_id = $1 AND {where} LIMIT {BATCH}))"
        )
        gone = 0
        while True:
            began = time.monotonic()
            done = int(str(await self._run(tenant_id, statement, before)).rpartition(" ")[2])
            gone += done
            if done < BATCH:
                return gone
            await asyncio.sleep((time.monotonic() - began) * (1 / SHARE - 1))

    async def _files(self, tenant_id: TenantId, before: dt.datetime) -> int:
        gone = 0
        while True:
            with ours():
                async with self._engine.connect() as sql:
                    raw = (await sql.get_raw_connection()).driver_connection
                    assert raw is not None  # noqa: S101  a fresh checkout has one
                    async with raw.transaction():
                        await raw.execute(of(tenant_id))
                        ids = [row["id"] for row in await raw.fetch(FILES, tenant_id, before, BATCH)]
            for media_id in ids:
                for variant in MediaVariant:
                    await self._store.delete(MediaKey(tenant_id=tenant_id, media_id=MediaId(media_id), variant=variant))
            for table, column in (("media_uploads", "media_id"), ("media", "id")):
                query = f"DELETE FROM {table} WHERE tenant_id = $1 AND {column} = ANY($2::uuid[])"  # noqa: S608  ours
                await self._run(tenant_id, query, ids)
            gone += len(ids)
            if len(ids) < BATCH:
                return gone

    async def _run(self, tenant_id: TenantId, statement: str, argument: object) -> object:
        with ours():
            async with self._engine.connect() as sql:
                raw = (await sql.get_raw_connection()).driver_connection
                assert raw is not None  # noqa: S101  a fresh checkout has one
                return await of_tenant(raw, tenant_id)(statement, [tenant_id, argument])
