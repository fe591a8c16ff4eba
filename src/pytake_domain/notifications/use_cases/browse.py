"""Everybody reads their own notifications."""

from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import NotificationId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.notifications.notification import Notification
from pytake_domain.notifications.ports import NotificationsWork


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them, and how many are unread (a hundred at most)."""

    items: Sequence[Notification]
    unread: int


class BrowseNotifications:
    """Of whoever calls; machines have none."""

    def __init__(self, *, open_work: OpenWork[NotificationsWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def list(self, actor: Actor, *, unread: bool, before: NotificationId | None, limit: int) -> Heard:
        """Newest first."""
        if actor.user_id is None:
            return Heard(items=(), unread=0)
        async with self._open_work(actor.tenant_id) as work:
            found = await work.notifications.of(actor.user_id, unread=unread, before=before, limit=limit)
            return Heard(items=found, unread=await work.notifications.unread(actor.user_id))

    async def read(self, actor: Actor, ids: Sequence[NotificationId] | None) -> int:
        """These of one's own, or all; how many are left unread."""
        if actor.user_id is None:
            return 0
        async with self._open_work(actor.tenant_id) as work:
            await work.notifications.read(actor.user_id, ids, self._clock.now())
            return await work.notifications.unread(actor.user_id)
