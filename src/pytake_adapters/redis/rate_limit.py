"""The RateLimiter and Pacer ports on token buckets."""

import time
from collections.abc import Callable, Sequence

from pytake_adapters.redis.buckets import MOST_LOCAL, Answer, Ask, Buckets
from pytake_domain.kernel.limits import Rate, RateVerdict
from pytake_domain.messaging import PaceAsk

PAIR_PER_SECOND = 1 / 6
PAIR_BURST = 45
"""The official API takes bursts of 45 to one person, then one message in six seconds (whatsapp throughput page)."""

STRANGERS_AT_ONCE = 6
"""Of an hour's people who never wrote, this part (one in so many) may be written to at once."""


WIDE = 50
"""Buckets below this size are asked about each time: of few tokens every one counts."""
ALONE_FOR = 0.1
"""Seconds that a process goes by what it was told last, while more than half of the bucket is left."""


class _Told:
    """What the shared bucket held when it was asked, and what was taken here since."""

    __slots__ = ("at", "taken", "tokens")

    def __init__(self, at: float, tokens: float) -> None:
        self.at = at
        self.tokens = tokens
        self.taken = 0.0


class BucketRateLimiter:
    """Counts requests. Far from its limit a bucket is asked ten times a second and not with each request; what was taken
    meanwhile is told with the next, so that one process counts exactly and several are apart by what a tenth of a second brings.
    """

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets
        self._told: dict[str, _Told] = {}

    async def take(self, key: str, rate: Rate, *, cost: int = 1) -> RateVerdict:
        """See the port."""
        told = self._told.get(key)
        if told is not None:
            passed = time.monotonic() - told.at
            left = min(rate.burst, told.tokens + passed * rate.per_second) - told.taken - cost
            if passed < ALONE_FOR and left > rate.burst / 2:
                told.taken += cost
                return _verdict(rate, Answer(0.0, left))
            del self._told[key]
        owed = 0.0 if told is None else told.taken
        answer = (await self._buckets.take([Ask(f"rate:{key}", rate.per_second, rate.burst, cost, owed)]))[0]
        if rate.burst >= WIDE and key not in self._told:
            if len(self._told) >= MOST_LOCAL:
                self._told.clear()
            self._told[key] = _Told(time.monotonic(), answer.tokens)
        return _verdict(rate, answer)


def _verdict(rate: Rate, answer: Answer) -> RateVerdict:
    missing = rate.burst - answer.tokens
    return RateVerdict(
        allowed=answer.wait <= 0,
        remaining=max(0, int(answer.tokens)),
        retry_after=answer.wait,
        reset=missing / rate.per_second,
    )


class BucketPacer:
    """A number's throughput, and how fast one person may be written to."""

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets

    async def ask(self, asks: Sequence[PaceAsk]) -> Sequence[float]:
        """See the port. A message that has to wait for one of its limits takes no share of the others."""
        waits = [0.0] * len(asks)
        taken: list[tuple[int, Bucket]] = []
        for bucket, concerns in LIMITS:
            places = [i for i, ask in enumerate(asks) if waits[i] <= 0 and concerns(ask)]
            await self._take(places, asks, waits, bucket)
            taken += [(place, bucket) for place in places if waits[place] <= 0]
        await self._buckets.take([bucket(asks[place], -1.0) for place, bucket in taken if waits[place] > 0])
        return waits

    async def _take(self, places: Sequence[int], asks: Sequence[PaceAsk], waits: list[float], bucket: "Bucket") -> None:
        answers = await self._buckets.take([bucket(asks[place], 1.0) for place in places])
        for place, answer in zip(places, answers, strict=True):
            waits[place] = answer.wait


Bucket = Callable[[PaceAsk, float], Ask]


def _pair(ask: PaceAsk, cost: float) -> Ask:
    return Ask(f"pair:{ask.number_id}:{ask.contact_id}", PAIR_PER_SECOND, PAIR_BURST, cost)


def _stranger(ask: PaceAsk, cost: float) -> Ask:
    per_hour = ask.new_per_hour or 1.0
    return Ask(f"strangers:{ask.number_id}", per_hour / 3600, max(1.0, per_hour / STRANGERS_AT_ONCE), cost)


def _number(ask: PaceAsk, cost: float) -> Ask:
    """One second's worth may leave at once, so that a busy number is never held up by the rhythm of our batches."""
    return Ask(f"number:{ask.number_id}", ask.per_second, max(1.0, ask.per_second), cost)


LIMITS: tuple[tuple[Bucket, Callable[[PaceAsk], bool]], ...] = (
    (_pair, lambda ask: ask.contact_id is not None),
    (_stranger, lambda ask: ask.new_per_hour is not None),
    (_number, lambda _: True),
)
"""Each limit, and which messages it concerns."""
