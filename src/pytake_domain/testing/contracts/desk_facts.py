"""What the domain relies on from whoever stores saved views and canned replies, and knows what happened at the desk."""

import asyncio
import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.kernel.actor import ActorKind
from pytake_domain.kernel.ids import (
    AssignmentId,
    CannedReplyId,
    DepartmentId,
    EventId,
    MessageId,
    NoteId,
    QueueId,
    SavedViewId,
    UserId,
)
from pytake_domain.messaging import (
    ConversationChange,
    ConversationChanged,
    ConversationOrder,
    ConversationStatus,
    Note,
    SenderKind,
)
from pytake_domain.routing import (
    Assignment,
    Audience,
    CannedReply,
    CannedReplyNotFound,
    EntryKind,
    Period,
    SavedView,
    SavedViewNameTaken,
    SavedViewNotFound,
    ShortcutTaken,
    Spell,
    ViewFilters,
)
from pytake_domain.testing.builders import an_outbound, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

MINUTE = dt.timedelta(minutes=1)


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
            for forbidden in (work.saved_views.remove(own.id), work.saved_views.save(own)):
                with pytest.raises(SavedViewNotFound):
                    await forbidden
        async with place.work() as work:
            await work.saved_views.remove(own.id)
            with pytest.raises(SavedViewNotFound):
                await work.saved_views.get(own.id)

    async def test_a_view_is_changed_and_stands_at_its_place(self, place: Place) -> None:
        bia = UserId(fresh())
        first, second = (replace(self.view(place, name, bia), place=n) for n, name in enumerate(("Zelo", "Ação")))
        async with place.work() as work:
            await work.saved_views.add(second)
            await work.saved_views.add(first)
        async with place.work() as work:
            assert list(await work.saved_views.usable_by(bia)) == [first, second]
        changed = replace(
            first,
            name="Fim",
            place=7,
            filters=ViewFilters(unread=True, closing=True, days=7, sort=ConversationOrder.WAITING),
        )
        async with place.work() as work:
            await work.saved_views.save(changed)
            await work.saved_views.save(changed)
        async with place.work() as work:
            assert list(await work.saved_views.usable_by(bia)) == [second, changed]
        with pytest.raises(SavedViewNameTaken):
            async with place.work() as work:
                await work.saved_views.save(replace(changed, name="AÇÃO"))

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
            around = await work.facts.timeline(where.id, before=None, since=note.id, limit=2)
            assert [entry.id for entry in around] == expected[1:3]
            assert list(await work.facts.timeline(where.id, before=None, since=over.id, limit=2)) == [whole[0]]
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
