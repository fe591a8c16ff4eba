"""Saved views and canned replies."""

from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_domain.kernel.ids import CannedReplyId, SavedViewId, TenantId, UserId
from pytake_domain.routing import (
    Audience,
    CannedReply,
    CannedReplyNotFound,
    SavedView,
    SavedViewNameTaken,
    SavedViewNotFound,
    ShortcutTaken,
    ViewFilters,
)

_json = msgspec.json.Encoder()
_filters = msgspec.json.Decoder(ViewFilters)


class PostgresSavedViews:
    """Saved views of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, view: SavedView) -> None:
        """See the port."""
        try:
            await self._raw.execute(
                "INSERT INTO saved_views (tenant_id, id, name, name_key, filters, owner_id, shared, created_at,"
                " place) VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)",
                self._tenant_id,
                view.id,
                view.name,
                view.name.casefold(),
                _json.encode(view.filters).decode(),
                view.owner_id,
                view.shared,
                view.created_at,
                view.place,
            )
        except asyncpg.UniqueViolationError as error:
            raise SavedViewNameTaken from error

    async def save(self, view: SavedView) -> None:
        """See the port."""
        try:
            done = await self._raw.execute(
                "UPDATE saved_views SET name = $3, name_key = $4, filters = $5::jsonb, place = $6"
                " WHERE tenant_id = $1 AND id = $2",
                self._tenant_id,
                view.id,
                view.name,
                view.name.casefold(),
                _json.encode(view.filters).decode(),
                view.place,
            )
        except asyncpg.UniqueViolationError as error:
            raise SavedViewNameTaken from error
        if done != "UPDATE 1":
            raise SavedViewNotFound

    async def get(self, view_id: SavedViewId) -> SavedView:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM saved_views WHERE tenant_id = $1 AND id = $2", self._tenant_id, view_id
        )
        if row is None:
            raise SavedViewNotFound
        return _view(row)

    async def remove(self, view_id: SavedViewId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "DELETE FROM saved_views WHERE tenant_id = $1 AND id = $2", self._tenant_id, view_id
        )
        if done != "DELETE 1":
            raise SavedViewNotFound

    async def usable_by(self, user_id: UserId | None) -> Sequence[SavedView]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM saved_views WHERE tenant_id = $1 AND shared"
            " UNION ALL SELECT * FROM saved_views WHERE tenant_id = $1 AND owner_id = $2 AND NOT shared"
            " ORDER BY shared DESC, place, name_key, id",
            self._tenant_id,
            user_id,
        )
        return [_view(row) for row in rows]


class PostgresCannedReplies:
    """Canned replies of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, reply: CannedReply) -> None:
        """See the port."""
        await self._put(
            "INSERT INTO canned_replies (tenant_id, id, shortcut, title, body, audience, audience_id, owner_id, media_id,"
            " updated_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            reply,
            reply.created_at,
        )

    async def get(self, reply_id: CannedReplyId) -> CannedReply:
        """See the port."""
        row = await self._raw.fetchrow(
            "SELECT * FROM canned_replies WHERE tenant_id = $1 AND id = $2", self._tenant_id, reply_id
        )
        if row is None:
            raise CannedReplyNotFound
        return _reply(row)

    async def save(self, reply: CannedReply) -> None:
        """See the port."""
        done = await self._put(
            "UPDATE canned_replies SET shortcut = $3, title = $4, body = $5, audience = $6, audience_id = $7, owner_id = $8,"
            " media_id = $9, updated_at = $10 WHERE tenant_id = $1 AND id = $2",
            reply,
        )
        if done != "UPDATE 1":
            raise CannedReplyNotFound

    async def remove(self, reply_id: CannedReplyId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "DELETE FROM canned_replies WHERE tenant_id = $1 AND id = $2", self._tenant_id, reply_id
        )
        if done != "DELETE 1":
            raise CannedReplyNotFound

    async def all(self) -> Sequence[CannedReply]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT * FROM canned_replies WHERE tenant_id = $1 ORDER BY shortcut, id", self._tenant_id
        )
        return [_reply(row) for row in rows]

    async def _put(self, statement: str, reply: CannedReply, *more: object) -> str:
        own = reply.owner_id if reply.audience is Audience.OWN else None
        try:
            return str(
                await self._raw.execute(
                    statement,
                    self._tenant_id,
                    reply.id,
                    reply.shortcut,
                    reply.title,
                    reply.text,
                    reply.audience.value,
                    reply.department_id or own,
                    reply.owner_id,
                    reply.media_id,
                    reply.updated_at,
                    *more,
                )
            )
        except asyncpg.UniqueViolationError as error:
            raise ShortcutTaken from error


def _view(row: asyncpg.Record) -> SavedView:
    return SavedView(
        id=row["id"],
        tenant_id=row["tenant_id"],
        name=row["name"],
        filters=_filters.decode(row["filters"]),
        owner_id=row["owner_id"],
        shared=row["shared"],
        created_at=row["created_at"],
        place=row["place"],
    )


def _reply(row: asyncpg.Record) -> CannedReply:
    audience = Audience(row["audience"])
    return CannedReply(
        id=row["id"],
        tenant_id=row["tenant_id"],
        shortcut=row["shortcut"],
        title=row["title"],
        text=row["body"],
        audience=audience,
        owner_id=row["owner_id"],
        department_id=row["audience_id"] if audience is Audience.DEPARTMENT else None,
        media_id=row["media_id"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
