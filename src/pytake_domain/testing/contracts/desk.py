"""What the domain relies on from whoever stores planned messages and surveys."""

import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import (
    ContactId,
    MessageId,
    QueueId,
    ScheduledId,
    SurveyId,
    UserId,
)
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import (
    Conversation,
    ConversationFilter,
    OutsideWindow,
    ScheduledFilter,
    ScheduledMessage,
    ScheduledNotFound,
    ScheduledState,
    Sight,
    Survey,
    SurveyRules,
)
from pytake_domain.routing import (
    Period,
    Rating,
)
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.ground import OnGround, Place
from pytake_domain.whatsapp import Template, Text

MINUTE = dt.timedelta(minutes=1)


def a_plan(place: Place, **changes: object) -> ScheduledMessage:
    """A message for later to the place's contact."""
    now = place.ground.clock.now()
    plan = ScheduledMessage(
        id=ScheduledId(place.ground.ids.new()),
        tenant_id=place.tenant.id,
        contact_id=place.contact.id,
        number_id=place.number.id,
        conversation_id=place.conversation.id,
        content=Text(body="até amanhã"),
        send_at=now + 60 * MINUTE,
        planned_by=fresh(),
        planned_by_kind=ActorKind.USER,
        planned_by_name="Bia",
        created_at=now,
        updated_at=now,
    )
    return replace(plan, **changes)


class ScheduledContract(OnGround):
    """Planned messages."""

    async def stored(self, place: Place, **changes: object) -> ScheduledMessage:
        """One that is kept."""
        plan = a_plan(place, **changes)
        async with place.work() as work:
            await work.scheduled.add(plan)
        return plan

    async def test_everything_about_a_plan_comes_back(self, place: Place, neighbour: Place) -> None:
        plan = await self.stored(
            place,
            reply_to="wamid.x",
            cancel_on_reply=True,
            outside_window=OutsideWindow.TEMPLATE,
            fallback=Template(name="aviso", language="pt_BR"),
        )

        async with place.work() as work:
            assert await work.scheduled.get(plan.id, lock=True) == plan
            sent = plan.sent(MessageId(fresh()), place.conversation.id, plan.updated_at + MINUTE)
            await work.scheduled.save(sent)
        async with place.work() as work:
            assert await work.scheduled.get(plan.id) == sent
        async with neighbour.work() as work:
            with pytest.raises(ScheduledNotFound):
                await work.scheduled.get(plan.id)

    async def test_an_answer_finds_what_it_cancels(self, place: Place, neighbour: Place) -> None:
        wanted = await self.stored(place, cancel_on_reply=True)
        await self.stored(place)
        await self.stored(place, cancel_on_reply=True, state=ScheduledState.SENT)
        await self.stored(place, cancel_on_reply=True, contact_id=ContactId(fresh()))
        pair = (place.contact.id, place.number.id)

        async with place.work() as work:
            assert list(await work.scheduled.cancelled_by_answer([pair])) == [wanted]
            assert list(await work.scheduled.cancelled_by_answer([])) == []
        async with neighbour.work() as work:
            assert list(await work.scheduled.cancelled_by_answer([pair])) == []

    async def test_what_is_overdue_is_found_longest_first(self, place: Place) -> None:
        now = place.ground.clock.now()
        late, later = [await self.stored(place, send_at=now - minutes * MINUTE) for minutes in (5, 9)]
        await self.stored(place, send_at=now - 9 * MINUTE, state=ScheduledState.FAILED)
        await self.stored(place)

        async with place.work() as work:
            assert list(await work.scheduled.overdue(now, 10)) == [later.id, late.id]
            assert list(await work.scheduled.overdue(now, 1)) == [later.id]

    async def test_lists_are_narrowed_and_cut(self, place: Place) -> None:
        bia, other = UserId(fresh()), await place.converse()
        mine = await self.stored(place, planned_by=bia, conversation_id=None)
        theirs = await self.stored(place, conversation_id=other.id, contact_id=other.contact_id)
        sent = await self.stored(place, state=ScheduledState.SENT)
        async with place.work() as work:
            await work.conversations.save(replace(other, assigned_to=UserId(fresh())))

        for wanted, expected in (
            (ScheduledFilter(), [sent, theirs, mine]),
            (ScheduledFilter(state=ScheduledState.SENT), [sent]),
            (ScheduledFilter(conversation_id=other.id), [theirs]),
            (ScheduledFilter(contact_id=other.contact_id), [theirs]),
            (ScheduledFilter(planned_by=bia), [mine]),
            (ScheduledFilter(visible_to=Sight(user_id=bia)), [sent, mine]),
        ):
            async with place.work() as work:
                page = await work.scheduled.page(wanted, PageRequest())
            assert list(page.items) == expected, wanted
        async with place.work() as work:
            first = await work.scheduled.page(ScheduledFilter(), PageRequest(limit=2))
            rest = await work.scheduled.page(ScheduledFilter(), PageRequest(limit=2, cursor=first.next_cursor))
        assert [*first.items, *rest.items] == [sent, theirs, mine]
        assert rest.next_cursor is None

    async def test_snoozes_that_are_over_are_found_and_lists_tell_them_apart(self, place: Place) -> None:
        now, other = place.ground.clock.now(), await place.converse()
        async with place.work() as work:
            await work.conversations.save(replace(other, snoozed_until=now - MINUTE))
        async with place.work() as work:
            assert (await work.conversations.get(other.id)).snoozed_until == now - MINUTE
            assert list(await work.snoozed.overdue(now, 10)) == [other.id]
            assert list(await work.snoozed.overdue(now - 2 * MINUTE, 10)) == []
            for snoozed, expected in (
                (True, {other.id}),
                (False, {place.conversation.id}),
                (None, {other.id, place.conversation.id}),
            ):
                page = await work.views.conversations(ConversationFilter(snoozed=snoozed), PageRequest())
                assert {view.conversation.id for view in page.items} == expected


class SurveysContract(OnGround):
    """Surveys and their rules."""

    async def test_a_queues_rules_hold_before_the_companys(self, place: Place, neighbour: Place) -> None:
        queue = QueueId(fresh())
        company = SurveyRules(enabled=True, question="Como foi?")
        own = SurveyRules(queue_id=queue, enabled=False, thanks="Valeu!", comment_question="Por quê?")
        async with place.work() as work:
            assert await work.surveys.rules_for(queue) is None
            await work.surveys.put_rules(SurveyRules(enabled=False))
            await work.surveys.put_rules(company)
            await work.surveys.put_rules(own)

        async with place.work() as work:
            assert list(await work.surveys.rules()) == [company, own]
            assert await work.surveys.rules_for(queue) == own
            assert await work.surveys.rules_for(QueueId(fresh())) == company
            assert await work.surveys.rules_for(None) == company
        async with neighbour.work() as work:
            assert await work.surveys.rules_for(None) is None

    async def test_the_newest_survey_is_found_with_its_answer(self, place: Place) -> None:
        now, other = place.ground.clock.now(), await place.converse()

        def asked(conversation: Conversation, at: dt.datetime) -> Survey:
            return Survey(
                id=SurveyId(place.ground.ids.new()),
                tenant_id=place.tenant.id,
                conversation_id=conversation.id,
                contact_id=conversation.contact_id,
                number_id=place.number.id,
                asked_at=at,
                user_id=UserId(fresh()),
                message_id=MessageId(fresh()),
            )

        old, new, beside = (
            asked(place.conversation, now - 9 * MINUTE),
            asked(place.conversation, now),
            asked(other, now),
        )
        answered = new.scored(4, now, asks_comment=True).commented("ótimo")
        async with place.work() as work:
            for survey in (old, new, beside):
                await work.surveys.add(survey)
            await work.surveys.save(answered)

        async with place.work() as work:
            both = [place.conversation.id, other.id]
            found = await work.surveys.newest(both, now - MINUTE, lock=True)
            assert found == {place.conversation.id: answered, other.id: beside}
            assert await work.surveys.newest(both, now + MINUTE) == {}
            assert list(await work.surveys.of(place.conversation.id)) == [answered, old]
            rating = Rating(score=4, user_id=new.user_id, queue_id=None)
            assert list(await work.facts.ratings(Period(since=now - MINUTE, until=now + MINUTE))) == [rating]
            assert list(await work.facts.ratings(Period(since=now + MINUTE, until=now + 2 * MINUTE))) == []
