"""A conversation begins to wait: its queue, its turn, its clocks, and what its customer is told."""

import datetime as dt
from collections.abc import Mapping

import msgspec

from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import ConversationId, EventId, Ids, QueueId
from pytake_domain.kernel.work import Job
from pytake_domain.messaging import Conversation, ConversationChanged, put_into, queue
from pytake_domain.routing.agent import Presence
from pytake_domain.routing.assignment import VIP_PRIORITY
from pytake_domain.routing.calendar import Calendar
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.queue import Queue
from pytake_domain.routing.sla import ClockKind, SlaClock, start
from pytake_domain.routing.use_cases.hours import answer_closed, calendar_of
from pytake_domain.routing.use_cases.later import FILL, Filling
from pytake_domain.routing.use_cases.recording import remember

ANSWERED = frozenset({"answered", "answered_on_phone"})
"""Reasons of conversations that somebody outside answers: they wait for nobody of ours."""
Clocks = Mapping[tuple[ConversationId, ClockKind], SlaClock]


async def begin_to_wait(
    work: RoutingWork, place: Conversation, event: ConversationChanged, clocks: Clocks, *, ids: Ids, now: dt.datetime
) -> tuple[Conversation, Queue | None]:
    """What waiting brings about; the conversation as it is then, saved, and the queue it waits in."""
    place, here = await _queue_of(work, place, event, ids, now)
    if here is not None and (why := await _overflows_at_once(work, here)):
        return await overflow(work, place, reason=why, ids=ids, now=now), None
    contact = (await work.contacts.get_all([place.contact_id])).get(place.contact_id)
    if contact is not None and contact.vip and place.priority < VIP_PRIORITY:
        place = msgspec.structs.replace(place, priority=VIP_PRIORITY)
    if here is not None:
        calendar = await calendar_of(work, here)
        await _start_clocks(work, place, here, calendar, clocks, now)
        await _fill_when_open(work, here, calendar, now)
    if event.reason not in ANSWERED:
        place = await answer_closed(work, place, ids=ids, now=now)
    await work.conversations.save(place)
    return place, here


async def overflow(
    work: RoutingWork, place: Conversation, *, reason: str, to: Queue | None = None, ids: Ids, now: dt.datetime
) -> Conversation:
    """On to the next queue (the one its queue names, unless told otherwise), keeping its turn; saved. When there is none any
    more it stays.
    """
    target = to or await _next(work, place.queue_id)
    if target is None:
        return place
    changed, event = queue(
        place,
        system(place.tenant_id),
        at=now,
        new_id=lambda: EventId(ids.new()),
        queue_id=target.id,
        queue_name=target.name,
        reason=reason,
        handed_over=place.handed_over,
        waits_since=place.queued_at,
        wanted_skill=place.wanted_skill,
    )
    await work.conversations.save(changed)
    work.events.add(event)
    actor = system(place.tenant_id)
    await remember(work, place, actor, to=None, queue_id=target.id, reason=reason, ids=ids, now=now)
    return changed


async def _next(work: RoutingWork, queue_id: QueueId | None) -> Queue | None:
    here = await _known(work, queue_id)
    return await _known(work, here.overflow.to) if here is not None and here.overflow is not None else None


async def _known(work: RoutingWork, queue_id: QueueId | None) -> Queue | None:
    if queue_id is None:
        return None
    try:
        return await work.queues.get(queue_id)
    except NotFound:
        return None


async def _queue_of(
    work: RoutingWork, place: Conversation, event: ConversationChanged, ids: Ids, now: dt.datetime
) -> tuple[Conversation, Queue | None]:
    """The queue it waits in; the default one takes what names none, unless somebody outside answers it."""
    if place.queue_id is not None:
        return place, await _known(work, place.queue_id)
    if place.wanted_agent is not None or event.reason in ANSWERED:
        return place, None
    default = await work.queues.default()
    if default is None:
        return place, None
    actor = system(place.tenant_id)
    changed, told = put_into(
        place, actor, queue_id=default.id, queue_name=default.name, at=now, new_id=lambda: EventId(ids.new())
    )
    work.events.add(told)
    return changed, default


async def _overflows_at_once(work: RoutingWork, here: Queue) -> str | None:
    rule = here.overflow
    if rule is None:
        return None
    if rule.when_longer_than is not None and await work.waiting.count(here.id) > rule.when_longer_than:
        return "overflow_too_long"
    if rule.when_nobody:
        on = (Presence.AVAILABLE, Presence.BUSY)
        if not any(agent.presence in on for agent in await work.agents.of_queue(here.id)):
            return "overflow_nobody_on"
    return None


async def _start_clocks(
    work: RoutingWork, place: Conversation, here: Queue, calendar: Calendar | None, clocks: Clocks, now: dt.datetime
) -> None:
    """Those that do not run yet; one that was stopped by an answer begins anew only after the conversation was over."""
    level = here.service_level
    fresh = []
    for kind, seconds in ((ClockKind.FIRST_ANSWER, level.first_answer), (ClockKind.RESOLUTION, level.resolution)):
        known = clocks.get((place.id, kind))
        if seconds is None or (known is not None and not known.ended):
            continue
        clock = start(
            kind,
            place.id,
            here.id,
            seconds=seconds,
            warn_percent=level.warn_percent,
            hours=calendar.hours if calendar else None,
            at=place.queued_at or now,
        )
        if clock is not None:
            fresh.append(clock)
    await work.sla_clocks.save(fresh)


async def _fill_when_open(work: RoutingWork, here: Queue, calendar: Calendar | None, now: dt.datetime) -> None:
    opening = calendar.hours.next_opening(now) if calendar else None
    if opening is None or opening <= now:
        return
    # The key is the moment's own, so that the job is stored once however many wait.
    key = f"fill:{here.id}:{opening.isoformat()}"
    payload = msgspec.json.encode(Filling(here.id))
    await work.jobs.add(Job(kind=FILL, tenant_id=here.tenant_id, payload=payload, not_before=opening, key=key))
