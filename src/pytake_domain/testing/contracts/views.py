"""What the domain relies on from whoever lists conversations and messages. Subclass `ViewsContract` with `ground`."""

import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import wa_id_addresses
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ConversationId, QueueId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import (
    AnswerDue,
    Conversation,
    ConversationFilter,
    ConversationOrder,
    ConversationStatus,
    Sight,
)
from pytake_domain.routing import ClockKind, SlaClock
from pytake_domain.testing.builders import AT, a_message, a_phone, a_sighting, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place
from pytake_domain.whatsapp import Media, MessageType

MINUTE = dt.timedelta(minutes=1)


class ViewsContract(OnGround):
    """Lists, narrowed, sorted and cut."""

    async def with_talk(self, place: Place, minute: int | None, **changes: object) -> ConversationId:
        """A conversation whose last message came at this minute, or never."""
        fresh_one = await place.converse()
        at = None if minute is None else AT + minute * MINUTE
        async with place.work() as work:
            await work.conversations.save(replace(fresh_one, last_message_at=at, **changes))
        return fresh_one.id

    async def ids(self, place: Place, wanted: ConversationFilter, page: PageRequest) -> list[ConversationId]:
        """The ids of a page."""
        async with place.work() as work:
            found = await work.views.conversations(wanted, page)
        return [view.conversation.id for view in found.items]

    async def test_the_latest_change_comes_first_and_silent_ones_last(self, place: Place) -> None:
        talks = [await self.with_talk(place, minute) for minute in (2, 5, 3)]

        found = await self.ids(place, ConversationFilter(), PageRequest())

        assert found == [talks[1], talks[2], talks[0], place.conversation.id]

    async def test_a_list_may_be_sorted_otherwise(self, place: Place) -> None:
        talks = [await self.with_talk(place, 1, priority=priority) for priority in (2, 0, 1)]
        only = ConversationFilter(status=(ConversationStatus.BOT,))

        by_priority = await self.ids(place, only, PageRequest(sort="priority", limit=2))
        oldest = await self.ids(place, only, PageRequest(sort="last_message_at", descending=False))

        assert by_priority == [talks[0], talks[2]]
        assert oldest == [*talks, place.conversation.id]

    async def test_cursors_lead_through_the_whole_list(self, place: Place) -> None:
        talks = [await self.with_talk(place, minute) for minute in (4, 4, None, 9, 1, None)]
        everything = await self.ids(place, ConversationFilter(), PageRequest())
        assert set(everything) == {*talks, place.conversation.id}

        seen: list[ConversationId] = []
        cursor: str | None = None
        for _ in range(4):
            async with place.work() as work:
                page = await work.views.conversations(ConversationFilter(), PageRequest(limit=2, cursor=cursor))
            seen += [view.conversation.id for view in page.items]
            assert page.total == (7 if cursor is None else None)
            cursor = page.next_cursor

        assert seen == everything
        assert cursor is None

    async def test_each_order_goes_on_with_the_others_by_their_last_message(self, place: Place) -> None:
        now = place.ground.clock.now()
        hour = dt.timedelta(hours=1)
        late = await self.with_talk(place, 9, awaits_since=AT + MINUTE, window_expires_at=now + 2 * hour)
        soon = await self.with_talk(place, 8, awaits_since=AT, window_expires_at=now + hour)
        first = await self.with_talk(place, 2, priority=10, window_expires_at=now - hour)
        second = await self.with_talk(place, 1, priority=10, window_expires_at=now - 2 * hour)
        third = await self.with_talk(place, None, priority=3)
        plain = place.conversation.id
        for order, expected in (
            (ConversationOrder.WAITING, [soon, late, first, second, third, plain]),
            (ConversationOrder.PRIORITY, [first, second, third, late, soon, plain]),
            (ConversationOrder.WINDOW, [soon, late, first, second, third, plain]),
            (ConversationOrder.NEWEST, [late, soon, first, second, third, plain]),
        ):
            # Which of two that nobody wrote in comes first is each store's own affair.
            alike = [set(expected[:4]), set(expected[4:])] if order is not ConversationOrder.PRIORITY else []
            # A filter that finds them all is the other way to the same list.
            for wanted in (
                ConversationFilter(as_of=now),
                ConversationFilter(as_of=now, number_id=place.number.id),
            ):
                for limit in (2, 50):
                    seen: list[ConversationId] = []
                    cursor: str | None = ""
                    while cursor is not None:
                        async with place.work() as work:
                            request = PageRequest(sort=order.value, limit=limit, cursor=cursor)
                            page = await work.views.conversations(wanted, request)
                        seen += [view.conversation.id for view in page.items]
                        cursor = page.next_cursor
                    assert len(seen) == len(expected), (order, limit)
                    if alike:
                        assert (seen[:4], set(seen[4:])) == (expected[:4], alike[1]), (order, limit)
                    else:
                        assert seen == expected, (order, limit)

    async def test_pages_by_number_are_the_same_list(self, place: Place) -> None:
        talks = [await self.with_talk(place, 1, awaits_since=AT + n * MINUTE) for n in (3, 1, 2)]
        by_wait = PageRequest(sort="waiting", limit=2)

        async with place.work() as work:
            first = await work.views.conversations(ConversationFilter(), by_wait)
            second = await work.views.conversations(ConversationFilter(), replace(by_wait, page=2))

        assert [v.conversation.id for v in first.items] == [talks[1], talks[2]]
        assert [v.conversation.id for v in second.items] == [talks[0], place.conversation.id]
        assert first.total == second.total == 4

    async def test_a_list_is_narrowed_to_what_is_unread_about_to_close_or_of_some_days(self, place: Place) -> None:
        now = place.ground.clock.now()
        hour = dt.timedelta(hours=1)
        unread = await self.with_talk(place, 1, unread_count=2)
        closing = await self.with_talk(place, 5, window_expires_at=now + 2 * hour)
        closer = await self.with_talk(place, 4, window_expires_at=now + hour)
        open_long = await self.with_talk(place, 3, window_expires_at=now + 4 * hour)
        await self.with_talk(place, 2, window_expires_at=now - hour)
        closes = ConversationFilter(closing=True, as_of=now)

        for wanted, expected in (
            (ConversationFilter(unread=True), [unread]),
            (closes, [closing, closer]),
            (replace(closes, unread=True), []),
            (ConversationFilter(since=AT + 3 * MINUTE, until=AT + 5 * MINUTE), [closer, open_long]),
        ):
            assert await self.ids(place, wanted, PageRequest()) == expected, wanted
            async with place.work() as work:
                page = await work.views.conversations(wanted, PageRequest())
                assert page.total == len(expected), wanted
        assert await self.ids(place, closes, PageRequest(sort="window")) == [closer, closing]
        assert await self.ids(place, closes, PageRequest(cursor="", limit=1)) == [closing]

    async def test_a_view_says_by_when_an_answer_is_owed(self, place: Place) -> None:
        where = place.conversation.id
        clock = SlaClock(
            conversation_id=where,
            kind=ClockKind.FIRST_ANSWER,
            queue_id=QueueId(fresh()),
            started_at=AT,
            warn_at=AT + MINUTE,
            due_at=AT + 2 * MINUTE,
        )
        for kept, due in (
            (clock, AnswerDue(warn_at=AT + MINUTE, due_at=AT + 2 * MINUTE)),
            (clock.stop(AT + MINUTE), None),
        ):
            async with place.work() as work:
                await work.sla_clocks.save([kept])
            async with place.work() as work:
                assert (await work.views.conversation(where)).answer_due == due

    async def test_each_person_mutes_for_themselves(self, place: Place, neighbour: Place) -> None:
        bia, leo, where = UserId(fresh()), UserId(fresh()), place.conversation.id
        async with place.work() as work:
            await work.mutes.mute(bia, where, AT)
            await work.mutes.mute(bia, where, AT + MINUTE)
        async with place.work() as work:
            assert await work.mutes.of(bia, [where, ConversationId(fresh())]) == {where}
            assert await work.mutes.of(leo, [where]) == await work.mutes.of(bia, []) == frozenset()
            assert await work.mutes.by(where, [bia, leo]) == {bia}
            assert await work.mutes.by(where, []) == frozenset()
        async with neighbour.work() as work:
            assert await work.mutes.of(bia, [where]) == frozenset()
            await work.mutes.unmute(bia, where)
        async with place.work() as work:
            assert await work.mutes.of(bia, [where]) == {where}
            await work.mutes.unmute(bia, where)
            await work.mutes.unmute(leo, where)
        async with place.work() as work:
            assert await work.mutes.by(where, [bia]) == frozenset()

    async def test_a_list_is_narrowed_by_everything_a_filter_says(self, place: Place) -> None:
        agent, queue = UserId(fresh()), QueueId(fresh())
        mine = await self.with_talk(
            place, 1, status=ConversationStatus.ACTIVE, assigned_to=agent, tags=("pix", "boleto")
        )
        theirs = await self.with_talk(place, 2, status=ConversationStatus.ACTIVE, assigned_to=UserId(fresh()))
        queued = await self.with_talk(place, 3, status=ConversationStatus.QUEUED, queue_id=queue, tags=("pix",))
        nobodys = place.conversation.id

        for wanted, expected in (
            (ConversationFilter(status=(ConversationStatus.ACTIVE,)), [theirs, mine]),
            (
                ConversationFilter(status=(ConversationStatus.ACTIVE, ConversationStatus.QUEUED)),
                [queued, theirs, mine],
            ),
            (ConversationFilter(assigned_to=agent), [mine]),
            (ConversationFilter(queue_id=queue), [queued]),
            (ConversationFilter(number_id=place.number.id), [queued, theirs, mine, place.conversation.id]),
            (ConversationFilter(contact_id=place.contact.id), [place.conversation.id]),
            (ConversationFilter(tags=("pix",)), [queued, mine]),
            (ConversationFilter(tags=("pix", "boleto")), [mine]),
            (ConversationFilter(visible_to=Sight(user_id=agent)), [mine, nobodys]),
            (ConversationFilter(visible_to=Sight(user_id=agent, nearby=frozenset({queue}))), [queued, mine, nobodys]),
            (ConversationFilter(visible_to=Sight(user_id=agent, queues=frozenset({queue}))), [queued, mine, nobodys]),
            (ConversationFilter(visible_to=Sight(user_id=UserId(fresh()))), [nobodys]),
        ):
            assert await self.ids(place, wanted, PageRequest()) == expected, wanted

    async def test_a_view_says_who_it_is_with(self, place: Place) -> None:
        phone = a_phone()
        async with place.work() as work:
            (contact,) = await work.contacts.find_or_add([a_sighting(*wa_id_addresses(phone), name="Maria")])
        conversation = await place.converse(contact)

        async with place.work() as work:
            view = await work.views.conversation(conversation.id)

        assert (view.conversation, view.contact_name, view.contact_phone) == (conversation, "Maria", phone)

    async def test_another_tenants_are_never_listed(self, place: Place, neighbour: Place) -> None:
        assert await self.ids(neighbour, ConversationFilter(), PageRequest()) == [neighbour.conversation.id]
        assert await self.ids(neighbour, ConversationFilter(contact_id=place.contact.id), PageRequest()) == []

    async def stored(self, place: Place, conversation: Conversation, count: int) -> list[object]:
        """As many messages, oldest first."""
        messages = [a_message(conversation) for _ in range(count)]
        async with place.work() as work:
            await work.messages.add_received(messages)
        return list(messages)

    async def test_messages_come_newest_first_by_page_and_by_cursor(self, place: Place) -> None:
        messages = await self.stored(place, place.conversation, 5)
        await self.stored(place, await place.converse(), 1)
        where = place.conversation.id

        async with place.work() as work:
            first = await work.views.messages(PageRequest(limit=2), conversation_id=where)
            second = await work.views.messages(PageRequest(limit=2, cursor=first.next_cursor), conversation_id=where)
            third = await work.views.messages(PageRequest(limit=2, cursor=second.next_cursor), conversation_id=where)
            by_page = await work.views.messages(PageRequest(limit=2, page=2), conversation_id=where)

        assert [*first.items, *second.items, *third.items] == messages[::-1]
        assert (first.total, second.total, third.next_cursor) == (5, None, None)
        assert by_page.items == second.items

    async def test_the_first_pages_of_several_come_in_one_go(self, place: Place, neighbour: Place) -> None:
        other, silent = await place.converse(), await place.converse()
        mine = await self.stored(place, place.conversation, 3)
        theirs = await self.stored(place, other, 1)
        where = [place.conversation.id, other.id, silent.id, neighbour.conversation.id]

        async with place.work() as work:
            pages = await work.views.latest(where, 2)
            rest = PageRequest(limit=2, cursor=pages[where[0]].next_cursor)
            older = await work.views.messages(rest, conversation_id=where[0])
            views = await work.views.conversations_all([where[2], where[3], where[0]])

        assert list(pages[where[0]].items) == mine[:0:-1]
        assert list(older.items) == mine[:1]
        assert (list(pages[where[1]].items), pages[where[1]].next_cursor) == (theirs, None)
        assert pages[where[2]].items == pages[where[3]].items == ()
        assert [view.conversation.id for view in views] == [where[2], where[0]]

    async def test_conversations_of_several_contacts_come_in_one_go(self, place: Place, neighbour: Place) -> None:
        agent = UserId(fresh())
        old = await self.with_talk(place, 1, assigned_to=UserId(fresh()), status=ConversationStatus.ACTIVE)
        async with place.work() as work:
            whose = (await work.views.conversation(old)).conversation.contact_id
        ids = [place.contact.id, whose, neighbour.contact.id]

        async with place.work() as work:
            everything = await work.views.of_contacts(ids, 1, visible_to=None)
            seen = await work.views.of_contacts(ids, 5, visible_to=Sight(user_id=agent))

        shown = {each: [view.conversation.id for view in page.items] for each, page in everything.items()}
        assert shown == {ids[0]: [place.conversation.id], ids[1]: [old], ids[2]: []}
        assert everything[ids[1]].next_cursor is not None
        assert [len(page.items) for page in seen.values()] == [1, 0, 0]
        assert seen[ids[0]].next_cursor is None

    async def test_messages_may_come_oldest_first(self, place: Place) -> None:
        messages = await self.stored(place, place.conversation, 3)

        async with place.work() as work:
            first = await work.views.messages(PageRequest(limit=2, descending=False))
            second = await work.views.messages(PageRequest(limit=2, descending=False, cursor=first.next_cursor))

        assert [*first.items, *second.items] == messages

    async def test_messages_of_a_contact_are_of_all_their_conversations(self, place: Place) -> None:
        mine = await self.stored(place, place.conversation, 2)
        await self.stored(place, await place.converse(), 2)

        async with place.work() as work:
            page = await work.views.messages(PageRequest(), contact_id=place.contact.id)
            everything = await work.views.messages(PageRequest())

        assert list(page.items) == mine[::-1]
        assert everything.total == 4

    async def test_messages_are_narrowed_to_some_types(self, place: Place) -> None:
        where = place.conversation
        picture = replace(a_message(where), content=Media(type=MessageType.IMAGE, media_id=str(fresh())))
        text = a_message(where)
        async with place.work() as work:
            await work.messages.add_received([picture, text])
        for asked in ({"conversation_id": where.id}, {"contact_id": place.contact.id}):
            async with place.work() as work:
                page = await work.views.messages(PageRequest(), types=("image", "video"), **asked)
                plain = await work.views.messages(PageRequest(limit=1), types=("text",), **asked)
                none = await work.views.messages(PageRequest(cursor=plain.next_cursor), types=("text",), **asked)
            assert (page.items, page.total, plain.items, none.items) == ((picture,), 1, (text,), ())

    async def test_a_cursor_that_is_none_is_refused(self, place: Place) -> None:
        for cursor in ("nonsense", "%%%"):
            with pytest.raises(Invalid):
                async with place.work() as work:
                    await work.views.messages(PageRequest(cursor=cursor))
