"""Objects in the store that no row names are cleared away: a process that died between the two left them."""

import datetime as dt

from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging.media_ports import MediaKey, MediaStore
from pytake_domain.messaging.ports import MessagingWork

PAGE = 500
"""Objects that are looked at in one turn."""
OLD = dt.timedelta(days=1)
"""Younger ones may belong to a file that is still coming in."""
REST = dt.timedelta(hours=6)
"""Between the end of the store and its beginning."""


class SweepMedia:
    """Goes through the store page by page, for ever; its place is forgotten with the process."""

    def __init__(self, *, open_work: OpenWork[MessagingWork], store: MediaStore, clock: Clock) -> None:
        self._open_work = open_work
        self._store = store
        self._clock = clock
        self._place = ""
        self._rests_until: dt.datetime | None = None

    async def turn(self) -> int:
        """Look at the next page; how many objects were removed. Raises Unavailable."""
        now = self._clock.now()
        if self._rests_until is not None and now < self._rests_until:
            return 0
        objects, place = await self._store.listed(self._place, limit=PAGE)
        old: dict[TenantId, list[MediaKey]] = {}
        for each in objects:
            if each.written_at < now - OLD:
                old.setdefault(each.key.tenant_id, []).append(each.key)
        removed = 0
        for tenant_id, keys in old.items():
            removed += await self._remove_orphans(tenant_id, keys)
        self._place, self._rests_until = place, None
        if not place:
            await self._store.drop_unfinished(now - OLD)
            self._rests_until = now + REST
        return removed

    async def _remove_orphans(self, tenant_id: TenantId, keys: list[MediaKey]) -> int:
        async with self._open_work(tenant_id) as work:
            orphans = await work.media.orphans(list({key.media_id for key in keys}))
        gone = [key for key in keys if key.media_id in orphans]
        for key in gone:
            await self._store.delete(key)
        return len(gone)
