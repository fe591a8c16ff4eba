"""That somebody watches is recorded when they begin, before anything is told them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.audit import AuditAction, AuditLog, AuditRecord
from pytake_domain.kernel.ids import AuditId, Ids, TenantId
from pytake_domain.kernel.time import Clock

SHOWING = frozenset({"messages", "conversations", "notifications", "flows"})
"""Channels on which people are seen; with a conversation's id behind a colon, that one's."""

Caller = Callable[[TenantId, str], str]


class Watchers:
    """Who subscribed to what that shows people."""

    def __init__(self, log: AuditLog, caller: Caller, clock: Clock, ids: Ids) -> None:
        self._log = log
        self._caller = caller
        self._clock = clock
        self._ids = ids

    async def record(
        self,
        actor: Actor,
        channels: Sequence[str],
        conversations: Sequence[UUID],
        *,
        address: str,
        request_id: str,
        route: str = "WS /ws",
    ) -> None:
        """Raises Unavailable when it can't be stored: then nothing is told."""
        if not conversations and not any(channel.partition(":")[0] in SHOWING for channel in channels):
            return
        await self._log.put(
            AuditRecord(
                id=AuditId(self._ids.new()),
                tenant_id=actor.tenant_id,
                at=self._clock.now(),
                actor_kind=actor.kind,
                actor_id=actor.id,
                action=AuditAction.READ,
                kind="realtime",
                route=route,
                subjects=tuple(sorted(set(conversations))),
                request_id=request_id,
                address=self._caller(actor.tenant_id, address),
            )
        )
