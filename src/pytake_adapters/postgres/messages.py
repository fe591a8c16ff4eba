"""Messages: stored once per provider id, moved in batches."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from pytake_adapters.postgres.errors import broken_constraint
from pytake_adapters.postgres.hours import hour_of
from pytake_domain.kernel.errors import Conflict
from pytake_domain.kernel.ids import MessageId, NumberId, TenantId
from pytake_domain.messaging import (
    Direction,
    Failure,
    Message,
    MessageNotFound,
    MessageState,
    SenderKind,
    StatusStep,
)
from pytake_domain.whatsapp import Content, Price

_json = msgspec.json.Encoder()
_content = msgspec.json.Decoder(Content)
_history = msgspec.json.Decoder(tuple[StatusStep, ...])
_failure = msgspec.json.Decoder(Failure)
_price = msgspec.json.Decoder(Price)

INSERT = """
INSERT INTO messages (tenant_id, id, conversation_id, contact_id, number_id, direction, type, status, sent_by, sent_by_id,
  content, status_history, error, provider_id, provider_key, reply_to, client_key, provider_at, created_at)
SELECT $1, w.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
  $10::uuid[], $11::jsonb[], $12::jsonb[], $13::jsonb[], $14::text[], $15::uuid[], $16::text[], $17::text[],
  $18::timestamptz[], $19::timestamptz[]) AS w"""

ONCE = " ON CONFLICT (tenant_id, number_id, provider_key) WHERE provider_key IS NOT NULL DO NOTHING RETURNING id"

GET = "SELECT * FROM messages WHERE tenant_id = $1 AND id = ANY($2::uuid[]) ORDER BY id"
LOCKED = " FOR NO KEY UPDATE"

UPDATE = """
UPDATE messages m SET status = w.status, status_history = w.status_history, error = w.error, price = w.price,
  content = w.content, provider_id = w.provider_id, provider_key = w.provider_key, read_at = w.read_at, type = w.type
FROM unnest($2::uuid[], $3::text[], $4::jsonb[], $5::jsonb[], $6::jsonb[], $7::jsonb[], $8::text[], $9::uuid[],
  $10::timestamptz[], $11::text[])
  AS w(id, status, status_history, error, price, content, provider_id, provider_key, read_at, type)
WHERE m.tenant_id = $1 AND m.id = w.id AND m.id = ANY($2::uuid[])"""

BY_PROVIDER = """
SELECT m.* FROM unnest($2::uuid[], $3::uuid[]) AS w(number_id, provider_key)
JOIN messages m ON m.tenant_id = $1 AND m.number_id = w.number_id AND m.provider_key = w.provider_key
  AND m.number_id = ANY($2::uuid[]) AND m.provider_key = ANY($3::uuid[])
ORDER BY m.id FOR NO KEY UPDATE OF m"""


class PostgresMessages:
    """Messages of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._gathered: list[Message] = []
        self.touched: set[dt.datetime] = set()

    async def add_received(self, messages: Sequence[Message]) -> set[MessageId]:
        """See the port."""
        # One order for all workers: two that store the same repetition wait for each other instead of deadlocking.
        self._touch(messages)
        ordered = sorted(messages, key=lambda m: m.provider_id or "")
        rows = await self._raw.fetch(INSERT + ONCE, self._tenant_id, *_columns(ordered))
        return {MessageId(r["id"]) for r in rows}

    async def add(self, message: Message) -> None:
        """See the port; written when the work ends, or before anything of this work reads messages."""
        self._touch([message])
        self._gathered.append(message)

    async def flush(self) -> None:
        """Write what was added. Raises Conflict for a known client key."""
        if not self._gathered:
            return
        fresh, self._gathered = self._gathered, []
        try:
            await self._raw.execute(INSERT, self._tenant_id, *_columns(fresh))
        except asyncpg.UniqueViolationError as error:
            if broken_constraint(error) == "uq_messages_client_key":
                raise Conflict(key="client_key") from error
            raise

    async def by_client_key(self, key: str) -> Message | None:
        """See the port."""
        await self.flush()
        row = await self._raw.fetchrow(
            "SELECT * FROM messages WHERE tenant_id = $1 AND client_key = $2", self._tenant_id, key
        )
        return message_of(row) if row else None

    async def get(self, message_id: MessageId) -> Message:
        """See the port."""
        found = await self.get_all([message_id], lock=False)
        if message_id not in found:
            raise MessageNotFound
        return found[message_id]

    async def get_all(self, ids: Sequence[MessageId], *, lock: bool = True) -> dict[MessageId, Message]:
        """See the port."""
        await self.flush()
        if not ids:
            return {}
        rows = await self._raw.fetch(
            GET + (LOCKED if lock else ""),
            self._tenant_id,
            list(ids),
        )
        return {m.id: m for m in map(message_of, rows)}

    async def by_provider_ids(self, keys: Sequence[tuple[NumberId, str]]) -> dict[tuple[NumberId, str], Message]:
        """See the port."""
        await self.flush()
        wanted = {(number_id, provider_key(text)): text for number_id, text in keys}
        rows = await self._raw.fetch(
            BY_PROVIDER, self._tenant_id, [key[0] for key in wanted], [key[1] for key in wanted]
        )
        found = {}
        for row in rows:
            number_id = NumberId(row["number_id"])
            found[number_id, wanted[number_id, row["provider_key"]]] = message_of(row)
        return found

    async def save_all(self, messages: Sequence[Message]) -> None:
        """See the port."""
        if not messages:
            return
        self._touch(messages)
        await self._raw.execute(
            UPDATE,
            self._tenant_id,
            [m.id for m in messages],
            [m.status.value for m in messages],
            [_text(m.status_history) for m in messages],
            [_text(m.error) if m.error else None for m in messages],
            [_text(m.price) if m.price else None for m in messages],
            [_text(m.content) for m in messages],
            [m.provider_id for m in messages],
            [provider_key(m.provider_id) if m.provider_id else None for m in messages],
            [m.read_at for m in messages],
            [m.type.value for m in messages],
        )

    def _touch(self, messages: Sequence[Message]) -> None:
        """Their hours have to be counted anew."""
        self.touched.update(hour_of(m.created_at) for m in messages)


def provider_key(provider_id: str) -> UUID:
    """Sixteen bytes in place of a provider's long id: the index stays small at a hundred million rows."""
    return UUID(bytes=hashlib.blake2b(provider_id.encode(), digest_size=16).digest())


def _text(value: Any) -> str:
    return _json.encode(value).decode().replace("\\u0000", "\\ufffd")  # PostgreSQL's text can't hold a zero


def _columns(messages: Sequence[Message]) -> list[list[Any]]:
    return [
        [m.id for m in messages],
        [m.conversation_id for m in messages],
        [m.contact_id for m in messages],
        [m.number_id for m in messages],
        [m.direction.value for m in messages],
        [m.type.value for m in messages],
        [m.status.value for m in messages],
        [m.sent_by.value for m in messages],
        [m.sent_by_id for m in messages],
        [_text(m.content) for m in messages],
        [_text(m.status_history) for m in messages],
        [_text(m.error) if m.error else None for m in messages],
        [m.provider_id for m in messages],
        [provider_key(m.provider_id) if m.provider_id else None for m in messages],
        [m.reply_to for m in messages],
        [m.client_key for m in messages],
        [m.provider_at for m in messages],
        [m.created_at for m in messages],
    ]


def message_of(row: Any) -> Message:
    """A row as the aggregate."""
    return Message(
        id=row["id"],
        tenant_id=row["tenant_id"],
        conversation_id=row["conversation_id"],
        contact_id=row["contact_id"],
        number_id=row["number_id"],
        direction=Direction(row["direction"]),
        content=_content.decode(row["content"]),
        status=MessageState(row["status"]),
        created_at=row["created_at"],
        sent_by=SenderKind(row["sent_by"]),
        sent_by_id=row["sent_by_id"],
        status_history=_history.decode(row["status_history"]),
        error=_failure.decode(row["error"]) if row["error"] else None,
        provider_id=row["provider_id"],
        reply_to=row["reply_to"],
        provider_at=row["provider_at"],
        client_key=row["client_key"],
        price=_price.decode(row["price"]) if row["price"] else None,
        read_at=row["read_at"],
    )
