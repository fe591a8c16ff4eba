"""The campaigns' side of the worker: a tick of each that is active, again as soon as it makes sense."""

import asyncio
import logging
from contextlib import suppress

from pytake_adapters.postgres.errors import AWAY
from pytake_domain.campaigns import CampaignSweeps, ReleaseRecipients
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import CampaignId, TenantId

log = logging.getLogger(__name__)
LOOK = 0.5
"""Seconds between two looks for campaigns that became active: a start shows within a second."""
TROUBLE = 5.0

Key = tuple[TenantId, CampaignId]


class CampaignRounds:
    """Any number of workers may go round: a campaign's tick is one worker's at a time."""

    def __init__(self, sweeps: CampaignSweeps, release: ReleaseRecipients) -> None:
        self._sweeps = sweeps
        self._release = release
        self._next: dict[Key, float] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`. What fails is tried again next time."""
        while not stopping.is_set():
            try:
                await self.turn()
            except (PytakeError, *AWAY) as error:
                log.warning("campaigns: %s; next time", type(error).__name__)
            except Exception:
                log.exception("campaigns: a round failed; next time")
            pause = min([LOOK, *(at - _now() for at in self._next.values())])
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), max(0.01, pause))

    async def turn(self) -> int:
        """Once: how many rows were worked on."""
        active = await self._sweeps.active()
        known = set(active)
        self._next = {key: at for key, at in self._next.items() if key in known}
        done = 0
        for key in active:
            if self._next.get(key, 0.0) <= _now():
                done += await self._tick(key)
        return done

    async def _tick(self, key: Key) -> int:
        try:
            ticked = await self._release.tick(*key)
        except PytakeError as error:
            log.warning("campaigns: %s of one; later again", error.code)
            self._next[key] = _now() + TROUBLE
            return 0
        except Exception:
            # One that can't be worked on does not keep the others waiting.
            self._next[key] = _now() + TROUBLE
            raise
        self._next[key] = _now() + (ticked.rest if ticked.rest is not None else LOOK)
        return ticked.done


def _now() -> float:
    return asyncio.get_running_loop().time()
