"""What customers send is copied to our store at once: the providers' copies do not last."""

import base64
import binascii
import datetime as dt
import re

import msgspec

from pytake_domain.kernel.errors import Problem, PytakeError, TooLarge
from pytake_domain.kernel.ids import EventId, Ids, MediaId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import MediaNotFound, MediaRefused
from pytake_domain.messaging.events import MessageMediaReady
from pytake_domain.messaging.incoming_media import PAUSES, FetchJob, fetch_job
from pytake_domain.messaging.media import MediaState, StoredMedia
from pytake_domain.messaging.media_objects import inspected, key_of
from pytake_domain.messaging.media_ports import MediaInspector, MediaStore
from pytake_domain.messaging.media_sink import Arrived, CheckedSink
from pytake_domain.messaging.message import Message
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.whatsapp import Content, Media, NumberLookup, ProviderDirectory, SendFailure

_job = msgspec.json.Decoder(FetchJob)
_HEX = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)


class _NotNow(Exception):
    """It did not come this time; the argument is why, as a word."""


class _Never(Exception):
    """It will never come; the argument is why, as a word."""


class FetchMedia:
    """Fetches one file, looks at it, and tells who watches; tried again for half an hour."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        providers: ProviderDirectory,
        lookup: NumberLookup,
        store: MediaStore,
        inspector: MediaInspector,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._lookup = lookup
        self._store = store
        self._inspector = inspector
        self._clock = clock
        self._ids = ids

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """The job: `payload` is a FetchJob."""
        job = _job.decode(payload)
        await self.fetch(tenant_id, job.media_id, job.attempt)

    async def fetch(self, tenant_id: TenantId, media_id: MediaId, attempt: int = 0) -> None:
        """Fetch it, unless that is done. What fails is tried again by another job, or ends as missing."""
        try:
            stored, message = await self._wanted(tenant_id, media_id)
        except MediaNotFound:
            return
        if stored.state is not MediaState.FETCHING:
            return
        try:
            found = await self._look(_found(stored, await self._copy(stored, message)))
        except _Never as reason:
            await self._end(tenant_id, _missing(stored, str(reason)))
        except _NotNow as reason:
            await self._again(stored, attempt, str(reason))
        except PytakeError as error:
            await self._again(stored, attempt, error.code)
        else:
            await self._end(tenant_id, found)

    async def _wanted(self, tenant_id: TenantId, media_id: MediaId) -> tuple[StoredMedia, Message]:
        async with self._open_work(tenant_id) as work:
            stored = await work.media.get(media_id)
            if stored.message_id is None:
                raise MediaNotFound
            return stored, await work.messages.get(stored.message_id)

    async def _copy(self, stored: StoredMedia, message: Message) -> Arrived:
        """Raises _Never, _NotNow, and what lookup and store raise."""
        content = message.content
        if not isinstance(content, Media) or message.provider_id is None:
            raise _Never("MESSAGE_CHANGED")
        owner = await self._lookup.by_id(message.number_id)
        if owner is None:
            raise _Never("NUMBER_GONE")
        gateway = self._providers.of(owner.number.api_type).media
        if gateway is None:
            raise _Never("PROVIDER_CARRIES_NO_MEDIA")
        via = await self._lookup.opened(owner)
        try:
            async with self._store.writing(key_of(stored)) as out:
                sink = CheckedSink(out, stored.mime_type, kind=stored.type)
                failure = await gateway.fetch(via, content, message.provider_id, sink)
                if failure is not None:
                    raise _reason(failure)
                arrived = await sink.finish()
                if (said := _hex(content.sha256)) is not None and said != arrived.sha256:
                    raise _NotNow("CHECKSUM_WRONG")
                return arrived
        except TooLarge:
            raise _Never("TOO_LARGE") from None
        except MediaRefused as refusal:
            raise _Never(_word(refusal)) from None

    async def _look(self, stored: StoredMedia) -> StoredMedia:
        try:
            return await inspected(self._store, self._inspector, stored)
        except MediaRefused as refusal:
            raise _Never(_word(refusal)) from None

    async def _again(self, stored: StoredMedia, attempt: int, reason: str) -> None:
        if attempt >= len(PAUSES):
            await self._end(stored.tenant_id, _missing(stored, reason))
            return
        later = self._clock.now() + dt.timedelta(seconds=PAUSES[attempt])
        async with self._open_work(stored.tenant_id) as work:
            await work.jobs.add(fetch_job(stored, attempt + 1, later))

    async def _end(self, tenant_id: TenantId, stored: StoredMedia) -> None:
        """It is settled, for the file, its message and whoever watches."""
        assert stored.message_id is not None  # noqa: S101  `_wanted` saw to it
        async with self._open_work(tenant_id) as work:
            message = (await work.messages.get_all([stored.message_id])).get(stored.message_id)
            if (await work.media.get(stored.id)).state is not MediaState.FETCHING:
                return  # the same job ran elsewhere and was faster
            await work.media.save(stored)
            if message is None:
                return
            content = _told(message.content, stored)
            if content is not message.content:
                await work.messages.save_all([msgspec.structs.replace(message, content=content)])
            work.events.add(
                MessageMediaReady(
                    id=EventId(self._ids.new()),
                    tenant_id=tenant_id,
                    at=self._clock.now(),
                    conversation_id=message.conversation_id,
                    contact_id=message.contact_id,
                    message_id=message.id,
                    media_id=stored.id,
                    status=message.status.value,
                    missing=stored.reason,
                )
            )


def _told(content: Content, stored: StoredMedia) -> Content:
    if not isinstance(content, Media) or content.media_id != str(stored.id):
        return content
    if stored.state is MediaState.MISSING:
        return msgspec.structs.replace(content, missing=stored.reason)
    return msgspec.structs.replace(
        content, mime_type=stored.mime_type, size=stored.size, sha256=stored.sha256, missing=None
    )


def _found(stored: StoredMedia, arrived: Arrived) -> StoredMedia:
    return msgspec.structs.replace(
        stored,
        state=MediaState.STORED,
        mime_type=arrived.mime_type,
        size=arrived.size,
        sha256=arrived.sha256,
    )


def _missing(stored: StoredMedia, reason: str) -> StoredMedia:
    return msgspec.structs.replace(stored, state=MediaState.MISSING, reason=reason)


def _reason(failure: SendFailure) -> Exception:
    """A download has no side effect: an answer that was lost is asked for again."""
    return _NotNow(failure.code) if failure.retryable or failure.ambiguous else _Never(failure.code)


def _word(refusal: MediaRefused) -> str:
    problem: Problem | None = next(iter(refusal.problems), None)
    return problem.code.upper() if problem else refusal.code


def _hex(digest: str | None) -> str | None:
    """A SHA-256 as hex, however the provider wrote it; None when it is none."""
    if not digest:
        return None
    if _HEX.fullmatch(digest):
        return digest.lower()
    try:
        raw = base64.b64decode(digest + "=" * (-len(digest) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw.hex() if len(raw) == 32 else None  # noqa: PLR2004  bytes of a SHA-256
