"""Conversations: read with a lock, saved together when the work ends."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, ConversationId, Ids, NumberId, TenantId
from pytake_domain.messaging import Conversation, ConversationNotFound, ConversationStatus, Opened

INSERT = """
INSERT INTO conversations (tenant_id, id, contact_id, number_id, status, handed_over, tags, priority, unread_count,
  created_at, updated_at)
SELECT $1, w.id, w.contact_id, w.number_id, 'bot', false, '{}', 0, 0, $5, $5
FROM unnest($2::uuid[], $3::uuid[], $4::uuid[]) AS w(id, contact_id, number_id)
ON CONFLICT (tenant_id, contact_id, number_id) WHERE status <> 'archived' DO NOTHING RETURNING id"""

OPEN = """
SELECT c.* FROM unnest($2::uuid[], $3::uuid[]) AS w(contact_id, number_id)
JOIN conversations c ON c.tenant_id = $1 AND c.contact_id = w.contact_id AND c.number_id = w.number_id
  AND c.contact_id = ANY($2::uuid[]) AND c.number_id = ANY($3::uuid[]) AND c.status <> 'archived'
ORDER BY c.id FOR NO KEY UPDATE OF c"""

GET = "SELECT * FROM conversations WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id"
LOCKED = " FOR NO KEY UPDATE"

UPDATE = """
UPDATE conversations c SET status = w.status, assigned_to = w.assigned_to, queue_id = w.queue_id,
  queue_name = w.queue_name, flow_session_id = w.flow_session_id, handed_over = w.handed_over,
  tags = string_to_array(w.tags, chr(31)), priority = w.priority, window_expires_at = w.window_expires_at,
  unread_count = w.unread_count, last_message = w.last_message, last_message_at = w.last_message_at,
  updated_at = w.updated_at, queued_at = w.queued_at, wanted_skill = w.wanted_skill, wanted_agent = w.wanted_agent,
  snoozed_until = w.snoozed_until, entered_at = w.entered_at, free_until = w.free_until,
  awaits_since = w.awaits_since, replied_on = w.replied_on, version = c.version + 1
FROM unnest($2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::bool[], $10::text[],
  $11::int[], $12::timestamptz[], $13::int[], $14::text[], $15::timestamptz[], $16::timestamptz[], $17::timestamptz[],
  $18::text[], $19::uuid[], $20::timestamptz[], $21::timestamptz[], $22::timestamptz[], $23::timestamptz[],
  $24::date[])
  AS w(id, version, status, assigned_to, queue_id, queue_name, flow_session_id, handed_over, tags, priority,
    window_expires_at, unread_count, last_message, last_message_at, updated_at, queued_at, wanted_skill, wanted_agent,
    snoozed_until, entered_at, free_until, awaits_since, replied_on)
WHERE c.tenant_id = $1 AND c.id = w.id AND c.id = ANY($2::uuid[]) AND c.version = w.version"""


class PostgresConversations:
    """Conversations of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, ids: Ids) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._ids = ids
        self._gathered: dict[ConversationId, Conversation] = {}

    async def open_for(self, pairs: Sequence[tuple[ContactId, NumberId]], at: dt.datetime) -> Sequence[Opened]:
        """See the port."""
        wanted = sorted(set(pairs), key=str)
        contacts, numbers = [p[0] for p in wanted], [p[1] for p in wanted]
        found = await self._open(contacts, numbers)
        fresh: set[ConversationId] = set()
        missing = [p for p in wanted if p not in found]
        if missing:
            rows = await self._raw.fetch(
                INSERT,
                self._tenant_id,
                [self._ids.new() for _ in missing],
                [p[0] for p in missing],
                [p[1] for p in missing],
                at,
            )
            fresh = {ConversationId(r["id"]) for r in rows}
            found |= await self._open([p[0] for p in missing], [p[1] for p in missing])
        return [Opened(conversation=self._gathered.get(found[p].id, found[p]), new=found[p].id in fresh) for p in pairs]

    async def _open(
        self, contacts: Sequence[ContactId], numbers: Sequence[NumberId]
    ) -> dict[tuple[ContactId, NumberId], Conversation]:
        rows = await self._raw.fetch(OPEN, self._tenant_id, contacts, numbers)
        return {(c.contact_id, c.number_id): c for c in map(conversation_of, rows)}

    async def get(self, conversation_id: ConversationId) -> Conversation:
        """See the port."""
        found = await self.get_all([conversation_id])
        if conversation_id not in found:
            raise ConversationNotFound
        return found[conversation_id]

    async def get_all(self, ids: Sequence[ConversationId], *, lock: bool = True) -> dict[ConversationId, Conversation]:
        """See the port."""
        if not ids:
            return {}
        rows = await self._raw.fetch(
            GET + (LOCKED if lock else ""),
            self._tenant_id,
            list(ids),
        )
        found = {c.id: c for c in map(conversation_of, rows)}
        return {key: self._gathered.get(key, value) for key, value in found.items()}

    async def save(self, conversation: Conversation) -> None:
        """See the port; written when the work ends."""
        self._gathered[conversation.id] = conversation

    async def forget(self, ids: Sequence[ConversationId]) -> None:
        """See the port."""
        if ids:
            await self._raw.execute(
                "DELETE FROM conversations WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND last_message_at IS NULL",
                self._tenant_id,
                list(ids),
            )

    async def flush(self) -> None:
        """Write all that were saved, in one statement. Raises StaleVersion."""
        saved = list(self._gathered.values())
        if not saved:
            return
        done = await self._raw.execute(
            UPDATE,
            self._tenant_id,
            [c.id for c in saved],
            [c.version for c in saved],
            [c.status.value for c in saved],
            [c.assigned_to for c in saved],
            [c.queue_id for c in saved],
            [c.queue_name for c in saved],
            [c.flow_session_id for c in saved],
            [c.handed_over for c in saved],
            ["\x1f".join(c.tags) for c in saved],
            [c.priority for c in saved],
            [c.window_expires_at for c in saved],
            [c.unread_count for c in saved],
            [c.last_message for c in saved],
            [c.last_message_at for c in saved],
            [c.updated_at for c in saved],
            [c.queued_at for c in saved],
            [c.wanted_skill for c in saved],
            [c.wanted_agent for c in saved],
            [c.snoozed_until for c in saved],
            [c.entered_at for c in saved],
            [c.free_until for c in saved],
            [c.awaits_since for c in saved],
            [c.replied_on for c in saved],
        )
        if done != f"UPDATE {len(saved)}":
            raise StaleVersion
        self._gathered.clear()


def conversation_of(row: Mapping[Any, Any] | asyncpg.Record) -> Conversation:
    """A row as the aggregate."""
    return Conversation(
        id=row["id"],
        tenant_id=row["tenant_id"],
        contact_id=row["contact_id"],
        number_id=row["number_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        status=ConversationStatus(row["status"]),
        assigned_to=row["assigned_to"],
        queue_id=row["queue_id"],
        queue_name=row["queue_name"],
        flow_session_id=row["flow_session_id"],
        handed_over=row["handed_over"],
        tags=tuple(row["tags"]),
        priority=row["priority"],
        window_expires_at=row["window_expires_at"],
        unread_count=row["unread_count"],
        last_message=row["last_message"],
        last_message_at=row["last_message_at"],
        queued_at=row["queued_at"],
        wanted_skill=row["wanted_skill"],
        wanted_agent=row["wanted_agent"],
        snoozed_until=row["snoozed_until"],
        entered_at=row["entered_at"],
        free_until=row["free_until"],
        awaits_since=row["awaits_since"],
        replied_on=row["replied_on"],
        version=row["version"],
    )
