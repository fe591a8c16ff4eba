"""One contact going through one flow."""

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.effect import Effect
from pytake_domain.flows.input import EffectDone, MessageIn
from pytake_domain.kernel.ids import (
    ContactId,
    ConversationId,
    FlowId,
    FlowSessionId,
    FlowVersionId,
    NumberId,
    TenantId,
)


class SessionStatus(StrEnum):
    """Only a running session takes inputs; an expired one comes back when the contact says so."""

    RUNNING = "running"
    COMPLETED = "completed"
    EXPIRED = "expired"
    FAILED = "failed"
    TRANSFERRED = "transferred"
    CANCELLED = "cancelled"


class WaitKind(StrEnum):
    """What a session waits for."""

    ANSWER = "answer"
    DELAY = "delay"
    EFFECT = "effect"
    REVIVAL = "revival"


class Wait(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a session waits for.

    `until` has a timer of its own; `expires` has none: it is looked at when the contact writes again or by a sweep. `page` is the
    page of a long menu that was shown or the part of the node that asked, `effect` the id of the effect whose outcome is due.
    """

    id: str
    kind: WaitKind
    until: dt.datetime | None = None
    expires: dt.datetime | None = None
    page: int = 0
    effect: str | None = None


class Loop(msgspec.Struct, frozen=True, kw_only=True):
    """A loop under way: its node, all it goes over, and the place of the present item."""

    node: str
    items: tuple[Any, ...]
    place: int = 0


class Frame(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A flow that waits for a flow it called, and the node that called.

    `variables` are kept here while the called flow has its own; None when both share them. `loops` are those under way.
    """

    flow_id: FlowId
    version_id: FlowVersionId
    node: str
    variables: dict[str, Any] | None = None
    loops: tuple[Loop, ...] = ()


class Arm(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The way a split sent the contact."""

    version_id: FlowVersionId
    node: str
    branch: str


class Visit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A node was entered: when, and by which handle the node before it was left."""

    node: str
    at: dt.datetime
    via: str = ""


class FlowSession(msgspec.Struct, frozen=True, kw_only=True):
    """An instance of a flow with one contact; answers stay in `variables`, also through an expiry.

    `counter` numbers effects and waits, `inputs` the inputs it took; `facts_mark` tells the facts of the last one from others.
    `arms` are the ways that splits sent the contact. `hops`: flows that events set off one after the other before this one.
    `idle_steps` and `idle_jumps` count since the customer last wrote.
    `pending` are inputs that came while nothing waited for them; those left over at the end were not answered.
    """

    id: FlowSessionId
    tenant_id: TenantId
    flow_id: FlowId
    version_id: FlowVersionId
    contact_id: ContactId
    number_id: NumberId
    conversation_id: ConversationId
    started_at: dt.datetime
    updated_at: dt.datetime
    status: SessionStatus = SessionStatus.RUNNING
    reason: str = ""
    node: str | None = None
    waiting: Wait | None = None
    variables: dict[str, Any] = {}
    calls: tuple[Frame, ...] = ()
    loops: tuple[Loop, ...] = ()
    returning: Frame | None = None
    pending: tuple[MessageIn | EffectDone, ...] = ()
    history: tuple[Visit, ...] = ()
    last_message: str = ""
    retries: int = 0
    counter: int = 0
    idle_steps: int = 0
    idle_jumps: int = 0
    arms: tuple[Arm, ...] = ()
    hops: int = 0
    inputs: int = 0
    facts_mark: int = 0
    ended_at: dt.datetime | None = None
    version: int = 0

    @property
    def running(self) -> bool:
        """Does it take inputs?"""
        return self.status is SessionStatus.RUNNING

    def overdue(self, now: dt.datetime) -> bool:
        """Has it waited for an answer beyond its life?"""
        wait = self.waiting
        return self.running and wait is not None and wait.expires is not None and wait.expires <= now

    def revivable(self, now: dt.datetime) -> bool:
        """May the contact still be asked whether to go on?"""
        expired = self.status is SessionStatus.EXPIRED or self.overdue(now)
        return expired and self.node is not None and now - self.updated_at <= limits.REVIVAL


def new_session(
    *,
    session_id: FlowSessionId,
    tenant_id: TenantId,
    flow_id: FlowId,
    version_id: FlowVersionId,
    contact_id: ContactId,
    number_id: NumberId,
    conversation_id: ConversationId,
    now: dt.datetime,
    hops: int = 0,
) -> FlowSession:
    """A session that has not entered any node yet; `step` it with `Started`."""
    return FlowSession(
        id=session_id,
        tenant_id=tenant_id,
        flow_id=flow_id,
        version_id=version_id,
        contact_id=contact_id,
        number_id=number_id,
        conversation_id=conversation_id,
        hops=hops,
        started_at=now,
        updated_at=now,
    )


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one input did: the session afterwards, what is to be done, and the nodes entered, in order."""

    session: FlowSession
    effects: tuple[Effect, ...] = ()
    visits: tuple[Visit, ...] = ()
