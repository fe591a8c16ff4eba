"""The loop that every queue shares: take a lease, work, sleep when there is nothing, pause when the database is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from pytake_app.worker.wake import Wakeups
from pytake_domain.kernel.errors import Unavailable

log = logging.getLogger(__name__)
IDLE = 0.25
LONGEST_PAUSE = 5.0
SMALL = 100
LINGER = 0.01
"""After a small batch the next one may gather for a moment: ten rows cost a transaction hardly more than one."""
PATIENT = 0.1
"""The same for what nobody waits for."""

Turn = Callable[[], Awaitable[int]]
"""Takes and works on one batch; answers how many rows it took."""


async def drain(
    queue: str,
    turn: Turn,
    wakeups: Wakeups,
    stopping: asyncio.Event,
    *,
    linger: float = LINGER,
    full: int = SMALL,
) -> None:
    """Until `stopping`: the batch in hand is finished first. After one that was not `full` the next one gathers for a moment."""
    pause = IDLE
    while not stopping.is_set():
        try:
            taken = await turn()
        except Unavailable as error:
            log.warning("%s: %s; trying again in %.1f s", queue, error, pause)
            await _sleep(pause, stopping)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        except Exception:
            log.exception("%s: a turn failed", queue)
            await _sleep(pause, stopping)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        pause = IDLE
        if not taken:
            await wakeups.wait(queue, IDLE)
        elif taken < full:
            await asyncio.sleep(linger)


async def _sleep(seconds: float, stopping: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return
