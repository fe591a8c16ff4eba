"""Events, batch by batch, to who is named for them in the table of subscriptions."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from pytake_adapters.postgres.leases import POISONED, LeasedDelivery, PostgresLease
from pytake_adapters.tracing import resumed
from pytake_app.worker.traced import apart
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.work import LeaseLost

log = logging.getLogger(__name__)
BATCH = 256
PAUSE = 2.0

Subscriber = Callable[[TenantId, Sequence[LeasedDelivery]], Awaitable[None]]
"""Uses a batch of events of one type and tenant; ends their deliveries in its own transaction."""


class DrainDeliveries:
    """One turn: a batch across tenants, type by type."""

    def __init__(
        self, *, lease: PostgresLease[LeasedDelivery], subscribers: Mapping[str, Subscriber], ids: Ids
    ) -> None:
        self._lease = lease
        self._subscribers = subscribers
        self._ids = ids

    async def turn(self) -> int:
        """Take and deliver one batch."""
        token = self._ids.new()
        taken = await self._lease.take(BATCH, token)
        shares: dict[tuple[TenantId, str], list[LeasedDelivery]] = {}
        for delivery in taken:
            shares.setdefault((delivery.tenant_id, delivery.type), []).append(delivery)
        for (tenant_id, kind), deliveries in shares.items():
            for stretch in apart(deliveries):
                with resumed(f"event {kind}", stretch[0].trace, tenant=str(tenant_id)):
                    await self._deliver(tenant_id, kind, stretch, token)
        return len(taken)

    async def _deliver(self, tenant_id: TenantId, kind: str, deliveries: Sequence[LeasedDelivery], token: UUID) -> None:
        try:
            await self._subscribers[kind](tenant_id, deliveries)
        except LeaseLost:
            log.warning("deliveries: another worker took a batch over")
        except Unavailable:
            self._lease.doubt(token)
            raise
        except Exception:
            if len(deliveries) > 1:
                for delivery in deliveries:
                    await self._deliver(tenant_id, kind, [delivery], token)
                return
            delivery = deliveries[0]
            log.exception("deliveries: %s %s failed (try %d)", kind, delivery.id, delivery.tries + 1)
            # Held back ever longer; it never blocks others, and never disappears.
            pause = PAUSE * 2 ** min(delivery.tries, POISONED * 2)
            await self._lease.give_back(tenant_id, [delivery.id], token, pause=pause)
