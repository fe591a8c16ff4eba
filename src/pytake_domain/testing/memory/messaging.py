"""Conversations, messages and what lies beside them, in memory."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import msgspec

from pytake_domain.identity import TenantRepository
from pytake_domain.kernel.errors import Conflict, StaleVersion
from pytake_domain.kernel.ids import ContactId, ConversationId, Ids, MessageId, NumberId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import (
    Conversation,
    ConversationNotFound,
    ConversationStatus,
    EarlyStatus,
    Message,
    MessageNotFound,
    Note,
    Opened,
)
from pytake_domain.testing.memory.store import TenantRows
from pytake_domain.whatsapp import Parked

_SAVED = ("status", "status_history", "error", "price", "content", "provider_id", "read_at")


class MemoryConversations:
    """See ConversationRepository. What is saved is written when the work ends, so one version may be saved again."""

    def __init__(self, tenant_id: TenantId, rows: TenantRows, ids: Ids) -> None:
        self._tenant_id = tenant_id
        self._rows = rows
        self._ids = ids
        self._gathered: dict[ConversationId, Conversation] = {}

    async def open_for(self, pairs: Sequence[tuple[ContactId, NumberId]], at: dt.datetime) -> Sequence[Opened]:
        """See the port."""
        present = {
            (c.contact_id, c.number_id): c.id
            for c in self._rows.conversations.values()
            if c.status is not ConversationStatus.ARCHIVED
        }
        begun: set[ConversationId] = set()
        for contact_id, number_id in sorted(set(pairs) - set(present), key=str):
            place = Conversation(
                id=ConversationId(self._ids.new()),
                tenant_id=self._tenant_id,
                contact_id=contact_id,
                number_id=number_id,
                created_at=at,
                updated_at=at,
            )
            self._rows.conversations[place.id] = place
            present[contact_id, number_id] = place.id
            begun.add(place.id)
        return [Opened(conversation=self._now(present[pair]), new=present[pair] in begun) for pair in pairs]

    def _now(self, conversation_id: ConversationId) -> Conversation:
        return self._gathered.get(conversation_id, self._rows.conversations[conversation_id])

    async def get(self, conversation_id: ConversationId) -> Conversation:
        """See the port."""
        if conversation_id not in self._rows.conversations:
            raise ConversationNotFound
        return self._now(conversation_id)

    async def get_all(
        self,
        ids: Sequence[ConversationId],
        *,
        lock: bool = True,  # noqa: ARG002  works of a tenant run one at a time
    ) -> dict[ConversationId, Conversation]:
        """See the port."""
        return {i: self._now(i) for i in ids if i in self._rows.conversations}

    async def save(self, conversation: Conversation) -> None:
        """See the port; written when the work ends."""
        self._gathered[conversation.id] = conversation

    async def forget(self, ids: Sequence[ConversationId]) -> None:
        """See the port."""
        for conversation_id in ids:
            if (place := self._rows.conversations.get(conversation_id)) is not None and place.last_message_at is None:
                del self._rows.conversations[conversation_id]

    def flush(self) -> None:
        """Write what was saved. Raises StaleVersion."""
        for changed in self._gathered.values():
            known = self._rows.conversations.get(changed.id)
            if known is None or known.version != changed.version:
                raise StaleVersion
            self._rows.conversations[changed.id] = msgspec.structs.replace(changed, version=changed.version + 1)
        self._gathered.clear()


class MemoryMessages:
    """See MessageRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add_received(self, messages: Sequence[Message]) -> set[MessageId]:
        """See the port."""
        fresh = set()
        for message in messages:
            if message.provider_id and (message.number_id, message.provider_id) in self._rows.provider_ids:
                continue
            self._put(message)
            fresh.add(message.id)
        return fresh

    async def add(self, message: Message) -> None:
        """See the port."""
        if message.client_key is not None and message.client_key in self._rows.client_keys:
            raise Conflict(key="client_key")
        self._put(message)

    def _put(self, message: Message) -> None:
        self._rows.messages[message.id] = message
        if message.client_key is not None:
            self._rows.client_keys[message.client_key] = message.id
        if message.provider_id is not None:
            self._rows.provider_ids[message.number_id, message.provider_id] = message.id

    async def by_client_key(self, key: str) -> Message | None:
        """See the port."""
        known = self._rows.client_keys.get(key)
        return None if known is None else self._rows.messages[known]

    async def get(self, message_id: MessageId) -> Message:
        """See the port."""
        if message_id not in self._rows.messages:
            raise MessageNotFound
        return self._rows.messages[message_id]

    async def get_all(
        self,
        ids: Sequence[MessageId],
        *,
        lock: bool = True,  # noqa: ARG002  works of a tenant run one at a time
    ) -> dict[MessageId, Message]:
        """See the port."""
        return {i: self._rows.messages[i] for i in ids if i in self._rows.messages}

    async def by_provider_ids(self, keys: Sequence[tuple[NumberId, str]]) -> dict[tuple[NumberId, str], Message]:
        """See the port."""
        known = self._rows.provider_ids
        return {key: self._rows.messages[known[key]] for key in keys if key in known}

    async def save_all(self, messages: Sequence[Message]) -> None:
        """See the port."""
        for message in messages:
            known = self._rows.messages.get(message.id)
            if known is not None:
                self._put(msgspec.structs.replace(known, **{name: getattr(message, name) for name in _SAVED}))


class MemoryShelf:
    """See StatusShelf."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def put(self, statuses: Sequence[EarlyStatus]) -> None:
        """See the port."""
        for status in statuses:
            key = status.number_id, status.provider_id, status.status, status.at
            self._rows.shelf.setdefault(key, status)

    async def take(self, keys: Sequence[tuple[NumberId, str]]) -> Sequence[EarlyStatus]:
        """See the port."""
        wanted = set(keys)
        found = {key: status for key, status in self._rows.shelf.items() if key[:2] in wanted}
        for key in found:
            del self._rows.shelf[key]
        return list(found.values())


class MemoryNotes:
    """See NoteRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, note: Note) -> None:
        """See the port."""
        self._rows.notes[note.id] = note

    async def of(self, conversation_id: ConversationId) -> Sequence[Note]:
        """See the port."""
        found = [note for note in self._rows.notes.values() if note.conversation_id == conversation_id]
        return sorted(found, key=lambda note: note.id)

    async def of_all(self, ids: Sequence[ConversationId]) -> dict[ConversationId, Sequence[Note]]:
        """See the port."""
        return {each: await self.of(each) for each in ids}


class MemoryParked:
    """See ParkedStore."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def put(self, number_id: NumberId | None, parked: Sequence[Parked], at: dt.datetime) -> None:
        """See the port."""
        self._rows.parked.extend((number_id, element, at) for element in parked)


class MemoryQuota:
    """See Quota."""

    def __init__(
        self,
        rows: TenantRows,
        tenants: TenantRepository,
        clock: Clock,
        monthly_limits: Callable[[str, Mapping[str, object]], int | None],
    ) -> None:
        self._rows = rows
        self._tenants = tenants
        self._clock = clock
        self._monthly_limits = monthly_limits

    @property
    def _month(self) -> tuple[int, int]:
        now = self._clock.now().astimezone(dt.UTC)
        return now.year, now.month

    async def left(self) -> int | None:
        """See the port."""
        tenant = await self._tenants.get()
        limit = self._monthly_limits(tenant.plan.value, msgspec.to_builtins(tenant.limits))
        return None if limit is None else limit - await self.used()

    async def used(self) -> int:
        """See the port."""
        return self._rows.months.get(self._month, 0)

    async def use(self, count: int) -> None:
        """See the port."""
        self._rows.months[self._month] = self._rows.months.get(self._month, 0) + count

    async def suspended(self) -> bool:
        """See the port."""
        return (await self._tenants.get()).is_suspended
