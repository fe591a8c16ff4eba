"""Who waits, who got what, promises, silences; and which tenants have something due."""

import datetime as dt
from collections.abc import Sequence

import asyncpg

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import ConversationId, QueueId, TenantId
from pytake_domain.routing import (
    GONE_AFTER,
    Assignment,
    ClockKind,
    Needs,
    Side,
    Silence,
    SlaClock,
    Waiting,
)

WAITING = """
SELECT id, queued_at, updated_at, priority, wanted_skill FROM conversations
WHERE tenant_id = $1 AND queue_id = $2 AND status = 'queued' ORDER BY priority DESC, queued_at, id LIMIT $3"""
COUNT = "SELECT count(*) FROM conversations WHERE tenant_id = $1 AND queue_id = $2 AND status = 'queued'"
KEEP = """
INSERT INTO assignments (tenant_id, id, conversation_id, queue_id, user_id, reason, note, actor_kind, actor_id, at,
  waited_seconds)
SELECT $1, w.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[],
  $9::uuid[], $10::timestamptz[], $11::int[]) AS w"""
PUT_CLOCKS = """
INSERT INTO sla_clocks (tenant_id, conversation_id, kind, queue_id, started_at, warn_at, due_at, warned_at, breached_at,
  stopped_at, ended, next_at)
SELECT $1, w.* FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
  $8::timestamptz[], $9::timestamptz[], $10::timestamptz[], $11::bool[], $12::timestamptz[]) AS w
ON CONFLICT (tenant_id, conversation_id, kind) DO UPDATE SET queue_id = excluded.queue_id,
  started_at = excluded.started_at, warn_at = excluded.warn_at, due_at = excluded.due_at,
  warned_at = excluded.warned_at, breached_at = excluded.breached_at, stopped_at = excluded.stopped_at,
  ended = excluded.ended, next_at = excluded.next_at"""
SILENT = """
SELECT c.id, c.contact_id, c.last_message_at, last.direction, w.warned_at FROM conversations c
CROSS JOIN LATERAL (SELECT m.direction FROM messages m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id
  ORDER BY m.id DESC LIMIT 1) last
LEFT JOIN silence_warnings w ON w.tenant_id = c.tenant_id AND w.conversation_id = c.id
  AND w.last_message_at = c.last_message_at
WHERE c.tenant_id = $1 AND c.queue_id = $2 AND c.status IN ('active', 'waiting') AND c.assigned_to IS NOT NULL
  AND c.snoozed_until IS NULL AND c.last_message_at < $3 ORDER BY c.last_message_at LIMIT $4"""
WARNED = """
INSERT INTO silence_warnings (tenant_id, conversation_id, last_message_at, warned_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET last_message_at = excluded.last_message_at,
  warned_at = excluded.warned_at"""
DUE = """
SELECT tenant_id FROM sla_clocks WHERE next_at <= $1
UNION SELECT tenant_id FROM agents WHERE presence IN ('available', 'busy') AND last_seen < $2
UNION SELECT tenant_id FROM queues WHERE watches_silence"""


class PostgresWaiting:
    """Who waits in one tenant's queues."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def of(self, queue_id: QueueId, limit: int) -> Sequence[Waiting]:
        """See the port."""
        rows = await self._raw.fetch(WAITING, self._tenant_id, queue_id, limit)
        return [
            Waiting(
                conversation_id=row["id"],
                queued_at=row["queued_at"] or row["updated_at"],
                priority=row["priority"],
                needs=Needs(skills={row["wanted_skill"]: 1} if row["wanted_skill"] else {}),
            )
            for row in rows
        ]

    async def count(self, queue_id: QueueId) -> int:
        """See the port."""
        return int(await self._raw.fetchval(COUNT, self._tenant_id, queue_id))


class PostgresAssignments:
    """The history of one tenant's assignments."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, assignments: Sequence[Assignment]) -> None:
        """See the port."""
        await self._raw.execute(
            KEEP,
            self._tenant_id,
            [a.id for a in assignments],
            [a.conversation_id for a in assignments],
            [a.queue_id for a in assignments],
            [a.user_id for a in assignments],
            [a.reason for a in assignments],
            [a.note for a in assignments],
            [a.actor_kind.value for a in assignments],
            [a.actor_id for a in assignments],
            [a.at for a in assignments],
            [a.waited_seconds for a in assignments],
        )

    async def of(self, conversation_id: ConversationId) -> Sequence[Assignment]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM assignments WHERE tenant_id = $1 AND conversation_id = $2 ORDER BY id",
            self._tenant_id,
            conversation_id,
        )
        return [Assignment(**{**dict(row), "actor_kind": ActorKind(row["actor_kind"])}) for row in rows]


class PostgresSlaClocks:
    """Service level clocks of one tenant."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def of(self, ids: Sequence[ConversationId]) -> dict[tuple[ConversationId, ClockKind], SlaClock]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM sla_clocks WHERE tenant_id = $1 AND conversation_id = ANY($2::uuid[])"
            " ORDER BY conversation_id, kind FOR NO KEY UPDATE",
            self._tenant_id,
            list(ids),
        )
        return {(clock.conversation_id, clock.kind): clock for clock in map(_clock, rows)}

    async def save(self, clocks: Sequence[SlaClock]) -> None:
        """See the port."""
        if not clocks:
            return
        ordered = sorted(clocks, key=lambda c: (c.conversation_id, c.kind))
        await self._raw.execute(
            PUT_CLOCKS,
            self._tenant_id,
            [c.conversation_id for c in ordered],
            [c.kind.value for c in ordered],
            [c.queue_id for c in ordered],
            [c.started_at for c in ordered],
            [c.warn_at for c in ordered],
            [c.due_at for c in ordered],
            [c.warned_at for c in ordered],
            [c.breached_at for c in ordered],
            [c.stopped_at for c in ordered],
            [c.ended for c in ordered],
            [c.next_at for c in ordered],
        )

    async def due(self, now: dt.datetime, limit: int) -> Sequence[SlaClock]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM sla_clocks WHERE tenant_id = $1 AND next_at <= $2 ORDER BY next_at LIMIT $3"
            " FOR NO KEY UPDATE SKIP LOCKED",
            self._tenant_id,
            now,
            limit,
        )
        return [_clock(row) for row in rows]


class PostgresSilences:
    """Silent conversations of one tenant."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def of(self, queue_id: QueueId, before: dt.datetime, limit: int) -> Sequence[Silence]:
        """See the port."""
        rows = await self._raw.fetch(SILENT, self._tenant_id, queue_id, before, limit)
        return [
            Silence(
                conversation_id=row["id"],
                contact_id=row["contact_id"],
                queue_id=queue_id,
                awaited=Side.AGENT if row["direction"] == "inbound" else Side.CUSTOMER,
                since=row["last_message_at"],
                warned_at=row["warned_at"],
            )
            for row in rows
        ]

    async def warned(self, conversation_id: ConversationId, last: dt.datetime, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(WARNED, self._tenant_id, conversation_id, last, at)


class PostgresSweeps:
    """Which tenants have something due; as the worker, which sees no more of them than that."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def tenants(self, now: dt.datetime) -> Sequence[TenantId]:
        """See the port. Raises Unavailable."""
        with ours():
            pool = await self._workers.pool()
            return [TenantId(row["tenant_id"]) for row in await pool.fetch(DUE, now, now - GONE_AFTER)]


def _clock(row: asyncpg.Record) -> SlaClock:
    return SlaClock(
        conversation_id=row["conversation_id"],
        kind=ClockKind(row["kind"]),
        queue_id=row["queue_id"],
        started_at=row["started_at"],
        warn_at=row["warn_at"],
        due_at=row["due_at"],
        warned_at=row["warned_at"],
        breached_at=row["breached_at"],
        stopped_at=row["stopped_at"],
        ended=row["ended"],
    )
