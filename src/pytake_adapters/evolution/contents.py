"""A message's content: WhatsApp Web's shapes to ours, by the field that is there. What is not known is kept, never refused."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pytake_adapters.evolution import answers
from pytake_adapters.evolution.codings import number, octets, tidy
from pytake_adapters.evolution.vcards import card_of
from pytake_adapters.net.body import JSON, identifier, part, parts, word
from pytake_domain.whatsapp import (
    Contacts,
    Content,
    Location,
    Media,
    MessageType,
    Order,
    Poll,
    Reaction,
    Text,
    Unsupported,
)

_WRAPPERS = (
    "ephemeralMessage",
    "viewOnceMessage",
    "viewOnceMessageV2",
    "viewOnceMessageV2Extension",
    "documentWithCaptionMessage",
    "editedMessage",
    "deviceSentMessage",
    "groupMentionedMessage",
    "botInvokeMessage",
    "lottieStickerMessage",
)
_DEEPEST_WRAP = 8
DIGEST = 32

SENDER_KEY = "senderKeyDistributionMessage"

Reader = Callable[[JSON, str], Content | None]
"""Takes the content's own object and the message's id; None when the object lacks what makes it one."""


def unwrapped(message: JSON) -> JSON:
    """The message inside its envelopes, such as those of disappearing messages and of pictures to be seen once."""
    for _ in range(_DEEPEST_WRAP):
        inner = next((found for name in _WRAPPERS if (found := part(message, name))), None)
        if inner is None:
            break
        message = part(inner, "message") or inner
    return message


def content_of(message: JSON, message_id: str) -> Content:
    """What an unwrapped message holds."""
    if type(text := message.get("conversation")) is str:
        return Text(body=text)
    for field, read in _KINDS.items():
        if (own := part(message, field)) and (content := read(own, message_id)) is not None:
            return content
    return Unsupported(what=kind_in(message), raw=tidy(message))


def kind_in(message: JSON) -> str | None:
    """The name of the field that holds the content; a key that came along is none, unless it came alone."""
    fields = [name for name, value in message.items() if type(value) is dict and name != "messageContextInfo"]
    return next((name for name in fields if name != SENDER_KEY), SENDER_KEY if fields else None)


def context_of(element: JSON, message: JSON) -> JSON:
    """What the message refers to: quote, forwarding, advertisement; it lies in one of three places."""
    if context := part(element, "contextInfo"):
        return context
    for value in message.values():
        if type(value) is dict and (context := part(value, "contextInfo")):
            return context
    return part(message, "contextInfo")


def _text(own: JSON, _: str) -> Text | None:
    body = own.get("text")
    return Text(body=body) if type(body) is str else None


def _media(kind: MessageType) -> Reader:
    def read(own: JSON, message_id: str) -> Media:
        digest = octets(own.get("fileSha256"))
        return Media(
            type=kind,
            provider_media_id=message_id,
            mime_type=word(own.get("mimetype")) or word(own.get("mime_type")),
            size=number(own.get("fileLength")),
            sha256=digest.hex() if digest and len(digest) == DIGEST else None,
            filename=word(own.get("fileName")) or word(own.get("filename")) or word(own.get("title")),
            caption=word(own.get("caption")),
            voice=own.get("ptt") is True,
            animated=own.get("isAnimated") is True or own.get("gifPlayback") is True,
        )

    return read


def _location(own: JSON, _: str) -> Location | None:
    latitude, longitude = _degrees(own.get("degreesLatitude")), _degrees(own.get("degreesLongitude"))
    if latitude is None or longitude is None:
        return None
    return Location(
        latitude=latitude,
        longitude=longitude,
        name=word(own.get("name")) or word(own.get("caption")),
        address=word(own.get("address")),
        url=word(own.get("url")),
    )


def _degrees(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _contact(own: JSON, _: str) -> Contacts:
    return Contacts(contacts=(card_of(own),))


def _contacts(own: JSON, _: str) -> Contacts | None:
    cards = tuple(card_of(card) for card in parts(own, "contacts"))
    return Contacts(contacts=cards) if cards else None


def _reaction(own: JSON, _: str) -> Reaction | None:
    target = word(part(own, "key").get("id"))
    return Reaction(message_id=target, emoji=word(own.get("text"))) if target else None


def _poll(own: JSON, _: str) -> Poll | None:
    question = word(own.get("name"))
    if question is None:
        return None
    options = tuple(name for option in parts(own, "options") if (name := word(option.get("optionName"))))
    return Poll(question=question, options=options, selectable=number(own.get("selectableOptionsCount")) or 0)


def _order(own: JSON, _: str) -> Order:
    """Only the order's sums come; what was ordered stays on the phone."""
    said = {
        "order_id": identifier(own.get("orderId")),
        "token": word(own.get("token")),
        "quantity": number(own.get("itemCount")),
        "total_1000": number(own.get("totalAmount1000")),
        "currency": word(own.get("totalCurrencyCode")),
    }
    item = {name: value for name, value in said.items() if value is not None}
    return Order(catalog_id="", items=(item,), text=word(own.get("message")))


def _from_business(*path: str) -> Reader:
    """Other companies' menus and templates: what can be read of them is their text."""

    def read(own: JSON, _: str) -> Text | None:
        *steps, last = path
        for step in steps:
            own = part(own, step)
        body = word(own.get(last))
        return Text(body=body) if body else None

    return read


_KINDS: Mapping[str, Reader] = MappingProxyType(
    {
        "extendedTextMessage": _text,
        "imageMessage": _media(MessageType.IMAGE),
        "videoMessage": _media(MessageType.VIDEO),
        "ptvMessage": _media(MessageType.VIDEO),
        "audioMessage": _media(MessageType.AUDIO),
        "documentMessage": _media(MessageType.DOCUMENT),
        "stickerMessage": _media(MessageType.STICKER),
        "locationMessage": _location,
        "liveLocationMessage": _location,
        "contactMessage": _contact,
        "contactsArrayMessage": _contacts,
        "reactionMessage": _reaction,
        "pollCreationMessage": _poll,
        "pollCreationMessageV2": _poll,
        "pollCreationMessageV3": _poll,
        "pollUpdateMessage": answers.vote,
        "buttonsResponseMessage": answers.button,
        "templateButtonReplyMessage": answers.template_button,
        "listResponseMessage": answers.row,
        "interactiveResponseMessage": answers.native,
        "interactiveMessage": _from_business("body", "text"),
        "templateMessage": _from_business("hydratedTemplate", "hydratedContentText"),
        "buttonsMessage": _from_business("contentText"),
        "listMessage": _from_business("description"),
        "orderMessage": _order,
    }
)
