"""When a failed send is tried again: exponential pauses with full jitter, as long as the message is still useful."""

import datetime as dt
from enum import IntEnum

from pytake_domain.whatsapp import Consequence, Content, SendFailure, Template

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 900.0
PAIR_BASE = 4.0
SERVICE_USEFUL = dt.timedelta(minutes=10)
UTILITY_USEFUL = dt.timedelta(hours=6)
RECONCILE_AFTER = dt.timedelta(minutes=10)
"""How long a message whose answer was lost waits for a status before it counts as failed."""


class Lane(IntEnum):
    """Whose work goes first; a lane never waits for a higher number."""

    AGENT = 0
    FLOW = 1
    CAMPAIGN = 2
    HOUSEKEEPING = 3


def useful_until(content: Content, queued_at: dt.datetime) -> dt.datetime:
    """After this the message is better not sent: an answer soon, a notice in hours."""
    return queued_at + (UTILITY_USEFUL if isinstance(content, Template) else SERVICE_USEFUL)


def next_try(
    failure: SendFailure, *, tries: int, content: Content, queued_at: dt.datetime, now: dt.datetime, fraction: float
) -> dt.datetime | None:
    """When to try again; None when it makes no sense. `tries` counts those made, `fraction` in [0, 1) is the jitter."""
    if not failure.retryable or failure.ambiguous:
        return None
    if failure.most_tries and tries >= failure.most_tries:
        return None
    if failure.consequence is Consequence.SLOW_PAIR:
        pause = min(PAIR_BASE ** min(tries, 6), LONGEST_PAUSE)
    else:
        pause = min(FIRST_PAUSE * 2 ** min(tries, 12), LONGEST_PAUSE) * (0.5 + fraction / 2)
    if failure.retry_after is not None:
        pause = max(pause, failure.retry_after)
    at = now + dt.timedelta(seconds=pause)
    return at if at <= useful_until(content, queued_at) else None
