"""Queues with their members, and how they do."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
import msgspec

from pytake_adapters.postgres.departments import execute_named
from pytake_domain.kernel.ids import QueueId, TenantId, UserId
from pytake_domain.routing import (
    Inactivity,
    Overflow,
    Queue,
    QueueLoad,
    QueueNotFound,
    ServiceLevel,
    Strategy,
)

SELECT = """
SELECT q.*, ARRAY(SELECT m.user_id FROM queue_members m WHERE m.tenant_id = q.tenant_id AND m.queue_id = q.id
  ORDER BY m.place) AS members
FROM queues q WHERE q.tenant_id = $1"""

COLUMNS = """name, name_key, department_id, calendar_id, strategy, priority, is_default, rules, watches_silence,
  updated_at, created_at"""

WAITING = """
SELECT queue_id, count(*) AS waiting, min(queued_at) AS oldest FROM conversations
WHERE tenant_id = $1 AND status = 'queued' AND queue_id IS NOT NULL GROUP BY queue_id"""
SERVED = """
SELECT queue_id, count(*) AS served FROM conversations
WHERE tenant_id = $1 AND status IN ('active', 'waiting') AND queue_id IS NOT NULL GROUP BY queue_id"""
MEMBERS = """
SELECT m.queue_id, count(*) FILTER (WHERE a.presence IN ('available', 'busy')) AS members_on,
  count(*) FILTER (WHERE a.presence = 'available') AS members_available
FROM queue_members m JOIN agents a ON a.tenant_id = m.tenant_id AND a.user_id = m.user_id
WHERE m.tenant_id = $1 GROUP BY m.queue_id"""
SKILLED = """
SELECT DISTINCT m.queue_id FROM queue_members m JOIN agents a ON a.tenant_id = m.tenant_id AND a.user_id = m.user_id
WHERE m.tenant_id = $1 AND a.skills ? $2"""


class _Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for only with the whole queue."""

    skills: Mapping[str, int] = {}
    most_each: int | None = None
    overflow: Overflow | None = None
    service_level: ServiceLevel = ServiceLevel()
    inactivity: Inactivity = Inactivity()
    closed_message: str = ""
    wrap_up_seconds: int = 0


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Rules).decode


class PostgresQueues:
    """Queues of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, queue: Queue) -> None:
        """See the port."""
        await self._take_default(queue)
        await execute_named(
            self._raw,
            f"INSERT INTO queues (tenant_id, id, {COLUMNS})"  # noqa: S608  columns of our own
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11, $12, $13)",
            *self._values(queue),
            queue.created_at,
        )
        await self._put_members(queue)

    async def get(self, queue_id: QueueId, *, lock: bool = False) -> Queue:
        """See the port."""
        query = f"{SELECT} AND q.id = $2" + (" FOR NO KEY UPDATE OF q" if lock else "")
        row = await self._raw.fetchrow(query, self._tenant_id, queue_id)
        if row is None:
            raise QueueNotFound
        return _queue(row)

    async def save(self, queue: Queue) -> None:
        """See the port."""
        await self._take_default(queue)
        done = await execute_named(
            self._raw,
            "UPDATE queues SET name = $3, name_key = $4, department_id = $5, calendar_id = $6, strategy = $7,"
            " priority = $8, is_default = $9, rules = $10::jsonb, watches_silence = $11, updated_at = $12"
            " WHERE tenant_id = $1 AND id = $2",
            *self._values(queue),
        )
        if done != "UPDATE 1":
            raise QueueNotFound
        await self._forget_members(queue.id)
        await self._put_members(queue)

    async def remove(self, queue_id: QueueId) -> None:
        """See the port."""
        done = await self._raw.execute("DELETE FROM queues WHERE tenant_id = $1 AND id = $2", self._tenant_id, queue_id)
        if done != "DELETE 1":
            raise QueueNotFound
        await self._forget_members(queue_id)

    async def all(self) -> Sequence[Queue]:
        """See the port."""
        return [_queue(row) for row in await self._raw.fetch(f"{SELECT} ORDER BY q.name_key", self._tenant_id)]

    async def find(self, named: str) -> Queue | None:
        """See the port."""
        try:
            row = await self._raw.fetchrow(f"{SELECT} AND q.id = $2", self._tenant_id, UUID(named))
        except ValueError:
            row = await self._raw.fetchrow(f"{SELECT} AND q.name_key = $2", self._tenant_id, named.strip().casefold())
        return None if row is None else _queue(row)

    async def default(self) -> Queue | None:
        """See the port."""
        row = await self._raw.fetchrow(f"{SELECT} AND q.is_default", self._tenant_id)
        return None if row is None else _queue(row)

    async def of_member(self, user_id: UserId) -> Sequence[Queue]:
        """See the port."""
        rows = await self._raw.fetch(
            f"{SELECT} AND q.id IN (SELECT s.queue_id FROM queue_members s WHERE s.tenant_id = $1 AND s.user_id = $2)"  # noqa: S608  ours
            " ORDER BY q.priority DESC, q.name_key",
            self._tenant_id,
            user_id,
        )
        return [_queue(row) for row in rows]

    async def with_skill(self, skill: str) -> Queue | None:
        """See the port."""
        able = {row["queue_id"] for row in await self._raw.fetch(SKILLED, self._tenant_id, skill)}
        found = [queue for queue in await self.all() if skill in queue.skills or queue.id in able]
        return min(found, key=lambda q: (skill not in q.skills, -q.priority, q.name.casefold()), default=None)

    async def loads(self) -> dict[QueueId, QueueLoad]:
        """See the port."""
        told: dict[QueueId, dict[str, object]] = {}
        for query in (WAITING, SERVED, MEMBERS):
            for row in await self._raw.fetch(query, self._tenant_id):
                values = dict(row)
                told.setdefault(values.pop("queue_id"), {}).update(values)
        return {queue_id: msgspec.convert(values, QueueLoad) for queue_id, values in told.items()}

    async def _take_default(self, queue: Queue) -> None:
        if queue.is_default:
            await self._raw.execute(
                "UPDATE queues SET is_default = false WHERE tenant_id = $1 AND is_default AND id <> $2",
                self._tenant_id,
                queue.id,
            )

    async def _forget_members(self, queue_id: QueueId) -> None:
        await self._raw.execute(
            "DELETE FROM queue_members WHERE tenant_id = $1 AND queue_id = $2", self._tenant_id, queue_id
        )

    async def _put_members(self, queue: Queue) -> None:
        await self._raw.execute(
            "INSERT INTO queue_members (tenant_id, queue_id, user_id, place)"
            " SELECT $1, $2, w.user_id, w.place FROM unnest($3::uuid[]) WITH ORDINALITY AS w(user_id, place)",
            self._tenant_id,
            queue.id,
            list(queue.members),
        )

    def _values(self, queue: Queue) -> tuple[object, ...]:
        rules = _Rules(**{name: getattr(queue, name) for name in _Rules.__struct_fields__})
        return (
            self._tenant_id,
            queue.id,
            queue.name,
            queue.name.casefold(),
            queue.department_id,
            queue.calendar_id,
            queue.strategy.value,
            queue.priority,
            queue.is_default,
            _encode(rules).decode(),
            queue.inactivity.shortest is not None,
            queue.updated_at,
        )


def _queue(row: asyncpg.Record) -> Queue:
    rules = _decode(row["rules"])
    return Queue(
        id=row["id"],
        tenant_id=row["tenant_id"],
        name=row["name"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        department_id=row["department_id"],
        calendar_id=row["calendar_id"],
        members=tuple(row["members"]),
        strategy=Strategy(row["strategy"]),
        priority=row["priority"],
        is_default=row["is_default"],
        **{name: getattr(rules, name) for name in _Rules.__struct_fields__},
    )
