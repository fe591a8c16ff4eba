"""Files that customers send: expected in the transaction that stores their message, fetched by a job right after it."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.ids import Ids, MediaId
from pytake_domain.kernel.work import Job, Jobs
from pytake_domain.messaging.media import MediaState, StoredMedia, clean_name, plain_type
from pytake_domain.messaging.media_ports import MediaRepository
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.ports import MessageRepository
from pytake_domain.whatsapp import Media, Unsupported

FETCH = "media.fetch"
PAUSES = (5, 15, 60, 180, 600, 900)
"""Seconds between attempts; after half an hour a file counts as missing."""


class FetchJob(msgspec.Struct, frozen=True, kw_only=True):
    """Fetch this file; `attempt` counts those made before."""

    media_id: MediaId
    attempt: int = 0


def named(message: Message, ids: Ids) -> Message:
    """The message with an id of ours for the file that comes with it, when one does."""
    content = message.content
    if not isinstance(content, Media) or not content.provider_media_id:
        return message
    return msgspec.structs.replace(message, content=msgspec.structs.replace(content, media_id=str(ids.new())))


async def fill_placeholders(stored: MessageRepository, repeated: Sequence[Message]) -> list[Message]:
    """Files of the history come after the messages they belong to, under the same ids: each fills its message's placeholder.

    Returns the messages that have their file's content now.
    """
    files = {
        (message.number_id, message.provider_id): message
        for message in repeated
        if message.provider_id and isinstance(message.content, Media) and message.content.media_id
    }
    if not files:
        return []
    known = await stored.by_provider_ids(list(files))
    filled = [
        msgspec.structs.replace(message, content=files[key].content)
        for key, message in known.items()
        if isinstance(message.content, Unsupported)
    ]
    await stored.save_all(filled)
    return filled


async def expect(media: MediaRepository, jobs: Jobs, messages: Sequence[Message], at: dt.datetime) -> None:
    """Remember the files of freshly stored messages, and have them fetched as soon as this work is committed."""
    expected = [stored for message in messages if (stored := _expected(message, at)) is not None]
    if expected:
        await media.add(*expected)
        await jobs.add(*(fetch_job(stored, 0) for stored in expected))


def fetch_job(stored: StoredMedia, attempt: int, not_before: dt.datetime | None = None) -> Job:
    """The job of an attempt; each has a key of its own, since the one that asks for the next is still running."""
    return Job(
        kind=FETCH,
        tenant_id=stored.tenant_id,
        payload=msgspec.json.encode(FetchJob(media_id=stored.id, attempt=attempt)),
        not_before=not_before,
        key=f"media:{stored.id}:{attempt}",
    )


def _expected(message: Message, at: dt.datetime) -> StoredMedia | None:
    content = message.content
    if not isinstance(content, Media) or not content.provider_media_id or not content.media_id:
        return None
    return StoredMedia(
        id=MediaId(msgspec.convert(content.media_id, MediaId)),
        tenant_id=message.tenant_id,
        type=content.type,
        mime_type=plain_type(content.mime_type),
        filename=clean_name(content.filename),
        state=MediaState.FETCHING,
        created_at=at,
        message_id=message.id,
    )
