"""Messages are planned, taken back, and sent at their time."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_domain.contacts import Contact
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Conflict, Forbidden, Invalid, LimitReached, NotFound, Problem, TenantSuspended
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, Ids, MessageId, NumberId, ScheduledId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import Job, OpenWork
from pytake_domain.messaging.conversation import Conversation, taken_by_answer
from pytake_domain.messaging.desk_ports import ScheduledFilter
from pytake_domain.messaging.errors import NotTheOwner, RecipientUnreachable, ScheduledNotFound
from pytake_domain.messaging.message import SenderKind
from pytake_domain.messaging.outgoing import queue_message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.scheduled import (
    SEND,
    OutsideWindow,
    ScheduledMessage,
    ScheduledState,
    Sending,
    check_moment,
    check_window,
    content_at,
)
from pytake_domain.messaging.sight import may_see, sees_all, sight_of
from pytake_domain.messaging.use_cases.moving import NOT_ARCHIVED
from pytake_domain.messaging.use_cases.reachability import tried_again
from pytake_domain.messaging.use_cases.send import SendMessages, phone_of, quoted_id
from pytake_domain.messaging.view_ports import ConversationFilter
from pytake_domain.templates import ready_to_send
from pytake_domain.whatsapp import Content, Template, WhatsAppNumber

BATCH = 100
STILL_WANTED = dt.timedelta(days=1)
"""While a tenant is suspended what comes due waits for it so long."""
TAKEN_BACK = "taken_back"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to go later; to a phone or into a conversation, as in `SendMessages.send`."""

    content: Content
    send_at: dt.datetime
    to: str | None = None
    conversation_id: ConversationId | None = None
    number_id: NumberId | None = None
    reply_to: MessageId | None = None
    cancel_on_reply: bool = False
    outside_window: OutsideWindow = OutsideWindow.FAIL
    fallback: Template | None = None
    force: bool = False


class ScheduleMessages:
    """Everything is checked when it is planned; what has changed until then decides again at its time."""

    def __init__(self, *, open_work: OpenWork[MessagingWork], sending: SendMessages, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._sending = sending
        self._clock = clock
        self._ids = ids

    async def plan(self, actor: Actor, wanted: Plan) -> ScheduledMessage:
        """Raises what `SendMessages.send` raises, but for a window that may be open by then; Invalid for the past, for more
        than a year ahead, and for a fallback that is needed or not.
        """
        actor.require(Permission.WRITE_MESSAGES)
        now = self._clock.now()
        check_moment("send_at", wanted.send_at, now)
        if (wanted.outside_window is OutsideWindow.TEMPLATE) != (wanted.fallback is not None):
            raise Invalid(Problem(field="fallback", code="fallback_and_template"))
        if wanted.to is None and wanted.conversation_id is None:
            raise Invalid(Problem(field="to", code="required"))
        async with self._open_work(actor.tenant_id) as work:
            number, contact, place = await self._sending.recipient(
                work,
                actor,
                phone=phone_of(wanted.to) if wanted.to is not None else None,
                conversation_id=wanted.conversation_id,
                number_id=wanted.number_id,
                now=now,
            )
            if wanted.force:
                contact = await tried_again(work, contact, now)
            elif contact.unreachable(wanted.send_at) is not None:
                raise RecipientUnreachable(contact_id=str(contact.id))
            place = place or await _present(work, actor, contact, number)
            plan = await self._checked(work, actor, wanted, number, contact, place, now)
            await work.scheduled.add(plan)
            payload = msgspec.json.encode(Sending(plan.id))
            await work.jobs.add(
                Job(kind=SEND, tenant_id=plan.tenant_id, payload=payload, not_before=plan.send_at, key=plan.job_key)
            )
            work.events.add(plan.told(actor, new_id=EventId(self._ids.new()), at=now))
            return plan

    async def _checked(
        self,
        work: MessagingWork,
        actor: Actor,
        wanted: Plan,
        number: WhatsAppNumber,
        contact: Contact,
        place: Conversation | None,
        now: dt.datetime,
    ) -> ScheduledMessage:
        number.require_sending()
        content = await self._sending.checked(work, actor, number, wanted.content)
        if wanted.fallback is not None:
            await self._sending.checked(work, actor, number, wanted.fallback)
        for template in (content, wanted.fallback):
            if isinstance(template, Template):
                await ready_to_send(work.templates, number, template)
        plan = ScheduledMessage(
            id=ScheduledId(self._ids.new()),
            tenant_id=actor.tenant_id,
            contact_id=contact.id,
            number_id=number.id,
            conversation_id=place.id if place is not None else None,
            content=content,
            send_at=wanted.send_at.astimezone(dt.UTC),
            planned_by=actor.id,
            planned_by_kind=actor.kind,
            planned_by_name=actor.name,
            created_at=now,
            updated_at=now,
            reply_to=await quoted_id(work, wanted.reply_to),
            cancel_on_reply=wanted.cancel_on_reply,
            outside_window=wanted.outside_window,
            fallback=wanted.fallback,
        )
        check_window(plan, number.api_type, place.window_expires_at if place is not None else None)
        return plan

    async def list(self, actor: Actor, wanted: ScheduledFilter, page: PageRequest) -> Page[ScheduledMessage]:
        """Last planned first; of those that the actor may see."""
        actor.require(Permission.READ_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            seen = msgspec.structs.replace(wanted, visible_to=await sight_of(work, actor))
            return await work.scheduled.page(seen, page)

    async def take_back(self, actor: Actor, scheduled_id: ScheduledId) -> None:
        """Raises ScheduledNotFound, ScheduledOver."""
        actor.require(Permission.WRITE_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            plan = await work.scheduled.get(scheduled_id, lock=True)
            if not await _may_change(work, actor, plan):
                raise ScheduledNotFound
            now = self._clock.now()
            cancelled = plan.cancel(TAKEN_BACK, now)
            await work.scheduled.save(cancelled)
            await work.jobs.cancel(plan.job_key)
            work.events.add(cancelled.told(actor, new_id=EventId(self._ids.new()), at=now))

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job."""
        await self.send(tenant_id, msgspec.json.decode(payload, type=Sending).scheduled_id)

    async def sweep(self, tenant_id: TenantId, before: dt.datetime) -> int:
        """Those that should have gone before this moment, whatever became of their jobs; how many."""
        async with self._open_work(tenant_id) as work:
            ids = await work.scheduled.overdue(before, BATCH)
        for scheduled_id in ids:
            await self.send(tenant_id, scheduled_id)
        return len(ids)

    async def send(self, tenant_id: TenantId, scheduled_id: ScheduledId) -> None:
        """Its time has come. Once: whoever is second finds that it does not wait any more."""
        async with self._open_work(tenant_id) as work:
            now = self._clock.now()
            try:
                plan = await work.scheduled.get(scheduled_id)
                contact = await _who(work, plan.contact_id)
                number = await work.numbers.get(plan.number_id)
            except ScheduledNotFound:
                return
            except NotFound as error:
                await self._fail(work, scheduled_id, error.code, now)
                return
            if plan.state is not ScheduledState.WAITING:
                return
            if await work.quota.suspended():
                if now - plan.send_at > STILL_WANTED:
                    await self._fail(work, scheduled_id, TenantSuspended.code, now)
                return
            place = (await work.conversations.open_for([(contact.id, number.id)], now))[0].conversation
            # The customer's answer may have cancelled it while we waited for the conversation.
            plan = await work.scheduled.get(scheduled_id, lock=True)
            if plan.state is not ScheduledState.WAITING:
                return
            try:
                await self._queue(work, plan, contact, number, place, now)
            except (Conflict, Invalid, LimitReached, NotFound, Forbidden) as refused:
                await self._fail(work, scheduled_id, refused.code, now)

    async def _queue(
        self,
        work: MessagingWork,
        plan: ScheduledMessage,
        contact: Contact,
        number: WhatsAppNumber,
        place: Conversation,
        now: dt.datetime,
    ) -> None:
        actor = Actor(
            kind=plan.planned_by_kind, id=plan.planned_by, tenant_id=plan.tenant_id, name=plan.planned_by_name
        )
        message, said = await queue_message(
            work,
            number=number,
            conversation=place,
            contact=contact,
            content=content_at(plan, number.api_type, place.window_expires_at, now),
            actor=actor,
            sent_by=SenderKind.AGENT if actor.kind is ActorKind.USER else SenderKind.API,
            sent_by_id=actor.id,
            ids=self._ids,
            at=now,
            client_key=plan.job_key,
            reply_to=plan.reply_to,
        )
        if place.assigned_to in (None, plan.planned_by):
            # What a colleague has meanwhile stays theirs.
            taken = taken_by_answer(said, actor, at=now, new_id=lambda: EventId(self._ids.new()), reason="scheduled")
            if taken is not None:
                said, event = taken
                work.events.add(event)
        await work.conversations.save(said)
        sent = plan.sent(message.id, place.id, now)
        await work.scheduled.save(sent)
        work.events.add(sent.told(actor, new_id=EventId(self._ids.new()), at=now))

    async def _fail(self, work: MessagingWork, scheduled_id: ScheduledId, code: str, now: dt.datetime) -> None:
        plan = await work.scheduled.get(scheduled_id, lock=True)
        if plan.state is not ScheduledState.WAITING:
            return
        failed = plan.fail(code, now)
        await work.scheduled.save(failed)
        actor = Actor(kind=plan.planned_by_kind, id=plan.planned_by, tenant_id=plan.tenant_id)
        work.events.add(failed.told(actor, new_id=EventId(self._ids.new()), at=now))


async def _present(work: MessagingWork, actor: Actor, contact: Contact, number: WhatsAppNumber) -> Conversation | None:
    """The conversation there is with them, if there is one. Raises NotTheOwner when the actor may not see it."""
    wanted = ConversationFilter(status=NOT_ARCHIVED, contact_id=contact.id, number_id=number.id)
    found = (await work.views.conversations(wanted, PageRequest(limit=1, cursor=""))).items
    if not found:
        return None
    place = found[0].conversation
    if not await may_see(work, actor, place):
        raise NotTheOwner(owner=place.status.value)
    return place


async def _who(work: MessagingWork, contact_id: ContactId) -> Contact:
    """The contact, or whom it became."""
    contact = await work.contacts.get(contact_id)
    return contact if contact.merged_into is None else await work.contacts.get(contact.merged_into)


async def _may_change(work: MessagingWork, actor: Actor, plan: ScheduledMessage) -> bool:
    if sees_all(actor) or _same(plan.planned_by, actor.id):
        return True
    if plan.conversation_id is None:
        return False
    # Without a lock, which would come before that of the plan.
    places = await work.conversations.get_all([plan.conversation_id], lock=False)
    place = places.get(plan.conversation_id)
    return place is not None and await may_see(work, actor, place)


def _same(one: UUID | None, other: UUID | None) -> bool:
    return one is not None and one == other
