"""What happened at the desk: timelines, and what figures are made of; each by an index, none by going through messages."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg

from pytake_adapters.postgres.messages import message_of
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import ConversationId, TenantId
from pytake_domain.messaging import ConversationChange, ConversationStatus, Note
from pytake_domain.routing import (
    RELEVANT,
    Assignment,
    Change,
    ConversationStep,
    EntryKind,
    FirstAnswer,
    Period,
    Rating,
    Spell,
    TimelineEntry,
)

BEFORE = " AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4"
SINCE = " AND id >= $3::uuid ORDER BY id LIMIT $4"
MESSAGES = "SELECT * FROM messages WHERE tenant_id = $1 AND conversation_id = $2"
NOTES = "SELECT * FROM conversation_notes WHERE tenant_id = $1 AND conversation_id = $2"
ASSIGNMENTS = "SELECT * FROM assignments WHERE tenant_id = $1 AND conversation_id = $2"
# What an assignment says already is not said twice; who takes one by writing makes no assignment.
STEPS = """SELECT id, at, reason, actor_kind, actor_id, data->>'change' AS change,
  (data->>'assigned_to')::uuid AS assigned_to FROM event_log
WHERE tenant_id = $1 AND subject = $2 AND type = 'ConversationChanged'
  AND (data->>'change' <> 'assigned' OR reason IN ('answered', 'scheduled', 'reopened'))"""
# Ids carry the moment they were made, so that a period is a range of the key.
CHANGES = """
SELECT id, subject, at, reason, data->>'change' AS change, (data->>'assigned_to')::uuid AS assigned_to,
  (data->>'queue_id')::uuid AS queue_id
FROM event_log WHERE tenant_id = $1 AND id >= $2 AND id < $3 AND type = 'ConversationChanged'
  AND data->>'change' = ANY($4::text[]) ORDER BY id"""
LED_BY = """
SELECT e.* FROM unnest($3::uuid[]) AS w(id), LATERAL (
  SELECT i.id, i.subject, i.at, i.reason, i.data->>'change' AS change, (i.data->>'assigned_to')::uuid AS assigned_to,
    (i.data->>'queue_id')::uuid AS queue_id
  FROM event_log i WHERE i.tenant_id = $1 AND i.subject = w.id AND i.id < $2 AND i.type = 'ConversationChanged'
    AND i.data->>'change' = ANY($4::text[]) ORDER BY i.id DESC LIMIT 1) AS e"""
FIRST = """
SELECT w.place, m.created_at, m.sent_by_id FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::timestamptz[])
  WITH ORDINALITY AS w(conversation_id, since, first_id, until, place), LATERAL (
  SELECT i.created_at, i.sent_by_id FROM messages i
  WHERE i.tenant_id = $1 AND i.conversation_id = w.conversation_id AND i.id >= w.first_id AND i.sent_by = 'agent'
    AND i.created_at >= w.since AND (w.until IS NULL OR i.created_at <= w.until)
  ORDER BY i.id LIMIT 1) AS m"""
RATINGS = """
SELECT score, user_id, queue_id FROM surveys WHERE tenant_id = $1 AND answered_at >= $2 AND answered_at < $3"""
STATUSES = """
SELECT s.status, w.count FROM unnest($4::text[]) AS s(status), LATERAL (
  SELECT count(*) FROM conversations c WHERE c.tenant_id = $1 AND c.status = s.status AND c.last_message_at >= $2
    AND c.last_message_at < $3) AS w WHERE w.count > 0"""


class PostgresFacts:
    """Of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def timeline(
        self, conversation_id: ConversationId, *, before: UUID | None, limit: int, since: UUID | None = None
    ) -> Sequence[TimelineEntry]:
        """See the port: so many of each kind, merged by their ids."""
        way = SINCE if since is not None else BEFORE
        asked = (self._tenant_id, conversation_id, before if since is None else since, limit)
        entries = [_message(row) for row in await self._raw.fetch(MESSAGES + way, *asked)]
        entries += [_note(row) for row in await self._raw.fetch(NOTES + way, *asked)]
        entries += [_assignment(row) for row in await self._raw.fetch(ASSIGNMENTS + way, *asked)]
        entries += [_step(row) for row in await self._raw.fetch(STEPS + way, *asked)]
        entries.sort(key=lambda entry: entry.id, reverse=True)
        return entries[:limit] if since is None else entries[-limit:]

    async def changes(self, period: Period) -> Sequence[Change]:
        """See the port."""
        first, last = first_id(period.since), first_id(period.until)
        names = [change.value for change in RELEVANT]
        within = await self._raw.fetch(CHANGES, self._tenant_id, first, last, names)
        touched = sorted({row["subject"] for row in within})
        led = await self._raw.fetch(LED_BY, self._tenant_id, first, touched, names) if touched else []
        return [_change(row) for row in sorted([*led, *within], key=lambda row: row["id"])]

    async def first_answers(self, spells: Sequence[Spell]) -> Sequence[FirstAnswer | None]:
        """See the port."""
        found: list[FirstAnswer | None] = [None] * len(spells)
        rows = await self._raw.fetch(
            FIRST,
            self._tenant_id,
            [s.conversation_id for s in spells],
            [s.began_at for s in spells],
            [first_id(s.began_at) for s in spells],
            [s.ended_at for s in spells],
        )
        for row in rows:
            found[row["place"] - 1] = FirstAnswer(at=row["created_at"], user_id=row["sent_by_id"])
        return found

    async def ratings(self, period: Period) -> Sequence[Rating]:
        """See the port."""
        rows = await self._raw.fetch(RATINGS, self._tenant_id, period.since, period.until)
        return [Rating(score=row["score"], user_id=row["user_id"], queue_id=row["queue_id"]) for row in rows]

    async def by_status(self, period: Period) -> Mapping[str, int]:
        """See the port."""
        names = [status.value for status in ConversationStatus]
        rows = await self._raw.fetch(STATUSES, self._tenant_id, period.since, period.until, names)
        return {row["status"]: row["count"] for row in rows}


def first_id(at: dt.datetime) -> UUID:
    """Below every id of version 7 that is made at this moment or later, to the millisecond."""
    return UUID(int=int(at.timestamp() * 1000) << 80)


def _message(row: asyncpg.Record) -> TimelineEntry:
    message = message_of(row)
    return TimelineEntry(id=message.id, at=message.created_at, kind=EntryKind.MESSAGE, message=message)


def _note(row: asyncpg.Record) -> TimelineEntry:
    note = Note(
        id=row["id"],
        conversation_id=row["conversation_id"],
        author_id=row["author_id"],
        author_name=row["author_name"],
        body=row["body"],
        created_at=row["created_at"],
        mentions=tuple(row["mentions"]),
    )
    return TimelineEntry(id=note.id, at=note.created_at, kind=EntryKind.NOTE, note=note)


def _assignment(row: asyncpg.Record) -> TimelineEntry:
    assignment = Assignment(**{**dict(row), "actor_kind": ActorKind(row["actor_kind"])})
    return TimelineEntry(id=assignment.id, at=assignment.at, kind=EntryKind.ASSIGNMENT, assignment=assignment)


def _step(row: asyncpg.Record) -> TimelineEntry:
    step = ConversationStep(
        change=ConversationChange(row["change"]),
        reason=row["reason"],
        actor_kind=row["actor_kind"],
        actor_id=row["actor_id"],
        assigned_to=row["assigned_to"],
    )
    return TimelineEntry(id=row["id"], at=row["at"], kind=EntryKind.CHANGE, change=step)


def _change(row: asyncpg.Record) -> Change:
    return Change(
        id=row["id"],
        conversation_id=row["subject"],
        at=row["at"],
        change=ConversationChange(row["change"]),
        reason=row["reason"],
        assigned_to=row["assigned_to"],
        queue_id=row["queue_id"],
    )
