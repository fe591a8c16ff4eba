"""News that are neither messages nor their statuses: what they change, one rule a kind."""

import datetime as dt

import msgspec

from pytake_domain.contacts import MarketingOptedIn, MarketingOptedOut
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.messaging.events import BulkRefused
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases import chat_news, identities
from pytake_domain.messaging.use_cases.reachability import mark_unreachable
from pytake_domain.templates import track_template
from pytake_domain.whatsapp import (
    AccountChanged,
    AddressesChanged,
    AddressesLinked,
    CallHappened,
    ChatRead,
    ConnectionChanged,
    Consequence,
    ContactSynced,
    ControlChanged,
    DeliveryState,
    IdentityChanged,
    InboundMessage,
    MessageEdited,
    MessageRevoked,
    MessageStatus,
    NumberChanged,
    NumberStatus,
    PairingOffered,
    PreferenceChanged,
    ProviderEvent,
    SendFailure,
    TemplateChanged,
    WhatsAppNumber,
    first_contact_arrived,
    first_contact_failed,
    state_changed,
    state_told,
    track_connection,
)

_TIERS = {
    "TIER_50": 50,
    "TIER_250": 250,
    "TIER_1K": 1_000,
    "TIER_2K": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
}
THROUGHPUT_UPGRADED = 1_000
STOPS = {
    Consequence.STOP_NUMBER: NumberStatus.BANNED,
    Consequence.BREAK_CREDENTIALS: NumberStatus.CREDENTIALS_BROKEN,
}
"""What a number becomes when the provider refuses like this."""


class ProviderNews:
    """Acts on a single event inside the work that stores its batch; kinds without a rule change nothing."""

    async def act(
        self, work: MessagingWork, number: WhatsAppNumber, event: ProviderEvent, ids: Ids, now: dt.datetime
    ) -> None:
        """Change numbers, consents, windows and texts as the provider says."""
        match event:
            case PreferenceChanged():
                await self._preference(work, event, ids, now)
            case NumberChanged():
                await self._number(work, number, event, ids, now)
            case AccountChanged():
                await self._account(work, number, event, ids, now)
            case CallHappened(inbound=True) if event.customer:
                await self._call(work, number, event, now)
            case TemplateChanged():
                await track_template(work, number, event, ids, now)
            case MessageEdited():
                await self._edit(work, number, event)
            case MessageStatus():
                await self._status(work, number, event, ids, now)
            case ConnectionChanged() | PairingOffered():
                await track_connection(work, number, event, ids=ids, at=now)
            case _:
                await self._of_people(work, number, event, ids, now)

    async def _of_people(
        self, work: MessagingWork, number: WhatsAppNumber, event: ProviderEvent, ids: Ids, now: dt.datetime
    ) -> None:
        match event:
            case AddressesLinked():
                await identities.linked(work, number.tenant_id, event, now)
            case ContactSynced():
                await identities.synced(work, event, now)
            case InboundMessage(group_id=None) if number.link_state is not None:
                await identities.one_person(work, number.tenant_id, event.sender, now)
            case ChatRead():
                await chat_news.read_on_the_phone(work, number, event, now)
            case MessageRevoked():
                await chat_news.revoked(work, number, event, ids, now)
            case IdentityChanged() | AddressesChanged() | ControlChanged():
                await chat_news.note_in_chat(work, number, event, ids, now)
            case _:
                return

    async def _preference(self, work: MessagingWork, event: PreferenceChanged, ids: Ids, now: dt.datetime) -> None:
        contact = await work.contacts.find(event.person)
        if contact is None or event.category != "marketing_messages":
            return
        stop = event.value == "stop"
        await work.contacts.save(contact.opt_out(now) if stop else contact.opt_in(f"whatsapp:{event.value}", now))
        kind = MarketingOptedOut if stop else MarketingOptedIn
        work.events.add(
            kind(
                id=EventId(ids.new()),
                tenant_id=contact.tenant_id,
                at=now,
                actor_kind=ActorKind.CONTACT,
                actor_id=contact.id,
                contact_id=contact.id,
                reason=f"whatsapp:{event.value}",
            )
        )

    async def _account(
        self, work: MessagingWork, number: WhatsAppNumber, event: AccountChanged, ids: Ids, now: dt.datetime
    ) -> None:
        """Whatever it is, people are told; what stops all sending stops the number."""
        fresh = changed = await work.numbers.get(number.id)
        reason = (event.event or event.change).lower()
        if event.stops_sending:
            changed = fresh.stop(NumberStatus.BANNED, event.event or event.change, now)
            await work.numbers.save(changed)
        if event.stops_campaigns:
            work.events.add(_bulk_refused(number, reason.upper(), ids, now))
        work.events.add(state_told(fresh, changed, reason=reason, ids=ids, at=now))

    async def _number(
        self, work: MessagingWork, number: WhatsAppNumber, event: NumberChanged, ids: Ids, now: dt.datetime
    ) -> None:
        fresh = await work.numbers.get(number.id)
        changed = fresh
        tier = event.data.get("max_daily_conversations_per_business") or event.data.get("current_limit")
        limit = tier if isinstance(tier, int) else _TIERS.get(str(tier))
        if limit is not None:
            changed = msgspec.structs.replace(changed, daily_limit=limit, updated_at=now)
        if event.event == "THROUGHPUT_UPGRADE":
            changed = msgspec.structs.replace(changed, messages_per_second=THROUGHPUT_UPGRADED, updated_at=now)
        if changed != fresh:
            await work.numbers.save(changed)
        reason = (event.event or event.change).lower()
        work.events.add(state_told(fresh, changed, reason=reason, ids=ids, at=now))

    async def _call(self, work: MessagingWork, number: WhatsAppNumber, event: CallHappened, now: dt.datetime) -> None:
        contact = await work.contacts.find(event.customer)
        if contact is None:
            return
        opened = await work.conversations.open_for([(contact.id, number.id)], now)
        await work.conversations.save(opened[0].conversation.opened_by_call(now, event.at))

    async def _status(
        self, work: MessagingWork, number: WhatsAppNumber, event: MessageStatus, ids: Ids, now: dt.datetime
    ) -> None:
        if event.failure is not None:
            await self._refused(work, number, event, event.failure, ids, now)
        if number.link_state is not None and (event.state is DeliveryState.FAILED or number.first_contacts_failed):
            await self._first_contact(work, number, event, ids, now)

    async def _first_contact(
        self, work: MessagingWork, number: WhatsAppNumber, event: MessageStatus, ids: Ids, now: dt.datetime
    ) -> None:
        """How a message to somebody who never wrote went: several refused in a row pause all of that kind."""
        key = number.id, event.id
        message = (await work.messages.by_provider_ids([key])).get(key)
        place = await work.conversations.get(message.conversation_id) if message is not None else None
        if place is None or place.window_expires_at is not None:
            return
        fresh = await work.numbers.get(number.id)
        failed = event.state is DeliveryState.FAILED
        if not failed and not fresh.first_contacts_failed:
            return
        changed = first_contact_failed(fresh, now) if failed else first_contact_arrived(fresh, now)
        if changed is not fresh:
            await work.numbers.save(changed)
            work.events.add(*state_changed(fresh, changed, ids=ids, at=now))

    async def _refused(
        self,
        work: MessagingWork,
        number: WhatsAppNumber,
        event: MessageStatus,
        failure: SendFailure,
        ids: Ids,
        now: dt.datetime,
    ) -> None:
        """A refusal that comes as a status has the same consequences as one that comes as an answer."""
        if failure.consequence is Consequence.STOP_CAMPAIGNS:
            work.events.add(_bulk_refused(number, failure.code, ids, now))
        stop = STOPS.get(failure.consequence)
        if stop is not None:
            fresh = await work.numbers.get(number.id)
            if fresh.status is not stop:
                stopped = fresh.stop(stop, failure.detail or failure.code, now)
                await work.numbers.save(stopped)
                work.events.add(*state_changed(fresh, stopped, ids=ids, at=now))
        elif failure.consequence is Consequence.MARK_DESTINATION:
            key = number.id, event.id
            message = (await work.messages.by_provider_ids([key])).get(key)
            if message is not None:
                await mark_unreachable(work, message.contact_id, number, now)
        elif failure.consequence is Consequence.OPT_OUT_MARKETING and event.recipient:
            contact = await work.contacts.find(event.recipient)
            if contact is not None and not contact.opted_out:
                await work.contacts.save(contact.opt_out(now))

    async def _edit(self, work: MessagingWork, number: WhatsAppNumber, event: MessageEdited) -> None:
        found = await work.messages.by_provider_ids([(number.id, event.original_id)])
        message = found.get((number.id, event.original_id))
        if message is not None:
            await work.messages.save_all([msgspec.structs.replace(message, content=event.content)])


def _bulk_refused(number: WhatsAppNumber, code: str, ids: Ids, now: dt.datetime) -> BulkRefused:
    return BulkRefused(id=EventId(ids.new()), tenant_id=number.tenant_id, at=now, number_id=number.id, code=code)
