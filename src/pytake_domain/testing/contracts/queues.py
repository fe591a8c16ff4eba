"""What the worker relies on from the three queues: raw webhooks, events to deliver, messages to send.

Subclass with `ground`, whose queues are empty.
"""

import asyncio
from collections.abc import Sequence

import pytest

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import ConversationId, EventId, MessageId, NumberId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import MessageReceived
from pytake_domain.testing.builders import AT, a_tenant, a_webhook, fresh
from pytake_domain.testing.contracts.ground import LEASE, Ground, LeasedEvent, OnGround, Place
from pytake_domain.whatsapp import ApiType, LeasedWebhook, RawWebhook, Text


class InboxContract(OnGround):
    """Raw webhooks: durable, in order within a number, each read by one worker."""

    async def put(self, ground: Ground, place: Place, *bodies: str, number_id: NumberId | None = None) -> None:
        """Webhooks of one number."""
        for body in bodies:
            where = number_id or place.number.id
            await ground.inbox.put(a_webhook(place.tenant.id, number_id=where, body=body.encode()))

    async def take(self, ground: Ground, limit: int = 100) -> list[LeasedWebhook]:
        """A batch under a token of its own."""
        return list(await ground.inbox_lease.take(limit, ground.ids.new()))

    async def done(self, place: Place, webhooks: Sequence[LeasedWebhook]) -> None:
        """The end of a lease."""
        async with place.work() as work:
            await work.inbox.done(webhooks)

    async def test_a_webhook_comes_out_as_it_went_in(self, ground: Ground, place: Place) -> None:
        webhook = RawWebhook(
            tenant_id=place.tenant.id,
            number_id=place.number.id,
            api_type=ApiType.EVOLUTION,
            body=b"\x00\xff not text",
            received_at=AT,
        )
        await ground.inbox.put(webhook)

        (taken,) = await self.take(ground)

        assert (taken.tenant_id, taken.number_id, taken.api_type) == (
            webhook.tenant_id,
            webhook.number_id,
            ApiType.EVOLUTION,
        )
        assert (taken.body, taken.received_at, taken.tries) == (webhook.body, AT, 0)

    async def test_putting_nothing_is_nothing(self, ground: Ground) -> None:
        await ground.inbox.put()

        assert await ground.inbox_lease.depth() == (0, 0.0)

    async def test_many_put_at_once_are_all_there_in_order(self, ground: Ground, place: Place) -> None:
        one = a_webhook(place.tenant.id, number_id=place.number.id)
        await asyncio.gather(*(ground.inbox.put(one, one) for _ in range(50)))

        taken = await self.take(ground, 200)

        assert len(taken) == 100
        assert [t.id for t in taken] == sorted(t.id for t in taken)

    async def test_of_a_number_only_one_worker_holds_webhooks(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, "a", "b", "c")

        first = await self.take(ground, 2)

        assert [w.body for w in first] == [b"a", b"b"]
        assert await self.take(ground) == []
        await self.done(place, first)
        assert [w.body for w in await self.take(ground)] == [b"c"]

    async def test_other_numbers_do_not_wait_for_a_busy_one(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, "a")
        await self.take(ground)
        await self.put(ground, place, "b")
        await self.put(ground, place, "c", number_id=NumberId(fresh()))

        assert [w.body for w in await self.take(ground)] == [b"c"]

    async def test_workers_who_ask_at_once_never_get_the_same(self, ground: Ground, place: Place) -> None:
        for _ in range(12):
            await self.put(ground, place, "x", number_id=NumberId(fresh()))

        batches = await asyncio.gather(*(self.take(ground, 4) for _ in range(6)))

        taken = [webhook.id for batch in batches for webhook in batch]
        assert len(taken) == len(set(taken)) == 12

    async def test_a_lease_that_lapsed_returns_and_is_counted(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, "a")
        (lost,) = await self.take(ground)

        await ground.pass_time(LEASE)

        (again,) = await self.take(ground)
        assert (again.id, again.tries) == (lost.id, 1)
        with pytest.raises(LeaseLost):
            await self.done(place, [lost])
        await self.done(place, [again])
        assert (await ground.inbox_lease.depth())[0] == 0

    async def test_nothing_is_done_with_a_work_that_failed(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, "a")
        taken = await self.take(ground)
        async with place.failing() as work:
            await work.inbox.done(taken)

        await ground.pass_time(LEASE)

        assert [w.id for w in await self.take(ground)] == [taken[0].id]

    async def test_what_is_given_back_returns_after_its_pause(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, "a")
        (taken,) = await self.take(ground)

        await ground.inbox_lease.give_back(place.tenant.id, [taken.id], taken.token, pause=5)

        assert await self.take(ground) == []
        await ground.pass_time(6)
        assert [w.tries for w in await self.take(ground)] == [1]

    async def test_only_the_holder_gives_back(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, "a")
        (taken,) = await self.take(ground)

        await ground.inbox_lease.give_back(place.tenant.id, [taken.id], fresh(), pause=0)

        assert await self.take(ground) == []
        await self.done(place, [taken])

    async def test_messages_go_before_statuses(self, ground: Ground, place: Place) -> None:
        await self.put(ground, place, '{"statuses":[]}', '{"messages":[]}')

        taken = await self.take(ground, 1)

        assert [w.body for w in taken] == [b'{"messages":[]}']

    async def test_a_neighbour_with_thousands_delays_nobody(
        self, ground: Ground, place: Place, neighbour: Place
    ) -> None:
        busy = a_webhook(neighbour.tenant.id, number_id=neighbour.number.id)
        await ground.inbox.put(*[busy] * 5_000)
        await self.put(ground, place, "mine")

        taken = await self.take(ground, 100)

        assert [w.tenant_id for w in taken].count(place.tenant.id) == 1
        assert len(taken) > 50
        assert (await ground.inbox_lease.depth())[0] == 5_001

    async def test_many_busy_neighbours_delay_nobody(self, ground: Ground, place: Place) -> None:
        for _ in range(20):
            busy = a_webhook(a_tenant().id)
            await ground.inbox.put(*[busy] * 40)
        await self.put(ground, place, "mine")

        taken = await self.take(ground, 64)

        assert len(taken) == 64
        assert place.tenant.id in {w.tenant_id for w in taken}
        assert len({w.tenant_id for w in taken}) == 21


class DeliveriesContract(OnGround):
    """Events: those that somebody waits for are delivered, in order within their subject, each used once."""

    def event(self, place: Place, subject: ConversationId | None = None) -> MessageReceived:
        """Something that flows wait for."""
        return MessageReceived(
            id=EventId(place.ground.ids.new()),
            tenant_id=place.tenant.id,
            at=AT,
            actor_kind=ActorKind.CONTACT,
            actor_id=place.contact.id,
            conversation_id=subject or place.conversation.id,
            contact_id=place.contact.id,
            message_id=MessageId(fresh()),
            number_id=place.number.id,
            content=Text(body="oi"),
            text="oi",
            provider_at=AT,
        )

    async def happened(self, place: Place, *events: MessageReceived) -> None:
        """Events of one work."""
        async with place.work() as work:
            work.events.add(*events)

    async def take(self, ground: Ground, limit: int = 100) -> list[LeasedEvent]:
        """A batch under a token of its own."""
        return list(await ground.delivery_lease.take(limit, ground.ids.new()))

    async def test_events_leave_only_when_the_work_commits(self, ground: Ground, place: Place) -> None:
        async with place.failing() as work:
            work.events.add(self.event(place))
        assert await self.take(ground) == []

        event = self.event(place)
        await self.happened(place, event)

        (taken,) = await self.take(ground)
        assert (taken.id, taken.subject, taken.tries) == (event.id, place.conversation.id, 0)

    async def test_an_event_is_used_once(self, ground: Ground, place: Place) -> None:
        event = self.event(place)
        await self.happened(place, event)
        await self.take(ground)
        async with place.work() as work:
            await work.deliveries.done([event.id])

        with pytest.raises(LeaseLost):
            async with place.work() as work:
                await work.deliveries.done([event.id])
        await ground.pass_time(LEASE)
        assert await self.take(ground) == []

    async def test_of_two_who_use_an_event_at_once_one_is_told(self, ground: Ground, place: Place) -> None:
        event = self.event(place)
        await self.happened(place, event)
        await self.take(ground)

        async def use() -> None:
            async with place.work() as work:
                await work.deliveries.done([event.id])

        answers = await asyncio.gather(*(use() for _ in range(4)), return_exceptions=True)

        assert sum(isinstance(answer, LeaseLost) for answer in answers) == 3

    async def test_an_event_that_was_not_used_returns(self, ground: Ground, place: Place) -> None:
        event = self.event(place)
        await self.happened(place, event)
        await self.take(ground)
        async with place.failing() as work:
            await work.deliveries.done([event.id])

        await ground.pass_time(LEASE)

        assert [(e.id, e.tries) for e in await self.take(ground)] == [(event.id, 1)]

    async def test_events_of_one_subject_come_in_order_to_one_worker(self, ground: Ground, place: Place) -> None:
        other = await place.converse()
        events = [self.event(place), self.event(place), self.event(place, other.id)]
        await self.happened(place, *events[:1])
        first = await self.take(ground)
        await self.happened(place, *events[1:])

        second = await self.take(ground)

        assert [e.id for e in first] == [events[0].id]
        assert [e.id for e in second] == [events[2].id]
        async with place.work() as work:
            await work.deliveries.done([events[0].id])
        assert [e.id for e in await self.take(ground)] == [events[1].id]

    async def test_another_tenant_can_not_use_it(self, ground: Ground, place: Place, neighbour: Place) -> None:
        event = self.event(place)
        await self.happened(place, event)
        await self.take(ground)

        with pytest.raises(LeaseLost):
            async with neighbour.work() as work:
                await work.deliveries.done([event.id])
