"""A file's objects in the store: where they lie, and their bytes as a source."""

from collections.abc import AsyncIterator

import msgspec

from pytake_domain.messaging.media import StoredMedia
from pytake_domain.messaging.media_ports import Inspected, MediaInspector, MediaKey, MediaStore, MediaVariant


def key_of(stored: StoredMedia, variant: MediaVariant = MediaVariant.ORIGINAL) -> MediaKey:
    """Where it lies."""
    return MediaKey(tenant_id=stored.tenant_id, media_id=stored.id, variant=variant)


class StoredBytes:
    """An object of the store; see ByteSource."""

    def __init__(self, store: MediaStore, key: MediaKey, size: int) -> None:
        self._store = store
        self._key = key
        self.size = size

    def pieces(self) -> AsyncIterator[bytes]:
        """From the first byte on."""
        return self._store.read(self._key)


async def inspected(store: MediaStore, inspector: MediaInspector, stored: StoredMedia) -> StoredMedia:
    """With what is seen when it is opened, and its small picture in the store.

    Raises MediaRefused, and then its object is gone.
    """
    seen: Inspected = await _seen(store, inspector, stored)
    if seen.thumbnail is not None:
        async with store.writing(key_of(stored, MediaVariant.THUMBNAIL)) as out:
            await out.write(seen.thumbnail)
    return msgspec.structs.replace(
        stored,
        width=seen.width,
        height=seen.height,
        seconds=seen.seconds,
        has_thumbnail=seen.thumbnail is not None,
    )


async def _seen(store: MediaStore, inspector: MediaInspector, stored: StoredMedia) -> Inspected:
    try:
        return await inspector.look(StoredBytes(store, key_of(stored), stored.size), stored.mime_type)
    except BaseException:
        # Whatever it was, nothing will name this object any more; a second attempt writes it anew.
        await store.delete(key_of(stored))
        raise
