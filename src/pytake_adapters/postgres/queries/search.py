"""Full-text search over messages; the words are found by a function of the database (see the migration)."""

from typing import Any

from sqlalchemy import Text, cast, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.messages import message_of
from pytake_adapters.postgres.queries import cursor
from pytake_adapters.postgres.schema.messaging import messages
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.messaging import Message, SearchFilter

_JSON = ("content", "status_history", "error", "price")
_columns = [cast(c, Text).label(c.name) if c.name in _JSON else c for c in messages.c]
_found = text(
    """SELECT pytake_search(:asked, CAST(:since AS timestamptz), CAST(:until AS timestamptz), CAST(:conversation AS uuid),
    CAST(:contact AS uuid), CAST(:number AS uuid), :direction, :type, CAST(:agent AS uuid), CAST(:served AS uuid[]),
    CAST(:nearby AS uuid[]), CAST(:before AS uuid), :most) AS id"""
)


class PostgresSearch:
    """Of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def messages(self, wanted: SearchFilter, page: PageRequest) -> Page[Message]:
        """See the port."""
        rows = await self._sql.execute(_found, self._arguments(wanted, page))
        ids = [row.id for row in rows]
        query = select(*_columns).where(messages.c.tenant_id == self._tenant_id, messages.c.id.in_(ids))
        found = {row["id"]: message_of(row) for row in (await self._sql.execute(query)).mappings()}
        items = tuple(found[i] for i in ids if i in found)
        more = len(ids) == page.limit
        return Page(items=items, total=None, next_cursor=cursor.write(cursor.Place(ids[-1])) if more else None)

    def _arguments(self, wanted: SearchFilter, page: PageRequest) -> dict[str, Any]:
        sight = wanted.visible_to
        return {
            "asked": wanted.text,
            "since": wanted.since,
            "until": wanted.until,
            "conversation": wanted.conversation_id,
            "contact": wanted.contact_id,
            "number": wanted.number_id,
            "direction": wanted.direction.value if wanted.direction else None,
            "type": wanted.type.value if wanted.type else None,
            "agent": sight.user_id if sight else None,
            "served": list(sight.queues) if sight else [],
            "nearby": list(sight.nearby) if sight else [],
            "before": cursor.read(page.cursor).id if page.cursor else None,
            "most": page.limit,
        }
