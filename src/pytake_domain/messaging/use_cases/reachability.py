"""Whether somebody is on WhatsApp: what providers say of it, and what takes their word back."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.contacts import Contact
from pytake_domain.kernel.ids import ContactId
from pytake_domain.messaging.message import Direction, Message, MessageState
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.whatsapp import WhatsAppNumber

ARRIVED = (MessageState.DELIVERED, MessageState.READ, MessageState.PLAYED)


async def mark_unreachable(
    work: MessagingWork, contact_id: ContactId, number: WhatsAppNumber, now: dt.datetime
) -> None:
    """The number's provider said that nobody takes messages at the contact's addresses."""
    contact = (await work.contacts.get_all([contact_id])).get(contact_id)
    if contact is not None and contact.merged_into is None:
        await work.contacts.save(contact.not_reached(number.api_type.value, now))


async def forget_unreachable(work: MessagingWork, contact_ids: Sequence[ContactId], now: dt.datetime) -> None:
    """Something arrived at these people."""
    for contact in await work.contacts.unreachable(contact_ids):
        await work.contacts.save(contact.reached(now))


async def tried_again(work: MessagingWork, contact: Contact, now: dt.datetime) -> Contact:
    """Somebody knows better than the provider did."""
    cleared = contact.reached(now)
    if cleared is contact:
        return contact
    await work.contacts.save(cleared)
    return await work.contacts.get(contact.id)


async def reached_again(
    work: MessagingWork, contacts: Sequence[Contact], written: Sequence[Message], now: dt.datetime
) -> Sequence[Contact]:
    """The contacts of a batch, in its order, after these messages of theirs came."""
    wrote = {message.contact_id for message in written}
    marked = {c.id: c for c in contacts if c.id in wrote and c.reached(now) is not c}
    if not marked:
        return contacts
    fresh = {contact.id: await tried_again(work, contact, now) for contact in marked.values()}
    return [fresh.get(contact.id, contact) for contact in contacts]


def arrived(before: Message, after: Message) -> bool:
    """Did an outgoing message just reach its reader's phone?"""
    sent = after.direction is Direction.OUTBOUND
    return sent and after.status in ARRIVED and before.status not in ARRIVED
