"""Messages for later: planned now, sent at their time unless the customer writes first."""

import datetime as dt
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, MessageId, NumberId, ScheduledId, TenantId
from pytake_domain.messaging import window
from pytake_domain.messaging.errors import ScheduledOver, WindowClosed
from pytake_domain.messaging.events import ScheduledChanged
from pytake_domain.whatsapp import ApiType, Content, Template

SEND = "messaging.scheduled"
"""The kind of job that sends a planned message at its time."""
FURTHEST = dt.timedelta(days=366)


class ScheduledState(StrEnum):
    """`waiting` for its time; `sent` to the queue; `cancelled` by a person or an answer; `failed` at its time."""

    WAITING = "waiting"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


class OutsideWindow(StrEnum):
    """What happens when the customer service window is closed at its time: it fails, or a template goes in its place."""

    FAIL = "fail"
    TEMPLATE = "template"


class Sending(msgspec.Struct, frozen=True):
    """Payload of SEND."""

    scheduled_id: ScheduledId


class ScheduledMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What goes to whom by which number and when. `reason`: why it was cancelled, or the code it failed with; `reply_to`: the
    provider's id of the message it answers.
    """

    id: ScheduledId
    tenant_id: TenantId
    contact_id: ContactId
    number_id: NumberId
    content: Content
    send_at: dt.datetime
    planned_by: UUID | None
    planned_by_kind: ActorKind
    planned_by_name: str
    created_at: dt.datetime
    updated_at: dt.datetime
    conversation_id: ConversationId | None = None
    reply_to: str | None = None
    cancel_on_reply: bool = False
    outside_window: OutsideWindow = OutsideWindow.FAIL
    fallback: Template | None = None
    state: ScheduledState = ScheduledState.WAITING
    reason: str = ""
    message_id: MessageId | None = None

    @property
    def job_key(self) -> str:
        """One job each."""
        return f"scheduled:{self.id}"

    def sent(self, message_id: MessageId, conversation_id: ConversationId, at: dt.datetime) -> "ScheduledMessage":
        """It waits in the queue like any other."""
        return replace(
            self, state=ScheduledState.SENT, message_id=message_id, conversation_id=conversation_id, updated_at=at
        )

    def cancel(self, reason: str, at: dt.datetime) -> "ScheduledMessage":
        """It will not go. Raises ScheduledOver when it is through."""
        if self.state is not ScheduledState.WAITING:
            raise ScheduledOver(state=self.state.value)
        return replace(self, state=ScheduledState.CANCELLED, reason=reason, updated_at=at)

    def fail(self, code: str, at: dt.datetime) -> "ScheduledMessage":
        """It could not go."""
        return replace(self, state=ScheduledState.FAILED, reason=code, updated_at=at)

    def told(self, actor: Actor, *, new_id: EventId, at: dt.datetime) -> Event:
        """What people who watch hear of its state."""
        return ScheduledChanged(
            id=new_id,
            tenant_id=self.tenant_id,
            at=at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            reason=self.reason,
            scheduled_id=self.id,
            contact_id=self.contact_id,
            state=self.state.value,
            conversation_id=self.conversation_id,
            planned_by=self.planned_by,
            message_id=self.message_id,
        )


def check_moment(field: str, moment: dt.datetime, now: dt.datetime, furthest: dt.timedelta = FURTHEST) -> None:
    """Raises Invalid for the past, for what is too far ahead, and for a time without its zone."""
    if moment.tzinfo is None:
        raise Invalid(Problem(field=field, code="time_without_zone"))
    if moment <= now:
        raise Invalid(Problem(field=field, code="in_the_past"))
    if moment - now > furthest:
        raise Invalid(Problem(field=field, code="too_far_ahead", params={"days": furthest.days}))


def check_window(plan: ScheduledMessage, api_type: ApiType, window_expires_at: dt.datetime | None) -> None:
    """Raises WindowClosed when it is certain that the window will be closed at its time: only an answer opens it anew, and an
    answer cancels it.
    """
    closed = not window.allows(api_type, plan.content, window_expires_at, plan.send_at)
    if closed and plan.fallback is None and plan.cancel_on_reply:
        raise WindowClosed(contact_id=str(plan.contact_id))


def content_at(
    plan: ScheduledMessage, api_type: ApiType, window_expires_at: dt.datetime | None, now: dt.datetime
) -> Content:
    """What goes now: itself, or its template when the window is closed."""
    if plan.fallback is None or window.allows(api_type, plan.content, window_expires_at, now):
        return plan.content
    return plan.fallback
