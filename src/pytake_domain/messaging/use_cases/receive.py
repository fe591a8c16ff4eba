"""Raw webhooks become stored messages, moved statuses and events; each exactly once."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pytake_domain.contacts import (
    LONGEST_WORD,
    Contact,
    Sighting,
)
from pytake_domain.kernel.actor import ActorKind, system
from pytake_domain.kernel.ids import ContactId, ConversationId, EventId, Ids, MessageId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import incoming_media
from pytake_domain.messaging.conversation import Conversation, taken_by_answer
from pytake_domain.messaging.events import ConversationChange, ConversationChanged, MessageReceived
from pytake_domain.messaging.message import Direction, Message, MessageState, SenderKind, StatusStep
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases import identities
from pytake_domain.messaging.use_cases.heed import SurveyAnswers, cancel_planned, wake_told
from pytake_domain.messaging.use_cases.opt_out import obey
from pytake_domain.messaging.use_cases.provider_news import ProviderNews
from pytake_domain.messaging.use_cases.reachability import reached_again
from pytake_domain.messaging.use_cases.read_news import News, ReadNews
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
    Text,
)


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
        self._reading = ReadNews(providers=providers, lookup=lookup)
        self._clock = clock
        self._ids = ids
        self._other_news = ProviderNews()

    async def receive(self, tenant_id: TenantId, webhooks: Sequence[LeasedWebhook]) -> int:
        """Store everything these bodies say for this tenant; returns how many messages were new.

        Raises LeaseLost when another worker has taken the batch over meanwhile: nothing is stored twice.
        """
        news, parked = await self._reading.read(tenant_id, webhooks)
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            for number_id, elements in parked.items():
                await work.parked.put(number_id, elements, now)
            moved = [n.event for n in news if isinstance(n.event, AddressesChanged)]
            await identities.replaced(work, tenant_id, moved, self._ids, now)
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
            conversations[message.conversation_id] = await obey(
                work, item.number, item.event, contact, after, words=words, ids=self._ids, now=now
            )
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
            return self._silence(work, conversation, message, now, standby=event.standby)
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
                ad=str(event.referral.get("source_id") or "")[:256] if event.referral is not None else None,
            )
        )
        return changed

    def _silence(
        self, work: MessagingWork, conversation: Conversation, message: Message, now: dt.datetime, *, standby: bool
    ) -> Conversation:
        """Somebody answered on the phone itself, or another responder did: the flow is silent from now on. A thread that another
        responder has and no flow of ours waits for nobody here.
        """
        said = conversation.say(message.text, message.provider_at or now, by_somebody=not standby)
        if standby and said.flow_session_id is None:
            return said
        taken = taken_by_answer(
            said, system(said.tenant_id), at=now, new_id=lambda: EventId(self._ids.new()), reason="answered_on_phone"
        )
        if taken is None:
            return said
        changed, event = taken
        work.events.add(event)
        return changed

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
