"""Routing's use cases on memory adapters, and what they hear of."""

from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.flows import LiquidTexts
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import (
    WAKE,
    ConversationChanged,
    ManageSurveys,
    MessageQueued,
    SnoozeConversations,
)
from pytake_domain.routing import (
    DRAIN,
    FILL,
    OVERFLOW,
    AgentPresenceChanged,
    AssignConversations,
    Draining,
    Filling,
    FillTexts,
    FollowConversations,
    ManageAgents,
    ManageCalendars,
    ManageCannedReplies,
    ManageQueues,
    ManageSavedViews,
    MeasureDesk,
    Overflowing,
    QueueChanged,
    SetSurveys,
    TransferConversations,
    WatchRouting,
)
from pytake_domain.testing.memory.jobs import Handler
from pytake_domain.testing.memory.planned import MemoryDeskSweeps
from pytake_domain.testing.memory.routing import MemorySweeps
from pytake_domain.testing.memory.store import MemoryStore
from pytake_domain.testing.memory.work import MemoryOpenWork


class MemoryDesk:
    """Everything of routing, on one store."""

    def __init__(self, store: MemoryStore, open_work: MemoryOpenWork, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self.queues = ManageQueues(open_work=open_work, clock=clock, ids=ids)
        self.calendars = ManageCalendars(open_work=open_work, clock=clock, ids=ids)
        self.agents = ManageAgents(open_work=open_work, clock=clock, ids=ids)
        self.transferring = TransferConversations(open_work=open_work, clock=clock, ids=ids)
        self.assigning = AssignConversations(open_work=open_work, clock=clock, ids=ids)
        self.following = FollowConversations(open_work=open_work, assigning=self.assigning, clock=clock, ids=ids)
        self.watching = WatchRouting(open_work=open_work, clock=clock, ids=ids)
        self.sweeps, self.late = MemorySweeps(store), MemoryDeskSweeps(store)
        self.snoozing = SnoozeConversations(open_work=open_work, clock=clock, ids=ids)
        self.surveys, self.asking = ManageSurveys(open_work=open_work), SetSurveys(open_work=open_work)
        self.saved_views = ManageSavedViews(open_work=open_work, clock=clock, ids=ids)
        self.filling = FillTexts(open_work=open_work, texts=LiquidTexts(), clock=clock)
        self.canned = ManageCannedReplies(open_work=open_work, texts=LiquidTexts(), clock=clock, ids=ids)
        self.measuring = MeasureDesk(open_work=open_work, clock=clock)
        self.jobs: Mapping[str, Handler] = {
            OVERFLOW: self._overflow,
            FILL: self._fill,
            DRAIN: self._drain,
            WAKE: self.snoozing.run,
        }

    async def hear(self, tenant_id: TenantId, told: Sequence[Event]) -> None:
        """Events of one tenant, kind by kind."""
        if changes := [e for e in told if isinstance(e, ConversationChanged)]:
            await self.following.on_changed(tenant_id, changes)
        if answers := [e for e in told if isinstance(e, MessageQueued)]:
            await self.following.on_answered(tenant_id, answers)
        if presences := [e for e in told if isinstance(e, AgentPresenceChanged)]:
            await self.following.on_available(tenant_id, presences)
        if queues := [e for e in told if isinstance(e, QueueChanged)]:
            await self.following.on_queue(tenant_id, queues)

    async def sweep(self) -> None:
        """What only time brings about, now."""
        for tenant_id in await self.sweeps.tenants(self._clock.now()):
            await self.watching.sweep(tenant_id)

    async def _overflow(self, tenant_id: TenantId, payload: bytes) -> None:
        await self.following.on_overdue(tenant_id, msgspec.json.decode(payload, type=Overflowing))

    async def _fill(self, tenant_id: TenantId, payload: bytes) -> None:
        await self.assigning.fill(tenant_id, msgspec.json.decode(payload, type=Filling).queue_id)

    async def _drain(self, tenant_id: TenantId, payload: bytes) -> None:
        await self.assigning.drain(tenant_id, msgspec.json.decode(payload, type=Draining).user_id)
