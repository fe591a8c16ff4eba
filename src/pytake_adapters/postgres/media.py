"""Files of a tenant, and the ids by which providers hold them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.schema.media import media as table
from pytake_adapters.postgres.schema.media import media_uploads as uploads
from pytake_domain.kernel.ids import MediaId, MessageId, TenantId
from pytake_domain.messaging import MediaNotFound, MediaState, StoredMedia
from pytake_domain.whatsapp import MessageType, Uploaded

ORPHANS = text(
    "SELECT w.id FROM unnest(CAST(:ids AS uuid[])) AS w(id) WHERE EXISTS (SELECT 1 FROM tenants WHERE tenant_id = :tenant)"
    " AND NOT EXISTS (SELECT 1 FROM media m WHERE m.tenant_id = :tenant AND m.id = w.id)"
)


class PostgresMedia:
    """See MediaRepository; files of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, *media: StoredMedia) -> None:
        """See the port."""
        if media:
            rows = [{"tenant_id": self._tenant_id, "id": each.id, **_columns(each)} for each in media]
            await self._sql.execute(
                insert(table).on_conflict_do_nothing(
                    index_elements=["tenant_id", "voice_of"], index_where=table.c.voice_of.is_not(None)
                ),
                rows,
            )

    async def get(self, media_id: MediaId) -> StoredMedia:
        """See the port."""
        found = await self.get_all([media_id])
        if media_id not in found:
            raise MediaNotFound
        return found[media_id]

    async def get_all(self, ids: Sequence[MediaId]) -> dict[MediaId, StoredMedia]:
        """See the port."""
        if not ids:
            return {}
        query = select(table).where(table.c.tenant_id == self._tenant_id, table.c.id.in_(ids))
        return {row.id: _media_of(row) for row in await self._sql.execute(query)}

    async def remove(self, ids: Sequence[MediaId]) -> None:
        """See the port."""
        if ids:
            await self._sql.execute(
                delete(uploads).where(uploads.c.tenant_id == self._tenant_id, uploads.c.media_id.in_(ids))
            )
            await self._sql.execute(delete(table).where(table.c.tenant_id == self._tenant_id, table.c.id.in_(ids)))

    async def save(self, media: StoredMedia) -> None:
        """See the port."""
        await self._sql.execute(
            update(table).where(table.c.tenant_id == self._tenant_id, table.c.id == media.id).values(_columns(media))
        )

    async def voice_of(self, media_id: MediaId) -> StoredMedia | None:
        """See the port."""
        query = select(table).where(table.c.tenant_id == self._tenant_id, table.c.voice_of == media_id)
        row = (await self._sql.execute(query)).first()
        return _media_of(row) if row is not None else None

    async def uploaded(self, media_id: MediaId, account: str, *, until: dt.datetime) -> Uploaded | None:
        """See the port."""
        query = select(uploads).where(*self._upload([media_id], account), uploads.c.expires_at >= until)
        row = (await self._sql.execute(query)).first()
        return Uploaded(provider_media_id=row.provider_media_id, expires_at=row.expires_at) if row is not None else None

    async def remember_upload(self, media_id: MediaId, account: str, uploaded: Uploaded) -> None:
        """See the port."""
        put = insert(uploads).values(
            tenant_id=self._tenant_id,
            media_id=media_id,
            account=account,
            provider_media_id=uploaded.provider_media_id,
            expires_at=uploaded.expires_at,
        )
        given = {name: put.excluded[name] for name in ("provider_media_id", "expires_at")}
        await self._sql.execute(
            put.on_conflict_do_update(
                index_elements=["tenant_id", "media_id", "account"],
                set_=given,
                where=uploads.c.expires_at < put.excluded.expires_at,
            )
        )

    async def orphans(self, ids: Sequence[MediaId]) -> set[MediaId]:
        """See the port."""
        rows = await self._sql.execute(ORPHANS, {"tenant": self._tenant_id, "ids": list(ids)})
        return {MediaId(row.id) for row in rows}

    async def forget_uploads(self, ids: Sequence[MediaId], account: str) -> None:
        """See the port."""
        if ids:
            await self._sql.execute(delete(uploads).where(*self._upload(ids, account)))

    def _upload(self, ids: Sequence[MediaId], account: str) -> tuple[Any, ...]:
        return (
            uploads.c.tenant_id == self._tenant_id,
            uploads.c.media_id.in_(ids),
            uploads.c.account == account,
        )


def _columns(media: StoredMedia) -> dict[str, Any]:
    return {
        "type": media.type.value,
        "mime_type": media.mime_type,
        "size": media.size,
        "sha256": media.sha256,
        "filename": media.filename,
        "state": media.state.value,
        "reason": media.reason,
        "width": media.width,
        "height": media.height,
        "seconds": media.seconds,
        "has_thumbnail": media.has_thumbnail,
        "message_id": media.message_id,
        "voice_of": media.voice_of,
        "created_at": media.created_at,
    }


def _media_of(row: Any) -> StoredMedia:
    return StoredMedia(
        id=MediaId(row.id),
        tenant_id=TenantId(row.tenant_id),
        type=MessageType(row.type),
        mime_type=row.mime_type,
        created_at=row.created_at,
        size=row.size,
        sha256=row.sha256,
        filename=row.filename,
        state=MediaState(row.state),
        reason=row.reason,
        width=row.width,
        height=row.height,
        seconds=row.seconds,
        has_thumbnail=row.has_thumbnail,
        message_id=MessageId(row.message_id) if row.message_id else None,
        voice_of=MediaId(row.voice_of) if row.voice_of else None,
    )
