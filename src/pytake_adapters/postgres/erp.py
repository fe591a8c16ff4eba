"""Connections to ERPs, the journal of calls, and how far sweeps are."""

import asyncio
import datetime as dt
import logging
from collections.abc import Iterable, Sequence

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import AWAY, ours
from pytake_domain.erp import (
    Call,
    Capability,
    ErpConnection,
    ErpMetric,
    ErpSettings,
    ErpStatus,
    ErpSync,
)
from pytake_domain.kernel.errors import PytakeError, StaleVersion
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.secrets import Sealed

log = logging.getLogger(__name__)
_packed = msgspec.msgpack.Encoder()
_sealed = msgspec.msgpack.Decoder(Sealed)
_json = msgspec.json.Encoder()
_settings = msgspec.json.Decoder(ErpSettings)
_sync = msgspec.json.Decoder(ErpSync)
COUNTED = 1_000
"""No more calls are counted: a log grows without bound, and nobody reads its last page."""
MOST_KEPT = 5_000
FLUSH = 0.5

ADD = """
INSERT INTO erp_connections (tenant_id, erp_type, base_url, settings, secrets, webhook_token, status, status_kind,
  status_detail, offers, checked_at, preferred, sync, created_at, updated_at, sync_at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)"""
SAVE = """
UPDATE erp_connections SET base_url = $3, settings = $4::jsonb, secrets = $5, webhook_token = $6, status = $7,
  status_kind = $8, status_detail = $9, offers = $10, checked_at = $11, preferred = $12, sync = $13, created_at = $14,
  updated_at = $15, version = version + 1
WHERE tenant_id = $1 AND erp_type = $2 AND version = $16"""
METRICS = """
SELECT erp_type, outcome, count(*) AS calls,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS median, percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) AS p95,
  grouping(outcome) = 1 AS whole
FROM erp_calls WHERE tenant_id = $1 AND at >= $2 GROUP BY GROUPING SETS ((erp_type), (erp_type, outcome))
ORDER BY erp_type"""
KEEP = """
INSERT INTO erp_calls (tenant_id, id, erp_type, at, operation, outcome, ms, attempts, status)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::integer[],
  $8::smallint[], $9::smallint[])"""
FORGET = (
    "erp_customers",
    "erp_phones",
    "erp_contracts",
    "erp_invoices",
    "erp_links",
    "erp_facts",
    "erp_denied",
    "erp_syncs",
    "erp_connections",
)


class PostgresErpConnections:
    """See ErpConnectionRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def find(self, erp_type: str) -> ErpConnection | None:
        """See the port."""
        query = "SELECT * FROM erp_connections WHERE tenant_id = $1 AND erp_type = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, erp_type)
        return _connection(row) if row else None

    async def preferred(self) -> ErpConnection | None:
        """See the port."""
        query = "SELECT * FROM erp_connections WHERE tenant_id = $1 AND preferred"
        row = await self._raw.fetchrow(query, self._tenant_id)
        return _connection(row) if row else None

    async def all(self) -> Sequence[ErpConnection]:
        """See the port."""
        query = "SELECT * FROM erp_connections WHERE tenant_id = $1 ORDER BY erp_type"
        return [_connection(row) for row in await self._raw.fetch(query, self._tenant_id)]

    async def put(self, connection: ErpConnection) -> None:
        """See the port."""
        if connection.preferred:
            query = (
                "UPDATE erp_connections SET preferred = false, version = version + 1 "
                "WHERE tenant_id = $1 AND preferred AND erp_type <> $2"
            )
            await self._raw.execute(query, self._tenant_id, connection.erp_type)
        done = await self._raw.execute(SAVE, *_row(connection), connection.version)
        if done == "UPDATE 1":
            return
        if connection.version != 1 or await self.find(connection.erp_type) is not None:
            raise StaleVersion
        await self._raw.execute(ADD, *_row(connection))

    async def remove(self, erp_type: str) -> None:
        """See the port."""
        for table in FORGET:
            query = f"DELETE FROM {table} WHERE tenant_id = $1 AND erp_type = $2"  # noqa: S608  names of our own
            await self._raw.execute(query, self._tenant_id, erp_type)


class PostgresErpCalls:
    """See ErpCallRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def page(self, erp_type: str, request: PageRequest, *, outcome: str | None = None) -> Page[Call]:
        """See the port."""
        narrowed = {None: "true", "failed": "outcome <> 'ok'"}.get(outcome, "outcome = $3")
        where = f"tenant_id = $1 AND erp_type = $2 AND ($3::text IS NULL OR {narrowed})"
        query = f"SELECT * FROM erp_calls WHERE {where} ORDER BY id DESC LIMIT $4 OFFSET $5"  # noqa: S608  ours
        rows = await self._raw.fetch(query, self._tenant_id, erp_type, outcome, request.limit, request.offset)
        counted = f"SELECT count(*) FROM (SELECT 1 FROM erp_calls WHERE {where} LIMIT $4) AS newest"  # noqa: S608  ours
        total = await self._raw.fetchval(counted, self._tenant_id, erp_type, outcome, COUNTED)
        return Page(items=tuple(_call(row) for row in rows), total=total)

    async def metrics(self, since: dt.datetime) -> Sequence[ErpMetric]:
        """See the port."""
        rows = await self._raw.fetch(METRICS, self._tenant_id, since)
        failed: dict[str, dict[str, int]] = {}
        for row in rows:
            if not row["whole"] and row["outcome"] != "ok":
                failed.setdefault(row["erp_type"], {})[row["outcome"]] = row["calls"]
        return [
            ErpMetric(
                erp_type=row["erp_type"],
                calls=row["calls"],
                failed=failed.get(row["erp_type"], {}),
                median_ms=float(row["median"]),
                p95_ms=float(row["p95"]),
            )
            for row in rows
            if row["whole"]
        ]


class PostgresErpSyncs:
    """See ErpSyncRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def last(self, erp_type: str, *, done: bool = False) -> ErpSync | None:
        """See the port."""
        query = (
            "SELECT sync FROM erp_syncs WHERE tenant_id = $1 AND erp_type = $2 AND (NOT $3 OR state = 'done') "
            "ORDER BY started_at DESC LIMIT 1"
        )
        found = await self._raw.fetchval(query, self._tenant_id, erp_type, done)
        return _sync.decode(found) if found else None

    async def put(self, sync: ErpSync) -> None:
        """See the port."""
        query = (
            "INSERT INTO erp_syncs (tenant_id, id, erp_type, state, sync, started_at) VALUES ($1, $2, $3, $4, $5::jsonb, $6) "
            "ON CONFLICT (tenant_id, id) DO UPDATE SET state = EXCLUDED.state, sync = EXCLUDED.sync"
        )
        text = _json.encode(sync).decode()
        await self._raw.execute(query, self._tenant_id, sync.id, sync.erp_type, sync.state.value, text, sync.started_at)

    async def take(self, erp_type: str, now: dt.datetime, until: dt.datetime) -> bool:
        """See the port."""
        query = (
            "UPDATE erp_connections SET sync_at = $4 WHERE tenant_id = $1 AND erp_type = $2 AND sync AND sync_at <= $3"
        )
        taken: str = await self._raw.execute(query, self._tenant_id, erp_type, now, until)
        return taken == "UPDATE 1"

    async def due(self, erp_type: str, at: dt.datetime) -> None:
        """See the port."""
        query = "UPDATE erp_connections SET sync_at = $3 WHERE tenant_id = $1 AND erp_type = $2"
        await self._raw.execute(query, self._tenant_id, erp_type, at)


class PostgresErpSweeps:
    """See ErpSweeps; as the worker, which sees no more of connections than when they are due."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def due(self, now: dt.datetime) -> Sequence[tuple[TenantId, str]]:
        """See the port."""
        query = "SELECT tenant_id, erp_type FROM erp_connections WHERE sync AND sync_at <= $1 ORDER BY sync_at LIMIT 50"
        with ours():
            rows = await (await self._workers.pool()).fetch(query, now)
        return [(TenantId(row["tenant_id"]), row["erp_type"]) for row in rows]


class PostgresCallJournal:
    """See CallJournal: gathers for a moment, then writes in one go. What can't be written is counted and dropped."""

    def __init__(self, workers: WorkerPool, ids: Ids) -> None:
        self._workers = workers
        self._ids = ids
        self._kept: list[Call] = []
        self._writing: asyncio.Task[None] | None = None
        self.dropped = 0

    def record(self, call: Call) -> None:
        """See the port."""
        if len(self._kept) >= MOST_KEPT:
            self.dropped += 1
            return
        self._kept.append(call)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._soon())

    async def flush(self) -> None:
        """Write what is gathered."""
        kept, self._kept = self._kept, []
        if not kept:
            return
        try:
            with ours():
                await (await self._workers.pool()).execute(KEEP, *_columns(self._record(call) for call in kept))
        except (PytakeError, *AWAY) as error:
            self.dropped += len(kept)
            log.warning("the journal of ERP calls: %s; %d are lost", type(error).__name__, len(kept))

    async def _soon(self) -> None:
        while self._kept:
            await asyncio.sleep(FLUSH)
            await self.flush()

    def _record(self, call: Call) -> tuple[object, ...]:
        return (
            call.tenant_id,
            self._ids.new(),
            call.erp_type,
            call.at,
            call.operation,
            call.outcome,
            call.ms,
            call.attempts,
            call.status,
        )


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _row(c: ErpConnection) -> tuple[object, ...]:
    return (
        c.tenant_id,
        c.erp_type,
        c.base_url,
        _json.encode(c.settings).decode(),
        _packed.encode(c.secrets) if c.secrets else None,
        _packed.encode(c.webhook_token) if c.webhook_token else None,
        c.status.value,
        c.status_kind,
        c.status_detail,
        [each.value for each in c.offers],
        c.checked_at,
        c.preferred,
        c.settings.sync,
        c.created_at,
        c.updated_at,
    )


def _connection(row: asyncpg.Record) -> ErpConnection:
    known = set(Capability)
    return ErpConnection(
        tenant_id=TenantId(row["tenant_id"]),
        erp_type=row["erp_type"],
        base_url=row["base_url"],
        settings=_settings.decode(row["settings"]),
        secrets=_sealed.decode(row["secrets"]) if row["secrets"] else None,
        webhook_token=_sealed.decode(row["webhook_token"]) if row["webhook_token"] else None,
        status=ErpStatus(row["status"]),
        status_kind=row["status_kind"],
        status_detail=row["status_detail"],
        offers=tuple(Capability(each) for each in row["offers"] if each in known),
        checked_at=row["checked_at"],
        preferred=row["preferred"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        version=row["version"],
    )


def _call(row: asyncpg.Record) -> Call:
    return Call(
        tenant_id=TenantId(row["tenant_id"]),
        erp_type=row["erp_type"],
        at=row["at"],
        operation=row["operation"],
        outcome=row["outcome"],
        ms=row["ms"],
        attempts=row["attempts"],
        status=row["status"],
    )
