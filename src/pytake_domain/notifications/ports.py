"""What notifications need from outside."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.kernel.ids import NotificationId, UserId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.kernel.text import Language
from pytake_domain.notifications.notification import NoticeTopic, Notification, NotificationKind
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

    async def owed(self, user_id: UserId, mail_id: UUID) -> Sequence[Notification]:
        """Those that belong to this mail and to no other, unread, oldest first; none once it left. The first time those to be
        mailed that are in no mail yet, from then on the same.
        """
        ...

    async def mailed(self, user_id: UserId, mail_id: UUID, at: dt.datetime) -> None:
        """The mail left."""
        ...


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A written mail; `unsubscribe` is where a mail program posts to."""

    subject: str
    text: str
    unsubscribe: Secret


class NoticeTexts(Protocol):
    """What mail about notifications says: how many of what, nothing of whom."""

    def write(
        self,
        language: Language,
        *,
        name: str,
        company: str,
        counts: Mapping[NotificationKind, int],
        tokens: Mapping[NoticeTopic, Secret],
        all_of_them: Secret,
    ) -> Notice:
        """With a link to the console, one for each topic to get no more mail of it, and one for all topics of this mail."""
        ...


class NotificationsWork(RoutingWork, Protocol):
    """The part of a work that notifications use."""

    @property
    def notifications(self) -> NotificationRepository:
        """What people should know."""
        ...
