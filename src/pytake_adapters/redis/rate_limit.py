"""The RateLimiter and Pacer ports on token buckets."""

from collections.abc import Callable, Sequence

from pytake_adapters.redis.buckets import Ask, Buckets
from pytake_domain.kernel.limits import Rate, RateVerdict
from pytake_domain.messaging import PaceAsk

PAIR_PER_SECOND = 1 / 6
PAIR_BURST = 45
"""The official API takes bursts of 45 to one person, then one message in six seconds (whatsapp throughput page)."""


class BucketRateLimiter:
    """Counts requests."""

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets

    async def take(self, key: str, rate: Rate, *, cost: int = 1) -> RateVerdict:
        """See the port."""
        answer = (await self._buckets.take([Ask(f"rate:{key}", rate.per_second, rate.burst, cost)]))[0]
        missing = rate.burst - answer.tokens
        return RateVerdict(
            allowed=answer.wait <= 0,
            remaining=int(answer.tokens),
            retry_after=answer.wait,
            reset=missing / rate.per_second,
        )


class BucketPacer:
    """A number's throughput, and how fast one person may be written to."""

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets

    async def ask(self, asks: Sequence[PaceAsk]) -> Sequence[float]:
        """See the port. A message that has to wait for its pair takes no share of its number, and the other way round."""
        waits = [0.0] * len(asks)
        await self._take([i for i, a in enumerate(asks) if a.contact_id is not None], asks, waits, _pair)
        free = [i for i, wait in enumerate(waits) if wait <= 0]
        await self._take(free, asks, waits, _number)
        held = [asks[i] for i in free if waits[i] > 0 and asks[i].contact_id is not None]
        await self._buckets.take([_pair(ask, cost=-1.0) for ask in held])
        return waits

    async def _take(
        self, places: Sequence[int], asks: Sequence[PaceAsk], waits: list[float], bucket: Callable[[PaceAsk], Ask]
    ) -> None:
        answers = await self._buckets.take([bucket(asks[place]) for place in places])
        for place, answer in zip(places, answers, strict=True):
            waits[place] = answer.wait


def _pair(ask: PaceAsk, cost: float = 1.0) -> Ask:
    return Ask(f"pair:{ask.number_id}:{ask.contact_id}", PAIR_PER_SECOND, PAIR_BURST, cost)


def _number(ask: PaceAsk) -> Ask:
    """One second's worth may leave at once, so that a busy number is never held up by the rhythm of our batches."""
    return Ask(f"number:{ask.number_id}", ask.per_second, max(1.0, ask.per_second))
