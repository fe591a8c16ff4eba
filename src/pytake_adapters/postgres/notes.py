"""Internal notes."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from pytake_adapters.postgres.schema.messaging import conversation_notes as table
from pytake_domain.kernel.ids import ConversationId, TenantId
from pytake_domain.messaging import Note


class PostgresNotes:
    """Notes of one tenant in one transaction."""

    def __init__(self, tenant_id: TenantId, sql: AsyncConnection) -> None:
        self._tenant_id = tenant_id
        self._sql = sql

    async def add(self, note: Note) -> None:
        """See the port."""
        await self._sql.execute(
            insert(table).values(
                tenant_id=self._tenant_id,
                id=note.id,
                conversation_id=note.conversation_id,
                author_id=note.author_id,
                author_name=note.author_name,
                body=note.body,
                created_at=note.created_at,
                mentions=list(note.mentions),
            )
        )

    async def of(self, conversation_id: ConversationId) -> Sequence[Note]:
        """See the port."""
        return (await self.of_all([conversation_id]))[conversation_id]

    async def of_all(self, ids: Sequence[ConversationId]) -> dict[ConversationId, Sequence[Note]]:
        """See the port."""
        query = (
            select(table)
            .where(table.c.tenant_id == self._tenant_id, table.c.conversation_id.in_(ids))
            .order_by(table.c.id)
        )
        found: dict[ConversationId, list[Note]] = {each: [] for each in ids}
        for r in await self._sql.execute(query):
            note = Note(
                id=r.id,
                conversation_id=r.conversation_id,
                author_id=r.author_id,
                author_name=r.author_name,
                body=r.body,
                created_at=r.created_at,
                mentions=tuple(r.mentions),
            )
            found[note.conversation_id].append(note)
        return dict(found)
