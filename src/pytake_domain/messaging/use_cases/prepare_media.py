"""Right before a send its files are made available to the provider: uploaded once and reused, or by a link of ours."""

import asyncio
import datetime as dt

import msgspec

from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import Ids, MediaId, MessageId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import MediaNotFound, MediaRefused, VoiceToolMissing
from pytake_domain.messaging.media import VOICE_MIME, MediaState, StoredMedia, not_sendable
from pytake_domain.messaging.media_in import field_of, media_in, with_media
from pytake_domain.messaging.media_objects import StoredBytes, key_of
from pytake_domain.messaging.media_ports import MediaInspector, MediaKey, MediaLinks, MediaStore
from pytake_domain.messaging.media_sink import CheckedSink
from pytake_domain.messaging.outgoing_media import media_id_of
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases.keep_links import KeepLinks
from pytake_domain.messaging.use_cases.store_media import StoreMedia
from pytake_domain.whatsapp import (
    Content,
    FailureCode,
    Media,
    MediaGateway,
    MediaTransport,
    OpenNumber,
    Provider,
    ProviderDirectory,
    SendFailure,
    Uploaded,
    WhatsAppNumber,
)

PATIENCE = 3.0
"""Seconds that a send waits for its files; longer ones go on beside, and the message is looked at again."""
LOOK_AGAIN = dt.timedelta(seconds=2)
MARGIN = dt.timedelta(hours=1)
"""An upload that expires within it is not used any more."""
LINK_LASTS = dt.timedelta(hours=6)


class NotYet(msgspec.Struct, frozen=True):
    """Its files are still on their way; look again after LOOK_AGAIN."""


Prepared = Content | SendFailure | NotYet
_Made = Media | SendFailure


class PrepareMedia:
    """Makes files sendable. However many messages want the same file at once, it is uploaded once."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        providers: ProviderDirectory,
        store: MediaStore,
        inspector: MediaInspector,
        links: MediaLinks,
        storing: StoreMedia,
        clock: Clock,
        ids: Ids,
        patience: float = PATIENCE,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._store = store
        self._inspector = inspector
        self._links = links
        self._keeping = KeepLinks(open_work=open_work, storing=storing, clock=clock)
        self._clock = clock
        self._ids = ids
        self._patience = patience
        self._under_way: dict[tuple[TenantId, MediaId, str], asyncio.Task[_Made]] = {}

    async def prepare(self, via: OpenNumber, content: Content, message_id: MessageId) -> Prepared:
        """The content as the provider can take it; why it can't be sent; or that it takes a while. Never raises but for bugs.

        Addresses become files of ours first: the provider is never shown where somebody's file lies.
        """
        ours = await self._keeping.kept(via.number.tenant_id, message_id, content, patience=self._patience)
        if ours is None or isinstance(ours, SendFailure):
            return ours or NotYet()
        wanted = {media.media_id: media for _, media in media_in(ours) if media.media_id}
        if not wanted:
            return ours
        if not all(_is_ours(media) for media in wanted.values()):
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail="unknown media_id")
        tasks = {media_id: self._task(via, media) for media_id, media in wanted.items()}
        _, unfinished = await asyncio.wait(tasks.values(), timeout=self._patience)
        if unfinished:
            return NotYet()
        made = {media_id: task.result() for media_id, task in tasks.items()}
        for result in made.values():
            if isinstance(result, SendFailure):
                return result
        return with_media(ours, lambda media: _put(media, made.get(media.media_id or "")))

    async def forget(self, work: MessagingWork, number: WhatsAppNumber, content: Content) -> None:
        """The provider could not use these files: they are uploaded anew for the next try."""
        ids = [MediaId(msgspec.convert(m.media_id, MediaId)) for _, m in media_in(content) if _is_ours(m)]
        if ids:
            known = [voice.id for media_id in ids if (voice := await work.media.voice_of(media_id))]
            await work.media.forget_uploads([*ids, *known], account_of(number))

    def _task(self, via: OpenNumber, media: Media) -> "asyncio.Task[_Made]":
        key = (via.number.tenant_id, MediaId(msgspec.convert(media.media_id, MediaId)), _purpose(via.number, media))
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.get_running_loop().create_task(self._guarded(via, media))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return task

    async def _guarded(self, via: OpenNumber, media: Media) -> _Made:
        try:
            return await self._make(via, media)
        except (MediaNotFound, MediaRefused) as error:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail=str(error))
        except VoiceToolMissing as error:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail=error.code)
        except PytakeError as error:
            # The store or the database is away: nothing was sent, so another try does no harm.
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, retryable=True, detail=str(error))

    async def _make(self, via: OpenNumber, media: Media) -> _Made:
        provider = self._providers.of(via.number.api_type)
        media_id = media_id_of(media)
        if media_id is None:
            raise MediaNotFound
        async with self._open_work(via.number.tenant_id) as work:
            stored = await work.media.get(media_id)
            voice = await work.media.voice_of(media_id) if media.voice else None
        if stored.state is not MediaState.STORED:
            waits = stored.state is MediaState.FETCHING
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, retryable=waits, detail=stored.state.value)
        if media.voice and stored.mime_type != VOICE_MIME:
            stored = voice or await self._voice_note(stored)
        refused = not_sendable(stored, media, provider.capabilities, field_of(""))
        if refused is not None:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail=f"{refused.code}: {refused.params}")
        if provider.capabilities.media_transport is MediaTransport.LINK:
            return self._linked(media, stored)
        return await self._uploaded(via, provider, media, stored)

    def _linked(self, media: Media, stored: StoredMedia) -> _Made:
        url = self._links.link(stored.tenant_id, stored.id, self._clock.now() + LINK_LASTS)
        if url is None:
            return SendFailure(code=FailureCode.MEDIA_UNUSABLE.value, detail="no public address is configured")
        return msgspec.structs.replace(media, url=url, mime_type=stored.mime_type)

    async def _uploaded(self, via: OpenNumber, provider: Provider, media: Media, stored: StoredMedia) -> _Made:
        gateway = provider.media
        if gateway is None:
            return SendFailure(code=FailureCode.MESSAGE_NOT_SUPPORTED.value, detail="the provider carries no media")
        account, until = account_of(via.number), self._clock.now() + MARGIN
        async with self._open_work(stored.tenant_id) as work:
            known = await work.media.uploaded(stored.id, account, until=until)
        if known is None:
            answer = await self._upload(via, gateway, stored)
            if isinstance(answer, SendFailure):
                return answer
            async with self._open_work(stored.tenant_id) as work:
                await work.media.remember_upload(stored.id, account, answer)
            known = answer
        return msgspec.structs.replace(media, provider_media_id=known.provider_media_id, mime_type=stored.mime_type)

    async def _upload(self, via: OpenNumber, gateway: MediaGateway, stored: StoredMedia) -> Uploaded | SendFailure:
        source = StoredBytes(self._store, key_of(stored), stored.size)
        name = stored.filename or f"{stored.id}.{stored.mime_type.rpartition('/')[2]}"
        answer = await gateway.upload(via, source, mime_type=stored.mime_type, filename=name)
        if isinstance(answer, SendFailure) and answer.ambiguous:
            # A file uploaded twice does no harm, unlike a message sent twice.
            return msgspec.structs.replace(answer, ambiguous=False, retryable=True)
        return answer

    async def _voice_note(self, stored: StoredMedia) -> StoredMedia:
        """Made once and kept. Raises VoiceToolMissing, MediaRefused."""
        media_id = MediaId(self._ids.new())
        key = MediaKey(tenant_id=stored.tenant_id, media_id=media_id)
        async with self._store.writing(key) as out:
            sink = CheckedSink(out, VOICE_MIME)
            await self._inspector.to_voice_note(StoredBytes(self._store, key_of(stored), stored.size), sink)
            arrived = await sink.finish()
        note = msgspec.structs.replace(
            stored,
            id=media_id,
            mime_type=VOICE_MIME,
            size=arrived.size,
            sha256=arrived.sha256,
            filename=None,
            created_at=self._clock.now(),
            voice_of=stored.id,
        )
        async with self._open_work(stored.tenant_id) as work:
            await work.media.add(note)
            kept = await work.media.voice_of(stored.id)
        if kept is None or kept.id == note.id:
            return note
        await self._store.delete(key)  # another process was faster
        return kept


def account_of(number: WhatsAppNumber) -> str:
    """Whose uploads a number may use: its business account's, or its own."""
    return f"{number.api_type}:{number.business_account_id or number.id}"


def _purpose(number: WhatsAppNumber, media: Media) -> str:
    return f"{account_of(number)}:{media.type}:{media.voice}"


def _put(media: Media, made: _Made | None) -> Media:
    if not isinstance(made, Media):
        return media
    return msgspec.structs.replace(
        media, provider_media_id=made.provider_media_id, url=made.url, mime_type=made.mime_type
    )


def _is_ours(media: Media) -> bool:
    try:
        return media_id_of(media) is not None
    except ValueError:
        return False
