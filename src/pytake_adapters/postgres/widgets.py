"""Widgets of people's dashboards."""

from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_domain.analytics import Widget, WidgetDraft, WidgetNotFound
from pytake_domain.kernel.ids import TenantId, UserId, WidgetId

_encode = msgspec.json.Encoder().encode
_draft = msgspec.json.Decoder(WidgetDraft).decode

ADD = """
INSERT INTO dashboard_widgets (tenant_id, id, user_id, data, created_at, updated_at)
VALUES ($1, $2, $3, $4::jsonb, $5, $6)"""
SAVE = """
UPDATE dashboard_widgets SET data = $4::jsonb, updated_at = $5 WHERE tenant_id = $1 AND id = $2 AND user_id = $3"""


class PostgresWidgets:
    """See WidgetRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, widget: Widget) -> None:
        """See the port."""
        data = _encode(widget.draft).decode()
        await self._raw.execute(
            ADD, self._tenant_id, widget.id, widget.user_id, data, widget.created_at, widget.updated_at
        )

    async def get(self, user_id: UserId, widget_id: WidgetId) -> Widget:
        """See the port."""
        query = "SELECT * FROM dashboard_widgets WHERE tenant_id = $1 AND id = $2 AND user_id = $3"
        row = await self._raw.fetchrow(query, self._tenant_id, widget_id, user_id)
        if row is None:
            raise WidgetNotFound
        return _widget(row)

    async def save(self, widget: Widget) -> None:
        """See the port."""
        data = _encode(widget.draft).decode()
        await self._raw.execute(SAVE, self._tenant_id, widget.id, widget.user_id, data, widget.updated_at)

    async def remove(self, user_id: UserId, widget_id: WidgetId) -> None:
        """See the port."""
        query = "DELETE FROM dashboard_widgets WHERE tenant_id = $1 AND id = $2 AND user_id = $3"
        if await self._raw.execute(query, self._tenant_id, widget_id, user_id) != "DELETE 1":
            raise WidgetNotFound

    async def of(self, user_id: UserId) -> Sequence[Widget]:
        """See the port."""
        query = "SELECT * FROM dashboard_widgets WHERE tenant_id = $1 AND user_id = $2 ORDER BY id"
        return [_widget(row) for row in await self._raw.fetch(query, self._tenant_id, user_id)]


def _widget(row: asyncpg.Record) -> Widget:
    return Widget(
        id=row["id"],
        tenant_id=row["tenant_id"],
        user_id=row["user_id"],
        draft=_draft(row["data"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
