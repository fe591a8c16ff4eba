"""What the domain relies on from the queue of messages that wait to leave."""

import asyncio
import datetime as dt
from uuid import UUID

import pytest

from pytake_domain.kernel.ids import ConversationId, MessageId
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import Lane, LeasedSend, Message
from pytake_domain.testing.builders import AT, an_outbound, fresh
from pytake_domain.testing.contracts.ground import LEASE, Ground, OnGround, Place

SECOND = dt.timedelta(seconds=1)


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
        await self.begin(place, send)
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

    async def begin(self, place: Place, *sends: LeasedSend) -> set[UUID]:
        """Those that may be sent now."""
        return set(await place.ground.marks.begin(place.tenant.id, sends))

    async def test_a_sender_that_was_lost_before_it_began_leaves_no_doubt(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (lost,) = await self.take(ground)

        await ground.pass_time(LEASE)

        (again,) = await self.take(ground)
        assert not again.abandoned
        assert await self.begin(place, lost) == set(), "the message is another's now"
        assert await self.begin(place, again) == {again.message_id}
        await self.done(place, again)

    async def test_only_what_is_still_held_may_be_sent(self, ground: Ground, place: Place) -> None:
        gone, kept = [await self.put(place, where=(await place.converse()).id) for _ in range(2)]
        sends = {send.message_id: send for send in await self.take(ground)}
        await self.done(place, sends[gone.id])

        assert await self.begin(place, *sends.values()) == {kept.id}
        assert await self.begin(place, sends[kept.id]) == {kept.id}, "said twice it is as if said once"

    async def test_nobody_begins_a_neighbours_message(self, ground: Ground, place: Place, neighbour: Place) -> None:
        await self.put(place)
        (send,) = await self.take(ground)

        assert await self.begin(neighbour, send) == set()

    async def test_what_was_refused_can_be_begun_anew(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (refused,) = await self.take(ground)
        await self.begin(place, refused)
        await self.postponed(place, refused)
        (lost,) = await self.take(ground)

        await ground.pass_time(LEASE)

        (again,) = await self.take(ground)
        assert (lost.abandoned, again.abandoned) == (False, False)

    async def test_a_message_in_doubt_stays_so_whoever_held_it_since(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (lost,) = await self.take(ground)
        await self.begin(place, lost)
        for _ in range(2):
            await ground.pass_time(LEASE)
            (again,) = await self.take(ground)
            assert again.abandoned
        await ground.outgoing_lease.give_back(again.tenant_id, [again.id], again.token, pause=0)
        await ground.pass_time(1)
        (after,) = await self.take(ground)
        assert after.abandoned

    async def test_a_sender_that_was_lost_leaves_its_message_in_doubt(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (lost,) = await self.take(ground)
        await self.begin(place, lost)

        await ground.pass_time(LEASE)

        (again,) = await self.take(ground)
        assert again.abandoned
        for use in (self.done(place, lost), self.postponed(place, lost), self.doubted(place, lost)):
            with pytest.raises(LeaseLost):
                await use
        await self.done(place, again)

    async def test_what_a_sender_left_in_doubt_returns_at_once(self, ground: Ground, place: Place) -> None:
        await self.put(place)
        (untouched,) = await self.take(ground)
        ground.outgoing_lease.doubt(untouched.token, untouched=True)
        (doubtful,) = await self.take(ground)
        assert not doubtful.abandoned
        await self.begin(place, doubtful)
        ground.outgoing_lease.doubt(doubtful.token)
        (again,) = await self.take(ground)
        assert again.abandoned

        ground.outgoing_lease.doubt(again.token, untouched=True)
        (third,) = await self.take(ground)
        assert third.abandoned, "who did nothing with it can't tell what the one before did"
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
