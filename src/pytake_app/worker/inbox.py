"""Raw webhooks, batch by batch, each tenant's share in one transaction."""

import logging
from collections.abc import Sequence
from uuid import UUID

from pytake_adapters.postgres.leases import POISONED, PostgresLease
from pytake_adapters.tracing import resumed
from pytake_app.worker.traced import apart
from pytake_domain.kernel.errors import Unavailable
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import ReceiveMessages, share
from pytake_domain.whatsapp import LeasedWebhook

log = logging.getLogger(__name__)
BATCH = 400
STATUS_BATCH = 40
"""Statuses can wait a moment: what is read of them at once must not keep somebody who writes waiting. When they pile up, more is
read at once all the same: ten cost hardly more than one, and a pile would keep everybody waiting.
"""
PAUSE = 2.0


class DrainInbox:
    """One turn: a batch across tenants, of `batch` at first, of twice as many after each that was full, up to BATCH."""

    def __init__(
        self, *, lease: PostgresLease[LeasedWebhook], receive: ReceiveMessages, ids: Ids, batch: int = BATCH
    ) -> None:
        self._least = self._batch = batch
        self._lease = lease
        self._receive = receive
        self._ids = ids
        self.received = 0

    async def turn(self) -> int:
        """Take and read one batch."""
        token = self._ids.new()
        taken = await self._lease.take(self._batch, token)
        self._batch = min(BATCH, self._batch * 2) if len(taken) >= self._batch else max(self._least, self._batch // 2)
        for tenant_id, webhooks in share(taken).items():
            for stretch in apart(webhooks):
                with resumed("inbox read", stretch[0].trace, tenant=str(tenant_id)):
                    await self._read(tenant_id, stretch, token)
        return len(taken)

    async def _read(self, tenant_id: TenantId, webhooks: Sequence[LeasedWebhook], token: UUID) -> None:
        try:
            self.received += await self._receive.receive(tenant_id, webhooks)
        except LeaseLost:
            log.warning("inbox: another worker took a batch over")
        except Unavailable:
            self._lease.doubt(token)
            raise
        except Exception as error:
            if len(webhooks) > 1:
                # One of them hurts the others: each gets a transaction of its own, in order.
                for webhook in webhooks:
                    await self._read(tenant_id, [webhook], token)
                return
            log.exception("inbox: webhook %s could not be processed", webhooks[0].id)
            await self._put_aside(tenant_id, webhooks[0], token, error)

    async def _put_aside(self, tenant_id: TenantId, webhook: LeasedWebhook, token: UUID, error: Exception) -> None:
        if webhook.tries + 1 >= POISONED:
            await self._receive.park(tenant_id, webhook, type(error).__name__)
        else:
            await self._lease.give_back(tenant_id, [webhook.id], token, pause=PAUSE)
