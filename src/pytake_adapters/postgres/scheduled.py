"""Planned messages, what is snoozed, and which tenants have something that is overdue."""

import datetime as dt
from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.queries import cursor
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import ContactId, ConversationId, NumberId, ScheduledId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import (
    OutsideWindow,
    ScheduledFilter,
    ScheduledMessage,
    ScheduledNotFound,
    ScheduledState,
)
from pytake_domain.whatsapp import Content, Template

ADD = """
INSERT INTO scheduled_messages (tenant_id, id, contact_id, number_id, conversation_id, content, send_at, planned_by,
  planned_by_kind, planned_by_name, reply_to, cancel_on_reply, outside_window, fallback, state, reason, message_id,
  created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13, $14::jsonb, $15, $16, $17, $18, $19)"""
SAVE = """
UPDATE scheduled_messages SET conversation_id = $3, state = $4, reason = $5, message_id = $6, updated_at = $7
WHERE tenant_id = $1 AND id = $2"""
ANSWERED = """
SELECT p.* FROM unnest($2::uuid[], $3::uuid[]) AS w(contact_id, number_id)
JOIN scheduled_messages p ON p.tenant_id = $1 AND p.contact_id = w.contact_id AND p.number_id = w.number_id
WHERE p.state = 'waiting' AND p.cancel_on_reply ORDER BY p.id FOR NO KEY UPDATE OF p"""
OVERDUE = """
SELECT id FROM scheduled_messages WHERE tenant_id = $1 AND state = 'waiting' AND send_at < $2 ORDER BY send_at LIMIT $3"""
SNOOZED = """
SELECT id FROM conversations WHERE tenant_id = $1 AND snoozed_until < $2 ORDER BY snoozed_until LIMIT $3"""
TENANTS = """
SELECT tenant_id FROM scheduled_messages WHERE state = 'waiting' AND send_at < $1
UNION SELECT tenant_id FROM conversations WHERE snoozed_until < $1"""

_json = msgspec.json.Encoder()
_content = msgspec.json.Decoder(Content)
_template = msgspec.json.Decoder(Template)


class PostgresScheduled:
    """Planned messages of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, plan: ScheduledMessage) -> None:
        """See the port."""
        await self._raw.execute(
            ADD,
            self._tenant_id,
            plan.id,
            plan.contact_id,
            plan.number_id,
            plan.conversation_id,
            _json.encode(plan.content).decode(),
            plan.send_at,
            plan.planned_by,
            plan.planned_by_kind.value,
            plan.planned_by_name,
            plan.reply_to,
            plan.cancel_on_reply,
            plan.outside_window.value,
            _json.encode(plan.fallback).decode() if plan.fallback is not None else None,
            plan.state.value,
            plan.reason,
            plan.message_id,
            plan.created_at,
            plan.updated_at,
        )

    async def get(self, scheduled_id: ScheduledId, *, lock: bool = False) -> ScheduledMessage:
        """See the port."""
        query = "SELECT * FROM scheduled_messages WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(query + (" FOR NO KEY UPDATE" if lock else ""), self._tenant_id, scheduled_id)
        if row is None:
            raise ScheduledNotFound
        return _plan(row)

    async def save(self, plan: ScheduledMessage) -> None:
        """See the port."""
        values = (plan.conversation_id, plan.state.value, plan.reason, plan.message_id, plan.updated_at)
        await self._raw.execute(SAVE, self._tenant_id, plan.id, *values)

    async def page(self, wanted: ScheduledFilter, page: PageRequest) -> Page[ScheduledMessage]:
        """See the port."""
        values: list[object] = [self._tenant_id]
        asked = ["p.tenant_id = $1"]

        def ask(condition: str, *given: object) -> None:
            names = []
            for one in given:
                values.append(one)
                names.append(f"${len(values)}")
            asked.append(condition.format(*names))

        for column, wish in (
            ("conversation_id", wanted.conversation_id),
            ("contact_id", wanted.contact_id),
            ("planned_by", wanted.planned_by),
        ):
            if wish is not None:
                ask(f"p.{column} = {{}}", wish)
        if wanted.state is not None:
            ask("p.state = {}", wanted.state.value)
        if page.cursor:
            ask("p.id < {}", cursor.read(page.cursor).id)
        if (sight := wanted.visible_to) is not None:
            ask(
                "(p.planned_by = {0} OR EXISTS (SELECT 1 FROM conversations c WHERE c.tenant_id = p.tenant_id"
                " AND c.id = p.conversation_id AND (c.assigned_to = {0} OR c.queue_id = ANY({1}) OR (c.assigned_to IS NULL"
                " AND (c.queue_id IS NULL OR c.queue_id = ANY({2}))))))",
                sight.user_id,
                list(sight.queues),
                list(sight.nearby),
            )
        values.append(page.limit)
        rows = await self._raw.fetch(
            f"SELECT p.* FROM scheduled_messages p WHERE {' AND '.join(asked)}"  # noqa: S608  placeholders, names of ours
            f" ORDER BY p.id DESC LIMIT ${len(values)}",
            *values,
        )
        items = tuple(map(_plan, rows))
        more = len(items) == page.limit
        return Page(items=items, next_cursor=cursor.write(cursor.Place(items[-1].id)) if more else None)

    async def cancelled_by_answer(self, pairs: Sequence[tuple[ContactId, NumberId]]) -> Sequence[ScheduledMessage]:
        """See the port."""
        rows = await self._raw.fetch(ANSWERED, self._tenant_id, [p[0] for p in pairs], [p[1] for p in pairs])
        return [_plan(row) for row in rows]

    async def overdue(self, before: dt.datetime, limit: int) -> Sequence[ScheduledId]:
        """See the port."""
        return [row["id"] for row in await self._raw.fetch(OVERDUE, self._tenant_id, before, limit)]


class PostgresSnoozed:
    """What is out of sight, of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def overdue(self, before: dt.datetime, limit: int) -> Sequence[ConversationId]:
        """See the port."""
        return [row["id"] for row in await self._raw.fetch(SNOOZED, self._tenant_id, before, limit)]


class PostgresDeskSweeps:
    """Which tenants have something that is overdue; as the worker, which sees no more of them than that."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def tenants(self, before: dt.datetime) -> Sequence[TenantId]:
        """See the port. Raises Unavailable."""
        with ours():
            pool = await self._workers.pool()
            return [TenantId(row["tenant_id"]) for row in await pool.fetch(TENANTS, before)]


def _plan(row: asyncpg.Record) -> ScheduledMessage:
    return ScheduledMessage(
        id=row["id"],
        tenant_id=row["tenant_id"],
        contact_id=row["contact_id"],
        number_id=row["number_id"],
        conversation_id=row["conversation_id"],
        content=_content.decode(row["content"]),
        send_at=row["send_at"],
        planned_by=row["planned_by"],
        planned_by_kind=ActorKind(row["planned_by_kind"]),
        planned_by_name=row["planned_by_name"],
        reply_to=row["reply_to"],
        cancel_on_reply=row["cancel_on_reply"],
        outside_window=OutsideWindow(row["outside_window"]),
        fallback=_template.decode(row["fallback"]) if row["fallback"] is not None else None,
        state=ScheduledState(row["state"]),
        reason=row["reason"],
        message_id=row["message_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
