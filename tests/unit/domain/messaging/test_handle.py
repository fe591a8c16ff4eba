"""What people do with conversations, and what they may see of them."""

import pytest
from tests.unit.domain.messaging.talking import give, place_of

from pytake_domain.contacts import ContactNotFound
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ContactId, ConversationId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import (
    ConversationFilter,
    ConversationNotFound,
    ConversationStatus,
    MessageNotFound,
    TransitionRefused,
)
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import NumberNotFound

OWN = [p for p in Permission if p is not Permission.READ_ALL_CONVERSATIONS]


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


def user(actor: Actor) -> UserId:
    assert actor.user_id is not None
    return actor.user_id


def changes(company: Company) -> list[str]:
    return [e.change.value for e in company.rows.event_log if e.name == "ConversationChanged"]  # type: ignore[attr-defined]


async def test_every_transition_is_kept_with_who_and_why(company: Company, talking: Customer) -> None:
    handling, place = company.house.handling, place_of(talking)
    await give(company, place.id, company.boss)
    await handling.change(company.boss, place.id, status=ConversationStatus.WAITING)
    await handling.change(company.boss, place.id, status=ConversationStatus.RESOLVED, reason="pago")
    await handling.change(company.boss, place.id, status=ConversationStatus.ARCHIVED)

    assert changes(company)[-4:] == ["assigned", "waiting", "resolved", "archived"]
    resolved = company.rows.event_log[-2]
    assert (resolved.actor_id, resolved.reason) == (company.boss.id, "pago")


async def test_what_is_not_allowed_is_refused(company: Company, talking: Customer) -> None:
    handling, place = company.house.handling, place_of(talking)

    for status in (ConversationStatus.ACTIVE, ConversationStatus.WAITING):
        with pytest.raises(TransitionRefused):
            await handling.change(company.boss, place.id, status=status)
    await handling.change(company.boss, place.id, status=ConversationStatus.ARCHIVED)
    with pytest.raises(TransitionRefused):
        await handling.change(company.boss, place.id, status=ConversationStatus.BOT)
    with pytest.raises(TransitionRefused):
        await give(company, place.id, company.boss)


async def test_the_customer_who_writes_wakes_a_waiting_conversation(company: Company, talking: Customer) -> None:
    place = place_of(talking)
    await give(company, place.id, company.boss)
    await company.house.handling.change(company.boss, place.id, status=ConversationStatus.WAITING)

    await talking.says("aqui está")

    after = place_of(talking)
    assert (after.status, after.assigned_to) == (ConversationStatus.ACTIVE, company.boss.user_id)


async def test_tags_are_kept_each_once(company: Company, talking: Customer) -> None:
    handling, place = company.house.handling, place_of(talking)
    await handling.change(company.boss, place.id, tags=(" pix ", "boleto", "pix"))
    await handling.add_tags(company.boss, place.id, ("vip", "boleto"))

    assert place_of(talking).tags == ("pix", "boleto", "vip")
    for wrong in (("",), ("x" * 61,), tuple(map(str, range(51)))):
        with pytest.raises(Invalid):
            await handling.change(company.boss, place.id, tags=wrong)
    assert place_of(talking).tags == ("pix", "boleto", "vip")


async def test_notes_are_kept_with_their_author(company: Company, talking: Customer) -> None:
    place = place_of(talking)
    await company.house.handling.note(company.boss, place.id, "ligar amanhã")

    (note,) = await company.house.browsing.notes(company.boss, place.id)
    assert (note.body, note.author_id, note.author_name) == ("ligar amanhã", company.boss.id, "Ana")
    for wrong in (" ", "x" * 4_097):
        with pytest.raises(Invalid):
            await company.house.handling.note(company.boss, place.id, wrong)


async def test_a_conversation_is_opened_once(company: Company, line: Line, talking: Customer) -> None:
    handling = company.house.handling
    new = await handling.open(company.boss, phone="(21) 99999-8888")

    assert await handling.open(company.boss, phone="+5521999998888", number_id=line.id) == new
    assert await handling.open(company.boss, contact_id=ContactId(talking.contact_id)) == place_of(talking).id
    assert changes(company).count("opened") == 2
    with pytest.raises(ContactNotFound):
        await handling.open(company.boss, contact_id=ContactId(fresh()))
    with pytest.raises(Invalid):
        await handling.open(company.boss)
    await company.number("+551130000002")
    with pytest.raises(Invalid):
        await handling.open(company.boss, phone="+5521999998888")


async def test_without_a_number_nothing_is_opened(company: Company) -> None:
    with pytest.raises(NumberNotFound):
        await company.house.handling.open(company.boss, phone="+5521999998888")


async def test_an_agent_sees_what_is_theirs_and_what_nobody_has(company: Company, line: Line) -> None:
    bia, leo = company.person("Bia", OWN), company.person("Leo", OWN)
    customers = [line.customer(f"+551198765432{number}") for number in range(3)]
    for customer in customers:
        await customer.says("oi")
    places = [place_of(customer) for customer in customers]
    handling, browsing = company.house.handling, company.house.browsing
    await give(company, places[0].id, bia)
    await give(company, places[1].id, leo)

    async def seen(actor: Actor) -> set[ConversationId]:
        page = await browsing.conversations(actor, ConversationFilter(), PageRequest())
        return {view.conversation.id for view in page.items}

    assert await seen(company.boss) == {p.id for p in places}
    assert await seen(bia) == {places[0].id, places[2].id}
    theirs = places[1].id
    for looking in (
        browsing.conversation(bia, theirs),
        browsing.messages(bia, PageRequest(), conversation_id=theirs),
        browsing.messages(bia, PageRequest()),
        browsing.notes(bia, theirs),
        handling.note(bia, theirs, "?"),
        handling.change(bia, theirs, tags=("x",)),
        handling.add_tags(bia, theirs, ("x",)),
        handling.reopen(bia, theirs),
    ):
        with pytest.raises(ConversationNotFound):
            await looking
    message = next(m for m in company.rows.messages.values() if m.conversation_id == theirs)
    with pytest.raises(MessageNotFound):
        await browsing.message(bia, message.id)
    assert (await browsing.message(leo, message.id)).id == message.id
    page = await browsing.messages(bia, PageRequest(), conversation_id=places[2].id)
    assert [m.text for m in page.items] == ["oi"]


async def test_another_company_sees_nothing_of_it(company: Company, talking: Customer) -> None:
    other = await company.house.company("Outra")
    place = place_of(talking)
    (message,) = company.rows.messages.values()
    browsing, handling = company.house.browsing, company.house.handling

    for looking in (
        browsing.conversation(other.boss, place.id),
        handling.change(other.boss, place.id, tags=()),
        handling.reopen(other.boss, place.id),
    ):
        with pytest.raises(ConversationNotFound):
            await looking
    with pytest.raises(MessageNotFound):
        await browsing.message(other.boss, message.id)
    page = await browsing.conversations(other.boss, ConversationFilter(), PageRequest())
    assert page.total == 0


async def test_each_deed_needs_its_permission(company: Company, talking: Customer) -> None:
    nobody, place = company.person("Zé", [Permission.READ_CONTACTS]), place_of(talking)
    handling, browsing = company.house.handling, company.house.browsing

    for trying in (
        handling.open(nobody, phone="+5521999998888"),
        handling.change(nobody, place.id, tags=()),
        handling.add_tags(nobody, place.id, ("x",)),
        handling.reopen(nobody, place.id),
        handling.note(nobody, place.id, "x"),
        browsing.conversation(nobody, place.id),
        browsing.conversations(nobody, ConversationFilter(), PageRequest()),
        browsing.messages(nobody, PageRequest()),
        browsing.notes(nobody, place.id),
    ):
        with pytest.raises(Forbidden):
            await trying
