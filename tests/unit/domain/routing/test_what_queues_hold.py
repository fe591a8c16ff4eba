"""What queues, calendars and rules of silence may hold, and where conversations are handed to."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.unit.domain.messaging.talking import give, names, place_of

from pytake_domain.identity import Role
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import CalendarId, ConversationId, DepartmentId, QueueId, TenantId, UserId
from pytake_domain.kernel.time import BusinessHours, Span, SpecialDay
from pytake_domain.messaging import ConversationNotFound, ConversationStatus
from pytake_domain.routing import (
    Calendar,
    Inactivity,
    Overflow,
    Presence,
    Queue,
    QueueDraft,
    RoutingInUse,
    RoutingNameTaken,
    ServiceLevel,
)
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.memory.house import Company, Customer

OPEN = Span(start="08:00", end="18:00")
HOURS = BusinessHours(time_zone="America/Sao_Paulo", week={"mon": (OPEN,)})
SOMEBODY = UserId(UUID(int=9))


def queue(**known: Any) -> Queue:
    usual: dict[str, Any] = {"id": QueueId(UUID(int=1)), "tenant_id": TenantId(UUID(int=2)), "name": "Suporte"}
    return Queue(created_at=AT, updated_at=AT, **{**usual, **known})


def calendar(**known: Any) -> Calendar:
    usual: dict[str, Any] = {"id": CalendarId(UUID(int=1)), "tenant_id": TenantId(UUID(int=2)), "name": "Loja"}
    return Calendar(created_at=AT, updated_at=AT, **{**usual, "hours": HOURS, **known})


def hours(*days: SpecialDay) -> BusinessHours:
    return replace(HOURS, exceptions=days)


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"name": ""}, ("name", "length")),
        ({"name": " Suporte"}, ("name", "padded")),
        ({"closed_message": "x" * 5_000}, ("closed_message", "too_long")),
        ({"priority": -1}, ("priority", "out_of_range")),
        ({"most_each": 0}, ("most_each", "out_of_range")),
        ({"wrap_up_seconds": 3_601}, ("wrap_up_seconds", "out_of_range")),
        ({"members": (SOMEBODY, SOMEBODY)}, ("members", "not_unique")),
        ({"members": tuple(UserId(UUID(int=n)) for n in range(10_001))}, ("members", "too_many")),
        ({"skills": {" ": 1}}, ("skills", "length")),
        ({"skills": {"fibra": 6}}, ("skills", "out_of_range")),
        ({"skills": {str(n): 1 for n in range(1_000)}}, ("skills", "too_many")),
    ],
)
def test_a_queue_that_can_not_be(known: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        queue(**known)
    assert [(p.field, p.code) for p in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    "made",
    [
        lambda: Overflow(to=QueueId(UUID(int=3)), after_seconds=0),
        lambda: Overflow(to=QueueId(UUID(int=3)), when_longer_than=-1),
        lambda: ServiceLevel(first_answer=0),
        lambda: ServiceLevel(resolution=0),
        lambda: ServiceLevel(warn_percent=101),
        lambda: Inactivity(customer_resolve=0),
        lambda: Inactivity(agent_warn=10_000_000),
        lambda: Inactivity(customer_warn=5, customer_message=" "),
    ],
)
def test_figures_that_can_not_be(made: Any) -> None:
    with pytest.raises(Invalid):
        made()


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"hours": replace(HOURS, week={"mon": (OPEN,) * 50})}, ("week.mon", "too_many")),
        ({"hours": hours(SpecialDay(date="2026-02-30"))}, ("exceptions.0.date", "not_a_date")),
        ({"hours": hours(SpecialDay(date="20261225"))}, ("exceptions.0.date", "not_a_date")),
        (
            {"hours": hours(SpecialDay(date="2026-12-25"), SpecialDay(date="2026-12-25"))},
            ("exceptions.1.date", "not_unique"),
        ),
        ({"hours": hours(SpecialDay(date="2026-12-25", name="x" * 500))}, ("exceptions.0.name", "too_long")),
        ({"hours": hours(SpecialDay(date="2026-12-25", spans=(OPEN,) * 50))}, ("exceptions.0.spans", "too_many")),
        (
            {"hours": hours(*(SpecialDay(date=f"{year}-01-01") for year in range(1000, 4000)))},
            ("exceptions", "too_many"),
        ),
    ],
)
def test_a_calendar_that_can_not_be(known: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        calendar(**known)
    assert [(p.field, p.code) for p in caught.value.problems] == [problem]


def test_a_day_of_its_own_hours_can_be() -> None:
    made = calendar(hours=hours(SpecialDay(date="2026-12-24", name="Véspera", spans=(OPEN,))))
    assert made.closure(dt.datetime(2026, 12, 24, 12, tzinfo=dt.UTC)) is None
    assert made.closure(dt.datetime(2026, 12, 24, 2, tzinfo=dt.UTC)) is not None
    assert calendar(hours=replace(HOURS, week={})).closure(AT) == "never"


# Drawing them up


async def drawn(company: Company, name: str, **said: Any) -> QueueId:
    view = await company.house.desk.queues.add_queue(company.boss, QueueDraft(name=name, **said))
    return view.queue.id


def code_of(error: Invalid) -> tuple[str, str]:
    (problem,) = error.problems
    return problem.field, problem.code


async def test_what_a_queue_names_has_to_be_there(company: Company) -> None:
    queues = company.house.desk.queues
    with pytest.raises(Invalid) as caught:
        await queues.add_queue(company.boss, QueueDraft())
    assert code_of(caught.value) == ("name", "required")
    reader = await company.agent("Caio", role=Role.VIEWER)
    gone = await company.agent("Davi")
    async with company.house.open_work(company.id) as work:
        person = await work.users.get(UserId(gone.id or UUID(int=0)))
        await work.users.save(replace(person, active=False))
    for said, problem in (
        ({"department_id": DepartmentId(fresh())}, ("department_id", "unknown")),
        ({"calendar_id": CalendarId(fresh())}, ("calendar_id", "unknown")),
        ({"members": (UserId(fresh()),)}, ("members.0", "unknown")),
        ({"members": (gone.user_id,)}, ("members.0", "inactive")),
        ({"members": (reader.user_id,)}, ("members.0", "may_not_answer")),
        ({"overflow": Overflow(to=QueueId(fresh()))}, ("overflow.to", "unknown")),
    ):
        with pytest.raises(Invalid) as caught:
            await drawn(company, "Suporte", **said)
        assert code_of(caught.value) == problem
    assert company.rows.queues == {}


async def test_members_who_were_switched_off_since_stay(company: Company) -> None:
    bia = await company.agent("Bia")
    first = await drawn(company, "Suporte", members=(bia.user_id,))
    async with company.house.open_work(company.id) as work:
        person = await work.users.get(UserId(bia.id or UUID(int=0)))
        await work.users.save(replace(person, active=False))
    changed = await company.house.desk.queues.change_queue(company.boss, first, QueueDraft(name=" Apoio "))
    assert (changed.queue.name, changed.queue.members) == ("Apoio", (bia.user_id,))


async def test_overflows_do_not_go_round(company: Company) -> None:
    queues = company.house.desk.queues
    first = await drawn(company, "Um")
    second = await drawn(company, "Dois", overflow=Overflow(to=first))
    with pytest.raises(Invalid) as caught:
        await queues.change_queue(company.boss, first, QueueDraft(overflow=Overflow(to=second)))
    assert code_of(caught.value) == ("overflow.to", "overflow_in_a_circle")
    with pytest.raises(RoutingInUse):
        await queues.remove_queue(company.boss, first)
    await queues.remove_queue(company.boss, second)
    await queues.remove_queue(company.boss, first)
    assert company.rows.queues == {}


async def test_a_departments_hours_are_those_of_its_queues(company: Company) -> None:
    desk = company.house.desk
    made = await desk.queues.add_department(company.boss, name=" Vendas ")
    with pytest.raises(RoutingNameTaken):
        await desk.queues.add_department(company.boss, name="Vendas")
    inside = await drawn(company, "Loja", department_id=made.id)
    await drawn(company, "Fora")
    before = names(company).count("QueueChanged")
    renamed = await desk.queues.change_department(company.boss, made.id, name="Comercial")
    assert renamed.name == "Comercial"
    assert names(company).count("QueueChanged") == before
    own = CalendarId(fresh())
    async with company.house.open_work(company.id) as work:
        await work.calendars.put(calendar(id=own, tenant_id=company.id))
    await desk.queues.change_department(company.boss, made.id, calendar_id=own)
    assert names(company).count("QueueChanged") == before + 1
    with pytest.raises(RoutingInUse):
        await desk.queues.remove_department(company.boss, made.id)
    await desk.queues.remove_queue(company.boss, inside)
    await desk.queues.remove_department(company.boss, made.id)
    assert list(await desk.queues.departments(company.boss)) == []


# Handing over


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


async def test_a_conversation_goes_to_exactly_one_place(company: Company, talking: Customer) -> None:
    transfer, place = company.house.desk.transferring.transfer, place_of(talking).id
    first, second = await drawn(company, "Um"), await drawn(company, "Dois")
    bia = await company.agent("Bia")
    assert bia.user_id is not None
    for said, problem in (
        ({}, ("user_id", "transfer_to_nobody")),
        ({"queue_id": first, "user_id": bia.user_id}, ("user_id", "several_destinations")),
        ({"queue_id": QueueId(fresh())}, ("queue_id", "unknown")),
        ({"department_id": DepartmentId(fresh())}, ("department_id", "unknown")),
        ({"user_id": UserId(fresh())}, ("user_id", "unknown")),
        ({"queue_id": first, "reason": "x" * 5_000}, ("reason", "too_long")),
    ):
        with pytest.raises(Invalid) as caught:
            await transfer(company.boss, place, **said)
        assert code_of(caught.value) == problem
    assert (place_of(talking).queue_id, place_of(talking).assigned_to) == (None, None)
    await transfer(company.boss, place, queue_id=second, reason=" caiu ")
    assert (place_of(talking).status, place_of(talking).queue_id) == (ConversationStatus.QUEUED, second)
    await transfer(company.boss, place, user_id=bia.user_id)
    assert place_of(talking).assigned_to == bia.user_id


async def test_people_who_can_not_answer_get_nothing(company: Company, talking: Customer) -> None:
    reader = await company.agent("Caio", role=Role.VIEWER)
    gone = await company.agent("Davi")
    async with company.house.open_work(company.id) as work:
        person = await work.users.get(UserId(gone.id or UUID(int=0)))
        await work.users.save(replace(person, active=False))
    for person_given, code in ((reader, "may_not_answer"), (gone, "inactive")):
        assert person_given.user_id is not None
        with pytest.raises(Invalid) as caught:
            await company.house.desk.transferring.assign(company.boss, place_of(talking).id, to=person_given.user_id)
        assert code_of(caught.value) == ("user_id", code)
    assert place_of(talking).assigned_to is None


async def test_a_department_takes_it_where_somebody_is_there(company: Company, talking: Customer) -> None:
    desk = company.house.desk
    sales = await desk.queues.add_department(company.boss, name="Vendas")
    with pytest.raises(Invalid) as caught:
        await desk.transferring.transfer(company.boss, place_of(talking).id, department_id=sales.id)
    assert code_of(caught.value) == ("department_id", "no_queue")
    await drawn(company, "Aaa", department_id=sales.id)
    bia = await company.agent("Bia", presence=Presence.AVAILABLE)
    served = await drawn(company, "Zzz", department_id=sales.id, members=(bia.user_id,), strategy="manual")
    await desk.transferring.transfer(company.boss, place_of(talking).id, department_id=sales.id)
    assert place_of(talking).queue_id == served


async def test_who_sees_only_their_own_hands_over_only_that(company: Company, talking: Customer) -> None:
    own = [p for p in Permission if p not in (Permission.READ_ALL_CONVERSATIONS, Permission.MANAGE_ROUTING)]
    bia, caio = await company.agent("Bia"), await company.agent("Caio")
    await give(company, place_of(talking).id, bia)
    stranger = replace(caio, permissions=frozenset(own))
    transferring, place = company.house.desk.transferring, place_of(talking).id
    for known in (place, ConversationId(fresh())):
        with pytest.raises(ConversationNotFound):
            await transferring.transfer(stranger, known, queue_id=QueueId(fresh()))
        with pytest.raises(ConversationNotFound):
            await transferring.return_to_flow(stranger, known)
    await transferring.return_to_flow(company.boss, place, reason="engano")
    assert place_of(talking).status is ConversationStatus.BOT
