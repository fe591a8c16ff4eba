"""Notifications of one tenant's people."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import asyncpg

from pytake_domain.kernel.ids import NotificationId, TenantId, UserId
from pytake_domain.notifications import Notification, NotificationKind

ADD = """
INSERT INTO notifications (tenant_id, user_id, id, kind, at, detail, conversation_id, number_id, campaign_id, by_mail)
SELECT $1, w.* FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::uuid[], $8::uuid[],
  $9::uuid[], $10::boolean[]) AS w
ON CONFLICT (tenant_id, user_id, id) DO NOTHING RETURNING user_id, id"""
OF = """
SELECT * FROM notifications WHERE tenant_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR id < $3)
ORDER BY id DESC LIMIT $4"""
OF_UNREAD = """
SELECT * FROM notifications WHERE tenant_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR id < $3) AND read_at IS NULL
ORDER BY id DESC LIMIT $4"""
UNREAD = """
SELECT count(*) FROM (
  SELECT 1 FROM notifications WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL LIMIT 100) AS some_of_them"""
READ = """
UPDATE notifications SET read_at = $3
WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL AND ($4::uuid[] IS NULL OR id = ANY($4))"""

OWED = """
WITH ours AS (
  UPDATE notifications SET mail_id = $3
  WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL AND by_mail AND mailed_at IS NULL
    AND (mail_id = $3 OR mail_id IS NULL AND NOT EXISTS (
      SELECT 1 FROM notifications AS own WHERE own.tenant_id = $1 AND own.user_id = $2 AND own.mail_id = $3))
  RETURNING *)
SELECT * FROM ours ORDER BY id"""
MAILED = "UPDATE notifications SET mailed_at = $4 WHERE tenant_id = $1 AND user_id = $2 AND mail_id = $3"
FIELDS = Notification.__struct_fields__


class PostgresNotifications:
    """See NotificationRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, notifications: Sequence[Notification]) -> Sequence[Notification]:
        """See the port."""
        if not notifications:
            return []
        ordered = sorted(notifications, key=lambda n: (n.user_id, n.id))
        rows = await self._raw.fetch(
            ADD,
            self._tenant_id,
            [n.user_id for n in ordered],
            [n.id for n in ordered],
            [n.kind.value for n in ordered],
            [n.at for n in ordered],
            [n.detail for n in ordered],
            [n.conversation_id for n in ordered],
            [n.number_id for n in ordered],
            [n.campaign_id for n in ordered],
            [n.by_mail for n in ordered],
        )
        fresh = {(row["user_id"], row["id"]) for row in rows}
        return [n for n in ordered if (n.user_id, n.id) in fresh]

    async def of(
        self, user_id: UserId, *, unread: bool, before: NotificationId | None, limit: int
    ) -> Sequence[Notification]:
        """See the port."""
        rows = await self._raw.fetch(OF_UNREAD if unread else OF, self._tenant_id, user_id, before, limit)
        return [_notification(row) for row in rows]

    async def unread(self, user_id: UserId) -> int:
        """See the port."""
        return int(await self._raw.fetchval(UNREAD, self._tenant_id, user_id))

    async def read(self, user_id: UserId, ids: Sequence[NotificationId] | None, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(READ, self._tenant_id, user_id, at, None if ids is None else list(ids))

    async def owed(self, user_id: UserId, mail_id: UUID) -> Sequence[Notification]:
        """See the port."""
        return [_notification(row) for row in await self._raw.fetch(OWED, self._tenant_id, user_id, mail_id)]

    async def mailed(self, user_id: UserId, mail_id: UUID, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(MAILED, self._tenant_id, user_id, mail_id, at)


def _notification(row: asyncpg.Record) -> Notification:
    return Notification(**{name: row[name] for name in FIELDS} | {"kind": NotificationKind(row["kind"])})
