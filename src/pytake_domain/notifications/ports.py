"""What notifications need from outside."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from pytake_domain.kernel.ids import NotificationId, UserId
from pytake_domain.notifications.notification import Notification
from pytake_domain.routing import RoutingWork


class NotificationRepository(Protocol):
    """Notifications of one tenant's people, inside a work."""

    async def add(self, notifications: Sequence[Notification]) -> Sequence[Notification]:
        """Store those that are new; which those were."""
        ...

    async def of(
        self, user_id: UserId, *, unread: bool, before: NotificationId | None, limit: int
    ) -> Sequence[Notification]:
        """Somebody's, newest first; with `unread` those alone."""
        ...

    async def unread(self, user_id: UserId) -> int:
        """How many, up to a hundred."""
        ...

    async def read(self, user_id: UserId, ids: Sequence[NotificationId] | None, at: dt.datetime) -> None:
        """They were read: these of theirs, or all."""
        ...


class NotificationsWork(RoutingWork, Protocol):
    """The part of a work that notifications use."""

    @property
    def notifications(self) -> NotificationRepository:
        """What people should know."""
        ...
