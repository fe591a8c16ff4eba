"""Muted conversations in memory."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.kernel.ids import ConversationId, UserId
from pytake_domain.testing.memory.store import TenantRows


class MemoryMutes:
    """See MutedConversations."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def mute(self, user_id: UserId, conversation_id: ConversationId, at: dt.datetime) -> None:
        """See the port."""
        self._rows.mutes.setdefault((user_id, conversation_id), at)

    async def unmute(self, user_id: UserId, conversation_id: ConversationId) -> None:
        """See the port."""
        self._rows.mutes.pop((user_id, conversation_id), None)

    async def of(self, user_id: UserId, ids: Sequence[ConversationId]) -> frozenset[ConversationId]:
        """See the port."""
        return frozenset(one for one in ids if (user_id, one) in self._rows.mutes)

    async def by(self, conversation_id: ConversationId, user_ids: Sequence[UserId]) -> frozenset[UserId]:
        """See the port."""
        return frozenset(who for who in user_ids if (who, conversation_id) in self._rows.mutes)
