"""Flow sessions: found and saved in batches; the state is one packed value, what is asked for stands in columns."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import msgspec

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.queries import cursor
from pytake_domain.flows import FlowSession, FlowSessionNotFound, SessionStatus
from pytake_domain.kernel.errors import Conflict, StaleVersion
from pytake_domain.kernel.ids import ContactId, FlowId, FlowSessionId, NumberId, TenantId
from pytake_domain.kernel.page import Page, PageRequest

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(FlowSession).decode

# The order names the whole index, so that it is read from its end and never gone through.
RUNNING = """
SELECT s.state, s.version FROM unnest($2::uuid[], $3::uuid[]) AS w(contact_id, number_id)
CROSS JOIN LATERAL (
  SELECT f.state, f.version FROM flow_sessions f
  WHERE f.tenant_id = $1 AND f.contact_id = w.contact_id AND f.number_id = w.number_id
    AND f.status IN ('running', 'expired')
  ORDER BY f.tenant_id DESC, f.contact_id DESC, f.number_id DESC, f.id DESC LIMIT 1 FOR NO KEY UPDATE) s"""

INSERT = """
INSERT INTO flow_sessions (tenant_id, id, flow_id, version_id, contact_id, number_id, conversation_id, status, node,
  expires_at, state, started_at, updated_at, version)
SELECT $1, w.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
  $10::timestamptz[], $11::bytea[], $12::timestamptz[], $13::timestamptz[], $14::int[]) AS w"""

UPDATE = """
UPDATE flow_sessions s SET flow_id = w.flow_id, version_id = w.version_id, status = w.status, node = w.node,
  expires_at = w.expires_at, state = w.state, updated_at = w.updated_at, version = s.version + 1
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::bytea[],
  $9::timestamptz[], $10::int[]) AS w(id, flow_id, version_id, status, node, expires_at, state, updated_at, version)
WHERE s.tenant_id = $1 AND s.id = w.id AND s.id = ANY($2::uuid[]) AND s.version = w.version"""

PAGE = """
SELECT state, version FROM flow_sessions WHERE tenant_id = $1 AND $2::uuid IS NULL AND ($3::text IS NULL OR status = $3)
  AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5::bigint OFFSET $6::bigint"""

# Those on the flow, and those that began with it and went on elsewhere: two walks, each no longer than the page.
PAGE_OF_FLOW = """
SELECT state, version FROM (
  (SELECT id, state, version FROM flow_sessions WHERE tenant_id = $1 AND flow_id = $2
     AND ($3::text IS NULL OR status = $3) AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5::bigint + $6::bigint)
  UNION ALL
  (SELECT s.id, s.state, s.version FROM flow_traces t, LATERAL (
     SELECT f.id, f.state, f.version FROM flow_sessions f WHERE f.tenant_id = $1 AND f.id = t.session_id
       AND f.flow_id <> $2 AND ($3::text IS NULL OR f.status = $3) LIMIT 1) AS s
   WHERE t.tenant_id = $1 AND t.flow_id = $2 AND t.number = 1 AND ($4::uuid IS NULL OR t.session_id < $4)
   ORDER BY t.session_id DESC LIMIT $5::bigint + $6::bigint)
) AS found ORDER BY id DESC LIMIT $5::bigint OFFSET $6::bigint"""

PAGE_AT_NODE = """
SELECT state, version FROM flow_sessions WHERE tenant_id = $1 AND flow_id = $2 AND node = $7
  AND ($3::text IS NULL OR status = $3) AND ($4::uuid IS NULL OR id < $4)
ORDER BY id DESC LIMIT $5::bigint OFFSET $6::bigint"""

COUNT_AT_NODE = """
SELECT count(*) FROM flow_sessions
WHERE tenant_id = $1 AND flow_id = $2 AND node = $4 AND ($3::text IS NULL OR status = $3)"""

COUNT = """
SELECT count(*) FROM flow_sessions WHERE tenant_id = $1 AND $2::uuid IS NULL AND ($3::text IS NULL OR status = $3)"""

COUNT_OF_FLOW = """
SELECT (SELECT count(*) FROM flow_sessions WHERE tenant_id = $1 AND flow_id = $2 AND ($3::text IS NULL OR status = $3))
  + (SELECT count(*) FROM flow_traces t JOIN flow_sessions f ON f.tenant_id = t.tenant_id AND f.id = t.session_id
     WHERE t.tenant_id = $1 AND t.flow_id = $2 AND t.number = 1 AND f.flow_id <> $2 AND ($3::text IS NULL OR f.status = $3))"""


class PostgresFlowSessions:
    """Sessions of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._fresh: dict[FlowSessionId, FlowSession] = {}
        self._changed: dict[FlowSessionId, FlowSession] = {}

    async def running_for(
        self, pairs: Sequence[tuple[ContactId, NumberId]]
    ) -> Mapping[tuple[ContactId, NumberId], FlowSession]:
        """See the port."""
        await self.flush()
        ordered = sorted(pairs)  # one order of locks for everybody
        rows = await self._raw.fetch(RUNNING, self._tenant_id, [p[0] for p in ordered], [p[1] for p in ordered])
        found = map(_session, rows)
        return {(s.contact_id, s.number_id): s for s in found}

    async def get(self, session_id: FlowSessionId) -> FlowSession:
        """See the port."""
        await self.flush()
        row = await self._raw.fetchrow(
            "SELECT state, version FROM flow_sessions WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
            self._tenant_id,
            session_id,
        )
        if row is None:
            raise FlowSessionNotFound
        return _session(row)

    async def add_all(self, sessions: Sequence[FlowSession]) -> None:
        """See the port; written when the work ends."""
        self._fresh |= {s.id: s for s in sessions}

    async def save_all(self, sessions: Sequence[FlowSession]) -> None:
        """See the port; written when the work ends, each once, against the version it was read at."""
        for session in sessions:
            if session.id in self._fresh:
                self._fresh[session.id] = msgspec.structs.replace(session, version=self._fresh[session.id].version)
            else:
                read = self._changed.get(session.id, session).version
                self._changed[session.id] = msgspec.structs.replace(session, version=read)

    async def flush(self) -> None:
        """Write what was gathered; those that ended first, so that their place is free. Raises StaleVersion, Conflict."""
        fresh, self._fresh = list(self._fresh.values()), {}
        changed, self._changed = list(self._changed.values()), {}
        await self._update(changed)
        await self._insert(fresh)

    async def _insert(self, sessions: Sequence[FlowSession]) -> None:
        if not sessions:
            return
        columns = [
            [s.id for s in sessions],
            [s.flow_id for s in sessions],
            [s.version_id for s in sessions],
            [s.contact_id for s in sessions],
            [s.number_id for s in sessions],
            [s.conversation_id for s in sessions],
            [s.status.value for s in sessions],
            [s.node for s in sessions],
            [_expiry(s) for s in sessions],
            [_pack(s) for s in sessions],
            [s.started_at for s in sessions],
            [s.updated_at for s in sessions],
            [s.version for s in sessions],
        ]
        try:
            await self._raw.execute(INSERT, self._tenant_id, *columns)
        except asyncpg.UniqueViolationError as error:
            if broken_constraint(error) == "uq_flow_sessions_running":
                raise Conflict(what="running_session") from error
            raise

    async def _update(self, sessions: Sequence[FlowSession]) -> None:
        if not sessions:
            return
        columns: list[list[Any]] = [
            [s.id for s in sessions],
            [s.flow_id for s in sessions],
            [s.version_id for s in sessions],
            [s.status.value for s in sessions],
            [s.node for s in sessions],
            [_expiry(s) for s in sessions],
            [_pack(s) for s in sessions],
            [s.updated_at for s in sessions],
            [s.version for s in sessions],
        ]
        done = await self._raw.execute(UPDATE, self._tenant_id, *columns)
        if done != f"UPDATE {len(sessions)}":
            raise StaleVersion

    async def page(
        self,
        request: PageRequest,
        *,
        flow_id: FlowId | None = None,
        status: SessionStatus | None = None,
        node: str | None = None,
    ) -> Page[FlowSession]:
        """See the port."""
        before = cursor.read(request.cursor).id if request.cursor else None
        skipped = 0 if request.cursor else request.offset
        which = (flow_id, status.value if status else None, before, request.limit, skipped)
        if node is not None:
            rows = await self._raw.fetch(PAGE_AT_NODE, self._tenant_id, *which, node)
        else:
            rows = await self._raw.fetch(PAGE if flow_id is None else PAGE_OF_FLOW, self._tenant_id, *which)
        items = tuple(map(_session, rows))
        more = len(items) == request.limit
        total = None if request.cursor else await self._count(flow_id, status, node)
        return Page(items=items, total=total, next_cursor=cursor.write(cursor.Place(items[-1].id)) if more else None)

    async def _count(self, flow_id: FlowId | None, status: SessionStatus | None, node: str | None) -> int:
        query = COUNT if flow_id is None else COUNT_OF_FLOW
        which: list[Any] = [self._tenant_id, flow_id, status.value if status else None]
        if node is not None:
            query, which = COUNT_AT_NODE, [*which, node]
        count: int = await self._raw.fetchval(query, *which)
        return count

    async def overdue(self, now: dt.datetime, limit: int) -> Sequence[FlowSession]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT state, version FROM flow_sessions WHERE tenant_id = $1 AND status = 'running' AND expires_at <= $2"
            " ORDER BY expires_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED",
            self._tenant_id,
            now,
            limit,
        )
        return list(map(_session, rows))


def _expiry(session: FlowSession) -> dt.datetime | None:
    return session.waiting.expires if session.waiting is not None and session.running else None


def _session(row: Mapping[str, Any] | asyncpg.Record) -> FlowSession:
    return msgspec.structs.replace(_unpack(row["state"]), version=row["version"])
