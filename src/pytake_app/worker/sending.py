"""Queued messages, batch by batch, each tenant's share sent together."""

import asyncio
import logging
from collections.abc import Sequence

from pytake_adapters.postgres.leases import PostgresLease
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import DeliverMessages, LeasedSend, NothingSent

log = logging.getLogger(__name__)
BATCH = 64


class DrainOutgoing:
    """One turn: what may leave now, a few dozen at a time, so that little is in doubt after a crash."""

    def __init__(self, *, lease: PostgresLease[LeasedSend], deliver: DeliverMessages, ids: Ids) -> None:
        self._lease = lease
        self._deliver = deliver
        self._ids = ids
        self.accepted = 0

    async def turn(self) -> int:
        """Take and send one batch."""
        taken = await self._lease.take(BATCH, self._ids.new())
        shares: dict[TenantId, list[LeasedSend]] = {}
        for send in taken:
            shares.setdefault(send.tenant_id, []).append(send)
        await asyncio.gather(*(self._send(tenant_id, sends) for tenant_id, sends in shares.items()))
        return len(taken)

    async def _send(self, tenant_id: TenantId, sends: Sequence[LeasedSend]) -> None:
        try:
            self.accepted += await self._deliver.deliver(tenant_id, sends)
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
