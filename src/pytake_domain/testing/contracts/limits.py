"""What the domain relies on from whoever counts rates and remembers answers.

Subclass `RateLimiterContract` with `limiter`, `PacerContract` with `pacer`, both with `pass_time`; `IdempotencyContract` with
`ground`.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import pytest

from pytake_domain.kernel.ids import ContactId, NumberId
from pytake_domain.kernel.limits import Rate, RateLimiter, StoredAnswer
from pytake_domain.messaging import PaceAsk, Pacer
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import Ground, OnGround, Place

PassTime = Callable[[float], Awaitable[None]]
SLOW = Rate(per_second=5, burst=3)


class _InTime:
    @pytest.fixture
    def pass_time(self) -> PassTime:
        """Lets seconds pass."""
        pytest.fail("the subclass supplies `pass_time`")

    @pytest.fixture
    def key(self) -> str:
        """A key of this case alone."""
        return str(fresh())


class RateLimiterContract(_InTime):
    """Token buckets."""

    @pytest.fixture
    def limiter(self) -> RateLimiter:
        """Counters under test."""
        pytest.fail("the subclass supplies `limiter`")

    async def test_a_burst_passes_and_what_is_over_it_waits(self, limiter: RateLimiter, key: str) -> None:
        verdicts = [await limiter.take(key, SLOW) for _ in range(4)]

        assert [v.allowed for v in verdicts] == [True, True, True, False]
        assert [v.remaining for v in verdicts] == [2, 1, 0, 0]
        assert verdicts[0].retry_after == 0
        assert 0 < verdicts[3].retry_after <= 0.2
        assert 0.3 < verdicts[3].reset <= 0.6

    async def test_time_brings_tokens_back(self, limiter: RateLimiter, key: str, pass_time: PassTime) -> None:
        for _ in range(3):
            await limiter.take(key, SLOW)
        refused = await limiter.take(key, SLOW)

        await pass_time(refused.retry_after + 0.02)

        assert (await limiter.take(key, SLOW)).allowed

    async def test_a_bucket_never_holds_more_than_its_burst(
        self, limiter: RateLimiter, key: str, pass_time: PassTime
    ) -> None:
        fast = Rate(per_second=100, burst=2)
        await limiter.take(key, fast)
        await pass_time(0.2)

        assert [(await limiter.take(key, fast, cost=2)).allowed, (await limiter.take(key, fast, cost=2)).allowed] == [
            True,
            False,
        ]

    async def test_keys_do_not_share(self, limiter: RateLimiter, key: str) -> None:
        assert (await limiter.take(f"{key}:a", SLOW, cost=3)).allowed
        assert not (await limiter.take(f"{key}:a", SLOW)).allowed
        assert (await limiter.take(f"{key}:b", SLOW, cost=3)).allowed

    async def test_what_is_taken_at_once_is_counted_in_full(self, limiter: RateLimiter, key: str) -> None:
        slow = Rate(per_second=0.01, burst=10)
        verdicts = await asyncio.gather(*(limiter.take(key, slow) for _ in range(25)))

        assert sum(v.allowed for v in verdicts) == 10


class PacerContract(_InTime):
    """A number's throughput, and how fast one person may be written to."""

    @pytest.fixture
    def pacer(self) -> Pacer:
        """Pace under test."""
        pytest.fail("the subclass supplies `pacer`")

    @pytest.fixture
    def number_id(self) -> NumberId:
        """A number of this case alone."""
        return NumberId(fresh())

    async def test_a_seconds_worth_leaves_at_once_and_the_rest_waits(self, pacer: Pacer, number_id: NumberId) -> None:
        waits = await pacer.ask([PaceAsk(number_id=number_id, per_second=5)] * 8)

        assert [wait == 0 for wait in waits] == [True] * 5 + [False] * 3
        assert all(0 < wait <= 0.2 for wait in waits[5:])

    async def test_time_lets_the_next_one_leave(self, pacer: Pacer, number_id: NumberId, pass_time: PassTime) -> None:
        await pacer.ask([PaceAsk(number_id=number_id, per_second=5)] * 5)
        (wait,) = await pacer.ask([PaceAsk(number_id=number_id, per_second=5)])

        await pass_time(wait + 0.02)

        assert list(await pacer.ask([PaceAsk(number_id=number_id, per_second=5)])) == [0]

    async def test_numbers_do_not_wait_for_each_other(self, pacer: Pacer, number_id: NumberId) -> None:
        other = NumberId(fresh())
        asks = [PaceAsk(number_id=who, per_second=1) for who in (number_id, number_id, other)]

        waits = await pacer.ask(asks)

        assert [wait == 0 for wait in waits] == [True, False, True]

    async def test_one_person_is_not_written_to_without_end(self, pacer: Pacer, number_id: NumberId) -> None:
        maria, jose = ContactId(fresh()), ContactId(fresh())
        asks = [PaceAsk(number_id=number_id, per_second=900, contact_id=maria)] * 46

        waits = await pacer.ask(asks)

        assert [wait == 0 for wait in waits] == [True] * 45 + [False]
        assert 5 < waits[45] <= 6
        assert list(await pacer.ask([PaceAsk(number_id=number_id, per_second=900, contact_id=jose)])) == [0]

    async def test_who_waits_for_their_pair_takes_nothing_of_the_number(
        self, pacer: Pacer, number_id: NumberId
    ) -> None:
        maria = ContactId(fresh())
        await pacer.ask([PaceAsk(number_id=number_id, per_second=46, contact_id=maria)] * 45)

        waits = await pacer.ask(
            [PaceAsk(number_id=number_id, per_second=46, contact_id=maria), PaceAsk(number_id=number_id, per_second=46)]
        )

        assert waits[0] > 0
        assert waits[1] == 0

    async def test_who_waits_for_the_number_takes_nothing_of_their_pair(
        self, pacer: Pacer, number_id: NumberId
    ) -> None:
        maria, slow = ContactId(fresh()), PaceAsk(number_id=number_id, per_second=0.001, contact_id=ContactId(fresh()))
        await pacer.ask([slow])
        blocked = PaceAsk(number_id=number_id, per_second=0.001, contact_id=maria)
        for _ in range(60):
            assert (await pacer.ask([blocked]))[0] > 6

        waits = await pacer.ask([PaceAsk(number_id=number_id, per_second=0.001, contact_id=maria)])

        assert waits[0] > 100, "it waits for its number, not for its pair"

    async def test_nobody_asks_for_nothing(self, pacer: Pacer) -> None:
        assert list(await pacer.ask([])) == []


class IdempotencyContract(OnGround):
    """A key acts once."""

    async def test_the_first_acts_and_the_same_again_gets_its_answer(self, ground: Ground, place: Place) -> None:
        store, tenant_id = ground.idempotency, place.tenant.id
        answer = StoredAnswer(fingerprint="f", status=201, body=b'{"id":1}\x00', content_type="application/json")

        assert await store.begin(tenant_id, "k", "f", AT) is None
        await store.finish(tenant_id, "k", answer)

        assert await store.begin(tenant_id, "k", "f", AT) == answer
        assert await store.begin(tenant_id, "k", "another", AT) == answer

    async def test_who_asks_meanwhile_hears_that_it_is_running(self, ground: Ground, place: Place) -> None:
        await ground.idempotency.begin(place.tenant.id, "k", "f", AT)

        running = await ground.idempotency.begin(place.tenant.id, "k", "f", AT)

        assert running == StoredAnswer(fingerprint="f")

    async def test_of_many_at_once_one_acts(self, ground: Ground, place: Place) -> None:
        begun = await asyncio.gather(*(ground.idempotency.begin(place.tenant.id, "k", "f", AT) for _ in range(10)))

        assert begun.count(None) == 1

    async def test_a_key_that_was_given_up_acts_again(self, ground: Ground, place: Place) -> None:
        await ground.idempotency.begin(place.tenant.id, "k", "f", AT)

        await ground.idempotency.abandon(place.tenant.id, "k")

        assert await ground.idempotency.begin(place.tenant.id, "k", "g", AT) is None

    async def test_an_answer_is_not_given_up(self, ground: Ground, place: Place) -> None:
        await ground.idempotency.begin(place.tenant.id, "k", "f", AT)
        answer = StoredAnswer(fingerprint="f", status=200)
        await ground.idempotency.finish(place.tenant.id, "k", answer)

        await ground.idempotency.abandon(place.tenant.id, "k")

        assert await ground.idempotency.begin(place.tenant.id, "k", "f", AT) == answer

    async def test_who_never_came_back_is_not_waited_for_long(self, ground: Ground, place: Place) -> None:
        await ground.idempotency.begin(place.tenant.id, "k", "f", AT)
        soon, later = AT + dt.timedelta(seconds=59), AT + dt.timedelta(seconds=61)

        assert await ground.idempotency.begin(place.tenant.id, "k", "f", soon) is not None
        assert await ground.idempotency.begin(place.tenant.id, "k", "other", later) is not None
        assert await ground.idempotency.begin(place.tenant.id, "k", "f", later) is None

    async def test_an_answer_is_kept_for_a_day(self, ground: Ground, place: Place) -> None:
        await ground.idempotency.begin(place.tenant.id, "k", "f", AT)
        await ground.idempotency.finish(place.tenant.id, "k", StoredAnswer(fingerprint="f", status=200))

        kept, over = AT + dt.timedelta(hours=23), AT + dt.timedelta(hours=25)

        assert await ground.idempotency.begin(place.tenant.id, "k", "f", kept) is not None
        assert await ground.idempotency.begin(place.tenant.id, "k", "g", over) is None

    async def test_tenants_do_not_share_keys(self, ground: Ground, place: Place, neighbour: Place) -> None:
        await ground.idempotency.begin(place.tenant.id, "k", "f", AT)

        assert await ground.idempotency.begin(neighbour.tenant.id, "k", "f", AT) is None
