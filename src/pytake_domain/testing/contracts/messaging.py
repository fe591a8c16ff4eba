"""What the domain relies on from whoever stores conversations and messages. Subclass with `ground`."""

import asyncio
import datetime as dt

import pytest
from msgspec.structs import replace

from pytake_domain.identity import Limit, OwnLimits, Plan, TenantStatus
from pytake_domain.kernel.errors import Conflict, StaleVersion
from pytake_domain.kernel.ids import ConversationId, FlowSessionId, MessageId, NoteId, QueueId, UserId
from pytake_domain.messaging import (
    Conversation,
    ConversationNotFound,
    ConversationStatus,
    EarlyStatus,
    Failure,
    Message,
    MessageNotFound,
    MessageState,
    Note,
    Opened,
    StatusStep,
)
from pytake_domain.testing.builders import AT, a_message, an_outbound, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place
from pytake_domain.whatsapp import Button, Buttons, Price, Text

MINUTE = dt.timedelta(minutes=1)


class ConversationsContract(OnGround):
    """One open conversation a contact and number."""

    async def open(self, place: Place) -> Opened:
        """The place's conversation, in a work of its own."""
        async with place.work() as work:
            return (await work.conversations.open_for([(place.contact.id, place.number.id)], AT))[0]

    async def save(self, place: Place, changed: Conversation) -> None:
        """Save in a work of its own."""
        async with place.work() as work:
            await work.conversations.save(changed)

    async def test_it_is_begun_once_and_then_found(self, place: Place) -> None:
        again = await self.open(place)

        assert again == Opened(conversation=place.conversation, new=False)
        assert again.conversation.status is ConversationStatus.BOT

    async def test_however_many_ask_at_once_a_pair_has_one(self, place: Place) -> None:
        async with place.work() as work:
            await work.conversations.save(replace(place.conversation, status=ConversationStatus.ARCHIVED))

        opened = await asyncio.gather(*(self.open(place) for _ in range(20)))

        assert len({o.conversation.id for o in opened}) == 1
        assert sum(o.new for o in opened) == 1

    async def test_a_batch_gets_its_conversations_in_its_order(self, place: Place) -> None:
        mine = (place.contact.id, place.number.id)
        other = await place.converse()
        theirs = (other.contact_id, place.number.id)

        async with place.work() as work:
            opened = await work.conversations.open_for([theirs, mine, theirs], AT)

        assert [o.conversation.id for o in opened] == [other.id, place.conversation.id, other.id]

    async def test_only_an_archived_one_is_followed_by_another(self, place: Place) -> None:
        await self.save(place, replace(place.conversation, status=ConversationStatus.RESOLVED))
        resolved = (await self.open(place)).conversation
        assert resolved.id == place.conversation.id

        await self.save(place, replace(resolved, status=ConversationStatus.ARCHIVED))
        following = await self.open(place)

        assert following.new
        assert following.conversation.id != place.conversation.id

    async def test_one_that_nothing_came_into_is_as_if_it_had_never_been(self, place: Place) -> None:
        await self.save(place, replace(place.conversation, status=ConversationStatus.ARCHIVED, last_message_at=AT))
        async with place.work() as work:
            (begun,) = await work.conversations.open_for([(place.contact.id, place.number.id)], AT)
            await work.conversations.forget([begun.conversation.id, place.conversation.id])

        async with place.work() as work:
            left = await work.conversations.get_all([begun.conversation.id, place.conversation.id])
        assert begun.new
        assert list(left) == [place.conversation.id]

    async def test_everything_about_one_comes_back_as_it_was_saved(self, place: Place) -> None:
        changed = replace(
            place.conversation,
            status=ConversationStatus.ACTIVE,
            assigned_to=UserId(fresh()),
            queue_id=QueueId(fresh()),
            queue_name="Suporte",
            flow_session_id=FlowSessionId(fresh()),
            handed_over=True,
            tags=("segunda via", "boleto, PIX"),
            priority=2,
            window_expires_at=AT + MINUTE,
            entered_at=AT,
            free_until=AT + 3 * MINUTE,
            unread_count=7,
            last_message="É já!",
            last_message_at=AT,
            updated_at=AT + MINUTE,
        )

        await self.save(place, changed)

        async with place.work() as work:
            stored = await work.conversations.get(changed.id)
        assert stored == replace(changed, version=changed.version + 1)

    async def test_what_is_saved_is_seen_by_the_same_work_and_may_be_saved_again(self, place: Place) -> None:
        async with place.work() as work:
            first = await work.conversations.get(place.conversation.id)
            await work.conversations.save(first.set_tags(("um",), AT))
            seen = await work.conversations.get(first.id)
            assert seen.tags == ("um",)
            assert (await work.conversations.get_all([first.id]))[first.id].tags == ("um",)
            opened = await work.conversations.open_for([(first.contact_id, first.number_id)], AT)
            assert opened[0].conversation.tags == ("um",)
            await work.conversations.save(seen.set_tags(("um", "dois"), AT))

        async with place.work() as work:
            assert (await work.conversations.get(first.id)).tags == ("um", "dois")

    async def test_of_two_who_save_the_second_is_told(self, place: Place) -> None:
        await self.save(place, place.conversation.read(AT))

        with pytest.raises(StaleVersion):
            await self.save(place, place.conversation.read(AT))

    async def test_nobody_changes_what_another_work_has_read_to_change(self, place: Place) -> None:
        async def tag(name: str) -> None:
            async with place.work() as work:
                read = await work.conversations.get(place.conversation.id)
                await asyncio.sleep(0)
                await work.conversations.save(read.set_tags((*read.tags, name), AT))

        names = [f"n{number}" for number in range(8)]
        await asyncio.gather(*(tag(name) for name in names))

        async with place.work() as work:
            assert sorted((await work.conversations.get(place.conversation.id)).tags) == names

    async def test_another_tenants_is_not_found(self, place: Place, neighbour: Place) -> None:
        async with neighbour.work() as work:
            assert await work.conversations.get_all([place.conversation.id]) == {}
            with pytest.raises(ConversationNotFound):
                await work.conversations.get(place.conversation.id)
            with pytest.raises(ConversationNotFound):
                await work.views.conversation(place.conversation.id)
        with pytest.raises(StaleVersion):
            await self.save(neighbour, place.conversation)
        async with place.work() as work:
            with pytest.raises(ConversationNotFound):
                await work.conversations.get(ConversationId(fresh()))


class MessagesContract(OnGround):
    """Messages: received once, moved in batches."""

    async def added(self, place: Place, *messages: Message) -> None:
        """Store messages of ours."""
        async with place.work() as work:
            for message in messages:
                await work.messages.add(message)

    async def test_what_a_provider_repeats_is_stored_once(self, place: Place) -> None:
        message = a_message(place.conversation)
        repeated = replace(message, id=MessageId(fresh()), content=Text(body="outra"))

        async with place.work() as work:
            assert await work.messages.add_received([message]) == {message.id}
        async with place.work() as work:
            assert await work.messages.add_received([repeated]) == set()

        async with place.work() as work:
            assert await work.messages.get(message.id) == message
            with pytest.raises(MessageNotFound):
                await work.messages.get(repeated.id)

    async def test_a_repetition_within_a_batch_is_stored_once(self, place: Place) -> None:
        message = a_message(place.conversation)
        repeated, other = replace(message, id=MessageId(fresh())), a_message(place.conversation)

        async with place.work() as work:
            stored = await work.messages.add_received([message, repeated, other])

        assert stored == {message.id, other.id}

    async def test_the_same_id_of_two_numbers_is_two_messages(self, place: Place, neighbour: Place) -> None:
        message = a_message(place.conversation)
        other = a_message(neighbour.conversation, provider_id=message.provider_id)

        async with place.work() as work:
            assert await work.messages.add_received([message]) == {message.id}
        async with neighbour.work() as work:
            assert await work.messages.add_received([other]) == {other.id}
            assert await work.messages.get_all([message.id]) == {}

    async def test_repetitions_at_once_are_stored_once(self, place: Place) -> None:
        base = [a_message(place.conversation) for _ in range(10)]

        async def receive(shift: int) -> int:
            batch = [replace(m, id=MessageId(fresh())) for m in (*base[shift:], *base[:shift])]
            async with place.work() as work:
                return len(await work.messages.add_received(batch))

        assert sum(await asyncio.gather(*(receive(shift) for shift in range(8)))) == 10

    async def test_everything_about_a_message_comes_back(self, place: Place) -> None:
        message = an_outbound(
            place.conversation,
            content=Buttons(body="Qual?", buttons=(Button(id="a", title="A"), Button(id="b", title="B"))),
            client_key=f"chave-{fresh()}",
            reply_to="wamid.antes",
            sent_by_id=fresh(),
        )
        await self.added(place, message)
        step = StatusStep(status="failed", at=AT + MINUTE, error=Failure(code="NUMBER_UNUSABLE", provider_code="131"))
        moved = replace(
            message,
            status=MessageState.FAILED,
            status_history=(*message.status_history, step),
            error=step.error,
            provider_id=f"wamid.{fresh()}",
            price=Price(category="service", billable=True),
            read_at=AT + MINUTE,
            content=Text(body="corrigido \u0001 😀"),
        )

        async with place.work() as work:
            assert await work.messages.get(message.id) == message
            await work.messages.save_all([moved])

        async with place.work() as work:
            assert await work.messages.get(message.id) == moved
            key = (moved.number_id, moved.provider_id or "")
            assert await work.messages.by_provider_ids([key, (moved.number_id, "unknown")]) == {key: moved}

    async def test_what_was_added_is_seen_by_the_same_work(self, place: Place) -> None:
        message = an_outbound(place.conversation, client_key=f"chave-{fresh()}")

        async with place.work() as work:
            await work.messages.add(message)
            assert await work.messages.by_client_key(message.client_key or "") == message
            assert await work.messages.get_all([message.id, MessageId(fresh())]) == {message.id: message}

    async def test_a_key_of_the_caller_stores_one_message(self, place: Place, neighbour: Place) -> None:
        key = f"chave-{fresh()}"
        await self.added(place, an_outbound(place.conversation, client_key=key))

        with pytest.raises(Conflict):
            await self.added(place, an_outbound(place.conversation, client_key=key))

        await self.added(neighbour, an_outbound(neighbour.conversation, client_key=key))
        async with neighbour.work() as work:
            known = await work.messages.by_client_key(key)
            assert known is not None
            assert known.tenant_id == neighbour.tenant.id
            assert await work.messages.by_client_key("another") is None

    async def test_many_messages_without_keys_or_ids_do_not_clash(self, place: Place) -> None:
        many = [an_outbound(place.conversation) for _ in range(5)]
        await self.added(place, *many)

        async with place.work() as work:
            assert await work.messages.get_all([m.id for m in many]) == {m.id: m for m in many}


class BesideMessagesContract(OnGround):
    """Early statuses, notes, the plan's messages."""

    def early(self, place: Place, provider_id: str, status: str = "delivered", at: dt.datetime = AT) -> EarlyStatus:
        """A status whose message nobody knows."""
        return EarlyStatus(
            number_id=place.number.id,
            provider_id=provider_id,
            correlation=None,
            status=status,
            at=at,
            data=b"{}",
        )

    async def test_an_early_status_waits_until_it_is_taken_once(self, place: Place) -> None:
        mine, other = self.early(place, "wamid.1"), self.early(place, "wamid.2")
        async with place.work() as work:
            await work.shelf.put([mine, other, mine])
            await work.shelf.put([mine])

        async with place.work() as work:
            assert list(await work.shelf.take([(place.number.id, "wamid.1"), (place.number.id, "none")])) == [mine]
        async with place.work() as work:
            assert list(await work.shelf.take([(place.number.id, "wamid.1")])) == []
            assert list(await work.shelf.take([(place.number.id, "wamid.2")])) == [other]

    async def test_all_statuses_of_a_message_are_handed_out(self, place: Place, neighbour: Place) -> None:
        both = [self.early(place, "wamid.3"), self.early(place, "wamid.3", "read", AT + MINUTE)]
        async with place.work() as work:
            await work.shelf.put(both)

        async with neighbour.work() as work:
            assert list(await work.shelf.take([(place.number.id, "wamid.3")])) == []
        async with place.work() as work:
            taken = await work.shelf.take([(place.number.id, "wamid.3")])
        assert sorted(taken, key=lambda s: s.at) == both

    async def test_a_status_goes_back_on_the_shelf_when_the_work_fails(self, place: Place) -> None:
        async with place.work() as work:
            await work.shelf.put([self.early(place, "wamid.4")])
        async with place.failing() as work:
            await work.shelf.take([(place.number.id, "wamid.4")])

        async with place.work() as work:
            assert len(await work.shelf.take([(place.number.id, "wamid.4")])) == 1

    async def test_notes_of_a_conversation_come_oldest_first(self, place: Place) -> None:
        other = await place.converse()
        notes = [
            Note(
                id=NoteId(fresh()),
                conversation_id=where,
                author_id=None,
                author_name="flow",
                body=f"nota {number}",
                created_at=AT,
            )
            for number, where in enumerate((place.conversation.id, other.id, place.conversation.id))
        ]
        async with place.work() as work:
            for note in reversed(notes):
                await work.notes.add(note)

        async with place.work() as work:
            assert list(await work.notes.of(place.conversation.id)) == [notes[0], notes[2]]
            both = await work.notes.of_all([place.conversation.id, notes[1].conversation_id])
            assert [list(each) for each in both.values()] == [[notes[0], notes[2]], [notes[1]]]

    async def test_the_months_messages_are_counted_with_the_work(self, place: Place) -> None:
        limit = Plan.STARTER.limits.messages_per_month
        assert limit is not None
        async with place.work() as work:
            assert await work.quota.left() == limit
            await work.quota.use(3)
            assert await work.quota.left() == limit - 3
        async with place.failing() as work:
            await work.quota.use(5)
        async with place.work() as work:
            assert await work.quota.left() == limit - 3

    async def test_messages_counted_at_once_are_all_counted(self, place: Place) -> None:
        async def use() -> None:
            async with place.work() as work:
                await work.quota.use(2)

        await asyncio.gather(*(use() for _ in range(10)))

        async with place.work() as work:
            assert await work.quota.left() == (Plan.STARTER.limits.messages_per_month or 0) - 20

    async def test_a_plan_without_limit_has_none(self, place: Place) -> None:
        async with place.work() as work:
            await work.tenants.save(replace(await work.tenants.get(), plan=Plan.ENTERPRISE))
        async with place.work() as work:
            assert await work.quota.left() is None

    async def test_what_was_agreed_goes_over_the_plan(self, place: Place) -> None:
        async with place.work() as work:
            await work.tenants.save(replace(await work.tenants.get(), limits=OwnLimits(messages_per_month=7)))
            await work.quota.use(2)
        async with place.work() as work:
            assert (await work.quota.left(), await work.quota.used()) == (5, 2)
            await work.quota.use(1)
            assert (await work.quota.left(), await work.quota.used()) == (4, 3)
            await work.tenants.save(replace(await work.tenants.get(), limits=OwnLimits(messages_per_month=None)))
        async with place.work() as work:
            assert await work.quota.left() is None

    async def test_what_counts_is_counted(self, place: Place) -> None:
        async with place.work() as work:
            await work.quota.use(4)
        async with place.work() as work:
            counts = await work.usage.counts()
            assert counts[Limit.NUMBERS] == await work.numbers.count()
            assert counts[Limit.MESSAGES_PER_MONTH] == 4

    async def test_a_suspended_tenant_is_known_as_such(self, place: Place) -> None:
        async with place.work() as work:
            assert not await work.quota.suspended()
            await work.tenants.save(replace(await work.tenants.get(), status=TenantStatus.SUSPENDED))
        async with place.work() as work:
            assert await work.quota.suspended()
