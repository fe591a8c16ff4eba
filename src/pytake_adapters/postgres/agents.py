"""Agents' states, with their load counted; and what each has in view."""

import datetime as dt
from collections.abc import Iterable, Sequence

import asyncpg
import msgspec
from msgspec.structs import replace

from pytake_adapters.postgres.identity_rows import user_of
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.ids import ConversationId, QueueId, TenantId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import Sight
from pytake_domain.routing import AgentState, AgentView, Presence

OF_QUEUE = """
SELECT a.* FROM queue_members m
JOIN agents a ON a.tenant_id = m.tenant_id AND a.user_id = m.user_id
JOIN users u ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.active
WHERE m.tenant_id = $1 AND m.queue_id = $2 ORDER BY a.user_id"""
LOAD = """
SELECT assigned_to, count(*) AS load, count(*) FILTER (WHERE queue_id = $3) AS load_here FROM conversations
WHERE tenant_id = $1 AND assigned_to = ANY($2::uuid[]) AND status IN ('active', 'waiting') GROUP BY assigned_to"""
HELD = """
SELECT id FROM conversations WHERE tenant_id = $1 AND assigned_to = $2 AND status IN ('active', 'waiting') ORDER BY id"""
PUT = """
INSERT INTO agents (tenant_id, user_id, presence, since, capacity, skills, last_assigned_at, wrap_up_until, last_seen)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9)
ON CONFLICT (tenant_id, user_id) DO UPDATE SET presence = excluded.presence, since = excluded.since,
  capacity = excluded.capacity, skills = excluded.skills, last_assigned_at = excluded.last_assigned_at,
  wrap_up_until = excluded.wrap_up_until, last_seen = excluded.last_seen"""
BEGIN = """
INSERT INTO agents (tenant_id, user_id, presence, since, capacity, skills) VALUES ($1, $2, $3, $4, $5, '{}')
ON CONFLICT (tenant_id, user_id) DO NOTHING"""
SIGHT = """
WITH mine AS (
  SELECT q.id, q.department_id FROM queue_members m JOIN queues q ON q.tenant_id = m.tenant_id AND q.id = m.queue_id
  WHERE m.tenant_id = $1 AND m.user_id = $2)
SELECT id, true AS own FROM mine
UNION ALL SELECT q.id, false FROM queues q WHERE q.tenant_id = $1 AND q.department_id IN (SELECT department_id FROM mine)"""

_encode = msgspec.json.Encoder().encode
_skills = msgspec.json.Decoder(dict[str, int]).decode


class PostgresAgents:
    """Agents of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, clock: Clock) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._clock = clock

    async def get(self, user_id: UserId, *, lock: bool = False, queue_id: QueueId | None = None) -> AgentState:
        """See the port."""
        usual = AgentState(tenant_id=self._tenant_id, user_id=user_id, since=self._clock.now())
        query = "SELECT * FROM agents WHERE tenant_id = $1 AND user_id = $2"
        if lock:
            values = (usual.presence.value, usual.since, usual.capacity)
            await self._raw.execute(BEGIN, self._tenant_id, user_id, *values)
            query += " FOR NO KEY UPDATE"
        row = await self._raw.fetchrow(query, self._tenant_id, user_id)
        (state,) = await self._with_load([usual if row is None else _state(row)], queue_id)
        return state

    async def of_queue(self, queue_id: QueueId, *, lock: bool = False) -> Sequence[AgentState]:
        """See the port."""
        query = OF_QUEUE + (" FOR NO KEY UPDATE OF a" if lock else "")
        rows = await self._raw.fetch(query, self._tenant_id, queue_id)
        return await self._with_load(map(_state, rows), queue_id)

    async def save(self, state: AgentState) -> None:
        """See the port."""
        await self._raw.execute(
            PUT,
            self._tenant_id,
            state.user_id,
            state.presence.value,
            state.since,
            state.capacity,
            _encode(state.skills).decode(),
            state.last_assigned_at,
            state.wrap_up_until,
            state.last_seen,
        )

    async def seen(self, user_id: UserId, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(
            "UPDATE agents SET last_seen = greatest(last_seen, $3) WHERE tenant_id = $1 AND user_id = $2",
            self._tenant_id,
            user_id,
            at,
        )

    async def all(self) -> Sequence[AgentView]:
        """See the port."""
        people = await self._raw.fetch(
            "SELECT * FROM users WHERE tenant_id = $1 AND active ORDER BY name, id", self._tenant_id
        )
        users = [user for user in map(user_of, people) if Permission.WRITE_MESSAGES in user.permissions]
        rows = await self._raw.fetch("SELECT * FROM agents WHERE tenant_id = $1", self._tenant_id)
        known = {row["user_id"]: _state(row) for row in rows}
        now = self._clock.now()
        usual = [
            known.get(user.id) or AgentState(tenant_id=self._tenant_id, user_id=user.id, since=now) for user in users
        ]
        states = await self._with_load(usual, None)
        queues: dict[UserId, list[QueueId]] = {}
        members = "SELECT user_id, queue_id FROM queue_members WHERE tenant_id = $1 ORDER BY queue_id"
        for row in await self._raw.fetch(members, self._tenant_id):
            queues.setdefault(row["user_id"], []).append(row["queue_id"])
        return [
            AgentView(state=state, name=user.name, queues=tuple(queues.get(user.id, ())))
            for user, state in zip(users, states, strict=True)
        ]

    async def held_by(self, user_id: UserId) -> Sequence[ConversationId]:
        """See the port."""
        rows = await self._raw.fetch(HELD, self._tenant_id, user_id)
        return [ConversationId(row["id"]) for row in rows]

    async def remove(self, user_id: UserId) -> None:
        """See the port."""
        await self._raw.execute("DELETE FROM agents WHERE tenant_id = $1 AND user_id = $2", self._tenant_id, user_id)

    async def silent_since(self, moment: dt.datetime) -> Sequence[AgentState]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM agents WHERE tenant_id = $1 AND presence IN ('available', 'busy') AND last_seen < $2"
            " ORDER BY user_id FOR NO KEY UPDATE SKIP LOCKED",
            self._tenant_id,
            moment,
        )
        return [_state(row) for row in rows]

    async def _with_load(self, states: Iterable[AgentState], queue_id: QueueId | None) -> list[AgentState]:
        """Counted by a statement of its own, after the rows were locked: it sees what others committed before."""
        found = list(states)
        rows = await self._raw.fetch(LOAD, self._tenant_id, [s.user_id for s in found], queue_id)
        loads = {row["assigned_to"]: (row["load"], row["load_here"]) for row in rows}
        return [
            replace(state, load=load, load_here=here)
            for state in found
            for load, here in [loads.get(state.user_id, (0, 0))]
        ]


class PostgresSights:
    """What agents of one tenant have in view."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def of(self, user_id: UserId) -> Sight:
        """See the port."""
        rows = await self._raw.fetch(SIGHT, self._tenant_id, user_id)
        return Sight(
            user_id=user_id,
            queues=frozenset(row["id"] for row in rows if row["own"]),
            nearby=frozenset(row["id"] for row in rows if not row["own"]),
        )


def _state(row: asyncpg.Record) -> AgentState:
    return AgentState(
        tenant_id=row["tenant_id"],
        user_id=row["user_id"],
        presence=Presence(row["presence"]),
        since=row["since"],
        capacity=row["capacity"],
        skills=_skills(row["skills"]),
        last_assigned_at=row["last_assigned_at"],
        wrap_up_until=row["wrap_up_until"],
        last_seen=row["last_seen"],
    )
