"""Rates, pace, idempotency keys and the live feed in memory."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.limits import Rate, RateVerdict, StoredAnswer
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import PaceAsk

PAIR = Rate(per_second=1 / 6, burst=45)
ABANDONED_AFTER = dt.timedelta(seconds=60)
KEPT = dt.timedelta(days=1)


class _Buckets:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._saved: dict[str, tuple[dt.datetime, float]] = {}

    def look(self, key: str, rate: Rate) -> float:
        now = self._clock.now()
        at, tokens = self._saved.get(key, (now, float(rate.burst)))
        return min(rate.burst, tokens + (now - at).total_seconds() * rate.per_second)

    def take(self, key: str, rate: Rate, cost: float) -> tuple[float, float]:
        """Seconds to wait (0: taken) and the tokens left."""
        tokens = self.look(key, rate)
        wait = 0.0 if tokens >= cost else (cost - tokens) / rate.per_second
        tokens -= 0.0 if wait else cost
        self._saved[key] = (self._clock.now(), tokens)
        return wait, tokens


class MemoryRateLimiter:
    """See RateLimiter."""

    def __init__(self, clock: Clock) -> None:
        self._buckets = _Buckets(clock)

    async def take(self, key: str, rate: Rate, *, cost: int = 1) -> RateVerdict:
        """See the port."""
        wait, tokens = self._buckets.take(key, rate, cost)
        return RateVerdict(
            allowed=wait <= 0, remaining=int(tokens), retry_after=wait, reset=(rate.burst - tokens) / rate.per_second
        )


class MemoryPacer:
    """See Pacer."""

    def __init__(self, clock: Clock) -> None:
        self._buckets = _Buckets(clock)

    async def ask(self, asks: Sequence[PaceAsk]) -> Sequence[float]:
        """See the port."""
        return [self._one(ask) for ask in asks]

    def _one(self, ask: PaceAsk) -> float:
        pair = f"pair:{ask.number_id}:{ask.contact_id}"
        if ask.contact_id is not None and (missing := 1 - self._buckets.look(pair, PAIR)) > 0:
            return missing / PAIR.per_second
        strangers = Rate(per_second=(ask.new_per_hour or 1) / 3600, burst=max(1, int((ask.new_per_hour or 1) / 6)))
        new = f"strangers:{ask.number_id}"
        if ask.new_per_hour is not None and (missing := 1 - self._buckets.look(new, strangers)) > 0:
            return missing / strangers.per_second
        throughput = Rate(per_second=ask.per_second, burst=max(1, int(ask.per_second)))
        wait, _ = self._buckets.take(f"number:{ask.number_id}", throughput, 1)
        if not wait and ask.contact_id is not None:
            self._buckets.take(pair, PAIR, 1)
        if not wait and ask.new_per_hour is not None:
            self._buckets.take(new, strangers, 1)
        return wait


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    answer: StoredAnswer
    at: dt.datetime


class MemoryIdempotency:
    """See IdempotencyStore."""

    def __init__(self) -> None:
        self._kept: dict[tuple[TenantId, str], _Kept] = {}

    async def begin(self, tenant_id: TenantId, key: str, fingerprint: str, now: dt.datetime) -> StoredAnswer | None:
        """See the port."""
        known = self._kept.get((tenant_id, key))
        if known is not None and not _over(known, fingerprint, now):
            return known.answer
        self._kept[tenant_id, key] = _Kept(answer=StoredAnswer(fingerprint=fingerprint), at=now)
        return None

    async def finish(self, tenant_id: TenantId, key: str, answer: StoredAnswer) -> None:
        """See the port."""
        known = self._kept.get((tenant_id, key))
        if known is not None:
            first = msgspec.structs.replace(answer, fingerprint=known.answer.fingerprint)
            self._kept[tenant_id, key] = _Kept(answer=first, at=known.at)

    async def abandon(self, tenant_id: TenantId, key: str) -> None:
        """See the port."""
        known = self._kept.get((tenant_id, key))
        if known is not None and known.answer.status is None:
            del self._kept[tenant_id, key]


def _over(known: _Kept, fingerprint: str, now: dt.datetime) -> bool:
    """A day has passed; or whoever began never came back, and the very same is asked again."""
    if known.at < now - KEPT:
        return True
    same = known.answer.fingerprint == fingerprint
    return known.answer.status is None and same and known.at < now - ABANDONED_AFTER


class MemoryLiveFeed:
    """Keeps what was published and what was whispered; see LiveFeed and Whispers."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.whispered: list[Event] = []

    async def whisper(self, event: Event) -> None:
        """See Whispers."""
        self.whispered.append(event)

    async def publish(self, events: Sequence[Event]) -> None:
        """See the port."""
        self.published.extend(events)
