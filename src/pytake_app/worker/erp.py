"""The ERPs' side of the worker: sweeps that are due, each company's one after the other, several companies' at once."""

import asyncio
import logging
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_domain.erp import ErpSweeps, SyncErps
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock

log = logging.getLogger(__name__)
LOOK = 2.0
"""Seconds between two looks for sweeps that are due."""
AT_ONCE = 4


class ErpRounds:
    """Any number of workers may go round: a sweep is one worker's at a time."""

    def __init__(self, sweeps: ErpSweeps, sync: SyncErps, clock: Clock) -> None:
        self._sweeps = sweeps
        self._sync = sync
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("sweeps of ERPs: %s; next time", type(error).__name__)
            except Exception:
                log.exception("sweeps of ERPs: a round failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), LOOK)

    async def turn(self) -> int:
        """Once: how many sweeps were worked on."""
        due = await self._sweeps.due(self._clock.now())
        await asyncio.gather(*(self._one(*key) for key in due))
        return len(due)

    async def _one(self, tenant_id: TenantId, erp_type: str) -> None:
        async with self._places:
            try:
                await self._sync.turn(tenant_id, erp_type)
            except (PytakeError, *AWAY) as error:
                # One that can't be worked on does not keep the others waiting; its lease lapses by itself.
                log.warning("the sweep of one ERP: %s; later again", type(error).__name__)
            except Exception:
                log.exception("the sweep of one ERP failed; later again")
