"""Saved views, canned replies, bulk actions and figures, in memory."""

import datetime as dt

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import give, place_of

from pytake_domain.identity import Role
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import ConversationId, DepartmentId, MediaId, QueueId, UserId
from pytake_domain.messaging import (
    ConversationFilter,
    ConversationNotFound,
    ConversationOrder,
    ConversationStatus,
    SurveyRules,
)
from pytake_domain.routing import (
    AgentFull,
    Audience,
    BulkAction,
    BulkOrder,
    CannedReplyNotFound,
    Outcome,
    QueueDraft,
    ReplyDraft,
    SavedViewNameTaken,
    SavedViewNotFound,
    TimelineEntry,
    ViewFilters,
)
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import Text

OWN = [p for p in Permission if p not in (Permission.READ_ALL_CONVERSATIONS, Permission.MANAGE_ROUTING)]


def user(actor: Actor) -> UserId:
    assert actor.user_id is not None
    return actor.user_id


async def talks(line: Line, count: int) -> list[Customer]:
    customers = [line.customer(f"+55119876543{number:02d}") for number in range(count)]
    for customer in customers:
        await customer.says("oi")
    return customers


def ids_of(customers: list[Customer]) -> tuple[ConversationId, ...]:
    return tuple(place_of(customer).id for customer in customers)


def errors(outcomes: tuple[Outcome, ...]) -> list[str | None]:
    return [outcome.error.code if outcome.error else None for outcome in outcomes]


async def test_views_name_only_what_is_there(company: Company) -> None:
    views = company.house.desk.saved_views
    bia = company.person("Bia", OWN)
    for wrong in (
        {"assigned_to": UserId(fresh())},
        {"queue_id": QueueId(fresh())},
        {"tags": ("",)},
        {"status": (ConversationStatus.ACTIVE, ConversationStatus.ACTIVE)},
        {"mine": True, "assigned_to": UserId(fresh())},
    ):
        with pytest.raises(Invalid):
            await views.add(bia, name="x", filters=ViewFilters(**wrong))
    own = await views.add(bia, name=" Minhas ", filters=ViewFilters(mine=True))
    assert own.name == "Minhas"
    with pytest.raises(Forbidden):
        await views.add(bia, name="Todas", filters=ViewFilters(), shared=True)
    shared = await views.add(company.boss, name="Todas", filters=ViewFilters(), shared=True)

    assert list(await views.all(bia)) == [shared, own]
    assert list(await views.all(company.boss)) == [shared]
    with pytest.raises(SavedViewNotFound):
        await views.remove(company.boss, own.id)
    with pytest.raises(Forbidden):
        await views.remove(bia, shared.id)
    await views.remove(bia, own.id)
    assert list(await views.all(bia)) == [shared]


async def test_views_are_renamed_refilled_and_put_in_order(company: Company) -> None:
    views = company.house.desk.saved_views
    bia, leo = company.person("Bia", OWN), company.person("Leo", OWN)
    a, b, c = [await views.add(bia, name=name, filters=ViewFilters(mine=True)) for name in "abc"]
    assert [v.place for v in (a, b, c)] == [0, 1, 2]

    moved = await views.change(bia, c.id, place=0)
    assert [v.name for v in await views.all(bia)] == ["c", "a", "b"]
    assert moved.place == 0
    await views.change(bia, c.id, place=99)
    wider = ViewFilters(unread=True, days=7, sort=ConversationOrder.WAITING)
    changed = await views.change(bia, a.id, name=" Zelo ", filters=wider)
    assert (changed.name, changed.filters, changed.place) == ("Zelo", wider, 0)
    assert [v.name for v in await views.all(bia)] == ["Zelo", "b", "c"]
    with pytest.raises(SavedViewNameTaken):
        await views.change(bia, b.id, name="zelo")
    with pytest.raises(SavedViewNotFound):
        await views.change(leo, a.id, name="meu")
    shared = await views.add(company.boss, name="Todas", filters=ViewFilters(), shared=True)
    with pytest.raises(Forbidden):
        await views.change(leo, shared.id, name="minha")
    for wrong in ({"days": 0}, {"since": AT, "until": AT}):
        with pytest.raises(Invalid):
            ViewFilters(**wrong)
    asked = ViewFilters(mine=True, days=2).asked(user(bia), AT)
    assert (asked.assigned_to, asked.since) == (user(bia), AT - dt.timedelta(days=2))


def draft(
    shortcut: str, text: str = "Olá, {{ contact.first_name }}! Aqui é {{ agent.name }}.", **more: object
) -> ReplyDraft:
    return ReplyDraft(shortcut=shortcut, title="Saudação", text=text, **more)  # type: ignore[arg-type]


async def test_what_somebody_writes_is_filled_in_and_an_unknown_name_refused(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    where, filling = place_of(maria).id, company.house.desk.filling
    contact = company.rows.contacts[place_of(maria).contact_id]
    known = replace(contact, attributes={"plano": "Fibra 500", "dia do mês": 5})
    async with company.house.open_work(company.id) as work:
        await work.contacts.save(known)
    offered = {v.name: v.value for v in await filling.variables(company.boss, where)}
    assert offered["contact.plano"] == "Fibra 500"
    assert (offered["contact.first_name"], offered["agent.name"]) == ("Maria", "Ana")
    assert "contact.dia do mês" not in offered
    assert "contact.attributes" not in offered
    text = "Oi, {{contact.first_name}}: {{ contact.plano }} {{contact.email}}"
    assert await filling.fill(company.boss, where, text) == "Oi, Maria: Fibra 500 "
    for wrong, code in (
        ("Oi, {{contact.apelido}}", "text_unknown_name"),
        ("{{cliente.nome}}", "text_unknown_name"),
        ("{{ contact.", "text_wrong"),
        (" ", "length"),
    ):
        with pytest.raises(Invalid) as refused:
            await filling.fill(company.boss, where, wrong)
        assert refused.value.problems[0].code == code, wrong
    with pytest.raises(ConversationNotFound):
        await filling.fill(company.person("Leo", OWN), ConversationId(fresh()), "oi")


async def test_a_reply_is_filled_in_for_its_conversation(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    canned = company.house.desk.canned
    reply = await canned.add(company.boss, draft("ola", audience=Audience.SHARED))

    filled = await canned.fill(company.boss, reply.id, place_of(maria).id)

    assert filled.text == "Olá, Maria! Aqui é Ana."
    masked = await canned.add(
        company.boss, draft("fone", "{{ contact.phone }}{{ contact.nada }}", audience=Audience.SHARED)
    )
    blind = company.person("Bia", [p for p in OWN if p is not Permission.READ_PHONE_NUMBERS])
    assert (await canned.fill(blind, masked.id, place_of(maria).id)).text == ""


async def test_replies_are_found_by_who_may_use_them(company: Company) -> None:
    canned, queues = company.house.desk.canned, company.house.desk.queues
    bia, leo = await company.agent("Bia"), await company.agent("Leo")
    department = await queues.add_department(company.boss, name="Vendas")
    await queues.add_queue(company.boss, QueueDraft(name="V", members=(user(bia),), department_id=department.id))
    shared = await canned.add(company.boss, draft("boleto", audience=Audience.SHARED))
    sales = await canned.add(company.boss, draft("preco", audience=Audience.DEPARTMENT, department_id=department.id))
    own = await canned.add(bia, draft("tchau", "Até logo, boleto a caminho"))

    assert await canned.find(bia) == [shared, sales, own]
    assert await canned.find(leo) == [shared]
    assert await canned.find(company.boss) == [shared, sales]
    assert await canned.find(bia, "/bol") == [shared, own]
    assert await canned.find(bia, "nada disso") == []
    with pytest.raises(CannedReplyNotFound):
        await canned.change(leo, own.id, ReplyDraft(title="x"))
    with pytest.raises(Forbidden):
        await canned.change(bia, shared.id, ReplyDraft(title="x"))
    with pytest.raises(Forbidden):
        await canned.add(bia, draft("oi", audience=Audience.SHARED))
    changed = await canned.change(bia, own.id, ReplyDraft(title="Despedida"))
    assert (changed.title, changed.shortcut) == ("Despedida", "tchau")
    widened = await canned.change(company.boss, sales.id, ReplyDraft(audience=Audience.SHARED))
    assert (widened.audience, widened.department_id) == (Audience.SHARED, None)
    await canned.remove(bia, own.id)


async def test_a_reply_with_a_mistake_is_refused(company: Company) -> None:
    for wrong in (
        draft("Olá"),
        draft("ola", ""),
        draft("ola", "{{ contact.name "),
        draft("ola", "{{ segredo }}"),
        draft("ola", "{{ 'x' | inexistente }}"),
        draft("ola", department_id=DepartmentId(fresh())),
        draft("ola", audience=Audience.DEPARTMENT, department_id=DepartmentId(fresh())),
        draft("ola", media_id=MediaId(fresh())),
        ReplyDraft(title="sem texto"),
    ):
        with pytest.raises(Invalid):
            await company.house.desk.canned.add(company.boss, wrong)


async def test_each_of_many_has_its_own_outcome_and_repeating_changes_nothing(company: Company, line: Line) -> None:
    customers = await talks(line, 5)
    bia = await company.agent("Bia")
    agent = company.person("Leo", OWN)
    ids = ids_of(customers)
    await give(company, ids[0], bia)
    missing = ConversationId(fresh())
    order = BulkOrder(action=BulkAction.RESOLVE, ids=(*ids, missing), reason="mutirão")

    done = await company.house.bulk.apply(agent, order)

    assert errors(done.outcomes) == ["CONVERSATION_NOT_FOUND", None, None, None, None, "CONVERSATION_NOT_FOUND"]
    assert [outcome.id for outcome in done.outcomes] == [*ids, missing]
    again = await company.house.bulk.apply(agent, order)
    assert not any(outcome.changed for outcome in again.outcomes)
    assert errors(again.outcomes)[1:5] == [None] * 4
    assert [place_of(c).is_open for c in customers] == [True, False, False, False, False]


async def test_assigning_many_never_goes_over_capacity_for_agents(company: Company, line: Line) -> None:
    customers = await talks(line, 7)
    bia = await company.agent("Bia")
    leo = await company.agent("Leo")
    order = BulkOrder(action=BulkAction.ASSIGN, ids=ids_of(customers), user_id=user(bia))

    done = await company.house.bulk.apply(leo, order)

    assert errors(done.outcomes) == [None] * 5 + [AgentFull.code] * 2
    supervisor = await company.house.bulk.apply(company.boss, order)
    assert errors(supervisor.outcomes) == [None] * 7
    assert [outcome.changed for outcome in supervisor.outcomes] == [False] * 5 + [True] * 2
    assert {place_of(c).assigned_to for c in customers} == {bia.user_id}


async def test_every_action_does_what_it_says_to_what_a_filter_finds(company: Company, line: Line) -> None:
    customers = await talks(line, 3)
    queue = (await company.house.desk.queues.add_queue(company.boss, QueueDraft(name="Suporte"))).queue
    wanted = ConversationFilter(number_id=line.id)
    later = company.house.clock.now() + dt.timedelta(hours=1)

    async def apply(action: BulkAction, **more: object) -> int:
        done = await company.house.bulk.apply(company.boss, BulkOrder(action=action, wanted=wanted, **more))  # type: ignore[arg-type]
        assert errors(done.outcomes) == [None] * 3
        assert not done.more
        await company.house.settle()
        return sum(outcome.changed for outcome in done.outcomes)

    assert await apply(BulkAction.READ) == 3
    assert await apply(BulkAction.READ) == 0
    assert await apply(BulkAction.TAG, tags=("pix", "boleto")) == 3
    assert await apply(BulkAction.UNTAG, tags=("boleto",)) == 3
    assert {place_of(c).tags for c in customers} == {("pix",)}
    assert await apply(BulkAction.SNOOZE, until=later) == 3
    assert {place_of(c).snoozed_until for c in customers} == {later}
    assert await apply(BulkAction.TRANSFER, queue_id=queue.id) == 3
    assert {place_of(c).queue_id for c in customers} == {queue.id}
    assert await apply(BulkAction.ARCHIVE) == 3
    assert await apply(BulkAction.REOPEN) == 3
    assert {(place_of(c).status, place_of(c).assigned_to) for c in customers} == {
        (ConversationStatus.ACTIVE, company.boss.user_id)
    }


async def test_an_order_that_makes_no_sense_is_refused_as_a_whole(company: Company, line: Line) -> None:
    (customer,) = await talks(line, 1)
    one = (place_of(customer).id,)
    wanted = ConversationFilter()
    for order in (
        BulkOrder(action=BulkAction.READ),
        BulkOrder(action=BulkAction.READ, ids=one, wanted=wanted),
        BulkOrder(action=BulkAction.READ, ids=()),
        BulkOrder(action=BulkAction.READ, ids=one * 201),
        BulkOrder(action=BulkAction.ASSIGN, ids=one),
        BulkOrder(action=BulkAction.ASSIGN, ids=one, user_id=UserId(fresh())),
        BulkOrder(action=BulkAction.TRANSFER, ids=one, user_id=UserId(fresh()), queue_id=QueueId(fresh())),
        BulkOrder(action=BulkAction.TRANSFER, ids=one, queue_id=QueueId(fresh())),
        BulkOrder(action=BulkAction.RESOLVE, ids=one, user_id=UserId(fresh())),
        BulkOrder(action=BulkAction.TAG, ids=one),
        BulkOrder(action=BulkAction.SNOOZE, ids=one),
        BulkOrder(action=BulkAction.SNOOZE, ids=one, until=company.house.clock.now()),
        BulkOrder(action=BulkAction.RESOLVE, ids=one, reason="x" * 501),
    ):
        with pytest.raises(Invalid):
            await company.house.bulk.apply(company.boss, order)
    viewer = company.person("Rui", [Permission.READ_CONVERSATIONS])
    with pytest.raises(Forbidden):
        await company.house.bulk.apply(viewer, BulkOrder(action=BulkAction.RESOLVE, ids=one))


async def test_figures_of_a_day_are_those_of_what_happened(company: Company, line: Line) -> None:
    house = company.house
    await house.desk.asking.put(company.boss, SurveyRules(enabled=True))
    bia = await company.agent("Bia", Role.USER)
    customers = await talks(line, 2)
    await house.wait(minutes=2)
    await house.sending.send(bia, content=Text(body="olá"), conversation_id=place_of(customers[0]).id)
    await house.wait(minutes=2)
    await house.sending.send(bia, content=Text(body="olá"), conversation_id=place_of(customers[1]).id)
    await house.wait(minutes=6)
    await house.handling.change(bia, place_of(customers[0]).id, status=ConversationStatus.RESOLVED)
    await house.settle()
    await customers[0].says("4")

    found = await house.desk.measuring.stats(company.boss)

    assert (found.total.first_answer.count, found.total.first_answer.mean) == (2, 180.0)
    assert (found.total.first_answer.median, found.total.first_answer.p95) == (180.0, 240.0)
    assert (found.total.resolution.count, found.total.resolution.mean) == (1, 600.0)
    assert (found.total.ratings, found.total.rating) == (1, 4.0)
    assert found.by_status == {"active": 1, "resolved": 1}
    own = found.by_agent[user(bia)]
    assert (own.resolved, own.first_answer.count, own.rating) == (1, 2, 4.0)
    past = await house.desk.measuring.stats(company.boss, first=dt.date(2026, 1, 1), last=dt.date(2026, 1, 31))
    assert (past.total.resolved, past.by_agent, past.by_status) == (0, {}, {})
    for first, last in ((dt.date(2026, 2, 1), dt.date(2026, 1, 1)), (dt.date(2025, 1, 1), dt.date(2026, 1, 1))):
        with pytest.raises(Invalid):
            await house.desk.measuring.stats(company.boss, first=first, last=last)


async def test_a_timeline_tells_the_story_newest_first(company: Company, maria: Customer) -> None:
    await maria.says("oi")
    where = place_of(maria).id
    await company.house.handling.note(company.boss, where, "ligar")
    await company.house.sending.send(company.boss, content=Text(body="pois não"), conversation_id=where)

    whole = await company.house.desk.measuring.timeline(company.boss, where, before=None, limit=50)

    def told(entry: TimelineEntry) -> str:
        return entry.message.text if entry.message else entry.note.body if entry.note else entry.kind.value

    assert [told(entry) for entry in whole if entry.change is None] == ["pois não", "ligar", "oi"]
    changes = [entry.change.change.value for entry in whole if entry.change is not None]
    assert changes == ["assigned", "queued", "opened"]
    rest = await company.house.desk.measuring.timeline(company.boss, where, before=whole[1].id, limit=50)
    assert list(rest) == list(whole[2:])
