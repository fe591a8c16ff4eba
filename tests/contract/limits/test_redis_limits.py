"""Rates and pace on Valkey, and in each process while it is away."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from pytake_adapters.redis.buckets import Ask, Buckets
from pytake_adapters.redis.client import connect
from pytake_adapters.redis.rate_limit import BucketPacer, BucketRateLimiter
from pytake_domain.kernel.limits import Rate, RateLimiter
from pytake_domain.messaging import Pacer
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.limits import PacerContract, PassTime, RateLimiterContract

SLOW = Rate(per_second=0.01, burst=10)


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
