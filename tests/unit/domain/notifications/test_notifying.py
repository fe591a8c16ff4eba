"""Who is told what, once, and only what they want to be told."""

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import place_of
from tests.unit.domain.routing.test_desk_tools import talks, user

from pytake_domain.identity import NotificationPreferences, Preferences, Role
from pytake_domain.kernel.actor import Actor, ActorKind
from pytake_domain.kernel.errors import Forbidden
from pytake_domain.kernel.events import Event
from pytake_domain.kernel.ids import EventId, NoteId, NotificationId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.work import LeaseLost
from pytake_domain.messaging import ConversationFilter, MuteConversations, UserMentioned
from pytake_domain.notifications import BrowseNotifications, NotificationKind, NotificationMade
from pytake_domain.routing import ConversationRouted
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Line
from pytake_domain.whatsapp import NumberStateChanged, NumberStatus


class Told:
    """Notifications of one company."""

    def __init__(self, company: Company) -> None:
        self.company, house = company, company.house
        self.house = house
        self.notifying = house.notifying
        self.browsing = BrowseNotifications(open_work=house.open_work, clock=house.clock)

    async def of(self, person: Actor) -> list[tuple[NotificationKind, str]]:
        heard = await self.browsing.list(person, unread=False, before=None, limit=10)
        return [(n.kind, n.detail) for n in heard.items]

    async def hears(self, *events: Event) -> None:
        """As the worker delivers them: taken on a lease."""
        async with self.house.open_work(self.company.id) as work:
            work.events.add(*events)
        await self.house.deliver_events()

    def mention(self, person: Actor, by: Actor) -> UserMentioned:
        customer = next(iter(self.company.rows.conversations.values()))
        return UserMentioned(
            id=EventId(self.house.ids.new()),
            tenant_id=self.company.id,
            at=self.house.clock.now(),
            actor_kind=by.kind,
            actor_id=by.id,
            conversation_id=customer.id,
            contact_id=customer.contact_id,
            user_id=user(person),
            note_id=NoteId(fresh()),
            by_name=by.name,
        )

    def state(self, line: Line, status: NumberStatus, previous: NumberStatus) -> NumberStateChanged:
        return NumberStateChanged(
            id=EventId(self.house.ids.new()),
            tenant_id=self.company.id,
            at=self.house.clock.now(),
            number_id=line.id,
            status=status.value,
            previous=previous.value,
        )


@pytest.fixture
def told(company: Company) -> Told:
    return Told(company)


async def test_who_is_mentioned_by_others_is_told_once(company: Company, line: Line, told: Told) -> None:
    bia, cid = await company.agent("Bia"), await company.agent("Cid")
    await talks(line, 1)
    event = told.mention(bia, cid)
    await told.hears(event, told.mention(cid, cid))
    assert await told.of(bia) == [(NotificationKind.MENTION, "Cid")]
    assert await told.of(cid) == []
    made = [e for e in company.house.store.events if isinstance(e, NotificationMade)]
    assert [(e.user_id, e.notification_id) for e in made] == [(user(bia), NotificationId(event.id))]
    with pytest.raises(LeaseLost):
        await told.notifying.on_events(company.id, [event])
    assert await told.of(bia) == [(NotificationKind.MENTION, "Cid")]


async def test_who_gets_a_conversation_of_others_is_told(company: Company, line: Line, told: Told) -> None:
    bia = await company.agent("Bia")
    (customer,) = await talks(line, 1)
    await company.house.desk.transferring.assign(company.boss, place_of(customer).id, to=user(bia))
    await company.house.settle()
    assert await told.of(bia) == [(NotificationKind.ASSIGNMENT, "by_hand")]
    routed = next(e for e in company.house.store.events if isinstance(e, ConversationRouted))
    own = replace(routed, id=EventId(company.house.ids.new()), actor_id=user(bia))
    await told.hears(own, replace(routed, id=EventId(company.house.ids.new()), user_id=None))
    assert len(await told.of(bia)) == 1


async def test_numbers_that_fail_are_told_to_who_sees_to_them(company: Company, line: Line, told: Told) -> None:
    ana, bia = await company.agent("Ana", Role.ADMIN), await company.agent("Bia")
    connected, banned = NumberStatus.CONNECTED, NumberStatus.BANNED
    await told.hears(
        told.state(line, banned, connected), told.state(line, banned, banned), told.state(line, connected, banned)
    )
    assert await told.of(ana) == [(NotificationKind.NUMBER_ALERT, "banned")]
    assert await told.of(bia) == []


async def test_what_somebody_switched_off_is_not_told(company: Company, line: Line, told: Told) -> None:
    bia = await company.agent("Bia", Role.ADMIN)
    people = company.house.store.identity.users
    silent = NotificationPreferences(mentions=False, assignments=False, number_alerts=False)
    people[user(bia)] = replace(people[user(bia)], preferences=Preferences(notifications=silent))
    (customer,) = await talks(line, 1)
    await company.house.desk.transferring.assign(company.boss, place_of(customer).id, to=user(bia))
    await told.hears(told.mention(bia, company.boss), told.state(line, NumberStatus.BANNED, NumberStatus.CONNECTED))
    assert await told.of(bia) == []


async def test_who_muted_a_conversation_is_not_told_of_it(company: Company, line: Line, told: Told) -> None:
    bia, cid = await company.agent("Bia", Role.ADMIN), await company.agent("Cid", Role.ADMIN)
    (customer,) = await talks(line, 1)
    muting = MuteConversations(open_work=company.house.open_work, clock=company.house.clock)
    where = place_of(customer).id
    await muting.set(bia, where, muted=True)
    await told.hears(told.mention(bia, company.boss), told.mention(cid, company.boss))
    await told.hears(told.state(line, NumberStatus.BANNED, NumberStatus.CONNECTED))
    assert await told.of(bia) == [(NotificationKind.NUMBER_ALERT, "banned")]
    assert len(await told.of(cid)) == 2
    assert (await company.house.browsing.conversation(bia, where)).muted
    assert not (await company.house.browsing.conversation(cid, where)).muted
    (listed,) = (await company.house.browsing.conversations(bia, ConversationFilter(), PageRequest())).items
    assert listed.muted
    await muting.set(bia, where, muted=False)
    await told.hears(told.mention(bia, company.boss))
    assert len(await told.of(bia)) == 2
    with pytest.raises(Forbidden):
        await muting.set(replace(company.boss, kind=ActorKind.API_KEY), where, muted=True)


async def test_reading_leaves_what_is_unread(company: Company, line: Line, told: Told) -> None:
    bia = await company.agent("Bia")
    await talks(line, 1)
    first, second = told.mention(bia, company.boss), told.mention(bia, company.boss)
    await told.hears(first, second)
    heard = await told.browsing.list(bia, unread=True, before=None, limit=1)
    assert ([n.id for n in heard.items], heard.unread) == ([NotificationId(second.id)], 2)
    assert await told.browsing.read(company.boss, [heard.items[0].id]) == 0
    assert await told.browsing.read(bia, [heard.items[0].id]) == 1
    assert await told.browsing.read(bia, None) == 0
