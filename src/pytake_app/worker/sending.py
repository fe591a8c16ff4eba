"""Queued messages, batch by batch, each tenant's share sent together."""

import asyncio
import logging
from collections.abc import Iterable, Sequence

from pytake_adapters.postgres.leases import PostgresLease
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import DeliverMessages, LeasedSend, NothingSent

log = logging.getLogger(__name__)
BATCH = 64
BULK_BATCH = 32
"""Small, so that the answers of a batch that come all at once keep nobody waiting for long."""
SHORT_REST, LONG_REST = 0.5, 2.0
"""Seconds that a company's bulk is left alone when its numbers let only a part of a batch leave, or nothing."""


class DrainOutgoing:
    """One turn: what may leave now, a few dozen at a time, so that little is in doubt after a crash."""

    def __init__(self, *, lease: PostgresLease[LeasedSend], deliver: DeliverMessages, ids: Ids) -> None:
        self._lease = lease
        self._deliver = deliver
        self._ids = ids
        self.accepted = 0

    async def turn(self) -> int:
        """Take and send one batch."""
        return await self._round(BATCH)

    async def _round(self, batch: int, without: Iterable[TenantId] = ()) -> int:
        taken = await self._lease.take(batch, self._ids.new(), without=without)
        shares: dict[TenantId, list[LeasedSend]] = {}
        for send in taken:
            shares.setdefault(send.tenant_id, []).append(send)
        await asyncio.gather(*(self._send(tenant_id, sends) for tenant_id, sends in shares.items()))
        return len(taken)

    async def _send(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> int:
        accepted = 0
        try:
            accepted = await self._deliver.deliver(tenant_id, sends)
        except LeaseLost:
            log.warning("outgoing: another worker took a batch over")
        except NothingSent:
            self._lease.doubt(sends[0].token, untouched=True)
            raise
        except Unavailable:
            self._lease.doubt(sends[0].token)
            raise
        except Exception:
            # What was sent stays in doubt until a status tells; the lease lapses by itself.
            log.exception("outgoing: a share of %d could not be recorded", len(sends))
        self.accepted += accepted
        return accepted


class DrainBulk(DrainOutgoing):
    """Campaigns and the like. A company that is at its numbers' pace rests, instead of being asked again and again."""

    def __init__(self, *, lease: PostgresLease[LeasedSend], deliver: DeliverMessages, ids: Ids) -> None:
        super().__init__(lease=lease, deliver=deliver, ids=ids)
        self._resting: dict[TenantId, float] = {}

    async def turn(self) -> int:
        """Take and send one batch of those who do not rest."""
        now = asyncio.get_running_loop().time()
        self._resting = {tenant_id: until for tenant_id, until in self._resting.items() if until > now}
        return await self._round(BULK_BATCH, self._resting)

    async def _send(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> int:
        accepted = await super()._send(tenant_id, sends)
        if accepted < len(sends):
            rest = SHORT_REST if accepted else LONG_REST
            self._resting[tenant_id] = asyncio.get_running_loop().time() + rest
        return accepted
