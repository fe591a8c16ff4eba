import pytest

from pytake_domain.kernel.limits import RateLimiter
from pytake_domain.messaging import Pacer
from pytake_domain.testing.contracts.limits import PacerContract, PassTime, RateLimiterContract
from pytake_domain.testing.memory.limits import MemoryPacer, MemoryRateLimiter
from pytake_domain.testing.memory.system import MemoryClock


@pytest.fixture
def clock() -> MemoryClock:
    return MemoryClock()


def moving(clock: MemoryClock) -> PassTime:
    async def pass_time(seconds: float) -> None:
        clock.move(seconds=seconds)

    return pass_time


class TestMemoryRateLimiter(RateLimiterContract):
    @pytest.fixture
    def limiter(self, clock: MemoryClock) -> RateLimiter:
        return MemoryRateLimiter(clock)

    @pytest.fixture
    def pass_time(self, clock: MemoryClock) -> PassTime:
        return moving(clock)


class TestMemoryPacer(PacerContract):
    @pytest.fixture
    def pacer(self, clock: MemoryClock) -> Pacer:
        return MemoryPacer(clock)

    @pytest.fixture
    def pass_time(self, clock: MemoryClock) -> PassTime:
        return moving(clock)
