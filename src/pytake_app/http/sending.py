"""Sending what is neither a text nor a menu: links, forms, products, cards, orders, places, contacts, reactions."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from pytake_app.http.messages import Key, send
from pytake_app.wire.messages import MessageOut, message_out
from pytake_app.wire.sending import (
    SendContactIn,
    SendInteractiveIn,
    SendLocationIn,
    SendReactionIn,
    contacts_of,
    location_of,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import MessageId
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import SendMessages


class SendingController(Controller):
    """`/api/v1/whatsapp/send-*`."""

    path = "/api/v1/whatsapp"
    tags = ("messages",)

    @post("/send-interactive", status_code=202, summary="Send a link, form, product, carousel or order")
    async def send_interactive(
        self,
        data: JSONBody[SendInteractiveIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues it; what the number's provider can't do is refused with its reason."""
        return await send(send_messages, actor, data, data.interactive, key, reader_language)

    @post("/send-location", status_code=202, summary="Send a location")
    async def send_location(
        self,
        data: JSONBody[SendLocationIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues a place with its name and address."""
        return await send(send_messages, actor, data, location_of(data), key, reader_language)

    @post("/send-contact", status_code=202, summary="Send contact cards")
    async def send_contact(
        self,
        data: JSONBody[SendContactIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues one card or several."""
        return await send(send_messages, actor, data, contacts_of(data), key, reader_language)

    @post("/send-reaction", status_code=202, summary="React to a message")
    async def send_reaction(
        self,
        data: JSONBody[SendReactionIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues an emoji on a message of the conversation; null takes it back."""
        message_id = MessageId(data.message_id)
        reacted = await send_messages.react(actor, message_id, data.emoji, to=data.to, client_key=key)
        return message_out(reacted, reader_language)
