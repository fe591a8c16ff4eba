"""Audit records: put by whoever answers, many in one transaction, and linked by one worker at a time."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.audit import (
    AuditAction,
    AuditLink,
    AuditRecord,
    Broken,
    ChainCheck,
    ChainHead,
    ChainSeals,
    ChainState,
    link,
)
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import AuditId, TenantId
from pytake_domain.kernel.time import Clock

PAGE = 1_000
MOST_AT_ONCE = 500
LINKING = 7_284_310_557_045
"""One worker at a time links, so that an order is made once."""

PUT = """
WITH w AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::uuid[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::jsonb[])
    AS w(tenant_id, id, at, actor_kind, actor_id, action, kind, route, subjects, request_id, address, counts)),
waits AS (INSERT INTO audit_waiting (tenant_id, record_id) SELECT tenant_id, id FROM w)
INSERT INTO audit_records (tenant_id, id, at, actor_kind, actor_id, action, kind, route, subjects, request_id, address, counts)
SELECT tenant_id, id, at, actor_kind, actor_id, action, kind, route, subjects::uuid[], request_id, address, counts FROM w"""
WAITING = "SELECT tenant_id, record_id FROM audit_waiting ORDER BY record_id LIMIT $1"
RECORDS = """
SELECT r.* FROM unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, id) JOIN LATERAL (
  SELECT * FROM audit_records a WHERE a.tenant_id = w.tenant_id AND a.id = w.id LIMIT 1) r ON true ORDER BY r.tenant_id, r.id"""
LINK = """
INSERT INTO audit_links (tenant_id, place, record_id, hash)
SELECT $1, w.* FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS w"""
HEAD = """
INSERT INTO audit_heads (tenant_id, place, hash, first_place, before_first, mac, key_version) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (tenant_id) DO UPDATE SET place = EXCLUDED.place, hash = EXCLUDED.hash, first_place = EXCLUDED.first_place,
  before_first = EXCLUDED.before_first, mac = EXCLUDED.mac, key_version = EXCLUDED.key_version"""
DONE = """
DELETE FROM audit_waiting a USING unnest($1::uuid[], $2::uuid[]) AS w(tenant_id, record_id)
WHERE a.tenant_id = w.tenant_id AND a.record_id = w.record_id AND a.record_id = ANY($2::uuid[])"""
LINKS = """
SELECT l.place, l.hash, l.record_id, r.* FROM audit_links l LEFT JOIN LATERAL (
  SELECT * FROM audit_records a WHERE a.tenant_id = l.tenant_id AND a.id = l.record_id LIMIT 1) r ON true
WHERE l.tenant_id = $1 AND l.place >= $2 AND l.place <= $3 ORDER BY l.place LIMIT $4"""
STRAY = """
SELECT a.id FROM audit_records a WHERE a.tenant_id = $1
  AND NOT EXISTS (SELECT 1 FROM audit_links l WHERE l.tenant_id = $1 AND l.record_id = a.id)
  AND NOT EXISTS (SELECT 1 FROM audit_waiting w WHERE w.tenant_id = $1 AND w.record_id = a.id) ORDER BY a.id LIMIT 1"""
_json = msgspec.json.Encoder()


class GroupedAudit:
    """See AuditLog. Whoever comes while others are being written goes with the next transaction."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers
        self._waiting: list[tuple[AuditRecord, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def put(self, record: AuditRecord) -> None:
        """See the port."""
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[None] = loop.create_future()
        self._waiting.append((record, stored))
        if self._writing is None:
            self._writing = loop.create_task(self._write())
        await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                try:
                    with ours():
                        await (await self._workers.pool()).execute(PUT, *_columns([record for record, _ in batch]))
                except Exception as error:  # noqa: BLE001  each who waits is told
                    failed = error if isinstance(error, Unavailable) else Unavailable(dependency="postgresql")
                    _tell(batch, failed)
                else:
                    _tell(batch, None)
        finally:
            self._writing = None


def _tell(batch: Sequence[tuple[AuditRecord, "asyncio.Future[None]"]], failed: Exception | None) -> None:
    for _, stored in batch:
        if stored.done():
            continue
        if failed is None:
            stored.set_result(None)
        else:
            stored.set_exception(failed)


def _columns(records: Sequence[AuditRecord]) -> tuple[list[Any], ...]:
    return (
        [r.tenant_id for r in records],
        [r.id for r in records],
        [r.at for r in records],
        [r.actor_kind.value for r in records],
        [r.actor_id for r in records],
        [r.action.value for r in records],
        [r.kind for r in records],
        [r.route for r in records],
        ["{" + ",".join(map(str, r.subjects)) + "}" for r in records],
        [r.request_id for r in records],
        [r.address for r in records],
        [_json.encode(r.counts).decode() for r in records],
    )


class PostgresAuditChain:
    """See AuditChain."""

    def __init__(self, workers: WorkerPool, seals: ChainSeals, clock: Clock) -> None:
        self._workers = workers
        self._seals = seals
        self._clock = clock

    async def link(self, limit: int) -> int:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            async with pool.acquire() as connection, connection.transaction():
                if not await connection.fetchval("SELECT pg_try_advisory_xact_lock($1)", LINKING):
                    return 0
                waiting = await connection.fetch(WAITING, limit)
                if not waiting:
                    return 0
                tenants, ids = [w["tenant_id"] for w in waiting], [w["record_id"] for w in waiting]
                of_tenants: dict[TenantId, list[AuditRecord]] = {}
                for row in await connection.fetch(RECORDS, tenants, ids):
                    of_tenants.setdefault(TenantId(row["tenant_id"]), []).append(record_of(row))
                for tenant_id, records in of_tenants.items():
                    await self._append(connection, tenant_id, records)
                await connection.execute(DONE, tenants, ids)
                return len(waiting)

    async def _append(self, connection: Any, tenant_id: TenantId, records: Sequence[AuditRecord]) -> None:
        head = await self._head(connection, tenant_id) or ChainHead()
        places, hashes, before = [], [], head.hash
        for number, record in enumerate(records, head.place + 1):
            before = link(before, record)
            places.append(number)
            hashes.append(before)
        await connection.execute(LINK, tenant_id, places, [r.id for r in records], hashes)
        await self._save(connection, tenant_id, msgspec.structs.replace(head, place=places[-1], hash=before))

    async def _head(self, connection: Any, tenant_id: TenantId) -> ChainHead | None:
        row = await connection.fetchrow("SELECT * FROM audit_heads WHERE tenant_id = $1 FOR UPDATE", tenant_id)
        return None if row is None else _head_of(row)

    async def _save(self, connection: Any, tenant_id: TenantId, head: ChainHead) -> None:
        head = msgspec.structs.replace(head, key_version=self._seals.version)
        mac = self._seals.seal(head.sealed_bytes(tenant_id))
        await connection.execute(
            HEAD, tenant_id, head.place, head.hash, head.first_place, head.before_first, mac, head.key_version
        )

    async def verify(self, tenant_id: TenantId) -> ChainState:
        """See the port. Up to where the chain was when it began; what is found is kept beside the head."""
        now = self._clock.now()
        with ours():
            pool = await self._workers.pool()
            # Counted first: what is linked meanwhile is then told twice, and not left out.
            waiting = await pool.fetchval("SELECT count(*) FROM audit_waiting WHERE tenant_id = $1", tenant_id)
            row = await pool.fetchrow("SELECT * FROM audit_heads WHERE tenant_id = $1", tenant_id)
            head = ChainHead() if row is None else _head_of(row)
            check = ChainCheck(head)
            broken = None
            if row is not None and not self._seals.sealed(head.sealed_bytes(tenant_id), head.mac, head.key_version):
                broken = Broken(why="head", place=head.place)
            broken = broken or await self._along(pool, tenant_id, head, check) or check.end()
            first = await pool.fetchval("SELECT first_place FROM audit_heads WHERE tenant_id = $1", tenant_id)
            if broken is not None and row is not None and first != head.first_place:
                # The oldest went meanwhile, as their time was over: along what is left.
                return await self.verify(tenant_id)
            stray = None if broken else await pool.fetchval(STRAY, tenant_id)
            if stray is not None:
                broken = Broken(why="unlinked", place=head.place + 1, record_id=AuditId(stray))
            state = ChainState(checked_at=now, linked=check.linked, waiting=waiting, broken=broken)
            told = _json.encode(state).decode()
            await pool.execute("UPDATE audit_heads SET checked = $2 WHERE tenant_id = $1", tenant_id, told)
        return state

    async def _along(self, pool: Any, tenant_id: TenantId, head: ChainHead, check: ChainCheck) -> Broken | None:
        place = 0
        while rows := await pool.fetch(LINKS, tenant_id, place, head.place, PAGE):
            broken = check.go_on(_link(row) for row in rows)
            if broken is not None:
                return broken
            place = rows[-1]["place"] + 1
        return None

    async def reseal(self) -> int:
        """See the port."""
        done = 0
        with ours():
            pool = await self._workers.pool()
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", LINKING)
                query = "SELECT * FROM audit_heads WHERE key_version <> $1 FOR UPDATE"
                for row in await connection.fetch(query, self._seals.version):
                    head, tenant_id = _head_of(row), TenantId(row["tenant_id"])
                    if self._seals.sealed(head.sealed_bytes(tenant_id), head.mac, head.key_version):
                        await self._save(connection, tenant_id, head)
                        done += 1
        return done

    async def tenants(self) -> AsyncIterator[TenantId]:
        """See the port."""
        with ours():
            rows = await (await self._workers.pool()).fetch("SELECT tenant_id FROM audit_heads ORDER BY tenant_id")
        for row in rows:
            yield TenantId(row["tenant_id"])

    async def drop(self, tenant_id: TenantId, before: dt.datetime, limit: int) -> int:
        """See the port."""
        with ours():
            pool = await self._workers.pool()
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute("SELECT pg_advisory_xact_lock($1)", LINKING)
                head = await self._head(connection, tenant_id)
                if head is None:
                    return 0
                going: list[AuditLink] = []
                for row in await connection.fetch(LINKS, tenant_id, head.first_place, head.place, limit):
                    found = _link(row)
                    if found.record is None or found.record.at >= before:
                        break
                    going.append(found)
                if not going:
                    return 0
                last = going[-1]
                ids = [each.record.id for each in going if each.record]
                await connection.execute(
                    "DELETE FROM audit_links WHERE tenant_id = $1 AND place <= $2", tenant_id, last.place
                )
                await connection.execute(
                    "DELETE FROM audit_records WHERE tenant_id = $1 AND id = ANY($2::uuid[])", tenant_id, ids
                )
                shorter = msgspec.structs.replace(head, first_place=last.place + 1, before_first=last.hash)
                await self._save(connection, tenant_id, shorter)
                return len(going)


def _head_of(row: Any) -> ChainHead:
    names = ("place", "hash", "first_place", "before_first", "mac", "key_version")
    return ChainHead(**{name: row[name] for name in names})


def _link(row: Any) -> AuditLink:
    return AuditLink(place=row["place"], hash=row["hash"], record=record_of(row) if row["id"] is not None else None)


def record_of(row: Any) -> AuditRecord:
    """A row as what it says."""
    return AuditRecord(
        id=AuditId(row["id"]),
        tenant_id=TenantId(row["tenant_id"]),
        at=row["at"],
        actor_kind=ActorKind(row["actor_kind"]),
        actor_id=row["actor_id"],
        action=AuditAction(row["action"]),
        kind=row["kind"],
        route=row["route"],
        subjects=tuple(row["subjects"]),
        request_id=row["request_id"],
        address=row["address"],
        counts=msgspec.json.decode(row["counts"], type=dict[str, int]),
    )
