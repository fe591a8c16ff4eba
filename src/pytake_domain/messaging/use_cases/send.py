"""People and machines send messages: to a phone or into a conversation."""

import datetime as dt

from pytake_domain.contacts import Contact, Sighting, phone_address
from pytake_domain.kernel.actor import Actor, ActorKind, Permission
from pytake_domain.kernel.errors import Conflict, Invalid, NotFound, Problem, TenantSuspended
from pytake_domain.kernel.ids import ConversationId, EventId, Ids, MessageId, NumberId
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.conversation import Conversation, taken_by_answer
from pytake_domain.messaging.errors import (
    ConversationNotFound,
    MessageNotFound,
    NotReadable,
    NotResendable,
    NotTheOwner,
)
from pytake_domain.messaging.media import StoredMedia
from pytake_domain.messaging.media_ports import MediaInspector
from pytake_domain.messaging.message import Direction, Message, MessageState, SenderKind
from pytake_domain.messaging.outgoing import queue_message
from pytake_domain.messaging.outgoing_media import checked_media
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.sight import may_see
from pytake_domain.messaging.use_cases.deliver import reachable
from pytake_domain.messaging.use_cases.reachability import tried_again
from pytake_domain.messaging.use_cases.store_media import StoreMedia
from pytake_domain.whatsapp import (
    Content,
    NumberLookup,
    NumberNotFound,
    ProviderDirectory,
    Reaction,
    SendFailure,
    WhatsAppNumber,
)


class SendMessages:
    """Queues messages of agents and API keys; they leave by the worker."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        providers: ProviderDirectory,
        lookup: NumberLookup,
        clock: Clock,
        ids: Ids,
        inspector: MediaInspector | None = None,
        storing: StoreMedia | None = None,
    ) -> None:
        self._inspector = inspector
        self._storing = storing
        self._open_work = open_work
        self._providers = providers
        self._lookup = lookup
        self._clock = clock
        self._ids = ids

    async def send(
        self,
        actor: Actor,
        *,
        content: Content,
        to: str | None = None,
        conversation_id: ConversationId | None = None,
        number_id: NumberId | None = None,
        reply_to: MessageId | None = None,
        client_key: str | None = None,
        force: bool = False,
    ) -> Message:
        """Queue one message to a phone (any spelling) or into a conversation, which also reaches people without a phone.

        With both, the phone has to be that of the conversation's person, as a number has to be the conversation's: Invalid
        otherwise. The same `client_key` gives the same message; with `force` it is tried though a provider said that nobody is
        reached there. Raises Invalid, ConversationNotFound, NumberNotFound, NumberInactive, ContentRefused, NotSupported,
        MediaLinkUnusable, MediaRefused, TooLarge, WindowClosed, ContactBlocked, RecipientUnreachable, OptedOut, QuotaReached,
        NotTheOwner when a colleague has the conversation and the actor sees only their own.
        """
        actor.require(Permission.WRITE_MESSAGES)
        phone = phone_of(to) if to is not None else None
        if phone is None and conversation_id is None:
            raise Invalid(Problem(field="to", code="required"))
        if self._storing is not None:
            content = await self._storing.with_links_kept(actor, content)
        try:
            return await self._send(
                actor, content, phone, conversation_id, number_id, reply_to, client_key, force=force
            )
        except Conflict as error:
            if client_key is None or error.params.get("key") != "client_key":
                raise
        # The same send came twice at once: the other one was stored first.
        async with self._open_work(actor.tenant_id) as work:
            first = await work.messages.by_client_key(client_key)
            if first is None:
                raise MessageNotFound
            return first

    async def _send(
        self,
        actor: Actor,
        content: Content,
        phone: Phone | None,
        conversation_id: ConversationId | None,
        number_id: NumberId | None,
        reply_to: MessageId | None,
        client_key: str | None,
        *,
        force: bool,
    ) -> Message:
        async with self._open_work(actor.tenant_id) as work:
            if client_key is not None and (known := await work.messages.by_client_key(client_key)):
                return known
            now = self._clock.now()
            number, contact, _ = await self.recipient(
                work, actor, phone=phone, conversation_id=conversation_id, number_id=number_id, now=now
            )
            content = await self.checked(work, actor, number, content)
            quoted = await quoted_id(work, reply_to)
            if force:
                contact = await tried_again(work, contact, now)
            return await self._queue(work, actor, number, contact, content, now, quoted, client_key)

    async def recipient(
        self,
        work: MessagingWork,
        actor: Actor,
        *,
        phone: Phone | None,
        conversation_id: ConversationId | None,
        number_id: NumberId | None,
        now: dt.datetime,
    ) -> tuple[WhatsAppNumber, Contact, Conversation | None]:
        """By which number, to whom, and in which conversation when one was named; inside a work. Raises what `send` does."""
        if conversation_id is not None:
            place = await _visible_place(work, actor, conversation_id)
            contact = await work.contacts.get(place.contact_id)
            if phone is not None and await work.contacts.find([phone_address(phone)]) != contact:
                raise Invalid(Problem(field="to", code="not_whose_conversation"))
            if number_id not in (None, place.number_id):
                raise Invalid(Problem(field="whatsapp_config_id", code="not_its_number"))
            return await work.numbers.get(place.number_id), contact, place
        assert phone is not None  # noqa: S101  checked by the caller
        number = await self._number(work, number_id)
        sighting = Sighting(addresses=(phone_address(phone),), at=now)
        return number, (await work.contacts.find_or_add([sighting]))[0], None

    async def checked(self, work: MessagingWork, actor: Actor, number: WhatsAppNumber, content: Content) -> Content:
        """The content with what is known of its files, once the provider takes it. Raises Invalid, ContentRefused,
        NotSupported.
        """
        content = await self._with_media(work, actor, number, content)
        self._providers.of(number.api_type).sender.check(content)
        return content

    async def react(
        self,
        actor: Actor,
        message_id: MessageId,
        emoji: str | None,
        *,
        to: str | None = None,
        client_key: str | None = None,
    ) -> Message:
        """Put an emoji on a message, or take it back with None.

        Raises MessageNotFound, Invalid when `to` is given and is not whose conversation the message is in, and what `send` does.
        """
        actor.require(Permission.WRITE_MESSAGES)
        phone = phone_of(to) if to is not None else None
        async with self._open_work(actor.tenant_id) as work:
            if client_key is not None and (known := await work.messages.by_client_key(client_key)):
                return known
            target = await work.messages.get(message_id)
            await _require_visible(work, actor, target)
            if target.provider_id is None:
                raise MessageNotFound(Problem(field="message_id", code="unknown"))
            content = Reaction(message_id=target.provider_id, emoji=emoji)
            number = await work.numbers.get(target.number_id)
            self._providers.of(number.api_type).sender.check(content)
            contact = await work.contacts.get(target.contact_id)
            if phone is not None and await work.contacts.find([phone_address(phone)]) != contact:
                raise Invalid(Problem(field="to", code="not_whose_message"))
            return await self._queue(work, actor, number, contact, content, self._clock.now(), None, client_key)

    async def resend(self, actor: Actor, message_id: MessageId) -> Message:
        """Send a failed message again, as a new one, though a provider may have said that nobody is reached there.

        Raises MessageNotFound, NotResendable, and what `send` does."""
        actor.require(Permission.WRITE_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            failed = await work.messages.get(message_id)
            await _require_visible(work, actor, failed)
            if failed.status is not MessageState.FAILED or failed.direction is not Direction.OUTBOUND:
                raise NotResendable(status=failed.status.value)
            key = f"resend:{failed.id}:{len(failed.status_history)}"
            if known := await work.messages.by_client_key(key):
                return known
            number = await work.numbers.get(failed.number_id)
            contact = await work.contacts.get(failed.contact_id)
            now = self._clock.now()
            contact = await tried_again(work, contact, now)
            return await self._queue(work, actor, number, contact, failed.content, now, failed.reply_to, key)

    async def mark_read(self, actor: Actor, message_id: MessageId, *, typing: bool = False) -> SendFailure | None:
        """Tell the customer that a message was read, and with `typing` that an answer is being written.

        Returns the provider's refusal, None when it took it.

        Raises MessageNotFound, NotReadable.
        """
        actor.require(Permission.WRITE_MESSAGES)
        async with self._open_work(actor.tenant_id) as work:
            message = await work.messages.get(message_id)
            if message.direction is not Direction.INBOUND or message.provider_id is None:
                raise NotReadable
            conversation = await _require_visible(work, actor, message)
            await work.conversations.save(conversation.read(self._clock.now()))
            if await work.quota.suspended():
                raise TenantSuspended
            contact = await work.contacts.get(message.contact_id)
        owner = await self._lookup.by_id(message.number_id)
        if owner is None:
            raise NumberNotFound
        via = await self._lookup.opened(owner)
        return await self._providers.of(owner.number.api_type).sender.mark_read(
            via, message.provider_id, sender=reachable(contact), typing=typing
        )

    async def _queue(
        self,
        work: MessagingWork,
        actor: Actor,
        number: WhatsAppNumber,
        contact: Contact,
        content: Content,
        now: dt.datetime,
        reply_to: str | None,
        client_key: str | None,
    ) -> Message:
        place = (await work.conversations.open_for([(contact.id, number.id)], now))[0].conversation
        if not await may_see(work, actor, place):
            raise NotTheOwner(owner=place.status.value)
        message, said = await queue_message(
            work,
            number=number,
            conversation=place,
            contact=contact,
            content=content,
            actor=actor,
            sent_by=SenderKind.AGENT if actor.kind is ActorKind.USER else SenderKind.API,
            sent_by_id=actor.id,
            ids=self._ids,
            at=now,
            client_key=client_key,
            reply_to=reply_to,
        )
        taken = taken_by_answer(said, actor, at=now, new_id=lambda: EventId(self._ids.new()))
        if taken is not None:
            said, event = taken
            work.events.add(event)
        await work.conversations.save(said)
        return message

    async def _with_media(self, work: MessagingWork, actor: Actor, number: WhatsAppNumber, content: Content) -> Content:
        capabilities = self._providers.of(number.api_type).capabilities

        async def sees(stored: StoredMedia) -> bool:
            return await _sees(work, actor, stored)

        return await checked_media(work.media, content, capabilities, may_see=sees, inspector=self._inspector)

    async def _number(self, work: MessagingWork, number_id: NumberId | None) -> WhatsAppNumber:
        if number_id is not None:
            return await work.numbers.get(number_id)
        active = [n for n in await work.numbers.all() if n.is_active]
        if len(active) == 1:
            return active[0]
        if not active:
            raise NumberNotFound
        raise Invalid(Problem(field="whatsapp_config_id", code="needed_with_several_numbers"))


async def _visible_place(work: MessagingWork, actor: Actor, conversation_id: ConversationId) -> Conversation:
    place = await work.conversations.get(conversation_id)
    if not await may_see(work, actor, place):
        raise ConversationNotFound
    return place


async def _require_visible(work: MessagingWork, actor: Actor, message: Message) -> Conversation:
    conversation = await work.conversations.get(message.conversation_id)
    if not await may_see(work, actor, conversation):
        raise MessageNotFound
    return conversation


async def _sees(work: MessagingWork, actor: Actor, stored: StoredMedia) -> bool:
    """What the company uploaded is everybody's; what a customer sent belongs to its conversation."""
    if stored.message_id is None:
        return True
    try:
        await _require_visible(work, actor, await work.messages.get(stored.message_id))
    except MessageNotFound:
        return False
    return True


async def quoted_id(work: MessagingWork, reply_to: MessageId | None) -> str | None:
    """The provider's id of the message that is answered. Raises MessageNotFound."""
    if reply_to is None:
        return None
    try:
        return (await work.messages.get(reply_to)).provider_id
    except NotFound as error:
        raise MessageNotFound(Problem(field="reply_to", code="unknown")) from error


def phone_of(text: str) -> Phone:
    """Any spelling of a telephone number. Raises Invalid."""
    try:
        return Phone.parse(text)
    except Invalid as error:
        raise Invalid(Problem(field="to", code="not_a_phone")) from error
