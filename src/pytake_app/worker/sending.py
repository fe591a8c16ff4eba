"""Queued messages, batch by batch, each tenant's share sent together."""

import asyncio
import logging
import math
from collections.abc import Iterable, Sequence

from pytake_adapters.postgres.leases import PostgresLease
from pytake_adapters.priority import Processor
from pytake_adapters.tracing import resumed
from pytake_app.worker.traced import apart
from pytake_app.worker.wake import Wakeups
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.giving_way import Share
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import DeliverMessages, LeasedSend, NothingSent
from pytake_domain.whatsapp import LeasedWebhook

log = logging.getLogger(__name__)
BATCH = 64
BULK_BATCH = 16
"""Small, so that little waits for its lease to lapse after a crash although a batch takes its time to leave."""
BULK_MOST = 64
"""While nobody writes: what a batch costs beside its messages is shared by more of them."""
QUIET = 5.0
"""Seconds without a customer's message anywhere, after which batches grow."""
BRISK, SLOW = 0.25, 0.5
"""Seconds. A batch that left within the first may be larger next time, one that took longer than the second smaller: so a pause
holds within a second, and little waits for its lease, whatever the pace of the numbers.
"""
LEAST_BATCH = 4
"""With less of the time its batches are smaller as well: sixteen at once, and their statuses, would be felt for a moment."""
PACED = 0.1
"""Seconds. A batch that took longer is at its numbers' pace: the next one of this company begins when it has ended."""
IN_THE_WAY = 0.04
"""Seconds that a customer's message waits to be read before bulk leaves more of the time to it."""
TALKING = 1.0
"""Seconds after a customer's message in which its conversation may still be under way."""
DENIED = 0.2
"""Of the time that this process wants a processor: who is kept from it for longer keeps others from it just as well."""
LONGEST_REST = 1.0
"""Seconds. With a batch before each, this is the pace below which bulk never falls."""
SHORT_REST, LONG_REST = 0.5, 2.0
"""Seconds that a company's bulk is left alone when its numbers let only a part of a batch leave, or nothing."""


class DrainOutgoing:
    """One turn: what may leave now, a few dozen at a time, so that little waits for its lease to lapse after a crash."""

    def __init__(
        self, *, lease: PostgresLease[LeasedSend], deliver: DeliverMessages, ids: Ids, spread: bool = False
    ) -> None:
        self._lease = lease
        self._deliver = deliver
        self._ids = ids
        self._spread = spread
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
            for stretch in apart(sends):
                with resumed("message sent", stretch[0].trace, tenant=str(tenant_id), message=str(stretch[0].id)):
                    accepted += await self._deliver.deliver(tenant_id, stretch, spread=self._spread)
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
    """Campaigns and the like, sent evenly, by less while it is in the way of somebody who writes.

    A company that is at its numbers' pace rests, instead of being asked again and again.
    """

    def __init__(
        self,
        *,
        lease: PostgresLease[LeasedSend],
        above: PostgresLease[LeasedWebhook],
        wakeups: Wakeups,
        processor: Processor,
        deliver: DeliverMessages,
        ids: Ids,
    ) -> None:
        super().__init__(lease=lease, deliver=deliver, ids=ids, spread=True)
        self._above = above
        self._wakeups = wakeups
        self._processor = processor
        self._share = Share()
        self._batch = BULK_BATCH
        self._resting: dict[TenantId, float] = {}
        self._paced: set[TenantId] = set()

    async def turn(self) -> int:
        """Take and send one batch of those who do not rest; then leave the time that is not ours to others."""
        began = _now()
        self._resting = {tenant_id: until for tenant_id, until in self._resting.items() if until > began}
        batch = max(LEAST_BATCH, round(self._batch * self._share.now))
        taken = await self._round(batch, self._resting)
        self._resize(full=taken >= batch, took=_now() - began)
        if taken:
            self._share = self._share.after(in_the_way=await self._in_the_way())
            await asyncio.sleep(min(LONGEST_REST, self._share.rest(_now() - began)))
        return taken

    def _resize(self, *, full: bool, took: float) -> None:
        if self._share.now < 1 or self._wakeups.since("inbox") < QUIET:
            self._batch = BULK_BATCH
        elif full and took < BRISK:
            self._batch = min(BULK_MOST, self._batch * 2)
        elif took > SLOW:
            self._batch = max(BULK_BATCH, self._batch // 2)

    async def _in_the_way(self) -> bool:
        """Of somebody who writes: they wait to be read, or there is not a processor for both."""
        denied = self._processor.denied()
        if await self._above.waited() > IN_THE_WAY:
            return True
        return denied > DENIED and self._wakeups.since("inbox") < TALKING

    async def _send(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> int:
        began, rest = _now(), 0.0
        if tenant_id in self._paced:
            self._resting[tenant_id] = math.inf
        try:
            accepted = await super()._send(tenant_id, sends)
            if accepted < len(sends):
                rest = SHORT_REST if accepted else LONG_REST
        finally:
            self._resting[tenant_id] = _now() + rest
            (self._paced.add if _now() - began > PACED else self._paced.discard)(tenant_id)
        return accepted


def _now() -> float:
    return asyncio.get_running_loop().time()
