"""What happens in routing."""

import datetime as dt
from uuid import UUID

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ConversationId, QueueId, UserId
from pytake_domain.routing.agent import Presence
from pytake_domain.routing.inactivity import Side
from pytake_domain.routing.sla import ClockKind


class _AboutConversation(Event, frozen=True, kw_only=True, tag=True):
    conversation_id: ConversationId
    contact_id: ContactId
    queue_id: QueueId | None = None
    user_id: UserId | None = None

    @property
    def subject(self) -> UUID:
        """The conversation."""
        return self.conversation_id


class ConversationRouted(_AboutConversation, frozen=True, kw_only=True, tag=True):
    """It went to an agent or another queue; `reason` says why, `waited_seconds` how long it had waited."""

    kept = True
    waited_seconds: int = 0


class SlaWarning(_AboutConversation, frozen=True, kw_only=True, tag=True):
    """A promise is about to be broken."""

    kind: ClockKind
    due_at: dt.datetime


class SlaBreached(_AboutConversation, frozen=True, kw_only=True, tag=True):
    """A promise was broken."""

    kept = True
    kind: ClockKind
    due_at: dt.datetime


class InactivityWarned(_AboutConversation, frozen=True, kw_only=True, tag=True):
    """One side has been silent for long; it was reminded."""

    side: Side


class AgentPresenceChanged(Event, frozen=True, kw_only=True, tag=True):
    """Somebody is there, or no longer; also when they may take more or other conversations than before."""

    user_id: UserId
    presence: Presence

    @property
    def subject(self) -> UUID:
        """The agent."""
        return self.user_id

    @property
    def topic(self) -> str:
        """Who becomes available may have something to do; nobody waits for the others."""
        return f"{self.name}.{self.presence.value}"


class QueueChanged(Event, frozen=True, kw_only=True, tag=True):
    """A queue was made or changed, or its hours were."""

    queue_id: QueueId

    @property
    def subject(self) -> UUID:
        """The queue."""
        return self.queue_id
