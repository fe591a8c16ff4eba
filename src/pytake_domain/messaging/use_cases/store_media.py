"""Files that people and machines hand in, to be sent later: uploaded, or fetched from an address."""

from collections.abc import AsyncIterator

import msgspec

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import Ids, MediaId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import MediaLinkUnusable
from pytake_domain.messaging.media import StoredMedia, clean_name, named_type, plain_type, type_of_mime
from pytake_domain.messaging.media_in import field_of, links_in, with_media
from pytake_domain.messaging.media_objects import inspected
from pytake_domain.messaging.media_ports import LinkReader, MediaInspector, MediaKey, MediaStore
from pytake_domain.messaging.media_sink import Arrived, CheckedSink
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.sniff import OCTETS
from pytake_domain.whatsapp import Content, Media


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
        return await self.keep(actor.tenant_id, pieces, filename, mime_type)

    async def from_link(self, actor: Actor, url: str, *, filename: str | None = None) -> StoredMedia:
        """Fetch and store what is behind an address. Raises MediaLinkUnusable, and what `upload` does."""
        actor.require(Permission.WRITE_MESSAGES)
        return await self.behind(actor.tenant_id, url, filename=filename)

    async def behind(self, tenant_id: TenantId, url: str, *, filename: str | None = None) -> StoredMedia:
        """See `from_link`; for what was allowed before, such as a flow's own message."""
        async with self._link_reader.open(url) as file:
            return await self.keep(tenant_id, file.pieces(), filename or file.filename, file.mime_type)

    async def with_links_kept(self, actor: Actor, content: Content) -> Content:
        """The content with a file of ours in place of each address in it. Raises what `from_link` does, with the field."""
        made: dict[str, Media] = {}
        for path, media in links_in(content):
            url = media.url or ""
            if url in made:
                continue
            try:
                stored = await self.from_link(actor, url, filename=media.filename)
            except MediaLinkUnusable as error:
                problems = (msgspec.structs.replace(p, field=field_of(path, "url")) for p in error.problems)
                raise MediaLinkUnusable(*problems) from error
            made[url] = msgspec.structs.replace(media, media_id=str(stored.id), url=None)
        return with_media(content, lambda media: kept(media, made)) if made else content

    async def keep(
        self, tenant_id: TenantId, pieces: AsyncIterator[bytes], filename: str | None, mime_type: str | None
    ) -> StoredMedia:
        """Store what comes of ourselves. Raises TooLarge, MediaRefused, Unavailable."""
        declared = plain_type(mime_type)
        if declared == OCTETS:
            declared = named_type(filename)
        media_id = MediaId(self._ids.new())
        arrived = await self._take(MediaKey(tenant_id=tenant_id, media_id=media_id), pieces, declared)
        stored = StoredMedia(
            id=media_id,
            tenant_id=tenant_id,
            type=type_of_mime(arrived.mime_type),
            mime_type=arrived.mime_type,
            size=arrived.size,
            sha256=arrived.sha256,
            filename=clean_name(filename),
            created_at=self._clock.now(),
        )
        stored = await inspected(self._store, self._inspector, stored)
        async with self._open_work(tenant_id) as work:
            await work.media.add(stored)
        return stored

    async def _take(self, key: MediaKey, pieces: AsyncIterator[bytes], declared: str) -> Arrived:
        async with self._store.writing(key) as out:
            sink = CheckedSink(out, declared)
            async for piece in pieces:
                await sink.write(piece)
            return await sink.finish()


def kept(media: Media, made: dict[str, Media]) -> Media:
    """The file that was made of an address, as it is sent here; what is no address stays as it is."""
    found = made.get(media.url or "") if media.url and not (media.media_id or media.provider_media_id) else None
    return media if found is None else msgspec.structs.replace(media, media_id=found.media_id, url=None)
