"""Is it the same time here and there? Tokens, windows and leases are compared across machines."""

import time
from collections.abc import Awaitable, Callable

from pytake_app.doctor.finding import Finding, error, fine

MOST = 5.0
"""Seconds that clocks may differ."""


async def look_at_clock(server: str, their_time: Callable[[], Awaitable[float]]) -> list[Finding]:
    """`their_time` gives UNIX seconds; half of what asking takes is taken off."""
    before = time.time()
    theirs = await their_time()
    ahead = theirs - (before + time.time()) / 2
    if abs(ahead) > MOST:
        return [error("CLOCK_DIFFERS", server=server, seconds=round(ahead))]
    return [fine("CLOCK_FINE", server=server)]
