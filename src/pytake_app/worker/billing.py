"""Reminders' and outages' side of the worker: companies with rules, one after the other, and regions that went down."""

import asyncio
import logging
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_domain.billing import BillingSweeps, ManageOutages, RemindCustomers
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId

log = logging.getLogger(__name__)
LOOK = 15.0
"""Seconds between two rounds; a company with more to remind is gone on with at once."""


class BillingRounds:
    """Any number of workers may go round: the ledger takes each reminder once."""

    def __init__(self, sweeps: BillingSweeps, remind: RemindCustomers, outages: ManageOutages) -> None:
        self._sweeps = sweeps
        self._remind = remind
        self._outages = outages

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            try:
                await self.turn(stopping)
            except (PytakeError, *AWAY) as error:
                log.warning("reminders: %s; next time", type(error).__name__)
            except Exception:
                log.exception("reminders: a round failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOK)

    async def turn(self, stopping: asyncio.Event) -> int:
        """Once: how many reminders were decided."""
        done = 0
        for tenant_id in await self._sweeps.reminding():
            while not stopping.is_set() and (decided := await self._of(tenant_id)):
                done += decided
        for tenant_id in await self._sweeps.connected():
            try:
                await self._outages.look(tenant_id)
            except PytakeError as error:
                log.warning("regions of one company: %s; next time", error.code)
        return done

    async def _of(self, tenant_id: TenantId) -> int:
        try:
            return await self._remind.turn(tenant_id)
        except PytakeError as error:
            # One company's trouble does not keep the others waiting.
            log.warning("reminders of one company: %s; next time", error.code)
        except Exception:
            log.exception("reminders of one company failed; next time")
        return 0
