"""What follows from what happens elsewhere: conversations begin to wait, end, are answered; agents come and get room.

Every step looks at things as they are now and may be repeated, so that an event that is delivered again does no harm; its
delivery ends when all of its steps are done.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import EventId, Ids, TenantId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging import (
    Conversation,
    ConversationChange,
    ConversationChanged,
    ConversationStatus,
    MessageQueued,
)
from pytake_domain.routing.events import AgentPresenceChanged, QueueChanged
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.queue import Queue
from pytake_domain.routing.sla import ClockKind
from pytake_domain.routing.use_cases.assign import AssignConversations
from pytake_domain.routing.use_cases.later import DRAIN, OVERFLOW, Draining, Overflowing
from pytake_domain.routing.use_cases.waiting import begin_to_wait, overflow


class FollowConversations:
    """Hears of events, and sees to it that people get what waits for them."""

    def __init__(
        self, *, open_work: OpenWork[RoutingWork], assigning: AssignConversations, clock: Clock, ids: Ids
    ) -> None:
        self._open_work = open_work
        self._assigning = assigning
        self._clock = clock
        self._ids = ids

    async def on_changed(self, tenant_id: TenantId, events: Sequence[ConversationChanged]) -> None:
        """Conversations wait, end, are given back or given away. Raises LeaseLost when others have done all of this."""
        for event in events:
            await self._pause(tenant_id, event)
        places = await self._look(tenant_id, events)
        for place in places:
            if place.status is ConversationStatus.QUEUED and place.wanted_agent is not None:
                await self._to_wanted(tenant_id, place, place.wanted_agent)
        waiting = (p.queue_id for p in places if p.status is ConversationStatus.QUEUED)
        for queue_id in dict.fromkeys(queue_id for queue_id in waiting if queue_id is not None):
            await self._assigning.fill(tenant_id, queue_id)
        for user_id in dict.fromkeys(event.freed for event in events if event.freed is not None):
            await self._assigning.drain(tenant_id, user_id)
        await self._done(tenant_id, [event.id for event in events])

    async def on_answered(self, tenant_id: TenantId, events: Sequence[MessageQueued]) -> None:
        """A person wrote: the first answer is given."""
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done([event.id for event in events])
            told = {event.conversation_id: event.at for event in reversed(events)}
            clocks = await work.sla_clocks.of(list(told))
            await work.sla_clocks.save(
                [
                    clock.stop(told[clock.conversation_id])
                    for clock in clocks.values()
                    if clock.kind is ClockKind.FIRST_ANSWER and clock.stopped_at is None
                ]
            )

    async def on_available(self, tenant_id: TenantId, events: Sequence[AgentPresenceChanged]) -> None:
        """Somebody can take conversations."""
        for user_id in dict.fromkeys(event.user_id for event in events):
            await self._assigning.drain(tenant_id, user_id)
        await self._done(tenant_id, [event.id for event in events])

    async def on_queue(self, tenant_id: TenantId, events: Sequence[QueueChanged]) -> None:
        """Other members, hours or rules."""
        for queue_id in dict.fromkeys(event.queue_id for event in events):
            await self._assigning.fill(tenant_id, queue_id)
        await self._done(tenant_id, [event.id for event in events])

    async def on_overdue(self, tenant_id: TenantId, due: Overflowing) -> None:
        """It has waited as long as its queue allows: it moves on, if it still waits there."""
        async with self._open_work(tenant_id) as work:
            place = (await work.conversations.get_all([due.conversation_id])).get(due.conversation_id)
            if place is None or (place.queue_id, place.queued_at) != (due.queue_id, due.queued_at):
                return
            if place.status is ConversationStatus.QUEUED:
                await overflow(work, place, reason="overflow_waited", ids=self._ids, now=self._clock.now())

    async def _done(self, tenant_id: TenantId, ids: Sequence[EventId]) -> None:
        async with self._open_work(tenant_id) as work:
            await work.deliveries.done(ids)

    async def _pause(self, tenant_id: TenantId, event: ConversationChanged) -> None:
        """After one was resolved its agent gets a moment for what is left to do, where the queue says so."""
        if event.change is not ConversationChange.RESOLVED or event.freed is None or event.queue_id is None:
            return
        async with self._open_work(tenant_id) as work:
            try:
                seconds = (await work.queues.get(event.queue_id)).wrap_up_seconds
            except NotFound:
                return
            if not seconds:
                return
            until = event.at + dt.timedelta(seconds=seconds)
            agent = await work.agents.get(event.freed, lock=True)
            if agent.wrap_up_until is None or agent.wrap_up_until < until:
                await work.agents.save(msgspec.structs.replace(agent, wrap_up_until=until))
            payload = msgspec.json.encode(Draining(event.freed))
            key = f"drain:{event.id}"
            await work.jobs.add(Job(kind=DRAIN, tenant_id=tenant_id, payload=payload, not_before=until, key=key))

    async def _look(self, tenant_id: TenantId, events: Iterable[ConversationChanged]) -> list[Conversation]:
        """The conversations as they are now, after what their waiting or their end brings about."""
        async with self._open_work(tenant_id) as work:
            now = self._clock.now()
            latest = {event.conversation_id: event for event in events}
            places = await work.conversations.get_all(list(latest))
            clocks = await work.sla_clocks.of(list(latest))
            over = {
                place.id
                for place in places.values()
                if not place.is_open or (place.status is ConversationStatus.BOT and not place.handed_over)
            }
            await work.sla_clocks.save(
                [c.end(now) for c in clocks.values() if c.conversation_id in over and not c.ended]
            )
            for place in list(places.values()):
                if place.status is ConversationStatus.QUEUED:
                    event = latest[place.id]
                    changed, queue = await begin_to_wait(work, place, event, clocks, ids=self._ids, now=now)
                    places[place.id] = changed
                    if queue is not None:
                        await self._remind(work, changed, queue, now)
            return list(places.values())

    async def _remind(self, work: RoutingWork, place: Conversation, queue: Queue, now: dt.datetime) -> None:
        """Look again when the queue's patience is over."""
        rule = queue.overflow
        if rule is None or rule.after_seconds is None or place.queued_at is None or place.queue_id != queue.id:
            return
        payload = msgspec.json.encode(Overflowing(place.id, queue.id, place.queued_at))
        key = f"overflow:{place.id}:{queue.id}:{place.queued_at.isoformat()}"
        at = now + dt.timedelta(seconds=rule.after_seconds)
        await work.jobs.add(Job(kind=OVERFLOW, tenant_id=place.tenant_id, payload=payload, not_before=at, key=key))

    async def _to_wanted(self, tenant_id: TenantId, place: Conversation, user_id: UserId) -> None:
        """To the agent that was asked for; when they can't take it, it waits in a queue of theirs, else where it is."""
        if await self._assigning.to_agent(tenant_id, place.id, user_id) or place.queue_id is not None:
            return
        async with self._open_work(tenant_id) as work:
            queues = await work.queues.of_member(user_id)
            here = (await work.conversations.get_all([place.id])).get(place.id)
            if not queues or here is None or here.status is not ConversationStatus.QUEUED or here.queue_id is not None:
                return
            await overflow(
                work, here, to=queues[0], reason="wanted_agent_not_free", ids=self._ids, now=self._clock.now()
            )
