"""Messages and timers move sessions on; sessions, replies and everything else in one transaction."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.flows.compiled import CompiledFlow
from pytake_domain.flows.effect import JumpToFlow, ReturnToFlow
from pytake_domain.flows.engine import step
from pytake_domain.flows.events import FlowSessionChanged
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.flow import FlowVersion, PublishedFlow
from pytake_domain.flows.input import (
    Cancelled,
    EffectDone,
    FlowEntered,
    Input,
    MessageIn,
    Refused,
    Started,
    TimedOut,
    message_in,
)
from pytake_domain.flows.meaning import Answers, CallsPerson, MeansNothing, Starts, decide
from pytake_domain.flows.session import FlowSession, Step, new_session
from pytake_domain.flows.trace import mark_of, trace_of
from pytake_domain.flows.trigger import Arrival
from pytake_domain.flows.use_cases.perform import Stage, flow_actor, perform
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.identity import Tenant
from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.errors import Conflict, Invalid, LimitReached, NotFound
from pytake_domain.kernel.ids import EventId, FlowSessionId, FlowVersionId, Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import Conversation, ConversationStatus, MessageReceived, queue
from pytake_domain.routing import answer_closed
from pytake_domain.whatsapp import ProviderDirectory, WhatsAppNumber

MOST_COMPILED = 500
MOST_STEPS = 25
"""Flows that one input may lead through by jumps."""


class Batch(msgspec.Struct, kw_only=True):
    """What the messages of one transaction share."""

    tenant: Tenant
    published: Sequence[PublishedFlow]
    numbers: dict[object, WhatsAppNumber]
    now: dt.datetime


class RunFlows:
    """The one who moves sessions."""

    def __init__(self, *, open_work: OpenWork[RunWork], providers: ProviderDirectory, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._providers = providers
        self._clock = clock
        self._ids = ids
        self._compiled: dict[FlowVersionId, CompiledFlow] = {}

    async def on_received(self, tenant_id: TenantId, events: Sequence[MessageReceived]) -> None:
        """Let flows answer, in one transaction. Raises LeaseLost when an event was used already: nothing happens twice."""
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done([e.id for e in events])
            answerable = [e for e in events if e.answerable]
            if not answerable:
                return
            batch = await self._batch(work)
            places = await work.conversations.get_all([e.conversation_id for e in answerable])
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
        await self._advance(work, batch, stage, given, fresh=False)

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
                await self._advance(work, batch, stage, given, fresh=False)
                places[place.id] = stage.conversation
            return len(overdue)

    async def fold(self, tenant_id: TenantId) -> int:
        """Gather what was counted of who went where; how many rows were gathered."""
        async with self._open_work(tenant_id) as work:
            return await work.flow_traces.fold()

    async def _batch(self, work: RunWork) -> Batch:
        return Batch(
            tenant=await work.tenants.get(),
            published=await work.flow_versions.published(),
            numbers={number.id: number for number in await work.numbers.all()},
            now=self._clock.now(),
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
            await self._advance(work, batch, stage, Cancelled(reason="not_the_owner"), fresh=False)
            session = None
        if not place.flow_may_speak or contact.blocked:
            await self._closed(work, batch, stage)
            return stage
        message = message_in(event.content, event.message_id)
        meaning = decide(
            message,
            now=batch.now,
            published=batch.published,
            session=session,
            flow=await self._of(work, session.version_id) if session is not None else None,
            facts=_facts(stage, batch),
            arrival=Arrival(first=event.first, ad=event.ad),
        )
        match meaning:
            case Answers(session=answered):
                stage.session = answered
                if stage.conversation.flow_session_id != answered.id:
                    stage.conversation = stage.conversation.flow_takes(answered.id, batch.now)
                await self._advance(work, batch, stage, message, fresh=False)
            case Starts(flow=flow, interrupts=interrupted):
                await self._cancel(work, batch, stage, interrupted)
                await self._start(work, batch, stage, flow, message)
            case CallsPerson(interrupts=interrupted, word=word):
                await self._cancel(work, batch, stage, interrupted)
                await self._hand_over(work, stage, batch.now, reason=f"asked:{word}", handed_over=True)
            case MeansNothing():
                if stage.conversation.status is ConversationStatus.BOT:
                    await self._hand_over(work, stage, batch.now, reason="no_flow_answers", handed_over=False)
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
            await self._advance(work, batch, stage, Cancelled(reason="interrupted"), fresh=False)

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
        await self._advance(work, batch, stage, Started(message=message), fresh=True)

    async def _advance(self, work: RunWork, batch: Batch, stage: Stage, given: Input, *, fresh: bool) -> None:
        """Step until nothing is left to load, perform what is asked for, save all of it."""
        compiled = await self._of(work, stage.running.version_id)
        waiting: list[Input] = [given]
        for _ in range(MOST_STEPS):
            if not waiting:
                break
            done = _step(work, batch, stage, compiled, waiting.pop(0))
            entered, compiled = await self._perform(work, batch, stage, done, compiled)
            waiting += entered
        if stage.changed_contact:
            await work.contacts.save(stage.contact)
            stage.contact = await work.contacts.get(stage.contact.id)
            stage.changed_contact = False
        await work.conversations.save(stage.conversation)
        if fresh:
            await work.flow_sessions.add_all([stage.running])
        else:
            await work.flow_sessions.save_all([stage.running])
            stage.session = msgspec.structs.replace(stage.running, version=stage.running.version + 1)
        work.events.add(self._changed(stage.running, batch.now))

    async def _perform(
        self, work: RunWork, batch: Batch, stage: Stage, done: Step, compiled: CompiledFlow
    ) -> tuple[list[Input], CompiledFlow]:
        entered: list[Input] = []
        for effect in done.effects:
            if isinstance(effect, (JumpToFlow, ReturnToFlow)):
                target = await self._target(work, effect)
                compiled = target or compiled
                entered.append(FlowEntered() if target else EffectDone(effect_id=effect.id, error="not_published"))
                continue
            try:
                await perform(work, stage, effect, providers=self._providers, ids=self._ids, now=batch.now)
            except (Conflict, Invalid, LimitReached) as refused:
                await self._give_up(work, batch, stage, compiled, refused.code)
                return [], compiled
        return entered, compiled

    async def _give_up(self, work: RunWork, batch: Batch, stage: Stage, compiled: CompiledFlow, reason: str) -> None:
        """What the flow wanted to send can't be sent: the session ends, and a person sees why."""
        _step(work, batch, stage, compiled, Refused(reason=reason))
        await self._hand_over(work, stage, batch.now, reason=reason, handed_over=True)

    async def _hand_over(
        self, work: RunWork, stage: Stage, now: dt.datetime, *, reason: str, handed_over: bool
    ) -> None:
        if not stage.conversation.is_open:
            return
        stage.conversation, event = queue(
            stage.conversation,
            flow_actor(stage.session) if stage.session else system(stage.conversation.tenant_id),
            at=now,
            new_id=lambda: EventId(self._ids.new()),
            reason=reason,
            handed_over=handed_over,
        )
        work.events.add(event)
        await work.conversations.save(stage.conversation)

    async def _target(self, work: RunWork, effect: JumpToFlow | ReturnToFlow) -> CompiledFlow | None:
        if isinstance(effect, ReturnToFlow):
            return await self._of(work, effect.version_id)
        version = await work.flow_versions.published_version(effect.flow_id)
        return self._keep(version) if version is not None else None

    async def _of(self, work: RunWork, version_id: FlowVersionId) -> CompiledFlow:
        known = self._compiled.get(version_id)
        if known is not None:
            return known
        return self._keep(await work.flow_versions.get(version_id))

    def _keep(self, version: FlowVersion) -> CompiledFlow:
        if version.id not in self._compiled:
            if len(self._compiled) >= MOST_COMPILED:
                self._compiled.clear()
            self._compiled[version.id] = version.compiled()
        return self._compiled[version.id]

    def _changed(self, session: FlowSession, now: dt.datetime) -> FlowSessionChanged:
        return FlowSessionChanged(
            id=EventId(self._ids.new()),
            tenant_id=session.tenant_id,
            at=now,
            actor_kind=ActorKind.FLOW,
            actor_id=session.flow_id,
            session_id=session.id,
            flow_id=session.flow_id,
            contact_id=session.contact_id,
            conversation_id=session.conversation_id,
            status=session.status.value,
            node=session.node,
        )


def _step(work: RunWork, batch: Batch, stage: Stage, compiled: CompiledFlow, given: Input) -> Step:
    """One input, kept with the facts it was taken with."""
    before, facts = stage.running, _facts(stage, batch)
    done = step(compiled, before, given, batch.now, facts)
    if done.session is not before:
        done = msgspec.structs.replace(done, session=msgspec.structs.replace(done.session, facts_mark=mark_of(facts)))
    stage.session = done.session
    kept = trace_of(before, given, batch.now, facts, done)
    if kept is not None:
        work.flow_traces.add(kept)
    return done


def _lost_owner(session: FlowSession, place: Conversation) -> bool:
    """Somebody took the conversation since the flow last spoke, or it was over in between."""
    return not place.flow_may_speak or place.flow_session_id != session.id


def _facts(stage: Stage, batch: Batch) -> Facts:
    contact, tenant = stage.contact, batch.tenant
    return Facts(
        contact=facts_of_contact(contact),
        conversation={"id": str(stage.conversation.id), "tags": list(stage.conversation.tags)},
        company={"name": tenant.name},
        language=(contact.language or tenant.language).value,
        time_zone=contact.time_zone or tenant.time_zone,
    )


def facts_of_contact(contact: Contact) -> dict[str, object]:
    """What texts and conditions know of a contact."""
    name = contact.name or ""
    return {
        **contact.attributes,
        "attributes": contact.attributes,
        "id": str(contact.id),
        "name": name,
        "first_name": name.partition(" ")[0],
        "phone": contact.phone,
        "email": contact.email,
        "tags": list(contact.tags),
        "vip": contact.vip,
    }
