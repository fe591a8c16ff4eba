"""What happens to conversations and messages."""

import datetime as dt
from enum import StrEnum
from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, NumberId, QueueId, UserId
from pytake_domain.whatsapp import Content


class ConversationChange(StrEnum):
    """What changed: opened, reopened, or the status it has now; `assigned` for a new person."""

    OPENED = "opened"
    REOPENED = "reopened"
    BOT = "bot"
    QUEUED = "queued"
    ACTIVE = "active"
    WAITING = "waiting"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    ASSIGNED = "assigned"
    UPDATED = "updated"


class _ConversationEvent(Event, frozen=True, kw_only=True, tag=True):
    conversation_id: ConversationId
    contact_id: ContactId
    client_id: str | None = None

    @property
    def subject(self) -> UUID:
        """The conversation."""
        return self.conversation_id


class ConversationChanged(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A transition, with who did it and why; what people see of it is read again."""

    kept = True
    change: ConversationChange
    assigned_to: UserId | None = None
    queue_id: QueueId | None = None


class MessageReceived(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A customer's message was stored for the first time. `answerable` is false for what flows must not see."""

    message_id: MessageId
    number_id: NumberId
    content: Content
    text: str
    provider_at: dt.datetime
    first: bool = False
    answerable: bool = True
    reply_to: str | None = None


class MessageQueued(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A message of ours waits to leave."""

    message_id: MessageId
    number_id: NumberId


class MessageStatusChanged(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A message of ours moved."""

    message_id: MessageId
    status: str
    error_code: str | None = None
