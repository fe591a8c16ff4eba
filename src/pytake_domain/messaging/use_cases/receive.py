"""Raw webhooks become stored messages, moved statuses and events; each exactly once."""

import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.contacts import (
    LONGEST_WORD,
    AddressesReplaced,
    Contact,
    MarketingOptedIn,
    MarketingOptedOut,
    Sighting,
    Wish,
    match_opt_out,
)
from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.errors import Conflict, LimitReached
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, Ids, MessageId, NumberId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import incoming_media
from pytake_domain.messaging.conversation import Conversation, taken_by_answer
from pytake_domain.messaging.events import ConversationChange, ConversationChanged, MessageReceived
from pytake_domain.messaging.message import Direction, Message, MessageState, SenderKind, StatusStep
from pytake_domain.messaging.outgoing import queue_message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases.heed import SurveyAnswers, cancel_planned, wake_told
from pytake_domain.messaging.use_cases.provider_news import ProviderNews
from pytake_domain.messaging.use_cases.reachability import reached_again
from pytake_domain.messaging.use_cases.track_status import NO_RATES, track_statuses
from pytake_domain.whatsapp import (
    AddressesChanged,
    EchoedMessage,
    InboundMessage,
    LeasedWebhook,
    MessageStatus,
    NumberLookup,
    Parked,
    PastMessage,
    ProviderDirectory,
    ProviderEvent,
    RateBook,
    Reaction,
    Route,
    Text,
    WhatsAppNumber,
)

OPT_OUT_CONFIRMATION = {
    "pt-BR": "Pronto, você não receberá mais nossas ofertas. Se mudar de ideia, envie QUERO RECEBER.",
    "en": "Done: you will get no more offers from us. Should you change your mind, send SUBSCRIBE.",
    "es": "Listo, ya no recibirás nuestras ofertas. Si cambias de idea, envía QUIERO RECIBIR.",
}


TOO_LATE_TO_ANSWER = dt.timedelta(minutes=10)
"""A phone that was offline brings what came meanwhile as if it were new."""
GROUP_MESSAGE = "group_message"


class News(msgspec.Struct, frozen=True, kw_only=True):
    """One provider event and the number of ours that it is for."""

    number: WhatsAppNumber
    event: ProviderEvent
    received_at: dt.datetime

    @property
    def late(self) -> bool:
        """Did a linked phone's message wait so long before it came that an automatic answer would puzzle its writer?"""
        return self.number.link_state is not None and self.received_at - self.event.at > TOO_LATE_TO_ANSWER


class ReceiveMessages:
    """Reads a tenant's share of a batch of raw webhooks, in one transaction."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        providers: ProviderDirectory,
        lookup: NumberLookup,
        clock: Clock,
        ids: Ids,
        rates: RateBook = NO_RATES,
    ) -> None:
        self._rates = rates
        self._open_work = open_work
        self._providers = providers
        self._lookup = lookup
        self._clock = clock
        self._ids = ids
        self._other_news = ProviderNews()

    async def receive(self, tenant_id: TenantId, webhooks: Sequence[LeasedWebhook]) -> int:
        """Store everything these bodies say for this tenant; returns how many messages were new.

        Raises LeaseLost when another worker has taken the batch over meanwhile: nothing is stored twice.
        """
        news, parked = await self._read(tenant_id, webhooks)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            for number_id, elements in parked.items():
                await work.parked.put(number_id, elements, now)
            await self._change_addresses(work, tenant_id, news, now)
            stored = await self._store(work, tenant_id, news, now)
            await track_statuses(
                work,
                [(n.number.id, n.event) for n in news if isinstance(n.event, MessageStatus)],
                self._ids,
                now,
                self._rates,
            )
            for item in news:
                await self._other_news.act(work, item.number, item.event, self._ids, now)
            await work.inbox.done(webhooks)
        return stored

    async def park(self, tenant_id: TenantId, webhook: LeasedWebhook, reason: str) -> None:
        """Put a whole body aside that could not be processed, with its reason; it is kept, not tried again."""
        async with self._open_work(tenant_id) as work:
            element = Parked(reason=reason, raw=webhook.body)
            await work.parked.put(webhook.number_id, [element], self._clock.now())
            await work.inbox.done([webhook])

    async def _read(
        self, tenant_id: TenantId, webhooks: Sequence[LeasedWebhook]
    ) -> tuple[list[News], dict[NumberId, list[Parked]]]:
        news: list[News] = []
        parked: dict[NumberId, list[Parked]] = {}
        # News without a route are of the number they were signed for: another one in each webhook.
        owners: dict[tuple[Route, NumberId], WhatsAppNumber | None] = {}
        for webhook in webhooks:
            reading = self._providers.of(webhook.api_type).reader.read(webhook.body, webhook.received_at)
            if reading.parked:
                parked.setdefault(webhook.number_id, []).extend(reading.parked)
            for event in reading.events:
                key = event.route, webhook.number_id
                if key not in owners:
                    owners[key] = await self._number(tenant_id, event.route, webhook.number_id)
                number = owners[key]
                if number is None:
                    continue
                if isinstance(event, InboundMessage) and event.group_id is not None:
                    # Groups are never mixed into private conversations; what was written there is kept all the same.
                    element = Parked(reason=GROUP_MESSAGE, raw=msgspec.json.encode(event), route=event.route)
                    parked.setdefault(number.id, []).append(element)
                else:
                    news.append(News(number=number, event=event, received_at=webhook.received_at))
        return news, parked

    async def _number(self, tenant_id: TenantId, route: Route, signed_for: NumberId) -> WhatsAppNumber | None:
        """The tenant's number that this news is for; another tenant's share comes with a webhook of their own."""
        if route.phone_number_id is None and route.account_id is None:
            owner = await self._lookup.by_id(signed_for)
            return owner.number if owner and owner.tenant_id == tenant_id else None
        owners = await self._lookup.by_route([route])
        return next((o.number for o in owners if o.tenant_id == tenant_id), None)

    async def _change_addresses(
        self, work: MessagingWork, tenant_id: TenantId, news: Sequence[News], now: dt.datetime
    ) -> None:
        """Before the messages of the same batch, so that they find the person behind a new address."""
        for item in news:
            event = item.event
            if not isinstance(event, AddressesChanged):
                continue
            contact = await work.contacts.find(event.old)
            if contact is None or await work.contacts.find(event.new) not in (None, contact):
                continue
            changed = contact.know(event.new, now)
            if changed is contact:
                continue
            await work.contacts.save(changed)
            work.events.add(
                AddressesReplaced(
                    id=EventId(self._ids.new()), tenant_id=tenant_id, at=now, contact_id=contact.id, reason=event.body
                )
            )

    async def _store(self, work: MessagingWork, tenant_id: TenantId, news: Sequence[News], now: dt.datetime) -> int:
        texts = [
            n for n in news if isinstance(n.event, (InboundMessage, EchoedMessage, PastMessage)) and _private(n.event)
        ]
        if not texts:
            return 0
        contacts = await work.contacts.find_or_add([_sighting(n.event) for n in texts])
        opened = await work.conversations.open_for(
            [(contact.id, n.number.id) for contact, n in zip(contacts, texts, strict=True)], now
        )
        drafts = [
            incoming_media.named(self._message(tenant_id, item, contact.id, place.conversation.id, now), self._ids)
            for item, contact, place in zip(texts, contacts, opened, strict=True)
        ]
        fresh = await work.messages.add_received(drafts)
        filled = await incoming_media.fill_placeholders(work.messages, [m for m in drafts if m.id not in fresh])
        await incoming_media.expect(work.media, work.jobs, [*(m for m in drafts if m.id in fresh), *filled], now)
        words: tuple[str, ...] = ()
        if any(m.id in fresh and isinstance(m.content, Text) and len(m.content.body) <= LONGEST_WORD for m in drafts):
            words = tuple((await work.tenants.get()).settings.opt_out_words)
        conversations = {place.conversation.id: place.conversation for place in opened}
        written = [
            m for n, m in zip(texts, drafts, strict=True) if m.id in fresh and isinstance(n.event, InboundMessage)
        ]
        contacts = await reached_again(work, contacts, written, now)
        surveys = await SurveyAnswers.of(work, written, conversations, now=now, ids=self._ids)
        begun = {place.conversation.id for place in opened if place.new}
        for item, contact, message in zip(texts, contacts, drafts, strict=True):
            if message.id not in fresh:
                continue
            before = conversations[message.conversation_id]
            rated = surveys.hears(message, before) if isinstance(item.event, InboundMessage) else None
            after = self._take_in(work, item, contact, before, message, now, begun, rates=rated is not None)
            if rated is not None:
                after = await surveys.answer(rated, item.number, contact, after)
            conversations[message.conversation_id] = await self._obey(work, item, contact, after, now, words)
        await cancel_planned(work, written, ids=self._ids, now=now)
        touched = {message.conversation_id for message in drafts if message.id in fresh}
        for conversation_id in sorted(touched, key=str):
            await work.conversations.save(conversations[conversation_id])
        # A repetition of what an archived conversation holds begins none.
        await work.conversations.forget(
            [p.conversation.id for p in opened if p.new and p.conversation.id not in touched]
        )
        return len(fresh)

    def _message(
        self, tenant_id: TenantId, item: News, contact_id: ContactId, conversation_id: ConversationId, now: dt.datetime
    ) -> Message:
        event = item.event
        assert isinstance(event, (InboundMessage, EchoedMessage, PastMessage))  # noqa: S101  chosen by `_store`
        inbound = isinstance(event, InboundMessage) or (isinstance(event, PastMessage) and event.inbound)
        state = MessageState.RECEIVED if inbound else MessageState.SENT
        return Message(
            id=MessageId(self._ids.new()),
            tenant_id=tenant_id,
            conversation_id=conversation_id,
            contact_id=contact_id,
            number_id=item.number.id,
            direction=Direction.INBOUND if inbound else Direction.OUTBOUND,
            content=event.content,
            status=state,
            created_at=now,
            sent_by=SenderKind.CONTACT if inbound else SenderKind.PHONE,
            sent_by_id=contact_id if inbound else None,
            status_history=(StatusStep(status=state.value, at=event.at),),
            provider_id=event.id,
            reply_to=event.reply_to if isinstance(event, InboundMessage) else None,
            provider_at=event.at,
        )

    def _take_in(
        self,
        work: MessagingWork,
        item: News,
        contact: Contact,
        conversation: Conversation,
        message: Message,
        now: dt.datetime,
        begun: set[ConversationId],
        *,
        rates: bool = False,
    ) -> Conversation:
        """The conversation after a message that is stored for the first time, and the events of it. What rates the service
        (`rates`) begins nothing anew, and flows do not see it.
        """
        event = item.event
        if isinstance(event, PastMessage):
            return conversation
        if isinstance(event, EchoedMessage):
            return self._silence(work, conversation, message, now)
        assert isinstance(event, InboundMessage)  # noqa: S101  the third of three
        by_ad = event.referral is not None
        changed = conversation.receive(message.text, now, event.at, reopens=not rates, by_ad=by_ad)
        first = not rates and (conversation.id in begun or not conversation.is_open)
        if conversation.snoozed_until is not None and not first:
            work.events.add(wake_told(changed, self._ids, now))
        if first:
            begun.discard(conversation.id)
            change = ConversationChange.OPENED if conversation.last_message_at is None else ConversationChange.REOPENED
            work.events.add(self._changed(changed, change, now))
        work.events.add(
            MessageReceived(
                id=EventId(self._ids.new()),
                tenant_id=changed.tenant_id,
                at=now,
                actor_kind=ActorKind.CONTACT,
                actor_id=contact.id,
                conversation_id=changed.id,
                contact_id=contact.id,
                message_id=message.id,
                number_id=message.number_id,
                content=message.content,
                text=message.text,
                provider_at=event.at,
                first=first and conversation.last_message_at is None,
                answerable=not (event.standby or item.late or rates or isinstance(event.content, Reaction)),
                reply_to=event.reply_to,
            )
        )
        return changed

    def _silence(
        self, work: MessagingWork, conversation: Conversation, message: Message, now: dt.datetime
    ) -> Conversation:
        """Somebody answered on the phone itself: the flow is silent from now on."""
        said = conversation.say(message.text, message.provider_at or now)
        taken = taken_by_answer(
            said, system(said.tenant_id), at=now, new_id=lambda: EventId(self._ids.new()), reason="answered_on_phone"
        )
        if taken is None:
            return said
        changed, event = taken
        work.events.add(event)
        return changed

    async def _obey(
        self,
        work: MessagingWork,
        item: News,
        contact: Contact,
        conversation: Conversation,
        now: dt.datetime,
        words: tuple[str, ...],
    ) -> Conversation:
        """Words such as SAIR take effect at once, with a confirmation."""
        event = item.event
        if not isinstance(event, InboundMessage) or not isinstance(event.content, Text) or event.standby:
            return conversation
        wish = match_opt_out(event.content.body, extra=words)
        if wish is None:
            return conversation
        person = (await work.contacts.get_all([contact.id]))[contact.id]
        changed = person.opt_out(now) if wish is Wish.STOP else person.opt_in("message", now)
        await work.contacts.save(changed)
        kind = MarketingOptedOut if wish is Wish.STOP else MarketingOptedIn
        work.events.add(
            kind(
                id=EventId(self._ids.new()),
                tenant_id=contact.tenant_id,
                at=now,
                actor_kind=ActorKind.CONTACT,
                actor_id=contact.id,
                contact_id=contact.id,
                reason=event.content.body,
            )
        )
        if wish is Wish.RESUME:
            return conversation
        try:
            _, conversation = await queue_message(
                work,
                number=item.number,
                conversation=conversation,
                contact=changed,
                content=Text(body=OPT_OUT_CONFIRMATION[changed.language or "pt-BR"]),
                actor=system(contact.tenant_id),
                sent_by=SenderKind.FLOW,
                ids=self._ids,
                at=now,
            )
        except (Conflict, LimitReached):
            # The opt-out holds whether or not it can be confirmed: number off, window closed, tenant suspended, quota used.
            return conversation
        return conversation

    def _changed(
        self, conversation: Conversation, change: ConversationChange, now: dt.datetime, reason: str = ""
    ) -> ConversationChanged:
        return ConversationChanged(
            id=EventId(self._ids.new()),
            tenant_id=conversation.tenant_id,
            at=now,
            actor_kind=ActorKind.CONTACT,
            actor_id=conversation.contact_id,
            reason=reason,
            conversation_id=conversation.id,
            contact_id=conversation.contact_id,
            change=change,
        )


def _private(event: InboundMessage | EchoedMessage | PastMessage) -> bool:
    """Whoever has no address that finds them can't be in a conversation."""
    return any(address.finds for address in _sighting(event).addresses)


def _sighting(event: ProviderEvent) -> Sighting:
    assert isinstance(event, (InboundMessage, EchoedMessage, PastMessage))  # noqa: S101  chosen by `_store`
    if isinstance(event, InboundMessage):
        return Sighting(addresses=event.sender, name=event.profile_name, at=event.at)
    return Sighting(addresses=event.recipient if isinstance(event, EchoedMessage) else event.customer, at=event.at)


def share(webhooks: Sequence[LeasedWebhook]) -> Mapping[TenantId, list[LeasedWebhook]]:
    """A batch, tenant by tenant, in its order."""
    shares: dict[TenantId, list[LeasedWebhook]] = {}
    for webhook in webhooks:
        shares.setdefault(webhook.tenant_id, []).append(webhook)
    return shares
