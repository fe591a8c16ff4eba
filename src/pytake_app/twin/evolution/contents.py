"""What each verb sends, as WhatsApp's message; and how a message reads on a screen."""

import hashlib
import mimetypes
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from types import MappingProxyType

from pytake_app.twin.evolution.errors import Refusal, invalid
from pytake_app.twin.wire import JSON, part, parts, word

Made = tuple[str, JSON]
"""The field of the message, and what is in it."""

MEDIA_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "image": "imageMessage",
        "video": "videoMessage",
        "document": "documentMessage",
        "audio": "audioMessage",
        "sticker": "stickerMessage",
    }
)
LINKED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sendMedia": ("media", ""),
        "sendWhatsAppAudio": ("audio", "audioMessage"),
        "sendPtv": ("video", "ptvMessage"),
        "sendSticker": ("sticker", "stickerMessage"),
    }
)
"""Verbs that carry a file: under which name, and the field it makes."""
_EMOJI = re.compile(r"[^\w\s]{1,8}|")


def made(verb: str, body: JSON, media: bytes | None) -> Made:
    """The message of a verb. Raises Refusal for a body that breaks its schema."""
    if verb in LINKED:
        return _media(verb, body, media or b"")
    makers: dict[str, Callable[[JSON], Made]] = {
        "sendText": _text,
        "sendLocation": _location,
        "sendContact": _contact,
        "sendReaction": _reaction,
        "sendPoll": _poll,
        "sendList": _list,
        "sendButtons": _buttons,
        "sendStatus": _status,
    }
    make = makers.get(verb)
    if make is None:
        raise Refusal(404, [f"Cannot POST /message/{verb}"])
    return make(body)


def message_of(field: str, own: JSON) -> JSON:
    """As the server writes the content: a plain text is no object."""
    return {field: own["text"]} if field == "conversation" else {field: own}


def line_of(message: JSON) -> str:
    """What its reader reads in one piece."""
    if text := word(message.get("conversation")):
        return text
    for field, own in message.items():
        if not isinstance(own, dict):
            continue
        if field == "reactionMessage":
            return word(own.get("text"))
        if field == "contactMessage":
            return word(own.get("displayName"))
        for name in ("text", "caption", "name", "title", "description", "fileName"):
            if text := word(own.get(name)):
                return text
        return f"[{field.removesuffix('Message')}]"
    return ""


def bytes_in(value: str) -> bytes | None:
    """A file given as bare base64; None for a link."""
    if value.startswith(("http://", "https://")):
        return None
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise Refusal(400, ["Owned media must be a url or base64"]) from None


def file_of(content: bytes, mime_type: str, **more: object) -> JSON:
    """A file inside a message: where WhatsApp holds it, encrypted, and what it is."""
    digest = hashlib.sha256(content).digest()
    return {
        "url": f"https://mmg.whatsapp.net/v/t62.7118-24/{digest.hex()[:24]}.enc",
        "mimetype": mime_type,
        "fileSha256": {str(place): byte for place, byte in enumerate(digest)},
        "fileLength": {"low": len(content), "high": 0, "unsigned": True},
        "mediaKey": {str(place): byte for place, byte in enumerate(digest[::-1])},
        "directPath": f"/v/t62.7118-24/{digest.hex()[:24]}.enc",
        **more,
    }


def _required(body: JSON, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise invalid(f'instance requires property "{name}"')
    return value


def _status(body: JSON) -> Made:
    return "conversation", {"text": _required(body, "content")}


def _text(body: JSON) -> Made:
    text = _required(body, "text")
    if not text.strip():
        raise Refusal(400, ["Text is required"])
    return "conversation", {"text": text}


def _media(verb: str, body: JSON, content: bytes) -> Made:
    _, field = LINKED[verb]
    kind = _required(body, "mediatype") if verb == "sendMedia" else ""
    name = word(body.get("fileName"))
    guessed = mimetypes.guess_type(name)[0] if name else None
    mime_type = guessed or word(body.get("mimetype")) or "application/octet-stream"
    if verb == "sendMedia":
        if kind not in MEDIA_FIELDS:
            raise invalid("instance.mediatype is not one of enum values: image,document,video,audio")
        field = MEDIA_FIELDS[kind]
    more: JSON = {}
    if verb == "sendWhatsAppAudio":
        mime_type, more = "audio/ogg; codecs=opus", {"ptt": True, "seconds": 1}
    if verb == "sendSticker":
        mime_type = "image/webp"
    more |= {key: value for key in ("caption", "fileName") if (value := word(body.get(key)))}
    return field, file_of(content, mime_type, **more)


def _location(body: JSON) -> Made:
    for name in ("latitude", "longitude"):
        if not isinstance(body.get(name), int | float):
            raise invalid(f'instance requires property "{name}"')
    name, address = _required(body, "name"), _required(body, "address")
    where = {"degreesLatitude": body["latitude"], "degreesLongitude": body["longitude"]}
    return "locationMessage", {**where, "name": name, "address": address}


def _contact(body: JSON) -> Made:
    cards = parts(body, "contact")
    if not cards:
        raise invalid('instance requires property "contact"')
    card = cards[0]
    number = word(card.get("wuid")) or re.sub(r"\D", "", word(card.get("phoneNumber")))
    vcard = (
        f"BEGIN:VCARD\nVERSION:3.0\nN:{card.get('fullName')}\nFN:{card.get('fullName')}\n"
        f"item1.TEL;waid={number}:{card.get('phoneNumber')}\nEND:VCARD"
    )
    return "contactMessage", {"displayName": word(card.get("fullName")), "vcard": vcard}


def _reaction(body: JSON) -> Made:
    key = part(body, "key")
    emoji = _required(body, "reaction")
    if not key or not _EMOJI.fullmatch(emoji):
        raise Refusal(400, ['"reaction" must be a single emoji or empty string'])
    return "reactionMessage", {"text": emoji, "key": key}


def _poll(body: JSON) -> Made:
    values = body.get("values")
    if not isinstance(values, list) or not 2 <= len(values) <= 10:  # noqa: PLR2004  WhatsApp's
        raise invalid("instance.values does not meet minimum length of 2")
    options = [{"optionName": str(value)} for value in values]
    count = body.get("selectableCount", 1)
    return "pollCreationMessageV3", {
        "name": _required(body, "name"),
        "selectableOptionsCount": count,
        "options": options,
    }


def _list(body: JSON) -> Made:
    for name in ("title", "footerText", "buttonText"):
        _required(body, name)
    return "listMessage", {"title": body["title"], "description": word(body.get("description"))}


def _buttons(body: JSON) -> Made:
    if not parts(body, "buttons"):
        raise Refusal(400, ["At least one button is required"])
    return "interactiveMessage", {"title": word(body.get("title"))}
