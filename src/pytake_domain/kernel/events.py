"""Domain events: what a transition says happened; saved in the same transaction, delivered afterwards."""

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar, Protocol
from uuid import UUID

import msgspec

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import EventId, TenantId


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all events. `subject` is what it is about; events of one subject are delivered in order."""

    id: EventId
    tenant_id: TenantId
    at: dt.datetime
    actor_kind: ActorKind = ActorKind.SYSTEM
    actor_id: UUID | None = None
    reason: str = ""

    kept: ClassVar[bool] = False
    """Kept for ever in the event log, beside being delivered: transitions that people ask about later."""

    @property
    def subject(self) -> UUID:
        """The aggregate that orders deliveries."""
        return self.id

    @property
    def name(self) -> str:
        """Its type on the wire."""
        return type(self).__name__

    @property
    def topic(self) -> str:
        """What subscribers name to hear of it: its type, narrowed where most events of the type concern none of them."""
        return self.name


class EventLog(Protocol):
    """Where a work puts its events; they leave only when the work commits."""

    def add(self, *events: Event) -> None:
        """Save with the transaction. Nothing is delivered when it is rolled back."""
        ...


class Deliveries(Protocol):
    """Events taken for delivery on a lease; giving them back is part of the transaction that used them."""

    async def done(self, ids: Sequence[EventId]) -> None:
        """Raises LeaseLost when another worker has taken any of them meanwhile."""
        ...
