"""A queue's day in memory: who gets what, what is promised, what happens when somebody falls silent or leaves."""

import datetime as dt

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import names, place_of

from pytake_domain.flows import Node, Trigger, TriggerKind
from pytake_domain.identity import Role
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid
from pytake_domain.kernel.ids import CalendarId, QueueId, UserId
from pytake_domain.kernel.time import BusinessHours, Span
from pytake_domain.messaging import ConversationNotFound, ConversationStatus
from pytake_domain.routing import (
    AgentFull,
    Inactivity,
    NotInQueue,
    Overflow,
    Presence,
    Queue,
    QueueDraft,
    QueueEmpty,
    RoutingInUse,
    RoutingNameTaken,
    ServiceLevel,
    Strategy,
)
from pytake_domain.testing.builders import a_graph, fresh
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import Text


def user(actor: Actor) -> UserId:
    assert actor.user_id is not None
    return actor.user_id


async def queue_of(company: Company, *people: Actor, name: str = "Suporte", **rules: object) -> Queue:
    draft = QueueDraft(name=name, members=tuple(user(p) for p in people), **rules)  # type: ignore[arg-type]
    made = await company.house.desk.queues.add_queue(company.boss, draft)
    await company.house.settle()
    return made.queue


async def hands_over(company: Company, **data: str) -> None:
    graph = a_graph(Node(id="t", type="transfer", data={"reason": "pediu", **data}))
    await company.publish("Passa", graph, Trigger(kind=TriggerKind.DEFAULT))


async def says(line: Line, number: int, text: str = "oi") -> Customer:
    customer = line.customer(f"+55119876543{number:02d}")
    await customer.says(text)
    return customer


def has(customer: Customer) -> tuple[ConversationStatus, UserId | None]:
    place = place_of(customer)
    return place.status, place.assigned_to


async def resolve(company: Company, customer: Customer) -> None:
    await company.house.handling.change(company.boss, place_of(customer).id, status=ConversationStatus.RESOLVED)
    await company.house.settle()


QUEUED, ACTIVE = (ConversationStatus.QUEUED, None), ConversationStatus.ACTIVE


async def test_a_flow_finds_the_queue_by_its_name_and_the_queue_an_agent(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    queue = await queue_of(company, bia)
    await hands_over(company, queue_id="suporte")

    maria = await says(line, 1)

    place = place_of(maria)
    assert (place.status, place.assigned_to, place.queue_id, place.queue_name) == (
        ACTIVE,
        user(bia),
        queue.id,
        "Suporte",
    )
    (kept,) = company.rows.assignments
    assert (kept.user_id, kept.reason, kept.queue_id) == (user(bia), "least_load", queue.id)
    assert "ConversationRouted" in names(company)


async def test_vips_come_first_then_who_has_waited_longest_and_room_is_used_at_once(
    company: Company, line: Line
) -> None:
    bia = await company.agent()
    await company.house.desk.agents.change(company.boss, user(bia), capacity=1)
    await queue_of(company, bia)
    await hands_over(company, queue_id="Suporte")
    vip = line.customer("+5511987654399")
    await vip.says("oi")
    await company.house.handling.change(company.boss, place_of(vip).id, status=ConversationStatus.RESOLVED)
    async with company.house.open_work(company.id) as work:
        contact = await work.contacts.get(place_of(vip).contact_id)
        await work.contacts.save(replace(contact, vip=True))
    first = await says(line, 1)
    await company.house.wait(seconds=1)
    second = await says(line, 2)
    await company.house.wait(seconds=1)
    await vip.says("sou eu")

    await company.house.desk.agents.be(bia, Presence.AVAILABLE)
    await company.house.settle()

    assert [has(c) for c in (vip, first, second)] == [(ACTIVE, user(bia)), QUEUED, QUEUED]
    await resolve(company, vip)
    assert [has(c) for c in (first, second)] == [(ACTIVE, user(bia)), QUEUED]
    await resolve(company, first)
    assert has(second) == (ACTIVE, user(bia))


async def test_after_resolving_there_is_a_pause_where_the_queue_gives_one(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    await company.house.desk.agents.change(company.boss, user(bia), capacity=1)
    await queue_of(company, bia, wrap_up_seconds=30)
    await hands_over(company, queue_id="Suporte")
    first, second = await says(line, 1), await says(line, 2)

    await resolve(company, first)
    assert has(second) == QUEUED

    await company.house.wait(seconds=31)
    assert has(second) == (ACTIVE, user(bia))


async def test_a_skill_that_is_asked_for_waits_for_who_has_it(company: Company, line: Line) -> None:
    bia, rui = await company.agent(presence=Presence.AVAILABLE), await company.agent(presence=Presence.BUSY)
    await company.house.desk.agents.change(company.boss, user(rui), skills={"fibra": 3})
    await queue_of(company, bia, rui)
    await hands_over(company, skill="fibra")

    maria = await says(line, 1)

    assert has(maria) == QUEUED
    assert place_of(maria).queue_name == "Suporte"
    await company.house.desk.agents.be(rui, Presence.AVAILABLE)
    await company.house.settle()
    assert has(maria) == (ACTIVE, user(rui))


async def test_an_agent_who_is_asked_for_gets_it_or_else_their_queue(company: Company, line: Line) -> None:
    bia, rui = await company.agent(presence=Presence.AVAILABLE), await company.agent(presence=Presence.AVAILABLE)
    await queue_of(company, bia, rui)
    await hands_over(company, agent_id=str(bia.user_id))

    first = await says(line, 1)
    assert has(first) == (ACTIVE, user(bia))

    await company.house.desk.agents.be(bia, Presence.AWAY)
    second = await says(line, 2)
    assert has(second) == (ACTIVE, user(rui))


async def test_what_names_no_queue_goes_to_the_default_one(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    unasked = await says(line, 1)
    assert has(unasked) == QUEUED
    queue = await queue_of(company, bia, is_default=True)
    await hands_over(company)

    maria = await says(line, 2)

    assert has(maria) == (ACTIVE, user(bia))
    assert place_of(maria).queue_id == queue.id


@pytest.mark.parametrize("how", ["nobody", "longer", "after"])
async def test_a_queue_that_does_not_serve_overflows_to_the_next(company: Company, line: Line, how: str) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    rules = {
        "nobody": {"when_nobody": True},
        "longer": {"when_longer_than": 0},
        "after": {"after_seconds": 60},
    }[how]
    second = await queue_of(company, bia, name="Segunda")
    first = await queue_of(company, name="Primeira", overflow=Overflow(to=second.id, **rules))  # type: ignore[arg-type]
    await hands_over(company, queue_id="Primeira")

    maria = await says(line, 1)

    if how == "after":
        assert (has(maria), place_of(maria).queue_id) == (QUEUED, first.id)
        await company.house.wait(seconds=61)
    assert (has(maria), place_of(maria).queue_id) == ((ACTIVE, user(bia)), second.id)
    assert [a.reason.partition("_")[0] for a in company.rows.assignments] == ["overflow", "least"]


async def test_the_first_answer_stops_its_clock_and_resolving_the_other(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    await queue_of(company, bia, service_level=ServiceLevel(first_answer=600, resolution=3600))
    await hands_over(company, queue_id="Suporte")
    maria = await says(line, 1)
    await company.house.wait(seconds=60)
    await company.house.sending.send(bia, to="+5511987654301", content=Text(body="Bom dia"))
    await company.house.settle()

    stopped = {kind.value: clock.stopped_at for (_, kind), clock in company.rows.sla_clocks.items()}
    assert stopped == {"first_answer": company.house.clock.now(), "resolution": None}

    await company.house.wait(hours=1)
    await company.house.sweep()
    assert [n for n in names(company) if n.startswith("Sla")] == ["SlaBreached"]
    await resolve(company, maria)
    assert all(clock.ended for clock in company.rows.sla_clocks.values())

    await maria.says("de novo")
    (again,) = [c for (_, kind), c in company.rows.sla_clocks.items() if kind.value == "first_answer"]
    assert (again.stopped_at, again.started_at) == (None, company.house.clock.now())


async def test_a_promise_is_warned_of_once_then_broken_once(company: Company, line: Line) -> None:
    await queue_of(company, service_level=ServiceLevel(first_answer=100))
    await hands_over(company, queue_id="Suporte")
    await says(line, 1)

    for _ in range(6):
        await company.house.wait(seconds=30)
        await company.house.sweep()

    assert [n for n in names(company) if n.startswith("Sla")] == ["SlaWarning", "SlaBreached"]


async def test_a_silent_customer_is_reminded_then_let_go(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    rules = Inactivity(customer_warn=10, customer_resolve=5, customer_message="Ainda está aí?")
    await queue_of(company, bia, inactivity=rules)
    await hands_over(company, queue_id="Suporte")
    maria = await says(line, 1)
    await company.house.sending.send(bia, to="+5511987654301", content=Text(body="Qual é o CPF?"))
    await company.house.settle()
    await company.house.wait(minutes=11)
    await company.house.sweep()
    await company.house.sweep()
    assert [sent.content for sent in maria.heard][1:] == [Text(body="Ainda está aí?")]
    assert has(maria) == (ACTIVE, user(bia))

    await company.house.wait(minutes=6)
    await company.house.sweep()
    assert has(maria)[0] is ConversationStatus.RESOLVED


async def test_a_silent_agent_is_reminded_then_loses_it_to_a_colleague(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    await queue_of(company, bia, inactivity=Inactivity(agent_warn=5, agent_return=5))
    await hands_over(company, queue_id="Suporte")
    maria = await says(line, 1)
    await company.house.wait(minutes=6)
    await company.house.sweep()
    assert names(company).count("InactivityWarned") == 1
    await company.house.desk.agents.be(bia, Presence.AWAY)

    await company.house.wait(minutes=6)
    await company.house.sweep()

    assert has(maria) == QUEUED
    assert company.rows.assignments[-1].reason == "agent_silent"


async def test_who_loses_the_connection_is_away_and_keeps_what_is_theirs(company: Company, line: Line) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    await queue_of(company, bia)
    await hands_over(company, queue_id="Suporte")
    maria = await says(line, 1)
    await company.house.desk.agents.seen(bia)
    await company.house.wait(minutes=1)
    await company.house.sweep()
    assert company.rows.agents[user(bia)].presence is Presence.AVAILABLE

    await company.house.wait(minutes=2)
    await company.house.sweep()

    assert company.rows.agents[user(bia)].presence is Presence.AWAY
    assert has(maria) == (ACTIVE, user(bia))
    assert has(await says(line, 2)) == QUEUED


async def test_who_never_had_a_connection_is_taken_at_their_word(company: Company) -> None:
    bia = await company.agent(presence=Presence.AVAILABLE)
    await company.house.wait(hours=3)
    await company.house.sweep()
    assert company.rows.agents[user(bia)].presence is Presence.AVAILABLE


async def test_while_closed_customers_are_told_once_a_night_and_served_in_the_morning(
    company: Company, line: Line
) -> None:
    house = company.house
    week = {day: (Span(start="08:00", end="18:00"),) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    hours = BusinessHours(time_zone="UTC", week=week)
    bia = await company.agent(presence=Presence.AVAILABLE)
    calendar_id = CalendarId(fresh())
    await house.desk.calendars.put(
        company.boss, calendar_id, name="Dia", hours=hours, closed_message="Voltamos às 8.", is_default=True
    )
    await queue_of(company, bia)
    await hands_over(company, queue_id="Suporte")
    now = house.clock.now()
    night = now.replace(hour=20, minute=0, second=0, microsecond=0)
    await house.wait(seconds=((night if night > now else night + dt.timedelta(days=1)) - now).total_seconds())
    maria = line.customer("+5511987654301")

    assert await maria.says("oi") == ["Voltamos às 8."]
    assert await maria.says("alguém aí?") == []
    assert has(maria) == QUEUED

    await house.wait(hours=12)
    assert has(maria) == (ACTIVE, user(bia))
    assert await maria.says("bom dia") == []
    await house.wait(hours=12)
    assert await maria.says("boa noite") == ["Voltamos às 8."]


async def test_only_supervisors_overload_an_agent(company: Company, line: Line) -> None:
    bia, rui = await company.agent(), await company.agent()
    boss = await company.agent(role=Role.USER)
    await company.house.desk.agents.change(company.boss, user(bia), capacity=1)
    first, second = await says(line, 1), await says(line, 2)
    transferring = company.house.desk.transferring
    await transferring.assign(rui, place_of(first).id, to=user(bia))
    await transferring.assign(bia, place_of(first).id, to=user(bia), reason="já é minha")

    with pytest.raises(AgentFull):
        await transferring.assign(rui, place_of(second).id, to=user(bia))
    await transferring.assign(boss, place_of(second).id, to=user(bia))

    assert has(second) == (ACTIVE, user(bia))
    assert company.rows.assignments[-1].reason == "by_hand"
    with pytest.raises(ConversationNotFound):
        await transferring.assign(rui, place_of(second).id, to=user(rui))


async def test_a_department_gives_it_to_the_queue_where_somebody_is(company: Company, line: Line) -> None:
    queues = company.house.desk.queues
    bia = await company.agent(presence=Presence.AVAILABLE)
    department = await queues.add_department(company.boss, name="Técnico")
    await queue_of(company, name="Vazia", department_id=department.id)
    served = await queue_of(company, bia, name="Servida", department_id=department.id)
    maria = await says(line, 1)

    await company.house.desk.transferring.transfer(company.boss, place_of(maria).id, department_id=department.id)
    await company.house.settle()

    assert (has(maria), place_of(maria).queue_id) == ((ACTIVE, user(bia)), served.id)


async def test_giving_one_away_makes_room_for_the_next(company: Company, line: Line) -> None:
    bia, rui = await company.agent(presence=Presence.AVAILABLE), await company.agent()
    await company.house.desk.agents.change(company.boss, user(bia), capacity=1)
    await queue_of(company, bia)
    await hands_over(company, queue_id="Suporte")
    first, second = await says(line, 1), await says(line, 2)

    await company.house.desk.transferring.transfer(bia, place_of(first).id, user_id=user(rui), reason="é dele")
    await company.house.settle()

    assert [has(c) for c in (first, second)] == [(ACTIVE, user(rui)), (ACTIVE, user(bia))]


async def test_pulling_takes_the_first_in_turn_and_only_what_one_can_take(company: Company, line: Line) -> None:
    bia, rui = await company.agent(), await company.agent()
    await company.house.desk.agents.change(company.boss, user(bia), capacity=1)
    queue = await queue_of(company, bia, strategy=Strategy.MANUAL)
    await hands_over(company, queue_id="Suporte")
    first = await says(line, 1)
    await company.house.wait(seconds=1)
    second = await says(line, 2)
    assigning = company.house.desk.assigning

    assert await assigning.pull(bia, queue.id) == place_of(first).id
    with pytest.raises(AgentFull):
        await assigning.pull(bia, queue.id)
    with pytest.raises(NotInQueue):
        await assigning.pull(rui, queue.id)
    await resolve(company, first)
    assert await assigning.pull(bia, queue.id) == place_of(second).id
    await resolve(company, second)
    with pytest.raises(QueueEmpty):
        await assigning.pull(bia, queue.id)


async def test_queues_and_departments_must_make_sense(company: Company, line: Line) -> None:
    queues, boss = company.house.desk.queues, company.boss
    viewer = await company.agent(role=Role.VIEWER)
    department = await queues.add_department(boss, name="Técnico")
    first = await queue_of(company, name="Um", department_id=department.id)
    second = await queue_of(company, name="Dois", overflow=Overflow(to=first.id))

    for draft, field in (
        (QueueDraft(name="x", members=(UserId(fresh()),)), "members.0"),
        (QueueDraft(name="x", members=(user(viewer),)), "members.0"),
        (QueueDraft(name="x", overflow=Overflow(to=QueueId(fresh()))), "overflow.to"),
        (QueueDraft(name="x", calendar_id=CalendarId(fresh())), "calendar_id"),
        (QueueDraft(name=" "), "name"),
    ):
        with pytest.raises(Invalid) as wrong:
            await queues.add_queue(boss, draft)
        assert wrong.value.problems[0].field == field
    with pytest.raises(Invalid):
        await queues.change_queue(boss, first.id, QueueDraft(overflow=Overflow(to=second.id)))
    with pytest.raises(RoutingNameTaken):
        await queues.change_queue(boss, first.id, QueueDraft(name="dois"))
    with pytest.raises(RoutingInUse):
        await queues.remove_queue(boss, first.id)
    with pytest.raises(RoutingInUse):
        await queues.remove_department(boss, department.id)
    await hands_over(company, queue_id="Dois")
    maria = await says(line, 1)
    with pytest.raises(RoutingInUse):
        await queues.remove_queue(boss, second.id)
    await resolve(company, maria)
    await queues.remove_queue(boss, second.id)
    await queues.remove_queue(boss, first.id)
    await queues.remove_department(boss, department.id)
    assert await queues.queues(boss) == []


async def test_each_deed_needs_its_permission(company: Company) -> None:
    nobody = company.person("Zé", [Permission.READ_CONTACTS])
    desk = company.house.desk
    for trying in (
        desk.queues.queues(nobody),
        desk.queues.departments(nobody),
        desk.queues.add_queue(nobody, QueueDraft(name="x")),
        desk.queues.add_department(nobody, name="x"),
        desk.calendars.list(nobody),
        desk.agents.list(nobody),
        desk.agents.be(nobody, Presence.AVAILABLE),
        desk.agents.change(nobody, UserId(fresh()), capacity=1),
        desk.assigning.pull(nobody, QueueId(fresh())),
    ):
        with pytest.raises(Forbidden):
            await trying
