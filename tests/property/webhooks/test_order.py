"""Whatever fails, lapses or is sent again: of one conversation what happened first arrives first, and every pause ends."""

import asyncio
import datetime as dt
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.ground import MemoryGround

from pytake_domain.kernel.ids import WebhookDeliveryId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.testing.builders import AT, a_tenant, fresh
from pytake_domain.testing.contracts.ground import Place
from pytake_domain.testing.contracts.webhooks import a_delivery, a_webhook
from pytake_domain.webhooks import AT_ONCE, GIVEN_UP, Answer, DeliveryState, LeasedHook, next_try

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 2)),
        st.tuples(st.just("take"), st.integers(1, 9)),
        st.tuples(st.just("end"), st.integers(0, 9), st.booleans()),
        st.tuples(st.just("wait"), st.sampled_from([1, 6, 31, 3600, 90_000])),
    ),
    min_size=5,
    max_size=60,
)


class Line:
    """One webhook in memory, driven step by step."""

    def __init__(self) -> None:
        self.house = MemoryGround()
        self.tenant = a_tenant()
        self.subjects = [fresh() for _ in range(3)]
        self.hook = a_webhook(Place(self.house, self.tenant))
        self.added: dict[UUID, list[WebhookDeliveryId]] = {subject: [] for subject in self.subjects}
        self.over: dict[UUID, list[WebhookDeliveryId]] = {subject: [] for subject in self.subjects}
        self.away: list[LeasedHook] = []

    async def run(self, steps: list[tuple[object, ...]]) -> None:
        async with self.house.open_work(self.tenant.id) as work:
            await work.webhooks.put(self.hook)
        for step in steps:
            match step:
                case ("add", int(place)):
                    await self.add(self.subjects[place])
                case ("take", int(many)):
                    await self.take(many)
                case ("end", int(place), bool(ok)):
                    await self.end(place, ok=ok)
                case ("wait", int(seconds)):
                    self.house.clock.move(seconds=seconds)
        await self.finish()

    async def add(self, subject: UUID) -> None:
        now = self.house.clock.now()
        made = a_delivery(self.hook, subject, created_at=now, since=now)
        async with self.house.open_work(self.tenant.id) as work:
            await work.webhook_deliveries.add([made], now)
        self.added[subject].append(made.id)

    async def take(self, many: int) -> None:
        taken = await self.house.webhook_queue.take(many, fresh(), self.house.clock.now())
        assert len(taken) <= AT_ONCE
        for leased in taken:
            row = self.house.store.of(self.tenant.id).hooks[leased.delivery_id].delivery
            before = self.added[row.subject][: self.added[row.subject].index(row.id)]
            assert before == self.over[row.subject], "an earlier one of the conversation is not over"
        self.away += taken

    async def end(self, place: int, *, ok: bool) -> None:
        if not self.away:
            return
        leased = self.away.pop(place % len(self.away))
        answer = Answer(status=200) if ok else Answer(status=500)
        now = self.house.clock.now()
        try:
            async with self.house.open_work(self.tenant.id) as work:
                delivery = (await work.webhook_deliveries.held(leased)).after(answer, now, 0.5)
                await work.webhook_deliveries.settle(delivery, now)
        except LeaseLost:
            return
        if delivery.state is not DeliveryState.PENDING:
            self.over[delivery.subject].append(delivery.id)

    async def finish(self) -> None:
        """Once the receiver is well, everything gets there."""
        for _ in range(sum(map(len, self.added.values())) + 1):
            self.house.clock.move(hours=4)
            await self.take(9)
            while self.away:
                await self.end(0, ok=True)


@given(STEPS)
@settings(max_examples=80, deadline=None)
def test_of_one_conversation_what_happened_first_is_over_first(steps: list[tuple[object, ...]]) -> None:
    line = Line()
    asyncio.run(line.run(steps))
    assert line.over == line.added


@given(st.floats(0, 1, exclude_max=True), st.lists(st.floats(0, 20), min_size=60, max_size=60))
def test_the_pauses_grow_and_end_within_three_days(fraction: float, took: list[float]) -> None:
    now, pauses = AT, []
    for tries, seconds in enumerate(took, 1):
        now += dt.timedelta(seconds=seconds)
        due_at = next_try(tries, AT, now, fraction)
        if due_at is None:
            break
        assert dt.timedelta(seconds=4) <= due_at - now <= dt.timedelta(hours=3.6)
        pauses.append(due_at - now)
        now = due_at
    else:
        raise AssertionError("it never ends")
    assert pauses == sorted(pauses)
    assert now <= AT + GIVEN_UP
    assert len(pauses) < 40
