"""What every kind of content is made of: its base, the message types, and media."""

from enum import StrEnum

import msgspec


class MessageType(StrEnum):
    """`type` of a message on the wire."""

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACTS = "contacts"
    INTERACTIVE = "interactive"
    BUTTON = "button"
    REACTION = "reaction"
    TEMPLATE = "template"
    ORDER = "order"
    SYSTEM = "system"
    UNSUPPORTED = "unsupported"


MEDIA_TYPES = (
    MessageType.IMAGE,
    MessageType.VIDEO,
    MessageType.AUDIO,
    MessageType.DOCUMENT,
    MessageType.STICKER,
)


class ContentBase(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """One kind of content; its tag is `kind`."""


class Media(ContentBase, frozen=True, kw_only=True, tag="media"):
    """Picture, video, sound, document or sticker: ours by `media_id`, the provider's by `provider_media_id`, or a `url`.

    `missing` says why our store has no copy of what a customer sent, once that is certain.
    """

    type: MessageType
    media_id: str | None = None
    provider_media_id: str | None = None
    url: str | None = None
    mime_type: str | None = None
    size: int | None = None
    sha256: str | None = None
    filename: str | None = None
    caption: str | None = None
    voice: bool = False
    animated: bool = False
    missing: str | None = None
