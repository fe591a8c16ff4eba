"""Messages and timers move sessions on; sessions, replies and everything else in one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.erp import recognise
from pytake_domain.flows.errors import FlowSessionNotFound
from pytake_domain.flows.flow import FlowVersion, PublishedFlow
from pytake_domain.flows.input import (
    Cancelled,
    EffectDone,
    Input,
    MessageIn,
    Started,
    TimedOut,
    message_in,
)
from pytake_domain.flows.meaning import Answers, CallsPerson, MeansNothing, Starts, decide
from pytake_domain.flows.session import FlowSession, new_session
from pytake_domain.flows.trigger import Arrival, TriggerKind
from pytake_domain.flows.use_cases.advance import Advance, Batch, facts_of, with_erp
from pytake_domain.flows.use_cases.outage_first import outage_first
from pytake_domain.flows.use_cases.perform import Stage
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import ContactId, FlowSessionId, Ids, NumberId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import Conversation, ConversationStatus, MessageReceived
from pytake_domain.routing import answer_closed
from pytake_domain.whatsapp import ProviderDirectory


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was begun, or (`reason`) why not: number_needed, not_the_owner, in_a_flow, blocked."""

    session_id: FlowSessionId
    conversation: Conversation | None = None
    reason: str = ""


class RunFlows:
    """The one who moves sessions."""

    def __init__(self, *, open_work: OpenWork[RunWork], providers: ProviderDirectory, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids
        self._advance = Advance(providers, ids)

    async def on_received(self, tenant_id: TenantId, events: Sequence[MessageReceived]) -> None:
        """Let flows answer, in one transaction. Raises LeaseLost when an event was used already: nothing happens twice."""
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done([e.id for e in events])
            answerable = [e for e in events if e.answerable]
            if not answerable:
                return
            batch = await self._batch(work)
            places = await work.conversations.get_all([e.conversation_id for e in answerable])
            firsts = {e.conversation_id for e in answerable if e.first}
            if newcomers := sorted({p.contact_id for p in places.values() if p.id in firsts}):
                await recognise(work, newcomers, batch.now)
            contacts = await work.contacts.get_all(list({p.contact_id for p in places.values()}))
            sessions = dict(
                await work.flow_sessions.running_for(
                    list(dict.fromkeys((p.contact_id, p.number_id) for p in places.values()))
                )
            )
            for event in answerable:
                place = places.get(event.conversation_id)
                if place is None or place.contact_id not in contacts or place.number_id not in batch.numbers:
                    continue
                pair = (place.contact_id, place.number_id)
                stage = await self._answer(work, batch, event, place, contacts[place.contact_id], sessions.get(pair))
                places[place.id] = stage.conversation
                contacts[place.contact_id] = stage.contact
                if stage.session is not None:
                    sessions[pair] = stage.session

    async def on_timer(self, tenant_id: TenantId, session_id: FlowSessionId, wait_id: str) -> None:
        """A wait's time is over. One that is over already, or of a session that is gone, means nothing."""
        async with self._open_work(tenant_id) as work:
            try:
                session = await work.flow_sessions.get(session_id)
                conversation = await work.conversations.get(session.conversation_id)
            except NotFound:
                return
            if not session.running or session.waiting is None or session.waiting.id != wait_id:
                return
            await self._go_on(work, session, conversation, TimedOut(wait_id=wait_id))

    async def on_outcome(self, tenant_id: TenantId, session_id: FlowSessionId, given: EffectDone) -> None:
        """What was asked outside is answered. For a session that is over or went elsewhere it means nothing."""
        async with self._open_work(tenant_id) as work:
            try:
                session = await work.flow_sessions.get(session_id)
                conversation = await work.conversations.get(session.conversation_id)
            except NotFound:
                return
            if not session.running:
                return
            await self._go_on(work, session, conversation, given)

    async def _go_on(self, work: RunWork, session: FlowSession, conversation: Conversation, given: Input) -> None:
        batch = await self._batch(work)
        number = batch.numbers.get(session.number_id)
        if number is None:
            return
        contact = await work.contacts.get(conversation.contact_id)
        stage = Stage(session=session, conversation=conversation, contact=contact, number=number)
        if _lost_owner(session, conversation):
            given = Cancelled(reason="not_the_owner")
        await self._advance.on(work, batch, stage, given, fresh=False)

    async def begin(
        self,
        work: RunWork,
        version: FlowVersion,
        *,
        session_id: FlowSessionId,
        contact_id: ContactId,
        number_id: NumberId | None,
        variables: Mapping[str, Any],
        hops: int = 0,
    ) -> Begun:
        """Begin a flow that no message asked for, in the caller's work. A session that was begun already stays as it is, and a
        contact whom a person or another flow has is left alone. Without a number it is the only active one.
        """
        try:
            await work.flow_sessions.get(session_id)
            return Begun(session_id=session_id)
        except FlowSessionNotFound:
            pass
        batch = await self._batch(work)
        active = {number.id: number for number in batch.numbers.values() if number.is_active}
        if number_id is None and len(active) == 1:
            number_id = next(iter(active))
        number = active.get(number_id) if number_id is not None else None
        if number is None:
            return Begun(session_id=session_id, reason="number_needed")
        place = (await work.conversations.open_for([(contact_id, number.id)], batch.now))[0].conversation
        contact = await work.contacts.get(contact_id)
        pair = contact.id, number.id
        session = (await work.flow_sessions.running_for([pair])).get(pair)
        stage = Stage(session=session, conversation=place, contact=contact, number=number)
        reason = _busy(stage)
        if not reason:
            stage.session = new_session(
                session_id=session_id,
                tenant_id=place.tenant_id,
                flow_id=version.flow_id,
                version_id=version.id,
                contact_id=contact.id,
                number_id=number.id,
                conversation_id=place.id,
                now=batch.now,
                hops=hops,
            )
            stage.conversation = place.flow_takes(session_id, batch.now)
            self._advance.keep(version)
            await self._advance.on(work, batch, stage, Started(variables=dict(variables)), fresh=True)
        return Begun(session_id=session_id, conversation=stage.conversation, reason=reason)

    async def expire(self, tenant_id: TenantId, limit: int = 200) -> int:
        """Sessions that waited longer than their life for an answer; how many. The contact is asked when they write again."""
        async with self._open_work(tenant_id) as work:
            batch = await self._batch(work)
            overdue = await work.flow_sessions.overdue(batch.now, limit)
            places = await work.conversations.get_all([s.conversation_id for s in overdue])
            contacts = await work.contacts.get_all(list({p.contact_id for p in places.values()}))
            for session in overdue:
                place, number = places.get(session.conversation_id), batch.numbers.get(session.number_id)
                if place is None or number is None or session.waiting is None:
                    continue
                stage = Stage(session=session, conversation=place, contact=contacts[place.contact_id], number=number)
                given: Input = TimedOut(wait_id=session.waiting.id)
                if _lost_owner(session, place):
                    given = Cancelled(reason="not_the_owner")
                await self._advance.on(work, batch, stage, given, fresh=False)
                places[place.id] = stage.conversation
            return len(overdue)

    async def fold(self, tenant_id: TenantId) -> int:
        """Gather what was counted of who went where; how many rows were gathered."""
        async with self._open_work(tenant_id) as work:
            return await work.flow_traces.fold()

    async def _batch(self, work: RunWork) -> Batch:
        now = self._clock.now()
        return Batch(
            tenant=await work.tenants.get(),
            published=await work.flow_versions.published(),
            numbers={number.id: number for number in await work.numbers.all()},
            now=now,
            outages=await work.outages.on(now),
        )

    async def _answer(
        self,
        work: RunWork,
        batch: Batch,
        event: MessageReceived,
        place: Conversation,
        contact: Contact,
        session: FlowSession | None,
    ) -> Stage:
        stage = Stage(session=session, conversation=place, contact=contact, number=batch.numbers[place.number_id])
        if session is not None and session.running and _lost_owner(session, place):
            await self._advance.on(work, batch, stage, Cancelled(reason="not_the_owner"), fresh=False)
            session = None
        if not place.flow_may_speak or contact.blocked:
            await self._closed(work, batch, stage)
            return stage
        message = message_in(event.content, event.message_id)
        running = await self._advance.compiled(work, session.version_id) if session is not None else None
        if running is not None:
            await with_erp(work, stage, running)
        meaning = decide(
            message,
            now=batch.now,
            published=batch.published,
            session=session,
            flow=running,
            facts=facts_of(stage, batch),
            arrival=Arrival(first=event.first, ad=event.ad, campaign=await _answered(work, batch, contact, event)),
        )
        match meaning:
            case Answers(session=answered):
                stage.session = answered
                if stage.conversation.flow_session_id != answered.id:
                    stage.conversation = stage.conversation.flow_takes(answered.id, batch.now)
                await self._advance.on(work, batch, stage, message, fresh=False)
            case Starts(flow=flow, interrupts=interrupted):
                await self._cancel(work, batch, stage, interrupted)
                await self._start(work, batch, stage, flow, message)
            case CallsPerson(interrupts=interrupted, word=word):
                await self._cancel(work, batch, stage, interrupted)
                await self._advance.hand_over(work, stage, batch.now, reason=f"asked:{word}", handed_over=True)
            case MeansNothing():
                if stage.conversation.status is ConversationStatus.BOT:
                    await self._advance.hand_over(work, stage, batch.now, reason="no_flow_answers", handed_over=False)
        return stage

    async def _closed(self, work: RunWork, batch: Batch, stage: Stage) -> None:
        """A person has it, or it waits for one: outside business hours the customer is told so, once."""
        told = await answer_closed(work, stage.conversation, ids=self._ids, now=batch.now)
        if told is not stage.conversation:
            stage.conversation = told
            await work.conversations.save(told)

    async def _cancel(self, work: RunWork, batch: Batch, stage: Stage, session: FlowSession | None) -> None:
        if session is not None:
            stage.session = session
            await self._advance.on(work, batch, stage, Cancelled(reason="interrupted"), fresh=False)

    async def _start(self, work: RunWork, batch: Batch, stage: Stage, flow: PublishedFlow, message: MessageIn) -> None:
        stage.session = new_session(
            session_id=FlowSessionId(self._ids.new()),
            tenant_id=stage.conversation.tenant_id,
            flow_id=flow.flow_id,
            version_id=flow.version_id,
            contact_id=stage.contact.id,
            number_id=stage.number.id,
            conversation_id=stage.conversation.id,
            now=batch.now,
        )
        stage.conversation = stage.conversation.flow_takes(stage.running.id, batch.now)
        if batch.outages:
            await outage_first(work, batch, stage, ids=self._ids)
        await self._advance.on(work, batch, stage, Started(message=message), fresh=True)


def _busy(stage: Stage) -> str:
    """Why a flow may not begin with this contact now; nothing when it may."""
    if stage.contact.blocked:
        return "blocked"
    if stage.session is not None and stage.session.running and not _lost_owner(stage.session, stage.conversation):
        return "in_a_flow"
    return "" if stage.conversation.flow_may_speak else "not_the_owner"


async def _answered(work: RunWork, batch: Batch, contact: Contact, event: MessageReceived) -> str | None:
    """Which campaign this answers; asked only where a flow waits for such answers."""
    if all(flow.trigger.kind is not TriggerKind.CAMPAIGN for flow in batch.published):
        return None
    return (await work.campaign_answers.to([contact.id], event.provider_at)).get(contact.id)


def _lost_owner(session: FlowSession, place: Conversation) -> bool:
    """Somebody took the conversation since the flow last spoke, or it was over in between."""
    return not place.flow_may_speak or place.flow_session_id != session.id
