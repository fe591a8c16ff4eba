"""How a message names its media to the Cloud API; pure."""

from typing import Any, TypeAlias

from pytake_domain.whatsapp import Media, MessageType

JSON: TypeAlias = dict[str, Any]


def media_reference(media: Media) -> JSON:
    """By the provider's own id, preferred, or by a public link."""
    return {"id": media.provider_media_id} if media.provider_media_id else {"link": media.url}


def media_part(media: Media) -> JSON:
    """The object of a media message: reference, caption, and what its kind has besides."""
    written = media_reference(media)
    if media.caption and media.type not in (MessageType.AUDIO, MessageType.STICKER):
        written["caption"] = media.caption
    if media.type is MessageType.DOCUMENT and media.filename:
        written["filename"] = media.filename
    if media.type is MessageType.AUDIO and media.voice:
        written["voice"] = True
    return written


def is_referable(media: Media | None) -> bool:
    """Can the provider get at it?"""
    return media is None or bool(media.provider_media_id or media.url)
