"""One contact's session moved on: stepped until nothing is left to load, all it asks for performed, all of it saved."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.erp import Outage, said_of
from pytake_domain.flows.compiled import CompiledFlow, unreadable
from pytake_domain.flows.effect import JumpToFlow, ReturnToFlow
from pytake_domain.flows.engine import step
from pytake_domain.flows.errors import FlowNotFound, VersionUnreadable
from pytake_domain.flows.events import FlowSessionChanged
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.flow import FlowVersion, PublishedFlow
from pytake_domain.flows.input import EffectDone, FlowEntered, Input, Refused
from pytake_domain.flows.session import FlowSession, Step
from pytake_domain.flows.trace import mark_of, trace_of
from pytake_domain.flows.use_cases.perform import Stage, flow_actor, perform
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.identity import Tenant
from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.errors import Conflict, Invalid, LimitReached
from pytake_domain.kernel.ids import EventId, FlowVersionId, Ids
from pytake_domain.kernel.time import BusinessHours, day_in
from pytake_domain.messaging import queue
from pytake_domain.whatsapp import ProviderDirectory, WhatsAppNumber

MOST_COMPILED = 500
MOST_STEPS = 25
"""Flows that one input may lead through by jumps."""


class Batch(msgspec.Struct, kw_only=True):
    """What the messages of one transaction share; the company's `hours` are read when a flow asks for them; `outages` go on."""

    tenant: Tenant
    published: Sequence[PublishedFlow]
    numbers: dict[object, WhatsAppNumber]
    now: dt.datetime
    hours: BusinessHours | msgspec.UnsetType | None = msgspec.UNSET
    outages: Sequence[Outage] = ()


class Advance:
    """The one who moves sessions, and keeps versions compiled."""

    def __init__(self, providers: ProviderDirectory, ids: Ids) -> None:
        self._providers = providers
        self._ids = ids
        self._known: dict[FlowVersionId, CompiledFlow] = {}

    async def on(self, work: RunWork, batch: Batch, stage: Stage, given: Input, *, fresh: bool) -> None:
        """Step until nothing is left to load, perform what is asked for, save all of it."""
        compiled = await self.compiled(work, stage.running.version_id)
        await _with_hours(work, batch, compiled)
        await with_erp(work, stage, compiled)
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
                await _with_hours(work, batch, compiled)
                await with_erp(work, stage, compiled)
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
        await self.hand_over(work, stage, batch.now, reason=reason, handed_over=True)

    async def hand_over(self, work: RunWork, stage: Stage, now: dt.datetime, *, reason: str, handed_over: bool) -> None:
        """People get the contact."""
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
            return await self.compiled(work, effect.version_id)
        try:
            version = await work.flow_versions.published_version(effect.flow_id)
        except VersionUnreadable:
            return None
        return self.keep(version) if version is not None else None

    async def compiled(self, work: RunWork, version_id: FlowVersionId) -> CompiledFlow:
        """A version ready to run; one that can't be read any more has no nodes, and ends whoever is on it."""
        known = self._known.get(version_id)
        if known is not None:
            return known
        try:
            return self.keep(await work.flow_versions.get(version_id))
        except (FlowNotFound, VersionUnreadable):
            return unreadable(version_id)

    def keep(self, version: FlowVersion) -> CompiledFlow:
        """Compiled, and kept for the next."""
        if version.id not in self._known:
            if len(self._known) >= MOST_COMPILED:
                self._known.clear()
            self._known[version.id] = version.compiled()
        return self._known[version.id]

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
    before, facts = stage.running, facts_of(stage, batch)
    done = step(compiled, before, given, batch.now, facts)
    if done.session is not before:
        done = msgspec.structs.replace(done, session=msgspec.structs.replace(done.session, facts_mark=mark_of(facts)))
    stage.session = done.session
    kept = trace_of(before, given, batch.now, facts, done)
    if kept is not None:
        work.flow_traces.add(kept)
    return done


async def _with_hours(work: RunWork, batch: Batch, flow: CompiledFlow) -> None:
    if flow.reads_hours and batch.hours is msgspec.UNSET:
        calendar = await work.calendars.default()
        batch.hours = calendar.hours if calendar is not None else None


async def with_erp(work: RunWork, stage: Stage, flow: CompiledFlow) -> None:
    """Nothing is asked of the ERP: what it told is read, once for all steps."""
    if flow.reads_erp and stage.erp is msgspec.UNSET:
        stage.erp = (await work.erp_records.facts([stage.contact.id])).get(stage.contact.id)


def facts_of(stage: Stage, batch: Batch) -> Facts:
    """What texts and conditions know in this step."""
    contact, tenant = stage.contact, batch.tenant
    erp = None if stage.erp is msgspec.UNSET else stage.erp
    return Facts(
        contact=facts_of_contact(contact, said_of(erp, _today(batch), proven_only=True)),
        conversation={"id": str(stage.conversation.id), "tags": list(stage.conversation.tags)},
        company={"name": tenant.name},
        language=(contact.language or tenant.language).value,
        time_zone=contact.time_zone or tenant.time_zone,
        hours=None if batch.hours is msgspec.UNSET else batch.hours,
    )


def _today(batch: Batch) -> dt.date:
    return day_in(batch.tenant.time_zone, batch.now)


def facts_of_contact(contact: Contact, erp: Mapping[str, Any] | None) -> dict[str, object]:
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
        "erp": erp,
    }
