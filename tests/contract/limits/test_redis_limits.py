"""Rates and pace on Valkey, and in each process while it is away."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence

import pytest
from redis.asyncio import Redis

from pytake_adapters.redis.buckets import Answer, Ask, Buckets
from pytake_adapters.redis.client import connect
from pytake_adapters.redis.rate_limit import BucketPacer, BucketRateLimiter
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.messaging import Pacer
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.limits import PacerContract, PassTime, RateLimiterContract

SLOW = Rate(per_second=0.01, burst=10)
WIDE = Rate(per_second=0.01, burst=200)


@pytest.fixture
async def shared(clean_redis: str) -> AsyncIterator[Buckets]:
    redis = connect(clean_redis)
    yield Buckets(redis)
    await redis.aclose()


@pytest.fixture
async def nobody_there() -> AsyncIterator[Redis]:
    """A client of a server that is not there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        redis = connect(f"redis://127.0.0.1:{taken.getsockname()[1]}")
        yield redis
        await redis.aclose()


@pytest.fixture
def alone(nobody_there: Redis) -> Buckets:
    return Buckets(nobody_there)


async def sleep(seconds: float) -> None:
    await asyncio.sleep(seconds)


class _Sleeping:
    @pytest.fixture
    def pass_time(self) -> PassTime:
        return sleep


class TestRedisRateLimiter(_Sleeping, RateLimiterContract):
    @pytest.fixture
    def limiter(self, shared: Buckets) -> RateLimiter:
        return BucketRateLimiter(shared)


class TestRedisPacer(_Sleeping, PacerContract):
    @pytest.fixture
    def pacer(self, shared: Buckets) -> Pacer:
        return BucketPacer(shared)


class TestRateLimiterWhileRedisIsAway(_Sleeping, RateLimiterContract):
    @pytest.fixture
    def limiter(self, alone: Buckets) -> RateLimiter:
        return BucketRateLimiter(alone)


class TestPacerWhileRedisIsAway(_Sleeping, PacerContract):
    @pytest.fixture
    def pacer(self, alone: Buckets) -> Pacer:
        return BucketPacer(alone)


async def test_processes_share_their_buckets(clean_redis: str, shared: Buckets) -> None:
    key = str(fresh())
    other = connect(clean_redis)
    limiters = [BucketRateLimiter(shared), BucketRateLimiter(Buckets(other))]

    verdicts = [await limiters[number % 2].take(key, SLOW) for number in range(12)]

    assert sum(verdict.allowed for verdict in verdicts) == 10
    await other.aclose()


class _Counted(Buckets):
    """Counts how often the shared server is asked."""

    asked = 0

    async def take(self, asks: Sequence[Ask]) -> Sequence[Answer]:
        self.asked += 1
        return await super().take(asks)


async def test_far_from_its_limit_a_wide_bucket_is_not_asked_each_time(clean_redis: str) -> None:
    redis = connect(clean_redis)
    buckets, key = _Counted(redis), str(fresh())
    limiter = BucketRateLimiter(buckets)

    verdicts = [await limiter.take(key, WIDE) for _ in range(240)]

    # One process counts exactly: half of the bucket by itself, the other half with every request.
    assert sum(verdict.allowed for verdict in verdicts) == WIDE.burst
    assert [verdict.remaining for verdict in verdicts] == [*range(WIDE.burst - 1, -1, -1), *[0] * 40]
    assert 140 <= buckets.asked <= 160
    await redis.aclose()


async def test_what_a_process_took_by_itself_is_told_with_its_next_request(clean_redis: str, shared: Buckets) -> None:
    key, other = str(fresh()), connect(clean_redis)
    here, there = BucketRateLimiter(shared), BucketRateLimiter(Buckets(other))

    for _ in range(90):
        assert (await here.take(key, WIDE)).allowed
    await asyncio.sleep(0.15)
    await here.take(key, WIDE)

    assert (await there.take(key, WIDE)).remaining == WIDE.burst - 92
    await other.aclose()


async def test_a_server_that_is_away_is_not_asked_each_time(alone: Buckets) -> None:
    await alone.take([Ask("a", 1.0, 1.0)])

    assert not alone.shared
    began = asyncio.get_running_loop().time()
    for _ in range(200):
        await alone.take([Ask("a", 1.0, 1.0)])
    assert asyncio.get_running_loop().time() - began < 0.5


async def test_buckets_nobody_uses_are_forgotten(shared: Buckets, clean_redis: str) -> None:
    await shared.take([Ask("rate:once", 1000.0, 10.0)])

    redis = connect(clean_redis)
    assert 0 < await redis.pttl("rate:once") <= 1010
    await redis.aclose()
