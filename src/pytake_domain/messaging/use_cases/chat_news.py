"""News of a chat that are no messages: what agents see of them, and what they change."""

import datetime as dt

import msgspec

from pytake_domain.contacts import Address
from pytake_domain.kernel.ids import EventId, Ids, MessageId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging.events import MessageReceived, MessageStatusChanged
from pytake_domain.messaging.message import Direction, Message, MessageState, SenderKind, StatusStep, advance
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.whatsapp import (
    AddressesChanged,
    ChatRead,
    ControlChanged,
    IdentityChanged,
    MessageRevoked,
    System,
    WhatsAppNumber,
)

REVOKED = "revoked"
MOST_UNREAD = 100
Notable = IdentityChanged | AddressesChanged | ControlChanged


async def revoked(
    work: MessagingWork, number: WhatsAppNumber, event: MessageRevoked, ids: Ids, now: dt.datetime
) -> None:
    """A message was taken back: its history says so, and what it said stays for the company."""
    key = number.id, event.original_id
    message = (await work.messages.by_provider_ids([key])).get(key)
    if message is None or any(step.status == REVOKED for step in message.status_history):
        return
    await work.messages.save_all([advance(message, message.status, StatusStep(status=REVOKED, at=event.at))])
    work.events.add(
        MessageStatusChanged(
            id=EventId(ids.new()),
            tenant_id=message.tenant_id,
            at=now,
            conversation_id=message.conversation_id,
            contact_id=message.contact_id,
            message_id=message.id,
            status=REVOKED,
        )
    )


async def read_on_the_phone(work: MessagingWork, number: WhatsAppNumber, event: ChatRead, now: dt.datetime) -> None:
    """Somebody read a customer's message on the business's own phone: what is unread begins after it."""
    key = number.id, event.message_id
    message = (await work.messages.by_provider_ids([key])).get(key)
    if message is None or message.direction is not Direction.INBOUND:
        return
    place = await work.conversations.get(message.conversation_id)
    if not place.unread_count:
        return
    newest = await work.views.messages(
        PageRequest(limit=min(place.unread_count, MOST_UNREAD)), conversation_id=message.conversation_id
    )
    after = sum(m.direction is Direction.INBOUND and m.id > message.id for m in newest.items)
    if after < place.unread_count:
        await work.conversations.save(msgspec.structs.replace(place, unread_count=after, updated_at=now))


async def note_in_chat(work: MessagingWork, number: WhatsAppNumber, event: Notable, ids: Ids, now: dt.datetime) -> None:
    """Something about the chat that agents have to see, where there is one; flows never hear of it."""
    person, content = _told(event)
    contact = await work.contacts.find(person)
    if contact is None:
        return
    (opened,) = await work.conversations.open_for([(contact.id, number.id)], now)
    place = opened.conversation
    if opened.new:
        await work.conversations.forget([place.id])
        return
    message = Message(
        id=MessageId(ids.new()),
        tenant_id=place.tenant_id,
        conversation_id=place.id,
        contact_id=contact.id,
        number_id=number.id,
        direction=Direction.INBOUND,
        content=content,
        status=MessageState.RECEIVED,
        created_at=now,
        sent_by=SenderKind.SYSTEM,
        status_history=(StatusStep(status=MessageState.RECEIVED.value, at=event.at),),
        # Said again it is the same note.
        provider_id=f"system:{content.event}:{contact.id}:{event.at.isoformat()}",
        provider_at=event.at,
    )
    if not await work.messages.add_received([message]):
        return
    work.events.add(
        MessageReceived(
            id=EventId(ids.new()),
            tenant_id=place.tenant_id,
            at=now,
            conversation_id=place.id,
            contact_id=contact.id,
            message_id=message.id,
            number_id=number.id,
            content=content,
            text=message.text,
            provider_at=event.at,
            answerable=False,
        )
    )


def _told(event: Notable) -> tuple[tuple[Address, ...], System]:
    match event:
        case IdentityChanged():
            return event.sender, System(event="identity_changed")
        case AddressesChanged():
            return (*event.new, *event.old), System(event="addresses_changed", body=event.body or None)
        case ControlChanged():
            return event.customer, System(event="control_changed", body=event.new_owner)
