"""What happens to conversations and messages."""

import datetime as dt
from enum import StrEnum
from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    MediaId,
    MessageId,
    NoteId,
    NumberId,
    QueueId,
    ScheduledId,
    UserId,
)
from pytake_domain.whatsapp import Content


class ConversationChange(StrEnum):
    """What changed: opened, reopened, or the status it has now; `assigned` for a new person; `snoozed` and `woken` for being
    out of sight and back.
    """

    OPENED = "opened"
    REOPENED = "reopened"
    BOT = "bot"
    QUEUED = "queued"
    ACTIVE = "active"
    WAITING = "waiting"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    ASSIGNED = "assigned"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    UPDATED = "updated"


class Watching(StrEnum):
    """What a colleague does with a conversation."""

    VIEWING = "viewing"
    TYPING = "typing"
    LEFT = "left"


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
    previous: UserId | None = None
    queue_id: QueueId | None = None

    @property
    def freed(self) -> UserId | None:
        """The agent who has one conversation less through this; `previous` is who had it before."""
        over = self.change in (ConversationChange.RESOLVED, ConversationChange.ARCHIVED)
        return self.previous if over or self.previous != self.assigned_to else None

    @property
    def topic(self) -> str:
        """By what changed; `reassigned` when somebody gave it to somebody else."""
        if self.change is ConversationChange.ASSIGNED and self.freed is not None:
            return f"{self.name}.reassigned"
        return f"{self.name}.{self.change.value}"


class MessageReceived(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A customer's message was stored for the first time. `answerable` is false for what flows must not see.

    `ad` is the id of the advertisement it came by, empty when the provider does not say which.
    """

    message_id: MessageId
    number_id: NumberId
    content: Content
    text: str
    provider_at: dt.datetime
    first: bool = False
    answerable: bool = True
    reply_to: str | None = None
    ad: str | None = None


class MessageQueued(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A message of ours waits to leave."""

    message_id: MessageId
    number_id: NumberId

    @property
    def topic(self) -> str:
        """By who wrote it: people's answers count elsewhere than those of machines."""
        return f"{self.name}.{self.actor_kind.value}"


class MessageStatusChanged(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A message of ours moved."""

    message_id: MessageId
    status: str
    error_code: str | None = None


class NumberTooFast(Event, frozen=True, kw_only=True, tag=True):
    """The provider refused a message because its number sends too fast; the message is tried again."""

    number_id: NumberId

    @property
    def subject(self) -> UUID:
        """The number."""
        return self.number_id


class BulkRefused(Event, frozen=True, kw_only=True, tag=True):
    """The provider takes no more bulk messages of a number, or of its account, for this reason: spam, payment, a restriction."""

    number_id: NumberId
    code: str

    @property
    def subject(self) -> UUID:
        """The number."""
        return self.number_id


class MessageMediaReady(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """The file of a message is ours now, or certainly never will be (`missing` says why)."""

    message_id: MessageId
    media_id: MediaId
    status: str
    missing: str | None = None


class ConversationRead(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A person has seen everything of it."""


class ConversationExported(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """Somebody took its transcript away, in this form; `notes`: with the internal notes."""

    kept = True
    form: str
    notes: bool = False


class UserMentioned(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A note names a person of the company."""

    kept = True
    user_id: UserId
    note_id: NoteId
    by_name: str = ""


class SurveyAnswered(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A customer rated a conversation, 1 to 5; `commented` when it was the comment that came."""

    kept = True
    score: int
    commented: bool = False
    user_id: UserId | None = None
    queue_id: QueueId | None = None


class ScheduledChanged(Event, frozen=True, kw_only=True, tag=True):
    """A message for later was planned, sent, cancelled or failed. Before there is a conversation only who planned it is told."""

    scheduled_id: ScheduledId
    contact_id: ContactId
    state: str
    conversation_id: ConversationId | None = None
    planned_by: UUID | None = None
    message_id: MessageId | None = None

    @property
    def subject(self) -> UUID:
        """The conversation, or the plan while there is none."""
        return self.conversation_id or self.scheduled_id


class ConversationWatched(_ConversationEvent, frozen=True, kw_only=True, tag=True):
    """A colleague looks at it, writes in it, or left; it holds until `expires_at` and is told, never stored."""

    user_id: UserId
    user_name: str
    state: Watching
    expires_at: dt.datetime
