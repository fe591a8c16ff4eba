"""News that are neither messages nor their statuses: what they change, one rule a kind."""

import datetime as dt

import msgspec

from pytake_domain.contacts import MarketingOptedIn, MarketingOptedOut
from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import EventId, Ids
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.templates import track_template
from pytake_domain.whatsapp import (
    AccountChanged,
    CallHappened,
    Consequence,
    MessageEdited,
    MessageStatus,
    NumberChanged,
    NumberStatus,
    PreferenceChanged,
    ProviderEvent,
    SendFailure,
    TemplateChanged,
    WhatsAppNumber,
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
                await self._number(work, number, event, now)
            case AccountChanged(stops_sending=True):
                fresh = await work.numbers.get(number.id)
                await work.numbers.save(fresh.stop(NumberStatus.BANNED, event.event or event.change, now))
            case CallHappened(inbound=True) if event.customer:
                await self._call(work, number, event, now)
            case TemplateChanged():
                await track_template(work, number, event, ids, now)
            case MessageEdited():
                await self._edit(work, number, event)
            case MessageStatus(failure=SendFailure() as failure):
                await self._refused(work, number, event, failure, now)
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

    async def _number(
        self, work: MessagingWork, number: WhatsAppNumber, event: NumberChanged, now: dt.datetime
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

    async def _call(self, work: MessagingWork, number: WhatsAppNumber, event: CallHappened, now: dt.datetime) -> None:
        contact = await work.contacts.find(event.customer)
        if contact is None:
            return
        opened = await work.conversations.open_for([(contact.id, number.id)], now)
        await work.conversations.save(opened[0].conversation.opened_by_call(now, event.at))

    async def _refused(
        self, work: MessagingWork, number: WhatsAppNumber, event: MessageStatus, failure: SendFailure, now: dt.datetime
    ) -> None:
        """A refusal that comes as a status has the same consequences as one that comes as an answer."""
        stop = STOPS.get(failure.consequence)
        if stop is not None:
            fresh = await work.numbers.get(number.id)
            if fresh.status is not stop:
                await work.numbers.save(fresh.stop(stop, failure.detail or failure.code, now))
        elif failure.consequence is Consequence.OPT_OUT_MARKETING and event.recipient:
            contact = await work.contacts.find(event.recipient)
            if contact is not None and not contact.opted_out:
                await work.contacts.save(contact.opt_out(now))

    async def _edit(self, work: MessagingWork, number: WhatsAppNumber, event: MessageEdited) -> None:
        found = await work.messages.by_provider_ids([(number.id, event.original_id)])
        message = found.get((number.id, event.original_id))
        if message is not None:
            await work.messages.save_all([msgspec.structs.replace(message, content=event.content)])
