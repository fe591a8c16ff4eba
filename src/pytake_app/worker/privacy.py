"""Audit records are linked within a second; once a night chains are gone along, and what is too old goes."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_domain.kernel.audit import AuditChain
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.time import Clock
from pytake_domain.privacy import RetainData, RetainedData

log = logging.getLogger(__name__)
PAUSE = 0.5
AT_ONCE = 1_000


NIGHT = dt.time(3, 0)
"""UTC; most of those who write are asleep."""
HOURLY = 3600.0


class AuditRounds:
    """Whichever worker gets the lock."""

    def __init__(self, chain: AuditChain, clock: Clock) -> None:
        self._chain = chain
        self._clock = clock
        self._checked: dt.date | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time; a long chain that is gone along holds nothing up."""
        await asyncio.gather(
            self._again(self._link, PAUSE, stopping),
            self._again(self._check, HOURLY, stopping),
        )

    async def _again(self, step: Callable[[], Awaitable[None]], pause: float, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            try:
                await step()
            except (PytakeError, *AWAY) as error:
                log.warning("audit: %s; next time", type(error).__name__)
            except Exception:
                log.exception("audit failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), pause)

    async def _link(self) -> None:
        while await self._chain.link(AT_ONCE) == AT_ONCE:
            pass

    async def _check(self) -> None:
        """Once a day and process; an hour later again while there is no chain yet."""
        today = self._clock.now().date()
        if self._checked == today:
            return
        chains = 0
        async for tenant_id in self._chain.tenants():
            chains += 1
            state = await self._chain.verify(tenant_id)
            if state.broken is not None:
                log.error(
                    "audit: the chain of %s is broken at %d (%s)", tenant_id, state.broken.place, state.broken.why
                )
        if chains:
            self._checked = today


class RetentionRounds:
    """Once a night, tenant by tenant; two workers that do the same do no harm."""

    def __init__(self, data: RetainedData, retain: RetainData, clock: Clock) -> None:
        self._data = data
        self._retain = retain
        self._clock = clock
        self._swept: dt.date | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again within the hour."""
        while not stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), HOURLY)
                return
            now = self._clock.now()
            if self._swept == now.date() or now.time() < NIGHT:
                continue
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("retention: %s; within the hour", type(error).__name__)
            except Exception:
                log.exception("retention failed; within the hour")
            else:
                self._swept = now.date()

    async def turn(self) -> None:
        """Everybody's rules once."""
        for tenant_id in await self._data.tenants():
            gone = await self._retain.sweep(tenant_id)
            if gone:
                log.info("retention: %s: %d rows and files removed", tenant_id, sum(gone.values()))
