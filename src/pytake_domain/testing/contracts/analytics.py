"""What the domain relies on from whoever keeps counts by the hour, and widgets."""

import datetime as dt
import secrets
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.analytics import (
    HourCount,
    Metric,
    PeriodName,
    Widget,
    WidgetDraft,
    WidgetKind,
    WidgetNotFound,
)
from pytake_domain.analytics import Place as Spot
from pytake_domain.kernel.ids import EventId, MessageId, NumberId, QueueId, UserId, WidgetId
from pytake_domain.messaging import (
    ConversationChange,
    ConversationChanged,
    Direction,
    Message,
    MessageState,
    SenderKind,
)
from pytake_domain.routing import ClockKind, SlaClock
from pytake_domain.testing.builders import a_message, an_outbound, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

HOUR = dt.timedelta(hours=1)


def id_at(moment: dt.datetime) -> UUID:
    """An id that was made then."""
    return UUID(int=(int(moment.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | secrets.randbits(62))


class HourlyCountsContract(OnGround):
    """Counts by the hour."""

    @pytest.fixture
    def hour(self, place: Place) -> dt.datetime:
        """One that is over."""
        return (place.ground.clock.now() - 5 * HOUR).replace(minute=0, second=0, microsecond=0)

    def received(self, place: Place, at: dt.datetime) -> Message:
        """A message of the customer."""
        return a_message(place.conversation, id=MessageId(id_at(at)), created_at=at, direction=Direction.INBOUND)

    def sent(self, place: Place, at: dt.datetime, state: MessageState, by: SenderKind) -> Message:
        """A message of ours."""
        return an_outbound(
            place.conversation, id=MessageId(id_at(at)), created_at=at, status=state, sent_by=by, client_key=None
        )

    def changed(self, place: Place, at: dt.datetime, change: ConversationChange) -> ConversationChanged:
        """A transition."""
        return ConversationChanged(
            id=EventId(id_at(at)),
            tenant_id=place.tenant.id,
            at=at,
            conversation_id=place.conversation.id,
            contact_id=place.contact.id,
            change=change,
        )

    async def test_what_happened_is_counted_by_the_hour_once_it_is_gathered(
        self, place: Place, neighbour: Place, hour: dt.datetime
    ) -> None:
        last = hour + HOUR - dt.timedelta(milliseconds=1)
        async with place.work() as work:
            for message in (
                self.received(place, hour),
                self.received(place, last),
                self.received(place, hour + HOUR),
                self.sent(place, last, MessageState.SENT, SenderKind.AGENT),
                self.sent(place, hour, MessageState.FAILED, SenderKind.FLOW),
            ):
                await work.messages.add(message)
            work.events.add(
                self.changed(place, hour, ConversationChange.RESOLVED),
                self.changed(place, last, ConversationChange.REOPENED),
                self.changed(place, last, ConversationChange.UPDATED),
            )
        async with place.work() as work:
            assert list(await work.hourly.of(hour, hour + 2 * HOUR)) == []
            assert await work.hourly.gather() == 2
        async with place.work() as work:
            counted = await work.hourly.of(hour, hour + 2 * HOUR)
            assert await work.hourly.gather() == 0
        assert sorted((c.hour, c.counter, c.count) for c in counted) == [
            (hour, "by:agent", 1),
            (hour, "by:flow", 1),
            (hour, "failed", 1),
            (hour, "received", 2),
            (hour, "reopened", 1),
            (hour, "resolved", 1),
            (hour, "sent", 1),
            (hour + HOUR, "received", 1),
        ]
        async with neighbour.work() as work:
            await work.hourly.gather()
            assert list(await work.hourly.of(hour, hour + 2 * HOUR)) == []

    async def test_a_message_counts_where_it_has_come_since(self, place: Place, hour: dt.datetime) -> None:
        message = self.sent(place, hour, MessageState.SENT, SenderKind.AGENT)
        async with place.work() as work:
            await work.messages.add(message)
        async with place.work() as work:
            await work.hourly.gather()
            await work.messages.save_all([replace(message, status=MessageState.READ)])
        async with place.work() as work:
            assert await work.hourly.gather() == 1
        async with place.work() as work:
            counted = await work.hourly.of(hour, hour + HOUR)
        assert list(counted) == [HourCount(hour, "by:agent", 1), HourCount(hour, "read", 1)]

    async def test_counts_of_one_number_are_apart(self, place: Place, hour: dt.datetime) -> None:
        async with place.work() as work:
            await work.messages.add(self.received(place, hour))
        async with place.work() as work:
            await work.hourly.gather()
        async with place.work() as work:
            own = await work.hourly.of(hour, hour + HOUR, number_id=place.number.id)
            assert list(own) == [HourCount(hour, "received", 1)]
            assert list(await work.hourly.of(hour, hour + HOUR, number_id=NumberId(fresh()))) == []
            assert list(await work.hourly.of(hour + HOUR, hour + 2 * HOUR)) == []

    async def test_what_did_not_commit_is_not_counted(self, place: Place, hour: dt.datetime) -> None:
        async with place.failing() as work:
            await work.messages.add(self.received(place, hour))
        async with place.work() as work:
            assert await work.hourly.gather() == 0
            assert list(await work.hourly.of(hour, hour + HOUR)) == []

    async def test_promises_are_broken_until_they_are_kept_late(self, place: Place, hour: dt.datetime) -> None:
        clock = SlaClock(
            conversation_id=place.conversation.id,
            kind=ClockKind.FIRST_ANSWER,
            queue_id=QueueId(fresh()),
            started_at=hour,
            warn_at=hour,
            due_at=hour,
        )
        found = []
        for state in (clock, replace(clock, breached_at=hour), replace(clock, breached_at=hour, stopped_at=hour)):
            async with place.work() as work:
                await work.sla_clocks.save([state])
            async with place.work() as work:
                found.append(await work.hourly.broken_promises())
        assert found == [0, 1, 0]


class WidgetsContract(OnGround):
    """What people put on their dashboards."""

    async def test_widgets_are_their_owners_alone(self, place: Place, neighbour: Place) -> None:
        owner, now = UserId(fresh()), place.ground.clock.now().replace(microsecond=0)
        draft = WidgetDraft(
            kind=WidgetKind.CHART,
            title="Recebidas",
            metric=Metric.MESSAGES_RECEIVED,
            period=PeriodName.MONTH,
            number_id=place.number.id,
            place=Spot(x=1, y=2, width=3, height=4),
        )
        ids = sorted((WidgetId(fresh()), WidgetId(fresh())))
        first, second = (
            Widget(id=each, tenant_id=place.tenant.id, user_id=owner, draft=draft, created_at=now, updated_at=now)
            for each in ids
        )
        async with place.work() as work:
            await work.widgets.add(second)
            await work.widgets.add(first)
        async with place.work() as work:
            assert list(await work.widgets.of(owner)) == [first, second]
            assert await work.widgets.get(owner, first.id) == first
            await work.widgets.save(replace(first, draft=WidgetDraft(kind=WidgetKind.ALERTS)))
            with pytest.raises(WidgetNotFound):
                await work.widgets.get(UserId(fresh()), first.id)
            with pytest.raises(WidgetNotFound):
                await work.widgets.remove(UserId(fresh()), first.id)
            await work.widgets.remove(owner, second.id)
        async with place.work() as work:
            assert [w.draft.kind for w in await work.widgets.of(owner)] == [WidgetKind.ALERTS]
        async with neighbour.work() as work:
            assert list(await work.widgets.of(owner)) == []
            with pytest.raises(WidgetNotFound):
                await work.widgets.get(owner, first.id)
