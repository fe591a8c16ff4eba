"""Conversations that people of one tenant muted."""

import datetime as dt
from collections.abc import Sequence

import asyncpg

from pytake_domain.kernel.ids import ConversationId, TenantId, UserId

MUTE = """INSERT INTO conversation_mutes (tenant_id, user_id, conversation_id, at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING"""
UNMUTE = "DELETE FROM conversation_mutes WHERE tenant_id = $1 AND user_id = $2 AND conversation_id = $3"
OF = """SELECT conversation_id FROM conversation_mutes
WHERE tenant_id = $1 AND user_id = $2 AND conversation_id = ANY($3::uuid[])"""
BY = """SELECT user_id FROM conversation_mutes
WHERE tenant_id = $1 AND user_id = ANY($2::uuid[]) AND conversation_id = $3"""


class PostgresMutes:
    """See MutedConversations."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def mute(self, user_id: UserId, conversation_id: ConversationId, at: dt.datetime) -> None:
        """See the port."""
        await self._raw.execute(MUTE, self._tenant_id, user_id, conversation_id, at)

    async def unmute(self, user_id: UserId, conversation_id: ConversationId) -> None:
        """See the port."""
        await self._raw.execute(UNMUTE, self._tenant_id, user_id, conversation_id)

    async def of(self, user_id: UserId, ids: Sequence[ConversationId]) -> frozenset[ConversationId]:
        """See the port."""
        if not ids:
            return frozenset()
        rows = await self._raw.fetch(OF, self._tenant_id, user_id, list(ids))
        return frozenset(ConversationId(row["conversation_id"]) for row in rows)

    async def by(self, conversation_id: ConversationId, user_ids: Sequence[UserId]) -> frozenset[UserId]:
        """See the port."""
        if not user_ids:
            return frozenset()
        rows = await self._raw.fetch(BY, self._tenant_id, list(user_ids), conversation_id)
        return frozenset(UserId(row["user_id"]) for row in rows)
