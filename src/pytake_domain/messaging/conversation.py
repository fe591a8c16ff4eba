"""A conversation: one open per contact and number, with exactly one owner."""

import datetime as dt
from collections.abc import Callable
from enum import StrEnum

import msgspec

from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    EventId,
    FlowSessionId,
    NumberId,
    QueueId,
    TenantId,
    UserId,
)
from pytake_domain.messaging import window
from pytake_domain.messaging.errors import NotTheOwner, TransitionRefused
from pytake_domain.messaging.events import ConversationChange, ConversationChanged

SHORT = 160


class ConversationStatus(StrEnum):
    """Whose turn it is: the automation's, a queue's, an agent's, the customer's; or over, or put away."""

    BOT = "bot"
    QUEUED = "queued"
    ACTIVE = "active"
    WAITING = "waiting"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


OPEN = (ConversationStatus.BOT, ConversationStatus.QUEUED, ConversationStatus.ACTIVE, ConversationStatus.WAITING)


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """What a contact and a number say to each other, who owns it, and until when free text may be sent.

    `handed_over`: a person has it or it waits for one, so no flow may speak until it is resolved or given back. `queued_at`:
    since when it waits in a queue; `awaits_since`: since when the customer waits for an answer, or for a person; `wanted_skill`
    and `wanted_agent`: whom it asks for while it waits. `snoozed_until`: out of sight until then, or until the customer writes.
    `entered_at`: when they came by an advertisement that we have not answered; `free_until`: what we send costs nothing until
    then, because we did. `replied_on`: the day, in UTC, on which somebody of the company last wrote, no flow and no campaign.
    """

    id: ConversationId
    tenant_id: TenantId
    contact_id: ContactId
    number_id: NumberId
    created_at: dt.datetime
    updated_at: dt.datetime
    status: ConversationStatus = ConversationStatus.BOT
    assigned_to: UserId | None = None
    queue_id: QueueId | None = None
    queue_name: str | None = None
    flow_session_id: FlowSessionId | None = None
    handed_over: bool = False
    tags: tuple[str, ...] = ()
    priority: int = 0
    queued_at: dt.datetime | None = None
    awaits_since: dt.datetime | None = None
    wanted_skill: str | None = None
    wanted_agent: UserId | None = None
    window_expires_at: dt.datetime | None = None
    unread_count: int = 0
    last_message: str | None = None
    last_message_at: dt.datetime | None = None
    snoozed_until: dt.datetime | None = None
    entered_at: dt.datetime | None = None
    free_until: dt.datetime | None = None
    replied_on: dt.date | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Neither resolved nor archived."""
        return self.status in OPEN

    @property
    def flow_may_speak(self) -> bool:
        """Is the automation the owner?"""
        return not self.handed_over and self.status in (ConversationStatus.BOT, ConversationStatus.QUEUED)

    def receive(
        self, line: str, at: dt.datetime, provider_at: dt.datetime, *, reopens: bool = True, by_ad: bool = False
    ) -> "Conversation":
        """The customer wrote: the window opens anew, a snooze ends, and a conversation that was over begins again with the
        automation; without `reopens` it stays over. `by_ad`: they came by an advertisement.
        """
        status, handed_over, assigned = self.status, self.handed_over, self.assigned_to
        stays = self.is_open or not reopens
        if status is ConversationStatus.WAITING:
            status = ConversationStatus.ACTIVE
        elif not stays:
            status, handed_over, assigned = ConversationStatus.BOT, False, None
        here = self if stays else _out_of_queue(self)
        return msgspec.structs.replace(
            here,
            snoozed_until=None,
            status=status,
            handed_over=handed_over,
            assigned_to=assigned,
            flow_session_id=self.flow_session_id if stays else None,
            window_expires_at=window.after_inbound(self.window_expires_at, provider_at),
            awaits_since=(self.awaits_since or provider_at) if status in OPEN else None,
            unread_count=self.unread_count + 1,
            last_message=line[:SHORT],
            last_message_at=max(provider_at, self.last_message_at or provider_at),
            entered_at=provider_at if by_ad else self.entered_at,
            updated_at=at,
        )

    def say(self, line: str, at: dt.datetime, *, by_somebody: bool = False) -> "Conversation":
        """Something of ours was queued. Whoever came by an advertisement and is answered soon is written to without cost.

        `by_somebody`: of the company, and not by what runs by itself.
        """
        here = self
        if by_somebody:
            day = at.astimezone(dt.UTC).date()
            here = msgspec.structs.replace(self, replied_on=max(day, self.replied_on or day))
        if self.entered_at is not None:
            here = msgspec.structs.replace(
                here, entered_at=None, free_until=window.after_entry(self.free_until, self.entered_at, at)
            )
        # In a queue they wait for a person, whatever is said to them meanwhile.
        awaits = self.queued_at if self.status is ConversationStatus.QUEUED else None
        return msgspec.structs.replace(
            here, last_message=line[:SHORT], last_message_at=at, awaits_since=awaits, updated_at=at
        )

    def opened_by_call(self, at: dt.datetime, provider_at: dt.datetime) -> "Conversation":
        """A call of the customer opens the window like a message does."""
        until = window.after_inbound(self.window_expires_at, provider_at)
        return msgspec.structs.replace(self, window_expires_at=until, updated_at=at)

    def read(self, at: dt.datetime) -> "Conversation":
        """A person has seen everything."""
        return msgspec.structs.replace(self, unread_count=0, updated_at=at)

    def set_tags(self, tags: tuple[str, ...], at: dt.datetime) -> "Conversation":
        """Exactly these tags, each once."""
        return msgspec.structs.replace(self, tags=tuple(dict.fromkeys(tags)), updated_at=at)

    def flow_takes(self, session_id: FlowSessionId, at: dt.datetime) -> "Conversation":
        """A flow begins to speak. Raises NotTheOwner when a person has the conversation."""
        if not self.flow_may_speak:
            raise NotTheOwner(owner=self.status.value)
        return msgspec.structs.replace(
            _out_of_queue(self), status=ConversationStatus.BOT, flow_session_id=session_id, updated_at=at
        )

    def flow_leaves(self, at: dt.datetime) -> "Conversation":
        """The flow is through; the automation keeps the conversation until a person takes it."""
        return msgspec.structs.replace(self, flow_session_id=None, updated_at=at)

    def require_speaker(self, actor: Actor) -> None:
        """Raises NotTheOwner when a flow speaks in a person's conversation; people and machines with a key may take it."""
        if actor.kind is ActorKind.FLOW and not self.flow_may_speak:
            raise NotTheOwner(owner=self.status.value)


NewId = Callable[[], EventId]
Change = tuple[Conversation, ConversationChanged]


def queue(
    conversation: Conversation,
    actor: Actor,
    *,
    at: dt.datetime,
    new_id: NewId,
    queue_id: QueueId | None = None,
    queue_name: str | None = None,
    reason: str = "",
    handed_over: bool = True,
    waits_since: dt.datetime | None = None,
    wanted_skill: str | None = None,
    wanted_agent: UserId | None = None,
) -> Change:
    """It waits for a person. With `handed_over` no flow speaks until it is resolved; `waits_since` keeps its turn when it comes
    from another queue. Raises TransitionRefused when it is over.
    """
    _require_open(conversation)
    changed = msgspec.structs.replace(
        conversation,
        status=ConversationStatus.QUEUED,
        queue_id=queue_id,
        queue_name=queue_name,
        assigned_to=None,
        flow_session_id=None,
        handed_over=handed_over,
        queued_at=waits_since or at,
        awaits_since=conversation.awaits_since or waits_since or at,
        wanted_skill=wanted_skill,
        wanted_agent=wanted_agent,
        snoozed_until=None,
        updated_at=at,
    )
    return changed, _event(changed, ConversationChange.QUEUED, actor, at, new_id, reason, conversation)


def put_into(
    conversation: Conversation, actor: Actor, *, queue_id: QueueId, queue_name: str, at: dt.datetime, new_id: NewId
) -> Change:
    """It waits already, and from now on in this queue; how long it has waited stays. Raises TransitionRefused elsewhere."""
    if conversation.status is not ConversationStatus.QUEUED:
        raise TransitionRefused(status=conversation.status.value)
    changed = msgspec.structs.replace(conversation, queue_id=queue_id, queue_name=queue_name, updated_at=at)
    return changed, _event(changed, ConversationChange.UPDATED, actor, at, new_id, "queue", conversation)


def give_back(conversation: Conversation, actor: Actor, *, at: dt.datetime, new_id: NewId, reason: str = "") -> Change:
    """To the automation: no person has it, no queue holds it, and flows may speak. Raises TransitionRefused when archived."""
    return set_status(conversation, actor, ConversationStatus.BOT, at=at, new_id=new_id, reason=reason)


def assign(
    conversation: Conversation, actor: Actor, *, to: UserId, at: dt.datetime, new_id: NewId, reason: str = ""
) -> Change:
    """A person has it from now on. Raises TransitionRefused when it is over."""
    _require_open(conversation)
    changed = msgspec.structs.replace(
        conversation,
        status=ConversationStatus.ACTIVE,
        assigned_to=to,
        flow_session_id=None,
        handed_over=True,
        queued_at=None,
        wanted_skill=None,
        wanted_agent=None,
        snoozed_until=None,
        updated_at=at,
    )
    return changed, _event(changed, ConversationChange.ASSIGNED, actor, at, new_id, reason, conversation)


def taken_by_answer(
    conversation: Conversation, actor: Actor, *, at: dt.datetime, new_id: NewId, reason: str = "answered"
) -> Change | None:
    """An agent who answers takes it; an answer typed on the business's own phone, or by API, silences the flow.

    None when nothing changes.
    """
    if actor.user_id is not None:
        if conversation.assigned_to == actor.user_id and conversation.status is ConversationStatus.ACTIVE:
            return None
        opened = conversation if conversation.is_open else _begin_again(conversation, at)
        return assign(opened, actor, to=actor.user_id, at=at, new_id=new_id, reason=reason)
    if actor.kind is ActorKind.FLOW or conversation.handed_over:
        return None
    opened = conversation if conversation.is_open else _begin_again(conversation, at)
    return queue(opened, actor, at=at, new_id=new_id, reason=reason)


def set_status(
    conversation: Conversation,
    actor: Actor,
    status: ConversationStatus,
    *,
    at: dt.datetime,
    new_id: NewId,
    reason: str = "",
) -> Change:
    """Move by hand. Raises TransitionRefused for what is not allowed from the present status."""
    allowed = {
        ConversationStatus.RESOLVED: OPEN,
        ConversationStatus.ARCHIVED: (*OPEN, ConversationStatus.RESOLVED),
        ConversationStatus.WAITING: (ConversationStatus.ACTIVE,),
        ConversationStatus.ACTIVE: (ConversationStatus.WAITING,),
        ConversationStatus.QUEUED: (*OPEN, ConversationStatus.RESOLVED),
        ConversationStatus.BOT: (*OPEN, ConversationStatus.RESOLVED),
    }[status]
    if conversation.status not in allowed:
        raise TransitionRefused(status=conversation.status.value)
    people = status in (ConversationStatus.ACTIVE, ConversationStatus.WAITING)
    over = status in (ConversationStatus.RESOLVED, ConversationStatus.ARCHIVED)
    queued = status is ConversationStatus.QUEUED
    here = _out_of_queue(conversation) if status is ConversationStatus.BOT else conversation
    changed = msgspec.structs.replace(
        here,
        status=status,
        queued_at=at if queued else None,
        awaits_since=None if over else conversation.awaits_since or (at if queued else None),
        handed_over=people or status is ConversationStatus.QUEUED or (over and conversation.handed_over),
        assigned_to=conversation.assigned_to if people or over else None,
        flow_session_id=conversation.flow_session_id if status is ConversationStatus.BOT else None,
        unread_count=0 if over else conversation.unread_count,
        snoozed_until=None,
        updated_at=at,
    )
    return changed, _event(changed, ConversationChange(status.value), actor, at, new_id, reason, conversation)


def reopen(conversation: Conversation, actor: Actor, *, at: dt.datetime, new_id: NewId, reason: str = "") -> Change:
    """Open again by hand: it is the person's who did it, or waits for one when a machine did. Raises TransitionRefused when it
    is open.
    """
    if conversation.is_open:
        raise TransitionRefused(status=conversation.status.value)
    fresh = _begin_again(conversation, at)
    if actor.user_id is not None:
        return assign(fresh, actor, to=actor.user_id, at=at, new_id=new_id, reason=reason or "reopened")
    return queue(fresh, actor, at=at, new_id=new_id, reason=reason or "reopened")


def snooze(
    conversation: Conversation, actor: Actor, *, until: dt.datetime, at: dt.datetime, new_id: NewId, reason: str = ""
) -> Change:
    """Out of sight until then; whoever has it keeps it. Raises TransitionRefused when it is over."""
    _require_open(conversation)
    changed = msgspec.structs.replace(conversation, snoozed_until=until, updated_at=at)
    return changed, _event(changed, ConversationChange.SNOOZED, actor, at, new_id, reason, conversation)


def wake(
    conversation: Conversation, actor: Actor, *, at: dt.datetime, new_id: NewId, reason: str = ""
) -> Change | None:
    """In sight again; None when it was all the time."""
    if conversation.snoozed_until is None:
        return None
    changed = msgspec.structs.replace(conversation, snoozed_until=None, updated_at=at)
    return changed, _event(changed, ConversationChange.WOKEN, actor, at, new_id, reason, conversation)


def _out_of_queue(conversation: Conversation) -> Conversation:
    return msgspec.structs.replace(
        conversation, queue_id=None, queue_name=None, queued_at=None, wanted_skill=None, wanted_agent=None
    )


def _begin_again(conversation: Conversation, at: dt.datetime) -> Conversation:
    return msgspec.structs.replace(
        _out_of_queue(conversation), status=ConversationStatus.BOT, handed_over=False, assigned_to=None, updated_at=at
    )


def _require_open(conversation: Conversation) -> None:
    if not conversation.is_open:
        raise TransitionRefused(status=conversation.status.value)


def _event(
    conversation: Conversation,
    change: ConversationChange,
    actor: Actor,
    at: dt.datetime,
    new_id: NewId,
    reason: str,
    before: Conversation,
) -> ConversationChanged:
    return ConversationChanged(
        id=new_id(),
        tenant_id=conversation.tenant_id,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        reason=reason,
        conversation_id=conversation.id,
        contact_id=conversation.contact_id,
        change=change,
        assigned_to=conversation.assigned_to,
        previous=before.assigned_to if before.is_open else None,
        queue_id=conversation.queue_id,
    )
