"""Audit records are linked within a second; once a night chains are gone along, and what is too old goes."""

import asyncio
import datetime as dt
import logging
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_domain.kernel.audit import AuditChain
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.time import Clock

log = logging.getLogger(__name__)
PAUSE = 0.5
AT_ONCE = 1_000


class AuditRounds:
    """Whichever worker gets the lock."""

    def __init__(self, chain: AuditChain, clock: Clock) -> None:
        self._chain = chain
        self._clock = clock
        self._checked: dt.date | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            try:
                while await self._chain.link(AT_ONCE) == AT_ONCE:
                    pass
                await self._check()
            except (PytakeError, *AWAY) as error:
                log.warning("audit: %s; next time", type(error).__name__)
            except Exception:
                log.exception("audit failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PAUSE)

    async def _check(self) -> None:
        """Once a day and process."""
        today = self._clock.now().date()
        if self._checked == today:
            return
        async for tenant_id in self._chain.tenants():
            state = await self._chain.verify(tenant_id)
            if state.broken is not None:
                log.error(
                    "audit: the chain of %s is broken at %d (%s)", tenant_id, state.broken.place, state.broken.why
                )
        self._checked = today
