"""Files that somebody sent, or that were sent to them alone, and files that hold what was known of them."""

from collections.abc import Mapping

from pytake_domain.kernel.ids import MediaId
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import MediaKey, MediaStore, MediaVariant
from pytake_domain.privacy import PrivacyWork, Traces, Way


class PersonFiles:
    """See PersonalData. Bytes go before rows: whoever is cut off finds the rows again."""

    name = "files"

    def __init__(self, open_work: OpenWork[PrivacyWork], store: MediaStore) -> None:
        self._open_work = open_work
        self._store = store

    async def erase(self, traces: Traces, way: Way) -> Mapping[str, int]:  # noqa: ARG002  a file is somebody or it is not
        """See the port."""
        async with self._open_work(traces.tenant_id) as work:
            theirs = list(await work.subjects.files(traces))
            archives = list(await work.subjects.archives(traces))
        gone = 0
        for media_id in (*theirs, *archives):
            gone += await self._delete(traces, media_id)
        if theirs or archives:
            async with self._open_work(traces.tenant_id) as work:
                await work.media.remove([*theirs, *archives])
        return {"media": gone} if gone else {}

    async def _delete(self, traces: Traces, media_id: MediaId) -> int:
        gone = 0
        for variant in MediaVariant:
            key = MediaKey(tenant_id=traces.tenant_id, media_id=media_id, variant=variant)
            if await self._store.size(key) is not None:
                await self._store.delete(key)
                gone += 1
        return gone
