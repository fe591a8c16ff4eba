"""What flows say happened."""

from typing import ClassVar
from uuid import UUID

import msgspec

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ConversationId, FlowId, FlowSessionId, FlowVersionId


class FlowPublished(Event, frozen=True, kw_only=True):
    """A version is out: new sessions start on it."""

    kept: ClassVar[bool] = True
    flow_id: FlowId
    version_id: FlowVersionId
    number: int

    @property
    def subject(self) -> UUID:
        """The flow."""
        return self.flow_id


class FlowUnpublished(Event, frozen=True, kw_only=True):
    """Nobody starts it any more."""

    kept: ClassVar[bool] = True
    flow_id: FlowId

    @property
    def subject(self) -> UUID:
        """The flow."""
        return self.flow_id


class FlowSessionChanged(Event, frozen=True, kw_only=True):
    """A session started, moved on or ended; `status` and `node` as they are now."""

    session_id: FlowSessionId
    flow_id: FlowId
    contact_id: ContactId
    conversation_id: ConversationId
    status: str
    node: str | None

    @property
    def subject(self) -> UUID:
        """The conversation, so that they come in order with its messages."""
        return self.conversation_id


class FlowSignalled(Event, frozen=True, kw_only=True):
    """A flow emitted an event of its author's naming, with its data. `hops`: flows that events had set off before, in a row."""

    session_id: FlowSessionId
    flow_id: FlowId
    contact_id: ContactId
    signal: str
    data: dict[str, object] = msgspec.field(default_factory=dict)
    hops: int = 0

    @property
    def subject(self) -> UUID:
        """The contact."""
        return self.contact_id
