"""Media of a message that is about to be queued: known, seen by who sends it, and taken by the provider."""

from collections.abc import Awaitable, Callable

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import MediaId
from pytake_domain.messaging.errors import VoiceToolMissing
from pytake_domain.messaging.media import VOICE_MIME, MediaState, StoredMedia, not_sendable
from pytake_domain.messaging.media_in import field_of, media_in, with_media
from pytake_domain.messaging.media_ports import MediaInspector, MediaRepository
from pytake_domain.whatsapp import Capabilities, Content, Media

MaySee = Callable[[StoredMedia], Awaitable[bool]]


def media_id_of(media: Media) -> MediaId | None:
    """Our id of it. Raises ValueError when it can't be one."""
    return MediaId(msgspec.convert(media.media_id, MediaId)) if media.media_id else None


async def checked_media(
    media: MediaRepository,
    content: Content,
    capabilities: Capabilities,
    *,
    may_see: MaySee,
    inspector: MediaInspector | None = None,
    voice_notes: bool = False,
) -> Content:
    """The content with what is known of the files that it names by our ids.

    `voice_notes`: they can be made, as far as the caller knows; delivering tells when that was wrong.

    Raises Invalid with a problem for each file that is unknown, not here yet, or not taken by the provider;
    VoiceToolMissing when a voice note would have to be made and can't be.
    """
    problems: list[Problem] = []
    known: dict[str, StoredMedia] = {}
    for path, wanted in media_in(content):
        if wanted.media_id is None:
            if not (wanted.provider_media_id or wanted.url):
                problems.append(Problem(field=field_of(path), code="required"))
            continue
        stored, problem = await _sendable(media, wanted, capabilities, field_of(path), may_see)
        if problem is not None or stored is None:
            problems += [problem] if problem else []
            continue
        known[wanted.media_id] = stored
        makes = voice_notes or (inspector is not None and inspector.makes_voice_notes)
        if wanted.voice and stored.mime_type != VOICE_MIME and not makes:
            raise VoiceToolMissing
    if problems:
        raise Invalid(*problems)
    return with_media(content, lambda wanted: _described(wanted, known.get(wanted.media_id or "")))


async def _sendable(
    media: MediaRepository, wanted: Media, capabilities: Capabilities, field: str, may_see: MaySee
) -> tuple[StoredMedia | None, Problem | None]:
    try:
        media_id = media_id_of(wanted)
    except ValueError:
        return None, Problem(field=field, code="unknown")
    stored = (await media.get_all([media_id])).get(media_id) if media_id else None
    if stored is None or not await may_see(stored):
        return None, Problem(field=field, code="unknown")
    if stored.state is not MediaState.STORED:
        fetching = stored.state is MediaState.FETCHING
        return None, Problem(field=field, code="media_fetching" if fetching else "media_missing")
    return stored, not_sendable(stored, wanted, capabilities, field)


def _described(wanted: Media, stored: StoredMedia | None) -> Media:
    """Of what a customer sent once, nothing but our id is sent on: their provider's id is not ours to use."""
    if stored is None:
        return wanted
    return msgspec.structs.replace(
        wanted,
        provider_media_id=None,
        url=None,
        missing=None,
        mime_type=stored.mime_type,
        size=stored.size,
        sha256=stored.sha256,
        filename=wanted.filename or stored.filename,
    )
