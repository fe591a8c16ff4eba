"""Messages for later: checked when planned, sent once at their time, cancelled by an answer."""

import datetime as dt

import msgspec
import pytest
from tests.unit.domain.messaging.talking import give, messages_of, names, place_of

from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import ConversationId, ScheduledId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import (
    SEND,
    ConversationStatus,
    Direction,
    OutsideWindow,
    Plan,
    ScheduledFilter,
    ScheduledMessage,
    ScheduledNotFound,
    ScheduledOver,
    ScheduledState,
    WindowClosed,
)
from pytake_domain.testing.memory.house import Company, Customer, Line
from pytake_domain.whatsapp import ContentRefused, Template, Text

OWN = [p for p in Permission if p is not Permission.READ_ALL_CONVERSATIONS]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def talking(maria: Customer) -> Customer:
    await maria.says("oi")
    return maria


def wanted(company: Company, customer: Customer, *, hours: float = 2, text: str = "Lembrete", **more: object) -> Plan:
    at = company.house.clock.now() + hours * HOUR
    return Plan(content=Text(body=text), send_at=at, conversation_id=ConversationId(place_of(customer).id), **more)  # type: ignore[arg-type]


def now_of(company: Company, plan: ScheduledMessage) -> ScheduledMessage:
    return company.rows.scheduled[plan.id]


async def test_it_leaves_at_its_time_and_not_before(company: Company, talking: Customer) -> None:
    plan = await company.house.scheduling.plan(company.boss, wanted(company, talking))

    await company.house.wait(hours=1)
    assert talking.heard == []
    await company.house.wait(hours=1)

    assert [sent.content for sent in talking.heard] == [Text(body="Lembrete")]
    sent = now_of(company, plan)
    (message,) = messages_of(company, Direction.OUTBOUND)
    assert (sent.state, sent.message_id) == (ScheduledState.SENT, message.id)
    assert (message.sent_by_id, message.client_key) == (company.boss.id, f"scheduled:{plan.id}")
    place = place_of(talking)
    assert (place.status, place.assigned_to) == (ConversationStatus.ACTIVE, company.boss.user_id)
    assert names(company).count("ScheduledChanged") == 2


async def test_sent_twice_it_goes_once(company: Company, talking: Customer) -> None:
    plan = await company.house.scheduling.plan(company.boss, wanted(company, talking))
    company.house.clock.move(hours=3)

    for _ in range(3):
        await company.house.scheduling.send(company.id, plan.id)
    await company.house.settle()

    assert len(talking.heard) == 1


async def test_one_whose_job_was_lost_goes_in_the_next_round(company: Company, talking: Customer) -> None:
    house = company.house
    plan = await house.scheduling.plan(company.boss, wanted(company, talking))
    company.rows.jobs[:] = [stored for stored in company.rows.jobs if stored.job.kind != SEND]
    await house.wait(hours=3)
    assert now_of(company, plan).state is ScheduledState.WAITING

    before = house.clock.now()
    assert list(await house.desk.late.tenants(before)) == [company.id]
    assert await house.scheduling.sweep(company.id, before) == 1
    await house.settle()

    assert len(talking.heard) == 1
    assert list(await house.desk.late.tenants(before)) == []


async def become(company: Company, status: TenantStatus) -> None:
    async with company.house.open_work(company.id) as work:
        await work.tenants.save(msgspec.structs.replace(await work.tenants.get(), status=status))


async def test_while_the_company_is_suspended_it_waits_and_goes_afterwards(company: Company, talking: Customer) -> None:
    house = company.house
    plan = await house.scheduling.plan(company.boss, wanted(company, talking))
    await become(company, TenantStatus.SUSPENDED)
    await house.wait(hours=3)
    await house.scheduling.sweep(company.id, house.clock.now())
    assert now_of(company, plan).state is ScheduledState.WAITING

    await become(company, TenantStatus.ACTIVE)
    await house.scheduling.sweep(company.id, house.clock.now())
    await house.settle()
    assert [sent.content for sent in talking.heard] == [Text(body="Lembrete")]


async def test_after_a_day_of_it_the_message_is_not_wanted_any_more(company: Company, talking: Customer) -> None:
    house = company.house
    plan = await house.scheduling.plan(company.boss, wanted(company, talking))
    await become(company, TenantStatus.SUSPENDED)
    await house.wait(hours=27)
    await house.scheduling.sweep(company.id, house.clock.now())
    failed = now_of(company, plan)
    assert (failed.state, failed.reason) == (ScheduledState.FAILED, "TENANT_SUSPENDED")
    assert talking.heard == []


async def test_the_customer_who_writes_first_cancels_it(company: Company, line: Line, talking: Customer) -> None:
    scheduling = company.house.scheduling
    cancelled = await scheduling.plan(company.boss, wanted(company, talking, cancel_on_reply=True))
    stays = await scheduling.plan(company.boss, wanted(company, talking, text="Fica"))
    await line.customer("+5511955550000").says("outra pessoa")
    assert now_of(company, cancelled).state is ScheduledState.WAITING

    await talking.says("já resolvi")
    await company.house.wait(hours=3)

    gone = now_of(company, cancelled)
    assert (gone.state, gone.reason) == (ScheduledState.CANCELLED, "customer_wrote")
    assert now_of(company, stays).state is ScheduledState.SENT
    assert [sent.content for sent in talking.heard] == [Text(body="Fica")]


async def test_outside_the_window_it_fails_or_a_template_goes(company: Company, talking: Customer) -> None:
    scheduling = company.house.scheduling
    failing = await scheduling.plan(company.boss, wanted(company, talking, hours=30))
    aviso = Template(name="aviso", language="pt_BR")
    instead = await scheduling.plan(
        company.boss,
        wanted(company, talking, hours=30, outside_window=OutsideWindow.TEMPLATE, fallback=aviso),
    )

    await company.house.wait(hours=31)

    failed = now_of(company, failing)
    assert (failed.state, failed.reason) == (ScheduledState.FAILED, "WINDOW_CLOSED")
    assert now_of(company, instead).state is ScheduledState.SENT
    assert [sent.content for sent in talking.heard] == [aviso]


async def test_what_can_be_known_to_fail_is_refused_at_once(company: Company, talking: Customer) -> None:
    plan = company.house.scheduling.plan
    stranger = Plan(content=Text(body="x"), send_at=company.house.clock.now() + HOUR, to="+5511911112222")

    for wrong, error in (
        (wanted(company, talking, hours=-1), Invalid),
        (wanted(company, talking, hours=0), Invalid),
        (wanted(company, talking, hours=24 * 367), Invalid),
        (wanted(company, talking, outside_window=OutsideWindow.TEMPLATE), Invalid),
        (wanted(company, talking, fallback=Template(name="a", language="pt_BR")), Invalid),
        (wanted(company, talking, hours=30, cancel_on_reply=True), WindowClosed),
        (wanted(company, talking, text="x" * 5_000), ContentRefused),
        (Plan(content=Text(body="x"), send_at=company.house.clock.now() + HOUR), Invalid),
        (Plan(content=Text(body="x"), send_at=company.house.clock.now() + HOUR, to="abc"), Invalid),
        (wanted(company, talking, to="+5511911112222"), Invalid),
    ):
        with pytest.raises(error):
            await plan(company.boss, wrong)
    assert company.rows.scheduled == {}
    assert (await plan(company.boss, stranger)).conversation_id is None


async def test_what_has_become_impossible_fails_with_its_reason(
    company: Company, line: Line, talking: Customer
) -> None:
    plan = await company.house.scheduling.plan(company.boss, wanted(company, talking))
    await company.house.numbers.switch(company.boss, line.id, on=False)

    await company.house.wait(hours=3)

    failed = now_of(company, plan)
    assert (failed.state, failed.reason) == (ScheduledState.FAILED, "NUMBER_INACTIVE")


async def test_a_colleagues_conversation_stays_theirs(company: Company, talking: Customer) -> None:
    bia = company.person("Bia", OWN)
    await company.house.scheduling.plan(company.boss, wanted(company, talking))
    await give(company, place_of(talking).id, bia)

    await company.house.wait(hours=3)

    assert len(talking.heard) == 1
    assert place_of(talking).assigned_to == bia.user_id


async def test_it_is_taken_back_by_who_may(company: Company, talking: Customer) -> None:
    scheduling = company.house.scheduling
    bia, leo = company.person("Bia", OWN), company.person("Leo", OWN)
    await give(company, place_of(talking).id, bia)
    plan = await scheduling.plan(bia, wanted(company, talking))
    with pytest.raises(ScheduledNotFound):
        await scheduling.take_back(leo, plan.id)
    assert (await scheduling.list(leo, ScheduledFilter(), PageRequest())).items == ()
    assert (await scheduling.list(bia, ScheduledFilter(), PageRequest())).items == (plan,)

    await scheduling.take_back(bia, plan.id)
    await company.house.wait(hours=3)

    assert now_of(company, plan).state is ScheduledState.CANCELLED
    assert talking.heard == []
    with pytest.raises(ScheduledOver):
        await scheduling.take_back(bia, plan.id)
    with pytest.raises(ScheduledNotFound):
        await scheduling.take_back(bia, ScheduledId(plan.tenant_id))
