"""The desk's side of the worker: planned messages and snoozes at their time, and a round for those whose job was lost."""

import asyncio
import datetime as dt
import logging
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_adapters.postgres.jobs import Handler
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import SEND, WAKE, DeskSweeps, ScheduleMessages, SnoozeConversations

log = logging.getLogger(__name__)
PAUSE = 20.0
"""Seconds between two rounds."""
LATE = dt.timedelta(seconds=20)
"""Jobs have had their chance by then."""


def desk_jobs(scheduling: ScheduleMessages, snoozing: SnoozeConversations) -> dict[str, Handler]:
    """What the desk left for later."""
    return {SEND: scheduling.run, WAKE: snoozing.run}


class DeskRounds:
    """Looks which tenants have something overdue: their jobs were lost, or are trying again after a pause that has grown long."""

    def __init__(
        self, sweeps: DeskSweeps, scheduling: ScheduleMessages, snoozing: SnoozeConversations, clock: Clock
    ) -> None:
        self._sweeps = sweeps
        self._scheduling = scheduling
        self._snoozing = snoozing
        self._clock = clock

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("desk: %s; next time", type(error).__name__)
            except Exception:
                log.exception("desk: a round failed; next time")
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PAUSE)

    async def turn(self) -> None:
        """Once. A tenant whose round fails does not keep the others waiting."""
        before = self._clock.now() - LATE
        for tenant_id in await self._sweeps.tenants(before):
            try:
                await self._scheduling.sweep(tenant_id, before)
                await self._snoozing.sweep(tenant_id, before)
            except PytakeError as error:
                log.warning("desk: %s of a tenant; next time", error.code)
