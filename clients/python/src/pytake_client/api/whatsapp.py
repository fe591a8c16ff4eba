"""`whatsapp`. Made by generate.py out of the OpenAPI document: change that, not this."""

import datetime as dt

from pytake_client.calls import Call, Id, Upload, path_of
from pytake_client.types import (
    Direction,
    Listed,
    MediaOut,
    MediaVariant,
    MessageOut,
    MessageStatusOut,
    MessageType,
    ScheduledOut,
    ScheduledState,
    ScheduleIn,
    SendAudioIn,
    SendButtonsIn,
    SendContactIn,
    SendDocumentIn,
    SendInteractiveIn,
    SendListIn,
    SendLocationIn,
    SendMediaIn,
    SendReactionIn,
    SendTemplateIn,
    SendTextIn,
)


def history(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    conversation_id: Id | None = None,
    contact_id: Id | None = None,
    type: list[MessageType] | None = None,
) -> Call[Listed[MessageOut]]:
    """History of a conversation.

    Newest first, with `type` those alone; `cursor` goes on where a page ended.
    """
    return Call(
        "GET",
        "/api/v1/whatsapp/messages",
        returns=Listed[MessageOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "conversation_id": conversation_id,
            "contact_id": contact_id,
            "type": type,
        },
        by_cursor=True,
    )


def messages_read(message_id: Id, *, typing: bool | None = None) -> Call[None]:
    """Mark as read at the provider.

    The customer sees that it was read; with `typing=true` also that an answer is being written.
    """
    return Call(
        "PUT",
        path_of("/api/v1/whatsapp/messages/{message_id}/read", message_id=message_id),
        returns=None,
        query={"typing": typing},
    )


def resend(message_id: Id) -> Call[MessageOut]:
    """Send a failed message again.

    As a new message; the failed one stays as it is.
    """
    return Call(
        "POST", path_of("/api/v1/whatsapp/messages/{message_id}/resend", message_id=message_id), returns=MessageOut
    )


def messages_search(
    *,
    q: str,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    from_: dt.datetime | None = None,
    to: dt.datetime | None = None,
    conversation_id: Id | None = None,
    contact_id: Id | None = None,
    whatsapp_config_id: Id | None = None,
    direction: Direction | None = None,
    type: MessageType | None = None,
) -> Call[Listed[MessageOut]]:
    """Search messages.

    Words in any order and inflection, with or without accents; "in quotes" together, -without. Newest first, by cursor.
    """
    return Call(
        "GET",
        "/api/v1/whatsapp/messages/search",
        returns=Listed[MessageOut],
        query={
            "q": q,
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "from": from_,
            "to": to,
            "conversation_id": conversation_id,
            "contact_id": contact_id,
            "whatsapp_config_id": whatsapp_config_id,
            "direction": direction,
            "type": type,
        },
        by_cursor=True,
    )


def send_buttons(body: SendButtonsIn) -> Call[MessageOut]:
    """Send reply buttons.

    Queues a text with up to three reply buttons.
    """
    return Call("POST", "/api/v1/whatsapp/send-buttons", returns=MessageOut, body=body)


def send_list(body: SendListIn) -> Call[MessageOut]:
    """Send a list menu.

    Queues a text with a menu behind one button.
    """
    return Call("POST", "/api/v1/whatsapp/send-list", returns=MessageOut, body=body)


def send_template(body: SendTemplateIn) -> Call[MessageOut]:
    """Send an approved template.

    Queues a template with its parameters; the way to write outside the 24 h window.
    """
    return Call("POST", "/api/v1/whatsapp/send-template", returns=MessageOut, body=body)


def send_text(body: SendTextIn) -> Call[MessageOut]:
    """Send a text.

    Queues a text; outside the 24 h window of the official API it is refused at once.
    """
    return Call("POST", "/api/v1/whatsapp/send", returns=MessageOut, body=body)


def status(message_id: Id) -> Call[MessageStatusOut]:
    """Delivery status with its history.

    Every status the provider told, in the order it came.
    """
    return Call(
        "GET", path_of("/api/v1/whatsapp/messages/{message_id}/status", message_id=message_id), returns=MessageStatusOut
    )


def send_contact(body: SendContactIn) -> Call[MessageOut]:
    """Send contact cards.

    Queues one card or several.
    """
    return Call("POST", "/api/v1/whatsapp/send-contact", returns=MessageOut, body=body)


def send_interactive(body: SendInteractiveIn) -> Call[MessageOut]:
    """Send a link, form, product, carousel or order.

    Queues it; what the number's provider can't do is refused with its reason.
    """
    return Call("POST", "/api/v1/whatsapp/send-interactive", returns=MessageOut, body=body)


def send_location(body: SendLocationIn) -> Call[MessageOut]:
    """Send a location.

    Queues a place with its name and address.
    """
    return Call("POST", "/api/v1/whatsapp/send-location", returns=MessageOut, body=body)


def send_reaction(body: SendReactionIn) -> Call[MessageOut]:
    """React to a message.

    Queues an emoji on a message of the conversation; null takes it back.
    """
    return Call("POST", "/api/v1/whatsapp/send-reaction", returns=MessageOut, body=body)


def send_audio(body: SendAudioIn) -> Call[MessageOut]:
    """Send a sound or voice note.

    With `voice` it is a voice note; a sound of another kind is converted to OGG with Opus before it leaves.
    """
    return Call("POST", "/api/v1/whatsapp/send-audio", returns=MessageOut, body=body)


def send_document(body: SendDocumentIn) -> Call[MessageOut]:
    """Send a document.

    With the name the customer sees; without one, that of the file.
    """
    return Call("POST", "/api/v1/whatsapp/send-document", returns=MessageOut, body=body)


def send_media(body: SendMediaIn) -> Call[MessageOut]:
    """Send a picture, video or sticker.

    Queues an uploaded file, or what is behind a `url`, which is fetched and kept first.
    """
    return Call("POST", "/api/v1/whatsapp/send-media", returns=MessageOut, body=body)


def media_read(media_id: Id, *, variant: MediaVariant | None = None) -> Call[bytes]:
    """A stored file.

    Its bytes, or the part that `Range` asks for; `variant=thumbnail` is a small JPEG of a picture.
    """
    return Call(
        "GET",
        path_of("/api/v1/whatsapp/media/{media_id}", media_id=media_id),
        returns=bytes,
        query={"variant": variant},
    )


def upload(*, file: Upload) -> Call[MediaOut]:
    """Upload a file.

    A form with the field `file`, of at most 100 MB. It is kept, and sent by its id.
    """
    return Call("POST", "/api/v1/whatsapp/media", returns=MediaOut, form={"file": file})


def scheduled_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
    status: ScheduledState | None = None,
    conversation_id: Id | None = None,
    contact_id: Id | None = None,
) -> Call[Listed[ScheduledOut]]:
    """What is to be sent.

    Last planned first, by cursor; agents see their own and those of conversations that they see.
    """
    return Call(
        "GET",
        "/api/v1/whatsapp/scheduled",
        returns=Listed[ScheduledOut],
        query={
            "page": page,
            "limit": limit,
            "sort": sort,
            "order": order,
            "cursor": cursor,
            "status": status,
            "conversation_id": conversation_id,
            "contact_id": contact_id,
        },
        by_cursor=True,
    )


def plan(body: ScheduleIn) -> Call[ScheduledOut]:
    """Send later.

    Any content of the send routes, checked now and sent at its time; with `cancel_on_reply` not if the customer writes
    first. What can be known to be outside the 24 h window by then is refused at once.
    """
    return Call("POST", "/api/v1/whatsapp/scheduled", returns=ScheduledOut, body=body)


def take_back(scheduled_id: Id) -> Call[None]:
    """Take it back.

    While it waits.
    """
    return Call("DELETE", path_of("/api/v1/whatsapp/scheduled/{scheduled_id}", scheduled_id=scheduled_id), returns=None)
