"""What nobody waits for leaves evenly: a second's worth that leaves at once comes back at once, as statuses."""

from collections import Counter
from collections.abc import Sequence

from pytake_domain.kernel.ids import NumberId
from pytake_domain.messaging.ports import PaceAsk

LONGEST = 0.25
"""Seconds over which a batch is spread at most: one company's slow number must not hold up the batch of the others."""
HASTE = 0.8
"""Of the time that the pace asks for between two messages; the rest of it is spent taking and recording the batch."""


def evenly(asks: Sequence[PaceAsk]) -> list[float]:
    """After how many seconds each of a batch leaves: those of one number one after the other, at its pace."""
    counts = Counter(ask.number_id for ask in asks)
    before: Counter[NumberId] = Counter()
    delays = []
    for ask in asks:
        gap = min(HASTE / ask.per_second, LONGEST / counts[ask.number_id])
        delays.append(before[ask.number_id] * gap)
        before[ask.number_id] += 1
    return delays
