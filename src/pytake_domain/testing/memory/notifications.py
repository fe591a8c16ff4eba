"""Notifications in memory."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from msgspec.structs import replace

from pytake_domain.kernel.ids import NotificationId, UserId
from pytake_domain.notifications import Notification
from pytake_domain.testing.memory.store import TenantRows

COUNTED = 100


class MemoryNotifications:
    """See NotificationRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, notifications: Sequence[Notification]) -> Sequence[Notification]:
        """See the port."""
        fresh = [n for n in notifications if (n.user_id, n.id) not in self._rows.notifications]
        self._rows.notifications.update({(n.user_id, n.id): n for n in fresh})
        return sorted(fresh, key=lambda n: (n.user_id, n.id))

    async def of(
        self, user_id: UserId, *, unread: bool, before: NotificationId | None, limit: int
    ) -> Sequence[Notification]:
        """See the port."""
        own = [n for n in self._own(user_id) if before is None or n.id < before]
        return [n for n in own if n.read_at is None or not unread][:limit]

    async def unread(self, user_id: UserId) -> int:
        """See the port."""
        return min(COUNTED, sum(n.read_at is None for n in self._own(user_id)))

    async def read(self, user_id: UserId, ids: Sequence[NotificationId] | None, at: dt.datetime) -> None:
        """See the port."""
        for each in self._own(user_id):
            if each.read_at is None and (ids is None or each.id in ids):
                self._rows.notifications[user_id, each.id] = replace(each, read_at=at)

    async def owed(self, user_id: UserId, mail_id: UUID) -> Sequence[Notification]:
        """See the port."""
        mails = self._rows.notices
        found = [n for n in reversed(self._own(user_id)) if n.by_mail and n.read_at is None]
        settled = any(key[0] == user_id and mail == mail_id for key, (mail, _) in mails.items())
        free = None if settled else (mail_id, False)
        found = [n for n in found if mails.get((user_id, n.id), free) == (mail_id, False)]
        mails.update({(user_id, n.id): (mail_id, False) for n in found})
        return found

    async def mailed(self, user_id: UserId, mail_id: UUID, at: dt.datetime) -> None:  # noqa: ARG002  only that it did
        """See the port."""
        for key, (mail, _) in list(self._rows.notices.items()):
            if key[0] == user_id and mail == mail_id:
                self._rows.notices[key] = (mail, True)

    def _own(self, user_id: UserId) -> list[Notification]:
        own = (n for n in self._rows.notifications.values() if n.user_id == user_id)
        return sorted(own, key=lambda n: n.id, reverse=True)
