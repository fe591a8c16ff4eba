"""Sending and reading messages."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter

from pytake_app.http.edge.paging import Listed, listed
from pytake_app.wire.messages import (
    MessageOut,
    MessageStatusOut,
    SendButtonsIn,
    SendIn,
    SendListIn,
    SendTemplateIn,
    SendTextIn,
    buttons_of,
    list_of,
    message_out,
    status_out,
    template_of,
    text_of,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import UpstreamFailed
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId, NumberId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.messaging import BrowseMessaging, Direction, SearchFilter, SearchMessages, SendMessages
from pytake_domain.whatsapp import Content, MessageType

Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", max_length=200)]


class MessageController(Controller):
    """`/api/v1/whatsapp`."""

    path = "/api/v1/whatsapp"
    tags = ("messages",)

    @post("/send", status_code=202, summary="Send a text")
    async def send_text(
        self,
        data: JSONBody[SendTextIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues a text; outside the 24 h window of the official API it is refused at once."""
        return await send(send_messages, actor, data, text_of(data), key, reader_language)

    @post("/send-buttons", status_code=202, summary="Send reply buttons")
    async def send_buttons(
        self,
        data: JSONBody[SendButtonsIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues a text with up to three reply buttons."""
        return await send(send_messages, actor, data, buttons_of(data), key, reader_language)

    @post("/send-list", status_code=202, summary="Send a list menu")
    async def send_list(
        self,
        data: JSONBody[SendListIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues a text with a menu behind one button."""
        return await send(send_messages, actor, data, list_of(data), key, reader_language)

    @post("/send-template", status_code=202, summary="Send an approved template")
    async def send_template(
        self,
        data: JSONBody[SendTemplateIn],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
        key: Key = None,
    ) -> MessageOut:
        """Queues a template with its parameters; the way to write outside the 24 h window."""
        return await send(send_messages, actor, data, template_of(data), key, reader_language)

    @get("/messages", summary="History of a conversation")
    async def history(
        self,
        actor: NamedDependency[Actor],
        browse_messaging: NamedDependency[BrowseMessaging],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
        conversation_id: FromQuery[UUID | None] = None,
        contact_id: FromQuery[UUID | None] = None,
        kind: Annotated[list[MessageType] | None, QueryParameter(name="type")] = None,
    ) -> Listed[MessageOut]:
        """Newest first, with `type` those alone; `cursor` goes on where a page ended."""
        page = await browse_messaging.messages(
            actor,
            page_request,
            conversation_id=ConversationId(conversation_id) if conversation_id else None,
            contact_id=ContactId(contact_id) if contact_id else None,
            types=tuple(kind or ()),
        )
        return listed(page.map(lambda message: message_out(message, reader_language)), page_request)

    @get("/messages/search", summary="Search messages")
    async def search(  # noqa: PLR0917  Litestar passes them by name
        self,
        q: FromQuery[str],
        actor: NamedDependency[Actor],
        search_messages: NamedDependency[SearchMessages],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
        since: Annotated[dt.datetime | None, QueryParameter(name="from")] = None,
        until: Annotated[dt.datetime | None, QueryParameter(name="to")] = None,
        conversation_id: FromQuery[UUID | None] = None,
        contact_id: FromQuery[UUID | None] = None,
        whatsapp_config_id: FromQuery[UUID | None] = None,
        direction: FromQuery[Direction | None] = None,
        kind: Annotated[MessageType | None, QueryParameter(name="type")] = None,
    ) -> Listed[MessageOut]:
        """Words in any order and inflection, with or without accents; "in quotes" together, -without. Newest first, by cursor."""
        wanted = SearchFilter(
            text=q,
            since=since,
            until=until,
            conversation_id=ConversationId(conversation_id) if conversation_id else None,
            contact_id=ContactId(contact_id) if contact_id else None,
            number_id=NumberId(whatsapp_config_id) if whatsapp_config_id else None,
            direction=direction,
            type=kind,
        )
        page = await search_messages.search(actor, wanted, page_request)
        return listed(page.map(lambda message: message_out(message, reader_language)), page_request)

    @get("/messages/{message_id:uuid}/status", summary="Delivery status with its history")
    async def status(
        self,
        message_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        browse_messaging: NamedDependency[BrowseMessaging],
        reader_language: NamedDependency[Language],
    ) -> MessageStatusOut:
        """Every status the provider told, in the order it came."""
        return status_out(await browse_messaging.message(actor, MessageId(message_id)), reader_language)

    @put("/messages/{message_id:uuid}/read", status_code=204, summary="Mark as read at the provider")
    async def read(
        self,
        message_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        typing: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
    ) -> None:
        """The customer sees that it was read; with `typing=true` also that an answer is being written."""
        failure = await send_messages.mark_read(actor, MessageId(message_id), typing=typing)
        if failure is not None:
            raise UpstreamFailed(reason=failure.code)

    @post("/messages/{message_id:uuid}/resend", status_code=202, summary="Send a failed message again")
    async def resend(
        self,
        message_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        send_messages: NamedDependency[SendMessages],
        reader_language: NamedDependency[Language],
    ) -> MessageOut:
        """As a new message; the failed one stays as it is."""
        return message_out(await send_messages.resend(actor, MessageId(message_id)), reader_language)


async def send(
    send_messages: SendMessages, actor: Actor, data: SendIn, content: Content, key: str | None, language: Language
) -> MessageOut:
    """Queue this content to whom the body names; shared by all send routes."""
    message = await send_messages.send(
        actor,
        content=content,
        to=data.to,
        conversation_id=ConversationId(data.conversation_id) if data.conversation_id else None,
        number_id=NumberId(data.whatsapp_config_id) if data.whatsapp_config_id else None,
        reply_to=MessageId(data.reply_to) if data.reply_to else None,
        client_key=key,
        force=data.force,
    )
    return message_out(message, language)
