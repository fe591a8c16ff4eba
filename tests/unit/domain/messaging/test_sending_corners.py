"""What people send, look for and read at the edges: keys that come twice, colleagues' conversations, numbers that are gone."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import give, messages_of, place_of

from pytake_domain.identity import Role, TenantStatus
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Conflict, Invalid, TenantSuspended
from pytake_domain.kernel.ids import ContactId, ConversationId, MessageId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import (
    ConversationNotFound,
    Direction,
    MessageNotFound,
    NotTheOwner,
    ReadMany,
    SearchFilter,
    SearchMessages,
)
from pytake_domain.messaging.search import LONGEST
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import NumberNotFound, Reaction, Text

HELLO = Text(body="olá")
PHONE = "+5511987654321"


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


@pytest.fixture
async def colleague(company: Company, talking: Customer) -> Actor:
    """Who sees only their own, while somebody else has Maria's conversation."""
    await give(company, place_of(talking).id, await company.agent("Bia"))
    caio = await company.agent("Caio", role=Role.AGENT)
    own = frozenset(p for p in Permission if p is not Permission.READ_ALL_CONVERSATIONS)
    return replace(caio, permissions=own)


def heard(company: Company) -> MessageId:
    return messages_of(company, Direction.INBOUND)[0].id


async def test_somebody_has_to_be_named(company: Company) -> None:
    with pytest.raises(Invalid) as caught:
        await company.house.sending.send(company.boss, content=HELLO)
    assert [(p.field, p.code) for p in caught.value.problems] == [("to", "required")]


async def test_a_colleagues_conversation_is_not_written_into(
    company: Company, talking: Customer, colleague: Actor
) -> None:
    sending, place = company.house.sending, place_of(talking).id
    with pytest.raises(ConversationNotFound):
        await sending.send(colleague, conversation_id=place, content=HELLO)
    with pytest.raises(NotTheOwner):
        await sending.send(colleague, to=PHONE, content=HELLO)
    for ask in (sending.react(colleague, heard(company), "👍"), sending.mark_read(colleague, heard(company))):
        with pytest.raises(MessageNotFound):
            await ask
    assert messages_of(company, Direction.OUTBOUND) == []


@pytest.mark.usefixtures("talking")
async def test_the_same_send_twice_at_once_is_one_message(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = company.house.sending
    first = await sending.send(company.boss, to=PHONE, content=HELLO, client_key="k")

    async def taken(*_: object, **__: object) -> Any:
        raise Conflict(key="client_key")

    monkeypatch.setattr(sending, "_send", taken)
    assert (await sending.send(company.boss, to=PHONE, content=HELLO, client_key="k")).id == first.id
    with pytest.raises(MessageNotFound):
        await sending.send(company.boss, to=PHONE, content=HELLO, client_key="gone since")
    with pytest.raises(Conflict):
        await sending.send(company.boss, to=PHONE, content=HELLO)


@pytest.mark.usefixtures("talking")
async def test_a_reaction_is_put_once_on_a_message_of_theirs(company: Company, line: Line) -> None:
    sending = company.house.sending
    put = await sending.react(company.boss, heard(company), "👍", to="11 98765-4321", client_key="k")
    assert isinstance(put.content, Reaction)
    assert (await sending.react(company.boss, heard(company), "👍", client_key="k")).id == put.id
    await line.customer("+5511912345678").says("oi")
    with pytest.raises(Invalid) as caught:
        await sending.react(company.boss, heard(company), "👍", to="+5511912345678")
    assert [(p.field, p.code) for p in caught.value.problems] == [("to", "not_whose_message")]
    unsent = await sending.send(company.boss, to=PHONE, content=HELLO)
    with pytest.raises(MessageNotFound):
        await sending.react(company.boss, unsent.id, "👍")


@pytest.mark.usefixtures("talking")
async def test_nothing_is_marked_for_a_company_or_number_that_is_off(company: Company) -> None:
    sending, rows = company.house.sending, company.house.store.identity
    tenant = rows.tenants[company.id]
    rows.tenants[company.id] = replace(tenant, status=TenantStatus.SUSPENDED)
    with pytest.raises(TenantSuspended):
        await sending.mark_read(company.boss, heard(company))
    rows.tenants[company.id] = tenant
    company.rows.numbers.clear()
    with pytest.raises(NumberNotFound):
        await sending.mark_read(company.boss, heard(company))


# Looking for


@pytest.mark.parametrize(
    ("wanted", "problems"),
    [
        ({"text": " "}, {("q", "length")}),
        ({"text": "x" * (LONGEST + 1)}, {("q", "length")}),
        ({"text": "a\0"}, {("q", "length")}),
        ({"text": "oi", "since": AT, "until": AT}, {("to", "ends_before_it_begins")}),
        ({"text": "", "since": AT, "until": AT}, {("q", "length"), ("to", "ends_before_it_begins")}),
    ],
)
async def test_a_question_that_can_not_be_asked(
    company: Company, wanted: dict[str, Any], problems: set[tuple[str, str]]
) -> None:
    searching = SearchMessages(open_work=company.house.open_work)
    with pytest.raises(Invalid) as caught:
        await searching.search(company.boss, SearchFilter(**wanted), PageRequest())
    assert {(p.field, p.code) for p in caught.value.problems} == problems


@pytest.mark.usefixtures("talking")
async def test_what_is_found_is_what_one_may_see(company: Company, colleague: Actor) -> None:
    searching = SearchMessages(open_work=company.house.open_work)
    day = dt.timedelta(days=1)
    wanted = SearchFilter(text=" oi ", since=AT - day, until=AT + day)
    assert len((await searching.search(company.boss, wanted, PageRequest())).items) == 1
    assert len((await searching.search(colleague, wanted, PageRequest())).items) == 0


# Many at once


async def test_many_are_read_within_what_one_may_see(company: Company, talking: Customer, colleague: Actor) -> None:
    reading, place = ReadMany(open_work=company.house.open_work), place_of(talking)
    ids = [place.id, ConversationId(fresh())]
    assert set(await reading.conversations(company.boss, ids)) == {place.id}
    assert await reading.conversations(colleague, ids) == {}
    assert [m.id for m in (await reading.messages(company.boss, ids, 5))[place.id].items] == [heard(company)]
    assert place.id not in await reading.messages(colleague, ids, 5)
    assert not (await reading.notes(colleague, ids)).get(place.id)
    (page,) = (await reading.of_contacts(company.boss, [place.contact_id], 5)).values()
    assert len(page.items) == 1


async def test_contacts_that_became_others_are_who_they_are_now(company: Company, line: Line) -> None:
    house = company.house
    people = [line.customer(f"+55119876543{n:02d}") for n in range(5)]
    for person in people:
        await person.says("oi")
    ids = [ContactId(person.contact_id) for person in people]
    rows = company.rows.contacts
    # 0 became 1, which became 2; 3 went to somebody who is deleted.
    rows[ids[0]] = replace(rows[ids[0]], merged_into=ids[1])
    rows[ids[1]] = replace(rows[ids[1]], merged_into=ids[2])
    rows[ids[3]] = replace(rows[ids[3]], merged_into=ids[4])
    rows[ids[4]] = replace(rows[ids[4]], deleted_at=AT)
    found = await ReadMany(open_work=house.open_work).contacts(company.boss, ids)
    assert {key: contact.id for key, contact in found.items()} == dict.fromkeys(ids[:3], ids[2])
    # A ring is nobody.
    rows = company.rows.contacts
    rows[ids[2]] = replace(rows[ids[2]], merged_into=ids[0])
    assert await ReadMany(open_work=house.open_work).contacts(company.boss, ids[:3]) == {}
