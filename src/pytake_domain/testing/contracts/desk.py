"""What the domain relies on from whoever stores the desk's things: planned messages, surveys, views, replies, facts."""

import asyncio
import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import (
    AssignmentId,
    CannedReplyId,
    ContactId,
    DepartmentId,
    EventId,
    MessageId,
    NoteId,
    QueueId,
    SavedViewId,
    ScheduledId,
    SurveyId,
    UserId,
)
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import (
    Conversation,
    ConversationChange,
    ConversationChanged,
    ConversationFilter,
    ConversationStatus,
    Note,
    OutsideWindow,
    ScheduledFilter,
    ScheduledMessage,
    ScheduledNotFound,
    ScheduledState,
    SenderKind,
    Sight,
    Survey,
    SurveyRules,
)
from pytake_domain.routing import (
    Assignment,
    Audience,
    CannedReply,
    CannedReplyNotFound,
    EntryKind,
    Period,
    Rating,
    SavedView,
    SavedViewNameTaken,
    SavedViewNotFound,
    ShortcutTaken,
    Spell,
    ViewFilters,
)
from pytake_domain.testing.builders import an_outbound, fresh
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


class DeskToolsContract(OnGround):
    """Saved views and canned replies."""

    def view(self, place: Place, name: str, owner: UserId, *, shared: bool = False) -> SavedView:
        """A view of somebody's."""
        return SavedView(
            id=SavedViewId(fresh()),
            tenant_id=place.tenant.id,
            name=name,
            filters=ViewFilters(status=(ConversationStatus.ACTIVE,), tags=("pix",), snoozed=False),
            owner_id=owner,
            shared=shared,
            created_at=place.ground.clock.now(),
        )

    async def test_views_are_ones_own_or_shared(self, place: Place, neighbour: Place) -> None:
        bia, leo = UserId(fresh()), UserId(fresh())
        own, same, shared = (
            self.view(place, "Zelo", bia),
            self.view(place, "Zelo", leo),
            self.view(place, "Ação", bia, shared=True),
        )
        async with place.work() as work:
            for view in (own, same, shared):
                await work.saved_views.add(view)

        async with place.work() as work:
            assert list(await work.saved_views.usable_by(bia)) == [shared, own]
            assert list(await work.saved_views.usable_by(leo)) == [shared, same]
            assert list(await work.saved_views.usable_by(None)) == [shared]
            assert await work.saved_views.get(own.id) == own
        for again in (self.view(place, "ZELO", bia), self.view(place, "ação", leo, shared=True)):
            with pytest.raises(SavedViewNameTaken):
                async with place.work() as work:
                    await work.saved_views.add(again)
        async with neighbour.work() as work:
            assert list(await work.saved_views.usable_by(bia)) == []
            with pytest.raises(SavedViewNotFound):
                await work.saved_views.remove(own.id)
        async with place.work() as work:
            await work.saved_views.remove(own.id)
            with pytest.raises(SavedViewNotFound):
                await work.saved_views.get(own.id)

    def reply(self, place: Place, shortcut: str, audience: Audience, **changes: object) -> CannedReply:
        """A reply for somebody."""
        now = place.ground.clock.now()
        department = DepartmentId(fresh()) if audience is Audience.DEPARTMENT else None
        made = CannedReply(
            id=CannedReplyId(fresh()),
            tenant_id=place.tenant.id,
            shortcut=shortcut,
            title="Oi",
            text="Olá, {{ contact.name }}",
            audience=audience,
            department_id=department,
            owner_id=UserId(fresh()),
            created_at=now,
            updated_at=now,
        )
        return replace(made, **changes)

    async def test_a_shortcut_is_taken_once_for_the_same_people(self, place: Place, neighbour: Place) -> None:
        kinds = (Audience.SHARED, Audience.DEPARTMENT, Audience.OWN)
        replies = [self.reply(place, "oi", audience) for audience in kinds]
        async with place.work() as work:
            for reply in replies:
                await work.canned_replies.add(reply)

        for reply in replies:
            again = replace(reply, id=CannedReplyId(fresh()))
            with pytest.raises(ShortcutTaken):
                async with place.work() as work:
                    await work.canned_replies.add(again)
        other = self.reply(place, "ate", Audience.SHARED)
        async with place.work() as work:
            await work.canned_replies.add(other)
        with pytest.raises(ShortcutTaken):
            async with place.work() as work:
                await work.canned_replies.save(replace(other, shortcut="oi"))
        changed = replace(other, text="Até!", media_id=None)
        async with place.work() as work:
            await work.canned_replies.save(changed)
            await work.canned_replies.remove(replies[2].id)
        async with place.work() as work:
            found = list(await work.canned_replies.all())
            assert found[0] == changed
            assert {reply.id for reply in found[1:]} == {replies[0].id, replies[1].id}
            with pytest.raises(CannedReplyNotFound):
                await work.canned_replies.get(replies[2].id)
        async with neighbour.work() as work:
            assert list(await work.canned_replies.all()) == []
            for missing in (work.canned_replies.get(other.id), work.canned_replies.remove(other.id)):
                with pytest.raises(CannedReplyNotFound):
                    await missing


class FactsContract(OnGround):
    """What happened, read back."""

    def changed(self, place: Place, change: ConversationChange, **more: object) -> ConversationChanged:
        """A transition of the place's conversation, now."""
        event = ConversationChanged(
            id=EventId(place.ground.ids.new()),
            tenant_id=place.tenant.id,
            at=place.ground.clock.now(),
            conversation_id=place.conversation.id,
            contact_id=place.contact.id,
            change=change,
        )
        return replace(event, **more)

    async def test_a_timeline_merges_what_happened_and_is_cut_by_cursor(self, place: Place, neighbour: Place) -> None:
        ids, now, where = place.ground.ids, place.ground.clock.now(), place.conversation
        bia = UserId(fresh())
        expected = []
        async with place.work() as work:
            opened = self.changed(place, ConversationChange.OPENED)
            message = replace(an_outbound(where), id=MessageId(ids.new()), created_at=now)
            await work.messages.add(message)
            note = Note(
                id=NoteId(ids.new()),
                conversation_id=where.id,
                author_id=bia,
                author_name="Bia",
                body="ligar",
                created_at=now,
                mentions=(bia,),
            )
            await work.notes.add(note)
            given = self.changed(place, ConversationChange.ASSIGNED, reason="by_hand", assigned_to=bia)
            assignment = Assignment(
                id=AssignmentId(ids.new()),
                tenant_id=place.tenant.id,
                conversation_id=where.id,
                queue_id=None,
                user_id=bia,
                reason="by_hand",
                actor_kind=ActorKind.USER,
                at=now,
            )
            await work.assignments.add([assignment])
            over = self.changed(place, ConversationChange.RESOLVED, reason="pago", actor_kind=ActorKind.USER)
            work.events.add(opened, given, over)
            expected = [over.id, assignment.id, note.id, message.id, opened.id]

        async with place.work() as work:
            whole = await work.facts.timeline(where.id, before=None, limit=50)
            assert [entry.id for entry in whole] == expected
            kinds = [EntryKind.CHANGE, EntryKind.ASSIGNMENT, EntryKind.NOTE, EntryKind.MESSAGE, EntryKind.CHANGE]
            assert [entry.kind for entry in whole] == kinds
            assert (whole[1].assignment, whole[2].note, whole[3].message) == (assignment, note, message)
            assert whole[0].change is not None
            assert (whole[0].change.change, whole[0].change.reason) == (ConversationChange.RESOLVED, "pago")
            first = await work.facts.timeline(where.id, before=None, limit=2)
            second = await work.facts.timeline(where.id, before=first[-1].id, limit=10)
            assert [entry.id for entry in (*first, *second)] == expected
        async with neighbour.work() as work:
            assert list(await work.facts.timeline(where.id, before=None, limit=5)) == []

    async def later(self, place: Place) -> None:
        """Some milliseconds pass, on the clock and between ids."""
        await asyncio.sleep(0.01)
        await place.ground.pass_time(1)

    async def test_a_period_is_led_by_what_came_before_it(self, place: Place) -> None:
        queued = self.changed(place, ConversationChange.QUEUED, queue_id=QueueId(fresh()), reason="pediu")
        async with place.work() as work:
            work.events.add(self.changed(place, ConversationChange.OPENED), queued)
        await self.later(place)
        since = place.ground.clock.now()
        await self.later(place)
        resolved = self.changed(place, ConversationChange.RESOLVED, assigned_to=UserId(fresh()))
        async with place.work() as work:
            work.events.add(resolved)

        async with place.work() as work:
            found = await work.facts.changes(Period(since=since, until=since + 60 * MINUTE))
            assert [each.id for each in found] == [queued.id, resolved.id]
            assert (found[0].queue_id, found[0].reason) == (queued.queue_id, "pediu")
            assert found[1].assigned_to == resolved.assigned_to
            assert list(await work.facts.changes(Period(since=since - 9 * MINUTE, until=since - 8 * MINUTE))) == []

    async def test_the_first_word_of_an_agent_is_found(self, place: Place) -> None:
        ids, began = place.ground.ids, place.ground.clock.now()
        bia = UserId(fresh())
        by_flow = replace(
            an_outbound(place.conversation), id=MessageId(ids.new()), created_at=began, sent_by=SenderKind.FLOW
        )
        words = [
            replace(
                an_outbound(place.conversation),
                id=MessageId(ids.new()),
                created_at=began + seconds * dt.timedelta(seconds=1),
                sent_by=SenderKind.AGENT,
                sent_by_id=bia,
            )
            for seconds in (30, 60)
        ]
        async with place.work() as work:
            for message in (by_flow, *words):
                await work.messages.add(message)
        spell = Spell(conversation_id=place.conversation.id, began_at=began, waits=True)
        silent = Spell(conversation_id=(await place.converse()).id, began_at=began, waits=True)
        short = replace(spell, ended_at=began + dt.timedelta(seconds=10))

        async with place.work() as work:
            first, none, early = await work.facts.first_answers([spell, silent, short])

        assert first is not None
        assert (first.at, first.user_id) == (began + dt.timedelta(seconds=30), bia)
        assert (none, early) == (None, None)

    async def test_statuses_of_a_period_are_counted(self, place: Place) -> None:
        now = place.ground.clock.now()
        for minutes, status in (
            (1, ConversationStatus.ACTIVE),
            (2, ConversationStatus.ACTIVE),
            (90, ConversationStatus.RESOLVED),
        ):
            talk = await place.converse()
            async with place.work() as work:
                await work.conversations.save(replace(talk, status=status, last_message_at=now - minutes * MINUTE))

        async with place.work() as work:
            assert await work.facts.by_status(Period(since=now - 60 * MINUTE, until=now)) == {"active": 2}
