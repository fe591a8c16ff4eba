"""What outgoing webhooks need from outside."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from pytake_domain.campaigns import CampaignWork
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, NumberId, TenantId, WebhookDeliveryId, WebhookId
from pytake_domain.kernel.work import Leased
from pytake_domain.webhooks.catalogue import Heard
from pytake_domain.webhooks.delivery import Answer, Delivery, DeliveryState
from pytake_domain.webhooks.subscription import Health, Webhook


class WebhookRepository(Protocol):
    """Webhooks of one tenant, inside a work."""

    async def all(self) -> Sequence[Webhook]:
        """The oldest first."""
        ...

    async def get(self, webhook_id: WebhookId, *, lock: bool = False) -> Webhook:
        """One; with `lock` nobody else changes it or its deliveries until the work ends. Raises WebhookNotFound."""
        ...

    async def put(self, webhook: Webhook) -> None:
        """New (version 1), or in place of the version before; its health stays as it is. Raises StaleVersion."""
        ...

    async def mark(self, webhook_id: WebhookId, health: Health) -> None:
        """How it is doing now."""
        ...

    async def remove(self, webhook_id: WebhookId) -> None:
        """With its deliveries. Raises WebhookNotFound."""
        ...


class WebhookDeliveries(Protocol):
    """What webhooks have heard and have to be told, of one tenant, inside a work."""

    async def heard(self, limit: int) -> Sequence[Heard]:
        """The oldest events that were kept for webhooks. Nothing while another work passes them on."""
        ...

    async def passed_on(self, events: Sequence[EventId]) -> None:
        """They became deliveries."""
        ...

    async def add(self, deliveries: Sequence[Delivery], now: dt.datetime) -> int:
        """Those that are new, behind what waits already; how many. Their webhooks have to be locked."""
        ...

    async def get(self, webhook_id: WebhookId, delivery_id: WebhookDeliveryId) -> Delivery:
        """Raises WebhookDeliveryNotFound."""
        ...

    async def held(self, leased: "LeasedHook") -> Delivery:
        """One that this lease holds. Raises LeaseLost."""
        ...

    async def settle(self, delivery: Delivery, now: dt.datetime) -> None:
        """What became of it; the lease is over. When it is over itself, the next one of its subject is due. Its webhook has to
        be locked.
        """
        ...

    async def page(
        self,
        webhook_id: WebhookId,
        *,
        state: DeliveryState | None,
        event: str | None,
        before: WebhookDeliveryId | None,
        limit: int,
    ) -> Sequence[Delivery]:
        """The newest first."""
        ...

    async def dead(self, webhook_id: WebhookId, limit: int) -> Sequence[Delivery]:
        """The oldest first."""
        ...

    async def replay(self, deliveries: Sequence[Delivery], now: dt.datetime) -> None:
        """They are pending again; each is due once nothing before it is. Their webhook has to be locked."""
        ...

    async def expire(self, webhook_id: WebhookId, before: dt.datetime, now: dt.datetime, limit: int) -> int:
        """Pending ones that began before are dead; how many."""
        ...

    async def hasten(self, webhook_id: WebhookId, now: dt.datetime) -> None:
        """What would be tried later is due now. Its webhook has to be locked."""
        ...

    async def waiting(self) -> Mapping[WebhookId, int]:
        """How many are pending, of each that has any; from COUNTED on only that there are so many."""
        ...


class WebhookWork(CampaignWork, Protocol):
    """The part of a work that webhooks use."""

    @property
    def webhooks(self) -> WebhookRepository:
        """Who is told."""
        ...

    @property
    def webhook_deliveries(self) -> WebhookDeliveries:
        """Of what."""
        ...


class LeasedHook(Leased, frozen=True, kw_only=True):
    """A delivery taken for sending."""

    webhook_id: WebhookId

    @property
    def delivery_id(self) -> WebhookDeliveryId:
        """Which."""
        return WebhookDeliveryId(self.id)


class WebhookQueue(Protocol):
    """Looks over all companies, as the worker."""

    async def hearing(self) -> Sequence[TenantId]:
        """Those with events to be passed on."""
        ...

    async def overdue(self, before: dt.datetime) -> Sequence[tuple[TenantId, WebhookId]]:
        """Webhooks that are off or paused, with something pending that began before."""
        ...

    async def take(self, limit: int, token: UUID, now: dt.datetime) -> Sequence[LeasedHook]:
        """Deliveries that are due, so many of each webhook as it may have on their way. Raises Unavailable."""
        ...


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event as receivers get it: the thing it is about as the API shows it, and the number it concerns."""

    data: Mapping[str, object]
    number_id: NumberId | None = None


class Tellers(Protocol):
    """Makes of events what the API would show an administrator."""

    async def tell(self, work: WebhookWork, name: str, event: Event) -> Told | None:
        """What is gone meanwhile is named by its id. None when there is nothing to tell after all."""
        ...


class Receivers(Protocol):
    """Speaks to addresses of others, and never into our own network."""

    def refuse(self, url: str) -> Problem | None:
        """What is wrong with an address, as far as can be seen without asking anybody."""
        ...

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request, bounded in time and size; follows no redirect. Never raises."""
        ...
