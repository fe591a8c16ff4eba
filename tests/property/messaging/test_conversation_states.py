"""A conversation through anything that can happen to it: one owner, allowed transitions only, each told."""

import datetime as dt
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.ids import EventId, FlowId, FlowSessionId, TenantId, UserId
from pytake_domain.messaging import (
    Conversation,
    ConversationChanged,
    ConversationStatus,
    NotTheOwner,
    TransitionRefused,
    assign,
    queue,
    set_status,
    taken_by_answer,
)
from pytake_domain.testing.builders import AT, a_conversation, an_actor, fresh

S = ConversationStatus
ALLOWED = {
    S.BOT: {S.BOT, S.QUEUED, S.ACTIVE, S.RESOLVED, S.ARCHIVED},
    S.QUEUED: {S.BOT, S.QUEUED, S.ACTIVE, S.RESOLVED, S.ARCHIVED},
    S.ACTIVE: {S.BOT, S.QUEUED, S.ACTIVE, S.WAITING, S.RESOLVED, S.ARCHIVED},
    S.WAITING: {S.BOT, S.QUEUED, S.ACTIVE, S.WAITING, S.RESOLVED, S.ARCHIVED},
    S.RESOLVED: {S.BOT, S.QUEUED, S.ACTIVE, S.RESOLVED, S.ARCHIVED},
    # An archived one is never written to again: the next message begins another.
    S.ARCHIVED: {S.ARCHIVED},
}
TENANT = TenantId(fresh())
AGENTS = [an_actor(TENANT) for _ in range(2)]
KEY = Actor(kind=ActorKind.API_KEY, id=fresh(), tenant_id=TENANT)
FLOW = Actor(kind=ActorKind.FLOW, id=FlowId(fresh()), tenant_id=TENANT)


def new_id() -> EventId:
    return EventId(fresh())


class AnyConversation(RuleBasedStateMachine):
    actors = Bundle("actors")

    @initialize()
    def begin(self) -> None:
        self.now = AT
        self.place: Conversation = replace(a_conversation(TENANT), window_expires_at=None, last_message_at=None)

    def become(self, place: Conversation, event: ConversationChanged | None = None) -> None:
        before = self.place
        assert place.status in ALLOWED[before.status], (before.status, place.status)
        assert place.id == before.id
        assert place.contact_id == before.contact_id
        if event is not None:
            assert event.conversation_id == place.id
            assert event.assigned_to == place.assigned_to
            assert event.tenant_id == TENANT
        elif place.status is not before.status:
            assert (before.status, place.status) in {
                (S.WAITING, S.ACTIVE),
                (S.RESOLVED, S.BOT),
                (S.QUEUED, S.BOT),
            }, "only the customer's message and a flow that begins move it without an event of its own"
        self.place = place

    @rule(minutes=st.integers(0, 3_000))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @rule(late=st.integers(0, 120), line=st.text(max_size=400))
    def customer_writes(self, late: int, line: str) -> None:
        if self.place.status is S.ARCHIVED:
            return
        before = self.place
        self.become(before.receive(line, self.now, self.now - dt.timedelta(minutes=late)))
        assert self.place.is_open
        assert self.place.unread_count == before.unread_count + 1
        assert len(self.place.last_message or "") <= 160
        assert self.place.window_expires_at is not None
        assert before.window_expires_at is None or self.place.window_expires_at >= before.window_expires_at
        if not before.is_open:
            assert self.place.flow_may_speak

    @rule(agent=st.sampled_from(AGENTS))
    def agent_answers(self, agent: Actor) -> None:
        if self.place.status is S.ARCHIVED:
            return
        self.answer(agent)
        assert self.place.assigned_to == agent.user_id
        assert self.place.status is S.ACTIVE

    @rule()
    def machine_answers(self) -> None:
        if self.place.status is S.ARCHIVED:
            return
        self.answer(KEY)
        assert not self.place.flow_may_speak or not self.place.is_open

    def answer(self, actor: Actor) -> None:
        self.place.require_speaker(actor)
        taken = taken_by_answer(self.place, actor, at=self.now, new_id=new_id)
        if taken is not None:
            self.become(*taken)
            assert taken_by_answer(self.place, actor, at=self.now, new_id=new_id) is None

    @rule()
    def flow_begins(self) -> None:
        may = self.place.flow_may_speak
        session_id = FlowSessionId(fresh())
        try:
            taken = self.place.flow_takes(session_id, self.now)
        except NotTheOwner:
            assert not may
            return
        assert may
        self.become(taken)
        assert (self.place.status, self.place.flow_session_id) == (S.BOT, session_id)

    @rule()
    def flow_ends(self) -> None:
        self.become(self.place.flow_leaves(self.now))
        assert self.place.flow_session_id is None

    @rule()
    def flow_speaks(self) -> None:
        try:
            self.place.require_speaker(FLOW)
        except NotTheOwner:
            assert not self.place.flow_may_speak
        else:
            assert self.place.flow_may_speak

    @rule(actor=st.sampled_from([*AGENTS, KEY, FLOW]), over=st.booleans())
    def is_queued(self, actor: Actor, over: bool) -> None:  # noqa: FBT001  drawn
        self.move(queue, actor, at=self.now, new_id=new_id, handed_over=over)

    @rule(actor=st.sampled_from([*AGENTS, KEY]), to=st.sampled_from(AGENTS))
    def is_assigned(self, actor: Actor, to: Actor) -> None:
        self.move(assign, actor, to=UserId(to.id or fresh()), at=self.now, new_id=new_id)

    @rule(actor=st.sampled_from(AGENTS), status=st.sampled_from(S))
    def is_moved_by_hand(self, actor: Actor, status: ConversationStatus) -> None:
        self.move(set_status, actor, status, at=self.now, new_id=new_id)

    def move(self, how: Any, *given: Any, **named: Any) -> None:
        try:
            changed, event = how(self.place, *given, **named)
        except TransitionRefused:
            return
        self.become(changed, event)

    @rule()
    def is_read(self) -> None:
        self.become(self.place.read(self.now))
        assert self.place.unread_count == 0

    @invariant()
    def it_has_one_owner_at_most(self) -> None:
        place = self.place
        assert place.status in (S.ACTIVE, S.WAITING) or place.assigned_to is None or not place.is_open
        if place.status is S.BOT:
            assert not place.handed_over, "a flow owns what a person was given"
            assert place.assigned_to is None
        if place.status in (S.ACTIVE, S.WAITING):
            assert place.handed_over
            assert place.flow_session_id is None
            assert not place.flow_may_speak
        if place.flow_session_id is not None and place.is_open:
            assert place.flow_may_speak
        assert not place.flow_may_speak or place.is_open


TestAnyConversation = AnyConversation.TestCase
TestAnyConversation.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
