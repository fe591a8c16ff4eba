"""Files of messaging as examples of templates, which may not see messaging."""

from uuid import UUID

from pytake_domain.kernel.ids import MediaId, TenantId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import (
    MediaKey,
    MediaNotFound,
    MediaState,
    MediaStore,
    MessagingWork,
    StoredBytes,
)
from pytake_domain.whatsapp import ByteSource


class StoredSamples:
    """See SampleSource."""

    def __init__(self, open_work: OpenWork[MessagingWork], store: MediaStore) -> None:
        self._open_work = open_work
        self._store = store

    async def open(self, tenant_id: TenantId, media_id: str) -> tuple[ByteSource, str]:
        """See SampleSource. What a customer sent is no example of the company's."""
        try:
            wanted = MediaId(UUID(media_id))
        except ValueError:
            raise MediaNotFound from None
        async with self._open_work(tenant_id) as work:
            stored = await work.media.get(wanted)
        if stored.state is not MediaState.STORED or stored.message_id is not None:
            raise MediaNotFound
        key = MediaKey(tenant_id=tenant_id, media_id=stored.id)
        return StoredBytes(self._store, key, stored.size), stored.mime_type
