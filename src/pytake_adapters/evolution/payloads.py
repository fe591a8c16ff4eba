"""Our content as the server's calls; pure."""

from collections.abc import Iterator

import msgspec

from pytake_adapters.evolution import menus
from pytake_adapters.net.body import JSON, part, parts, word
from pytake_domain.kernel.errors import Problem
from pytake_domain.whatsapp import (
    Buttons,
    Contacts,
    Content,
    CtaUrl,
    ListMenu,
    Location,
    Media,
    MessageType,
    NotSupported,
    Poll,
    Reaction,
    Text,
    kind_of,
)

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_OPTIONS = 10


class MediaMissing(Exception):
    """The content names media that lies at no address the server could read it from."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A send: its verb, its body beside whom it goes to; `patiently`: the server fetches media meanwhile."""

    verb: str
    body: JSON
    patiently: bool = False
    quotes: bool = True


def call_of(content: Content, chat: str) -> Call:  # noqa: PLR0911  one line a kind
    """How this is sent; `chat` is the JID of who gets it. Raises NotSupported, MediaMissing."""
    match content:
        case Text():
            return Call(verb="sendText", body={"text": content.body, "linkPreview": content.preview_url})
        case Media():
            return _media(content, content.caption)
        case Buttons(header_media=Media() as media) | CtaUrl(header_media=Media() as media):
            return _media(media, menus.written(content))
        case Buttons() | ListMenu() | CtaUrl():
            # The link of a menu needs no preview below its choices.
            return Call(verb="sendText", body={"text": menus.written(content), "linkPreview": False})
        case Location():
            return Call(verb="sendLocation", body=_location(content))
        case Contacts():
            return Call(verb="sendContact", body={"contact": [_card(card) for card in content.contacts]})
        case Reaction():
            key = {"id": content.message_id, "remoteJid": chat, "fromMe": False}
            return Call(verb="sendReaction", body={"key": key, "reaction": content.emoji or ""}, quotes=False)
        case Poll():
            return Call(verb="sendPoll", body=_poll(content))
        case _:
            raise NotSupported(what=kind_of(content), reason="not_sendable")


def problems_of(content: Content) -> Iterator[Problem]:
    """What the server takes less of than the official API."""
    match content:
        case Buttons(header_media=Media()) | CtaUrl(header_media=Media()):
            yield from _within("body", menus.written(content), MOST_CAPTION)
        case Buttons() | ListMenu() | CtaUrl():
            yield from _within("body", menus.written(content), MOST_TEXT)
        case Poll() if len(content.options) > MOST_OPTIONS:
            yield Problem(
                field="options", code="too_many", params={"most": MOST_OPTIONS, "count": len(content.options)}
            )
        case Contacts():
            for index, card in enumerate(content.contacts):
                if not _phone(card):
                    yield Problem(field=f"contacts.{index}.phones", code="required")
        case _:
            return


def read_mark(message_id: str, chat: str) -> JSON:
    """Marks a customer's message as read."""
    return {"readMessages": [{"remoteJid": chat, "fromMe": False, "id": message_id}]}


def _within(field: str, text: str, most: int) -> Iterator[Problem]:
    if len(text) > most:
        yield Problem(field=field, code="too_long", params={"most": most, "length": len(text)})


def _media(media: Media, caption: str | None) -> Call:
    if not media.url:
        raise MediaMissing
    if media.type is MessageType.AUDIO:
        return Call(verb="sendWhatsAppAudio", body={"audio": media.url}, patiently=True)
    if media.type is MessageType.STICKER:
        return Call(verb="sendSticker", body={"sticker": media.url}, patiently=True)
    said = {"mimetype": media.mime_type, "caption": caption, "fileName": media.filename}
    body: JSON = {"mediatype": media.type.value, "media": media.url}
    return Call(verb="sendMedia", body=body | {name: value for name, value in said.items() if value}, patiently=True)


def _location(place: Location) -> JSON:
    # All four are compulsory there: a place without a name is called by where it lies.
    degrees = f"{place.latitude:.5f}, {place.longitude:.5f}"
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "name": place.name or place.address or degrees,
        "address": place.address or degrees,
    }


def _card(card: JSON) -> JSON:
    phone = _phone(card)
    emails, urls = parts(card, "emails"), parts(card, "urls")
    said = {
        "fullName": word(part(card, "name").get("formatted_name")),
        "phoneNumber": phone,
        "wuid": next((found for one in parts(card, "phones") if (found := word(one.get("wa_id")))), None),
        "organization": word(part(card, "org").get("company")),
        "email": word(emails[0].get("email")) if emails else None,
        "url": word(urls[0].get("url")) if urls else None,
    }
    return {name: value for name, value in said.items() if value}


def _phone(card: JSON) -> str | None:
    return next((found for one in parts(card, "phones") if (found := word(one.get("phone")))), None)


def _poll(poll: Poll) -> JSON:
    return {"name": poll.question, "selectableCount": poll.selectable, "values": list(poll.options)}
