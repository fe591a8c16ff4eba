"""Conversations are put out of sight for a while and come back by themselves."""

import datetime as dt

import msgspec

from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.ids import ConversationId, EventId, Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging.conversation import Conversation, snooze, wake
from pytake_domain.messaging.errors import ConversationNotFound
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.scheduled import check_moment
from pytake_domain.messaging.sight import may_see

WAKE = "messaging.wake"
"""The kind of job that brings a snoozed conversation back."""
BATCH = 200


class Waking(msgspec.Struct, frozen=True):
    """Payload of WAKE: it holds if the conversation is snoozed until then."""

    conversation_id: ConversationId
    until: dt.datetime


class SnoozeConversations:
    """Whoever has a snoozed conversation keeps it."""

    def __init__(self, *, open_work: OpenWork[MessagingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def snooze(self, actor: Actor, conversation_id: ConversationId, until: dt.datetime | None) -> None:
        """Out of sight until then; None brings it back now. Raises ConversationNotFound, TransitionRefused, Invalid."""
        actor.require(Permission.WRITE_CONVERSATIONS)
        now = self._clock.now()
        if until is not None:
            check_moment("until", until, now)
        async with self._open_work(actor.tenant_id) as work:
            place = await work.conversations.get(conversation_id)
            if not await may_see(work, actor, place):
                raise ConversationNotFound
            if until is None:
                await self._wake(work, place, actor, now, reason="by_hand")
            else:
                await put_away(work, place, actor, until=until, ids=self._ids, at=now)

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job: its time has come, unless it was snoozed again meanwhile."""
        due = msgspec.json.decode(payload, type=Waking)
        async with self._open_work(tenant_id) as work:
            place = (await work.conversations.get_all([due.conversation_id])).get(due.conversation_id)
            if place is not None and place.snoozed_until == due.until:
                await self._wake(work, place, system(tenant_id), self._clock.now(), reason="time")

    async def sweep(self, tenant_id: TenantId, before: dt.datetime) -> int:
        """Those that should have come back before this moment, whatever became of their jobs; how many."""
        async with self._open_work(tenant_id) as work:
            ids = await work.snoozed.overdue(before, BATCH)
            for place in (await work.conversations.get_all(ids)).values():
                if place.snoozed_until is not None and place.snoozed_until < before:
                    await self._wake(work, place, system(tenant_id), self._clock.now(), reason="time")
            return len(ids)

    async def _wake(
        self, work: MessagingWork, place: Conversation, actor: Actor, now: dt.datetime, *, reason: str
    ) -> None:
        woken = wake(place, actor, at=now, new_id=lambda: EventId(self._ids.new()), reason=reason)
        if woken is not None:
            await work.conversations.save(woken[0])
            work.events.add(woken[1])


async def put_away(
    work: MessagingWork, place: Conversation, actor: Actor, *, until: dt.datetime, ids: Ids, at: dt.datetime
) -> Conversation:
    """Out of sight until then, with the job that brings it back; saved. Raises TransitionRefused."""
    changed, event = snooze(place, actor, until=until, at=at, new_id=lambda: EventId(ids.new()))
    await work.conversations.save(changed)
    work.events.add(event)
    payload = msgspec.json.encode(Waking(place.id, until))
    key = f"wake:{place.id}:{until.isoformat()}"
    await work.jobs.add(Job(kind=WAKE, tenant_id=place.tenant_id, payload=payload, not_before=until, key=key))
    return changed
