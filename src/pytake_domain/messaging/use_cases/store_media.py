"""Files that people and machines hand in, to be sent later: uploaded, or fetched from an address."""

from collections.abc import AsyncIterator

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import Ids, MediaId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.media import StoredMedia, clean_name, named_type, plain_type, type_of_mime
from pytake_domain.messaging.media_objects import inspected
from pytake_domain.messaging.media_ports import LinkReader, MediaInspector, MediaKey, MediaStore
from pytake_domain.messaging.media_sink import Arrived, CheckedSink
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.sniff import OCTETS


class StoreMedia:
    """Takes a file in, piece by piece; nothing is known of it before all of it came and was looked at."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        store: MediaStore,
        inspector: MediaInspector,
        link_reader: LinkReader,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._inspector = inspector
        self._link_reader = link_reader
        self._clock = clock
        self._ids = ids

    async def upload(
        self, actor: Actor, pieces: AsyncIterator[bytes], *, filename: str | None = None, mime_type: str | None = None
    ) -> StoredMedia:
        """Store what comes. Raises TooLarge, MediaRefused, Unavailable, and what `pieces` raises."""
        actor.require(Permission.WRITE_MESSAGES)
        declared = plain_type(mime_type)
        if declared == OCTETS:
            declared = named_type(filename)
        media_id = MediaId(self._ids.new())
        arrived = await self._take(MediaKey(tenant_id=actor.tenant_id, media_id=media_id), pieces, declared)
        stored = StoredMedia(
            id=media_id,
            tenant_id=actor.tenant_id,
            type=type_of_mime(arrived.mime_type),
            mime_type=arrived.mime_type,
            size=arrived.size,
            sha256=arrived.sha256,
            filename=clean_name(filename),
            created_at=self._clock.now(),
        )
        stored = await inspected(self._store, self._inspector, stored)
        async with self._open_work(actor.tenant_id) as work:
            await work.media.add(stored)
        return stored

    async def from_link(self, actor: Actor, url: str, *, filename: str | None = None) -> StoredMedia:
        """Fetch and store what is behind an address. Raises MediaLinkUnusable, and what `upload` does."""
        actor.require(Permission.WRITE_MESSAGES)
        async with self._link_reader.open(url) as file:
            return await self.upload(actor, file.pieces(), filename=filename or file.filename, mime_type=file.mime_type)

    async def _take(self, key: MediaKey, pieces: AsyncIterator[bytes], declared: str) -> Arrived:
        async with self._store.writing(key) as out:
            sink = CheckedSink(out, declared)
            async for piece in pieces:
                await sink.write(piece)
            return await sink.finish()
