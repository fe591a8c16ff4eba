"""What only time brings about: promises that come due, silence, agents who are gone."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import Conflict, LimitReached, NotFound
from pytake_domain.kernel.ids import EventId, Ids, QueueId, TenantId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import (
    Conversation,
    ConversationStatus,
    SenderKind,
    queue,
    queue_message,
    set_status,
)
from pytake_domain.routing.agent import GONE_AFTER, Presence
from pytake_domain.routing.events import AgentPresenceChanged, InactivityWarned, SlaBreached, SlaWarning
from pytake_domain.routing.inactivity import Side, Step, step
from pytake_domain.routing.ports import RoutingWork, Silence
from pytake_domain.routing.queue import Queue
from pytake_domain.routing.sla import Due, SlaClock
from pytake_domain.routing.use_cases.recording import remember
from pytake_domain.whatsapp import Text

BATCH = 200


class WatchRouting:
    """One look at a tenant; each thing in a work of its own, so that one that fails leaves the others."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def sweep(self, tenant_id: TenantId) -> None:
        """Everything that is due now."""
        while await self.tick(tenant_id) == BATCH:
            pass
        await self.miss(tenant_id)
        await self.break_silences(tenant_id)

    async def tick(self, tenant_id: TenantId) -> int:
        """Warnings and breaches of promises; how many clocks had something to say."""
        async with self._open_work(tenant_id) as work:
            now = self._clock.now()
            due = await work.sla_clocks.due(now, BATCH)
            places = await work.conversations.get_all([clock.conversation_id for clock in due], lock=False)
            changed = []
            for clock in due:
                after, what = clock.tick(now)
                changed.append(after)
                place = places.get(clock.conversation_id)
                if place is not None and what is not Due.NOTHING:
                    work.events.add(self._told(clock, place, what, now))
            await work.sla_clocks.save(changed)
            return len(due)

    async def miss(self, tenant_id: TenantId) -> Sequence[UserId]:
        """Agents whose connection has been gone for long are away; their conversations stay theirs."""
        async with self._open_work(tenant_id) as work:
            now = self._clock.now()
            gone = [state for state in await work.agents.silent_since(now - GONE_AFTER) if state.is_gone(now)]
            for state in gone:
                away = state.become(Presence.AWAY, now)
                await work.agents.save(away)
                work.events.add(
                    AgentPresenceChanged(
                        id=EventId(self._ids.new()),
                        tenant_id=tenant_id,
                        at=now,
                        reason="connection_gone",
                        user_id=state.user_id,
                        presence=away.presence,
                    )
                )
            return [state.user_id for state in gone]

    async def break_silences(self, tenant_id: TenantId) -> None:
        """Remind whoever is awaited; after that, end the conversation or give it back to its queue."""
        async with self._open_work(tenant_id) as work:
            queues = [each for each in await work.queues.all() if each.inactivity.shortest is not None]
        for each in queues:
            assert each.inactivity.shortest is not None  # noqa: S101  chosen so
            before = self._clock.now() - dt.timedelta(minutes=each.inactivity.shortest)
            async with self._open_work(tenant_id) as work:
                silences = await work.silences.of(each.id, before, BATCH)
            for silence in silences:
                await self._break(tenant_id, each, silence)

    async def _break(self, tenant_id: TenantId, here: Queue, silence: Silence) -> None:
        now = self._clock.now()
        what = step(here.inactivity, silence.awaited, silent_since=silence.since, warned_at=silence.warned_at, now=now)
        if what is Step.NOTHING:
            return
        async with self._open_work(tenant_id) as work:
            place = (await work.conversations.get_all([silence.conversation_id])).get(silence.conversation_id)
            if place is None or not _still(place, silence, here.id):
                return
            if what is Step.WARN:
                await self._warn(work, here, place, silence, now)
            elif silence.awaited is Side.CUSTOMER:
                changed, event = set_status(
                    place,
                    system(tenant_id),
                    ConversationStatus.RESOLVED,
                    at=now,
                    new_id=self._event_id,
                    reason="customer_silent",
                )
                await work.conversations.save(changed)
                work.events.add(event)
            else:
                await self._return(work, here, place, now)

    async def _warn(
        self, work: RoutingWork, here: Queue, place: Conversation, silence: Silence, now: dt.datetime
    ) -> None:
        said = place
        if silence.awaited is Side.CUSTOMER:
            try:
                _, said = await queue_message(
                    work,
                    number=await work.numbers.get(place.number_id),
                    conversation=place,
                    contact=await work.contacts.get(place.contact_id),
                    content=Text(body=here.inactivity.customer_message),
                    actor=system(place.tenant_id),
                    sent_by=SenderKind.FLOW,
                    ids=self._ids,
                    at=now,
                )
                await work.conversations.save(said)
            except (Conflict, LimitReached, NotFound):
                # It can't be said any more, the window being closed for one; the count goes on all the same.
                said = place
        assert said.last_message_at is not None  # noqa: S101  a silence follows a message
        await work.silences.warned(place.id, said.last_message_at, now)
        work.events.add(
            InactivityWarned(
                id=self._event_id(),
                tenant_id=place.tenant_id,
                at=now,
                conversation_id=place.id,
                contact_id=place.contact_id,
                queue_id=here.id,
                user_id=place.assigned_to,
                side=silence.awaited,
            )
        )

    async def _return(self, work: RoutingWork, here: Queue, place: Conversation, now: dt.datetime) -> None:
        actor = system(place.tenant_id)
        changed, event = queue(
            place,
            actor,
            at=now,
            new_id=self._event_id,
            queue_id=here.id,
            queue_name=here.name,
            reason="agent_silent",
            # The customer has waited since their message: they keep that turn.
            waits_since=place.last_message_at,
        )
        await work.conversations.save(changed)
        work.events.add(event)
        await remember(work, place, actor, to=None, queue_id=here.id, reason="agent_silent", ids=self._ids, now=now)

    def _told(self, clock: SlaClock, place: Conversation, what: Due, now: dt.datetime) -> SlaWarning | SlaBreached:
        kind = SlaWarning if what is Due.WARNING else SlaBreached
        return kind(
            id=self._event_id(),
            tenant_id=place.tenant_id,
            at=now,
            reason=clock.kind.value,
            conversation_id=place.id,
            contact_id=place.contact_id,
            queue_id=place.queue_id,
            user_id=place.assigned_to,
            kind=clock.kind,
            due_at=clock.due_at,
        )

    def _event_id(self) -> EventId:
        return EventId(self._ids.new())


def _still(place: Conversation, silence: Silence, queue_id: QueueId) -> bool:
    """Nobody has spoken, and it is where it was."""
    people = (ConversationStatus.ACTIVE, ConversationStatus.WAITING)
    return place.status in people and place.queue_id == queue_id and place.last_message_at == silence.since
