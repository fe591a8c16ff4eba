"""What the worker relies on from the three queues: raw webhooks, events to deliver, messages to send.

Subclass with `ground`, whose queues are empty.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import pytest

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import ConversationId, EventId, MessageId, NumberId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import Lane, LeasedSend, Message, MessageReceived
from pytake_domain.testing.builders import AT, a_tenant, a_webhook, an_outbound, fresh
from pytake_domain.testing.contracts.ground import Ground, LeasedEvent, OnGround, Place
from pytake_domain.whatsapp import ApiType, LeasedWebhook, RawWebhook, Text

LEASE = 31.0
"""Seconds after which every lease has lapsed."""
SECOND = dt.timedelta(seconds=1)


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


class OutgoingContract(OnGround):
    """Messages that wait to leave: in order within a conversation, in doubt when a sender was lost."""

    async def put(
        self,
        place: Place,
        *,
        where: ConversationId | None = None,
        lane: Lane = Lane.FLOW,
        not_before: dt.datetime | None = None,
    ) -> Message:
        """One more message."""
        message = an_outbound(
            place.conversation, id=MessageId(place.ground.ids.new()), conversation_id=where or place.conversation.id
        )
        async with place.work() as work:
            await work.messages.add(message)
            await work.outgoing.put(message, lane=lane, not_before=not_before)
        return message

    async def take(self, ground: Ground, limit: int = 100) -> list[LeasedSend]:
        """A batch under a token of its own."""
        return list(await ground.outgoing_lease.take(limit, ground.ids.new()))

    async def ids(self, ground: Ground, limit: int = 100) -> list[UUID]:
        """The message ids of a batch."""
        return [send.message_id for send in await self.take(ground, limit)]

    async def done(self, place: Place, *sends: LeasedSend) -> None:
        """They are through."""
        async with place.work() as work:
            await work.outgoing.done(sends)

    async def test_messages_of_one_conversation_leave_in_order(self, ground: Ground, place: Place) -> None:
        first, second = await self.put(place), await self.put(place)

        (send,) = await self.take(ground)

        assert (send.message_id, send.tries, send.abandoned, send.reconciling) == (first.id, 0, False, False)
        assert await self.take(ground) == []
        await self.done(place, send)
        assert await self.ids(ground) == [second.id]

    async def test_other_conversations_leave_meanwhile(self, ground: Ground, place: Place) -> None:
        other = await place.converse()
        mine, theirs = await self.put(place), await self.put(place, where=other.id)

        assert await self.ids(ground) == [mine.id, theirs.id]

    async def test_nothing_waits_to_leave_of_a_work_that_failed(self, ground: Ground, place: Place) -> None:
        message = an_outbound(place.conversation)
        async with place.failing() as work:
            await work.messages.add(message)
            await work.outgoing.put(message, lane=Lane.FLOW)

        assert await self.take(ground) == []

    async def test_a_message_leaves_not_before_its_time(self, ground: Ground, place: Place) -> None:
        later = ground.clock.now() + 60 * SECOND
        message = await self.put(place, not_before=later)

        assert await self.take(ground) == []
        await ground.pass_time(61)
        assert await self.ids(ground) == [message.id]

    async def test_a_postponed_message_holds_back_those_after_it(self, ground: Ground, place: Place) -> None:
        first, second = await self.put(place), await self.put(place)
        (send,) = await self.take(ground)
        async with place.work() as work:
            await work.outgoing.postpone(send, until=ground.clock.now() + 30 * SECOND, count=True)

        assert await self.take(ground) == []
        await ground.pass_time(31)
        (again,) = await self.take(ground)
        assert (again.message_id, again.tries, again.abandoned) == (first.id, 1, False)
        async with place.work() as work:
            await work.outgoing.postpone(again, until=ground.clock.now() - SECOND, count=False)
        (third,) = await self.take(ground)
        assert (third.message_id, third.tries) == (first.id, 1)
        assert second.id not in await self.ids(ground)

    async def test_an_unknown_outcome_lets_later_messages_pass(self, ground: Ground, place: Place) -> None:
        first, second = await self.put(place), await self.put(place)
        (send,) = await self.take(ground)
        async with place.work() as work:
            await work.outgoing.unknown(send, until=ground.clock.now() + 600 * SECOND)

        (passing,) = await self.take(ground)
        assert passing.message_id == second.id
        await self.done(place, passing)
        await ground.pass_time(601)
        (again,) = await self.take(ground)
        assert (again.message_id, again.reconciling, again.abandoned) == (first.id, True, False)
        await self.done(place, again)
        assert (await ground.outgoing_lease.depth())[0] == 0

    async def test_a_status_settles_an_unknown_outcome(self, ground: Ground, place: Place) -> None:
        message = await self.put(place)
        (send,) = await self.take(ground)
        async with place.work() as work:
            await work.outgoing.unknown(send, until=ground.clock.now() + 600 * SECOND)
        async with place.work() as work:
            await work.outgoing.settle([message.id])

        await ground.pass_time(601)

        assert await self.take(ground) == []

    async def test_a_message_that_is_being_sent_is_settled_by_its_sender(self, ground: Ground, place: Place) -> None:
        message = await self.put(place)
        (send,) = await self.take(ground)

        async with place.work() as work:
            await work.outgoing.settle([message.id])

        await self.done(place, send)
        assert (await ground.outgoing_lease.depth())[0] == 0

    async def test_a_sender_that_was_lost_leaves_its_message_in_doubt(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (lost,) = await self.take(ground)

        await ground.pass_time(LEASE)

        (again,) = await self.take(ground)
        assert again.abandoned
        for use in (self.done(place, lost), self.postponed(place, lost), self.doubted(place, lost)):
            with pytest.raises(LeaseLost):
                await use
        await self.done(place, again)

    async def test_what_a_sender_left_in_doubt_returns_at_once(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (doubtful,) = await self.take(ground)
        ground.outgoing_lease.doubt(doubtful.token)
        (again,) = await self.take(ground)
        assert again.abandoned

        ground.outgoing_lease.doubt(again.token, untouched=True)
        (third,) = await self.take(ground)
        assert not third.abandoned
        await self.done(place, third)

    async def postponed(self, place: Place, send: LeasedSend) -> None:
        """Postpone in a work of its own."""
        async with place.work() as work:
            await work.outgoing.postpone(send, until=AT, count=True)

    async def doubted(self, place: Place, send: LeasedSend) -> None:
        """Leave in doubt in a work of its own."""
        async with place.work() as work:
            await work.outgoing.unknown(send, until=AT)

    async def test_lanes_go_in_their_order(self, ground: Ground, place: Place) -> None:
        lanes = (Lane.CAMPAIGN, Lane.FLOW, Lane.AGENT)
        queued = [await self.put(place, where=(await place.converse()).id, lane=lane) for lane in lanes]

        taken = [await self.ids(ground, 1) for _ in lanes]

        assert taken == [[message.id] for message in reversed(queued)]

    async def test_who_talks_does_not_wait_for_a_campaign_in_the_same_conversation(
        self, ground: Ground, place: Place
    ) -> None:
        where = (await place.converse()).id
        campaign, agent, flow = [
            await self.put(place, where=where, lane=lane) for lane in (Lane.CAMPAIGN, Lane.AGENT, Lane.FLOW)
        ]

        first, second = await self.take(ground)
        assert [first.message_id, second.message_id] == [agent.id, campaign.id], "the flow's waits for the agent's"
        await self.done(place, first)
        assert await self.ids(ground) == [flow.id], "though the campaign's is still on its way"

    async def test_a_neighbours_mass_sending_delays_nobody(
        self, ground: Ground, place: Place, neighbour: Place
    ) -> None:
        async with neighbour.work() as work:
            for _ in range(5_000):
                where = ConversationId(fresh())
                message = an_outbound(neighbour.conversation, id=MessageId(ground.ids.new()), conversation_id=where)
                await work.outgoing.put(message, lane=Lane.FLOW)
        mine = await self.put(place)

        assert mine.id in await self.ids(ground, 64)

    async def test_senders_who_ask_at_once_never_get_the_same(self, ground: Ground, place: Place) -> None:
        for _ in range(12):
            await self.put(place, where=(await place.converse()).id)

        batches = await asyncio.gather(*(self.ids(ground, 5) for _ in range(5)))

        taken = [message_id for batch in batches for message_id in batch]
        assert len(taken) == len(set(taken)) == 12
