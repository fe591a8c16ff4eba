"""Stored files are shown to those who may see the conversation they came in, and to bearers of a link of ours."""

from collections.abc import AsyncIterator

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.ids import MediaId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.errors import MediaMissing, MediaNotFound, MediaNotReady
from pytake_domain.messaging.media import MediaState, StoredMedia
from pytake_domain.messaging.media_objects import key_of
from pytake_domain.messaging.media_ports import MediaLinks, MediaStore, MediaVariant
from pytake_domain.messaging.ports import MessagingWork
from pytake_domain.messaging.use_cases.browse import BrowseMessaging

THUMBNAIL_TYPE = "image/jpeg"


class Readable:
    """An object that is there to be read: its file, its size and type, and its bytes."""

    def __init__(self, store: MediaStore, stored: StoredMedia, variant: MediaVariant, size: int) -> None:
        self._store = store
        self._key = key_of(stored, variant)
        self.stored = stored
        self.size = size
        self.mime_type = stored.mime_type if variant is MediaVariant.ORIGINAL else THUMBNAIL_TYPE
        self.etag = stored.sha256 if variant is MediaVariant.ORIGINAL else f"{stored.sha256}-{variant.value}"

    def pieces(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """From `start` up to and without `end`."""
        return self._store.read(self._key, start=start, end=end)


class ReadMedia:
    """Opens stored files."""

    def __init__(
        self,
        *,
        open_work: OpenWork[MessagingWork],
        browse: BrowseMessaging,
        store: MediaStore,
        links: MediaLinks,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._browse = browse
        self._store = store
        self._links = links
        self._clock = clock

    async def open(self, actor: Actor, media_id: MediaId, variant: MediaVariant = MediaVariant.ORIGINAL) -> Readable:
        """Raises MediaNotFound, MediaNotReady, MediaMissing."""
        actor.require(Permission.READ_MESSAGES)
        return await self._readable(await self._seen(actor, media_id), variant)

    async def known(self, actor: Actor, media_id: MediaId) -> StoredMedia:
        """What is known of a file that somebody wants to send. Raises MediaNotFound."""
        actor.require(Permission.WRITE_MESSAGES)
        return await self._seen(actor, media_id)

    async def by_token(self, token: str) -> Readable:
        """What the token of a link names. Raises MediaNotFound, also when its time is over."""
        named = self._links.opened(token, self._clock.now())
        if named is None:
            raise MediaNotFound
        async with self._open_work(named[0]) as work:
            stored = await work.media.get(named[1])
        return await self._readable(stored, MediaVariant.ORIGINAL)

    async def _seen(self, actor: Actor, media_id: MediaId) -> StoredMedia:
        async with self._open_work(actor.tenant_id) as work:
            stored = await work.media.get(media_id)
        if stored.message_id is not None:
            try:
                await self._browse.message(actor, stored.message_id)
            except NotFound as error:
                raise MediaNotFound from error
        return stored

    async def _readable(self, stored: StoredMedia, variant: MediaVariant) -> Readable:
        if stored.state is MediaState.FETCHING:
            raise MediaNotReady
        if stored.state is MediaState.MISSING:
            raise MediaMissing(reason=stored.reason or "UNKNOWN")
        if variant is MediaVariant.THUMBNAIL and not stored.has_thumbnail:
            raise MediaNotFound
        size = await self._store.size(key_of(stored, variant))
        if size is None:
            raise MediaMissing(reason="LOST")
        return Readable(self._store, stored, variant, size)
