"""A request that asks for as much as several counts as several."""

from types import SimpleNamespace
from typing import Any

import pytest

from pytake_app.http.edge.authentication import Authenticator
from pytake_domain.identity import RateReached
from pytake_domain.kernel.limits import Rate, RateVerdict


class Counter:
    """Lets so many pass."""

    def __init__(self, left: int) -> None:
        self.left = left

    async def take(self, key: str, rate: Rate, *, cost: int = 1) -> RateVerdict:
        assert (key, rate.burst) == ("tenant:t", 30)
        self.left -= cost
        return RateVerdict(allowed=self.left >= 0, remaining=max(0, self.left), retry_after=2.0, reset=3.0)


def signed() -> Any:
    allowance = SimpleNamespace(rate=Rate(per_second=10, burst=30))
    return SimpleNamespace(tenant=SimpleNamespace(id="t", allowance=allowance))


async def test_what_costs_more_counts_as_more_and_is_refused_when_it_is_too_much() -> None:
    counter = Counter(left=20)
    authenticator = Authenticator(None, counter)  # type: ignore[arg-type]  # nobody is signed in here
    connection: Any = SimpleNamespace(scope={"state": {}})
    await authenticator.charge(connection, signed(), 0)
    assert counter.left == 20
    await authenticator.charge(connection, signed(), 15)
    assert (counter.left, connection.scope["state"]["rate_headers"][1]) == (5, (b"ratelimit-remaining", b"5"))
    with pytest.raises(RateReached):
        await authenticator.charge(connection, signed(), 6)


async def test_nothing_costs_more_than_a_full_bucket() -> None:
    counter = Counter(left=30)
    authenticator = Authenticator(None, counter)  # type: ignore[arg-type]  # the same
    await authenticator.charge(SimpleNamespace(scope={"state": {}}), signed(), 1_000)  # type: ignore[arg-type]
    assert counter.left == 0
