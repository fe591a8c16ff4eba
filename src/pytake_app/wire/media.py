"""Files as the contract shows them, and what the routes that send them take."""

from uuid import UUID

import msgspec

from pytake_app.wire.messages import SendIn
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.messaging import StoredMedia, clean_name
from pytake_domain.whatsapp import Media, MessageType


class MediaOut(msgspec.Struct, frozen=True):
    """A stored file; `type` is what it is sent as when nothing else is said."""

    id: UUID
    mime_type: str
    size: int
    sha256: str
    filename: str | None
    type: str
    width: int | None
    height: int | None
    seconds: float | None
    has_thumbnail: bool


class _SendFile(SendIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    media_id: UUID | None = None
    url: str | None = None
    filename: str | None = None


class SendMediaIn(_SendFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture, video or sticker: an uploaded file, or an address that we fetch it from. `type` when it is not clear."""

    type: MessageType | None = None
    caption: str | None = None


class SendAudioIn(_SendFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sound; with `voice` it is shown as a voice note, and converted to one when it has to be."""

    voice: bool = False


class SendDocumentIn(_SendFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of any kind, with its name."""

    caption: str | None = None


SendFileIn = SendMediaIn | SendAudioIn | SendDocumentIn
LONGEST_NAME = 240
SHOWN = (MessageType.IMAGE, MessageType.VIDEO, MessageType.STICKER)


def media_out(stored: StoredMedia) -> MediaOut:
    """The aggregate as the contract shows it."""
    return MediaOut(
        id=stored.id,
        mime_type=stored.mime_type,
        size=stored.size,
        sha256=stored.sha256,
        filename=stored.filename,
        type=stored.type.value,
        width=stored.width,
        height=stored.height,
        seconds=stored.seconds,
        has_thumbnail=stored.has_thumbnail,
    )


def require_one_source(data: SendFileIn) -> None:
    """A file by its id or by an address, not both. Raises Invalid."""
    if data.media_id is None and data.url is None:
        raise Invalid(Problem(field="media_id", code="required"))
    if data.media_id is not None and data.url is not None:
        raise Invalid(Problem(field="url", code="media_id_or_url"))


def content_of(data: SendFileIn, stored: StoredMedia) -> Media:
    """As content. Raises Invalid when this file can't be sent by this route."""
    filename = _name(data.filename) or stored.filename
    media = Media(type=_type_of(data, stored), media_id=str(stored.id), filename=filename)
    if isinstance(data, SendAudioIn):
        return msgspec.structs.replace(media, voice=data.voice)
    return msgspec.structs.replace(media, caption=data.caption)


def _name(given: str | None) -> str | None:
    """One that is too long is left as it is: whoever checks the message says so."""
    return given if given is None or len(given) > LONGEST_NAME else clean_name(given)


def _type_of(data: SendFileIn, stored: StoredMedia) -> MessageType:
    if isinstance(data, SendDocumentIn):
        return MessageType.DOCUMENT
    if isinstance(data, SendAudioIn):
        if not stored.mime_type.startswith("audio/") and not (data.voice and stored.mime_type.startswith("video/")):
            raise Invalid(Problem(field="media_id", code="not_a_sound", params={"found": stored.mime_type}))
        return MessageType.AUDIO
    wanted = data.type or stored.type
    if wanted not in SHOWN:
        raise Invalid(Problem(field="type", code="not_a_picture_or_video", params={"found": stored.mime_type}))
    return wanted
