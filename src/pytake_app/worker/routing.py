"""Routing's side of the worker: which events and jobs it hears of, and its round by the clock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import msgspec

from pytake_adapters.postgres.errors import AWAY
from pytake_adapters.postgres.jobs import Handler
from pytake_adapters.postgres.leases import LeasedDelivery
from pytake_app.worker.deliveries import Subscriber
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import ConversationChanged, MessageQueued
from pytake_domain.routing import (
    DRAIN,
    FILL,
    OVERFLOW,
    AgentPresenceChanged,
    AssignConversations,
    Draining,
    Filling,
    FollowConversations,
    Overflowing,
    QueueChanged,
    Sweeps,
    WatchRouting,
)

log = logging.getLogger(__name__)
PAUSE = 5.0
"""Seconds between two rounds: how late a warning may be said."""
E = TypeVar("E", bound=Event)
CHANGES = tuple(f"ConversationChanged.{change}" for change in ("queued", "reassigned", "resolved", "archived", "bot"))
TOPICS = frozenset({*CHANGES, "MessageQueued.user", "AgentPresenceChanged.available", "QueueChanged"})


def routing_subscriptions(following: FollowConversations) -> dict[str, Subscriber]:
    """What routing hears of."""
    changed = _told(ConversationChanged, following.on_changed)
    return {
        **dict.fromkeys(CHANGES, changed),
        "MessageQueued.user": _told(MessageQueued, following.on_answered),
        "AgentPresenceChanged.available": _told(AgentPresenceChanged, following.on_available),
        "QueueChanged": _told(QueueChanged, following.on_queue),
    }


def _told(kind: type[E], tell: Callable[[TenantId, Sequence[E]], Awaitable[None]]) -> Subscriber:
    decoder = msgspec.msgpack.Decoder(kind)

    async def subscriber(tenant_id: TenantId, deliveries: Sequence[LeasedDelivery]) -> None:
        await tell(tenant_id, [decoder.decode(d.data) for d in deliveries])

    return subscriber


def routing_jobs(following: FollowConversations, assigning: AssignConversations) -> dict[str, Handler]:
    """What routing left for later."""

    async def overflow(tenant_id: TenantId, payload: bytes) -> None:
        await following.on_overdue(tenant_id, msgspec.json.decode(payload, type=Overflowing))

    async def fill(tenant_id: TenantId, payload: bytes) -> None:
        await assigning.fill(tenant_id, msgspec.json.decode(payload, type=Filling).queue_id)

    async def drain(tenant_id: TenantId, payload: bytes) -> None:
        await assigning.drain(tenant_id, msgspec.json.decode(payload, type=Draining).user_id)

    return {OVERFLOW: overflow, FILL: fill, DRAIN: drain}


class RoutingRounds:
    """Looks every few seconds which tenants have something due. Several workers may: what one holds the others pass over."""

    def __init__(self, sweeps: Sweeps, watching: WatchRouting, clock: Clock) -> None:
        self._sweeps = sweeps
        self._watching = watching
        self._clock = clock

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("routing: %s; next time", type(error).__name__)
            except Exception:
                log.exception("routing: a round failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PAUSE)

    async def turn(self) -> None:
        """Once. A tenant whose round fails does not keep the others waiting."""
        for tenant_id in await self._sweeps.tenants(self._clock.now()):
            try:
                await self._watching.sweep(tenant_id)
            except PytakeError as error:
                log.warning("routing: %s of a tenant; next time", error.code)
