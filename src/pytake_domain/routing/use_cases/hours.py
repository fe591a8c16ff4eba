"""Which calendar holds for a queue, and what customers are told while it is closed."""

import datetime as dt

from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import Conflict, LimitReached, NotFound
from pytake_domain.kernel.ids import Ids
from pytake_domain.messaging import Conversation, SenderKind, queue_message
from pytake_domain.routing.calendar import Calendar
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.queue import Queue
from pytake_domain.whatsapp import Text


async def calendar_of(work: RoutingWork, queue: Queue) -> Calendar | None:
    """The queue's own, its department's, or the default one; None is always open."""
    wanted = queue.calendar_id
    if wanted is None and queue.department_id is not None:
        try:
            wanted = (await work.departments.get(queue.department_id)).calendar_id
        except NotFound:
            wanted = None
    if wanted is not None and (found := (await work.calendars.get_all([wanted])).get(wanted)):
        return found
    return await work.calendars.default()


async def answer_closed(work: RoutingWork, conversation: Conversation, *, ids: Ids, now: dt.datetime) -> Conversation:
    """Tell the customer, once a conversation and closed period, that nobody is there. The caller saves the conversation."""
    if not conversation.is_open:
        return conversation
    queue: Queue | None = None
    if conversation.queue_id is not None:
        try:
            queue = await work.queues.get(conversation.queue_id)
        except NotFound:
            queue = None
    calendar = await calendar_of(work, queue) if queue else await work.calendars.default()
    closure = calendar.closure(now) if calendar else None
    text = (queue.closed_message if queue else "") or (calendar.closed_message if calendar else "")
    if closure is None or not text.strip():
        return conversation
    key = f"closed:{conversation.id}:{closure}"
    if await work.messages.by_client_key(key) is not None:
        return conversation
    try:
        _, said = await queue_message(
            work,
            number=await work.numbers.get(conversation.number_id),
            conversation=conversation,
            contact=await work.contacts.get(conversation.contact_id),
            content=Text(body=text),
            actor=system(conversation.tenant_id),
            sent_by=SenderKind.FLOW,
            ids=ids,
            at=now,
            client_key=key,
        )
    except (Conflict, LimitReached, NotFound):
        # The customer waits all the same: number off, window closed, blocked, quota used.
        return conversation
    return said
