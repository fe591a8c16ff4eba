"""The RateLimiter and Pacer ports on token buckets."""

from collections.abc import Sequence

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
        """See the port. A message that has to wait for its pair takes no share of its number."""
        pairs = [a for a in asks if a.contact_id is not None]
        answers = await self._buckets.take(
            [Ask(f"pair:{a.number_id}:{a.contact_id}", PAIR_PER_SECOND, PAIR_BURST) for a in pairs]
        )
        waits = {id(a): answer.wait for a, answer in zip(pairs, answers, strict=True)}
        free = [a for a in asks if waits.get(id(a), 0.0) <= 0]
        # One second's worth may leave at once, so that a busy number is never held up by the rhythm of our batches.
        numbers = await self._buckets.take(
            [Ask(f"number:{a.number_id}", a.per_second, max(1.0, a.per_second)) for a in free]
        )
        waits |= {id(a): answer.wait for a, answer in zip(free, numbers, strict=True)}
        return [waits[id(a)] for a in asks]
