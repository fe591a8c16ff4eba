"""Reminders before they leave, rules that can't be, and outages from their declaration to their end."""

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.billing.test_reminding import Billing
from tests.unit.domain.campaigns.companies import marketing_of
from tests.unit.domain.messaging.talking import messages_of

from pytake_domain.billing import (
    ENDED,
    EditReminderRules,
    ManageOutages,
    PreviewReminders,
    ReminderRule,
    ReminderRuleNotFound,
    RuleResults,
    TooManyReminderRules,
    Unreminded,
)
from pytake_domain.billing.rule import MOST_RULES
from pytake_domain.campaigns import CampaignContent, Holidays, Schedule
from pytake_domain.contacts import Contact
from pytake_domain.erp import ErpLink, FoundBy, LinkedBy, Outage, OutageScope
from pytake_domain.flows import LiquidTexts, Trigger, TriggerKind
from pytake_domain.identity import TenantStatus
from pytake_domain.kernel.errors import Invalid, StaleVersion
from pytake_domain.kernel.ids import CalendarId, OutageId, TemplateId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import BusinessHours, SpecialDay
from pytake_domain.messaging import Direction
from pytake_domain.routing import Calendar
from pytake_domain.templates import TemplateStatus
from pytake_domain.testing.builders import AT, a_graph, fresh, says
from pytake_domain.testing.contracts.billing import a_rule
from pytake_domain.testing.memory.erp import MARIA
from pytake_domain.testing.memory.house import Line
from pytake_domain.whatsapp import line_of


@pytest.fixture
async def billing(line: Line) -> Billing:
    return Billing(await marketing_of(line))


def codes(error: Invalid) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.problems}


# Previews


async def previewed(billing: Billing, rule: ReminderRule) -> list[tuple[str, str, Unreminded | None]]:
    preview = PreviewReminders(open_work=billing.house.open_work, texts=LiquidTexts(), clock=billing.house.clock)
    found = await preview.of(billing.company.boss, rule.id)
    return [(one.due.invoice.external_id, one.text, one.reason) for one in found]


async def linked(billing: Billing, **known: Any) -> Contact:
    """Maria's contact."""
    contact = await billing.marketing.somebody("Maria", **known)
    now = billing.house.clock.now()
    link = ErpLink(contact_id=contact.id, erp_type="memory", customer_id=MARIA, by=LinkedBy.HAND, linked_at=now)
    async with billing.house.open_work(billing.company.id) as work:
        await work.erp_records.put_link(link)
    return contact


async def test_what_will_leave_reads_as_its_person_will_read_it(billing: Billing) -> None:
    rule = await billing.settle_in()
    assert await previewed(billing, rule) == [("88101", "Olá Maria, chegou a fibra.", None)]
    billing.vendor.asked.clear()
    await previewed(billing, rule)
    assert billing.vendor.asked == []


async def test_whom_it_will_not_reach_is_told_with_the_reason(billing: Billing) -> None:
    rule = await billing.settle_in()
    contact = await linked(billing, opted_out_at=AT)
    assert await previewed(billing, rule) == [("88101", "", Unreminded.OPTED_OUT)]
    rows = billing.company.rows
    rows.contacts[contact.id] = replace(contact, opted_out_at=None, blocked=True)
    assert await previewed(billing, rule) == [("88101", "", Unreminded.BLOCKED)]


async def test_a_customer_without_a_phone_is_told(billing: Billing) -> None:
    billing.vendor.customers[MARIA] = replace(billing.vendor.customers[MARIA], phones=())
    rule = await billing.settle_in()
    assert await previewed(billing, rule) == [("88101", "", Unreminded.NO_PHONE)]


async def test_a_name_that_is_not_known_leaves_a_gap_that_is_told(billing: Billing) -> None:
    billing.vendor.customers[MARIA] = replace(billing.vendor.customers[MARIA], name=None)
    rule = await billing.settle_in()
    assert await previewed(billing, rule) == [("88101", "", Unreminded.VARIABLE)]
    await billing.remind.turn(billing.company.id)
    assert await billing.results(rule) == RuleResults(skipped={"VARIABLE": 1})


async def test_nothing_is_shown_without_an_erp_or_hours_that_open(billing: Billing) -> None:
    rule = await billing.settle_in()
    never = replace(rule, schedule=Schedule(days=(), end_date=AT - dt.timedelta(days=1)))
    async with billing.house.open_work(billing.company.id) as work:
        await work.billing.put(never)
    assert await previewed(billing, rule) == []
    billing.company.rows.erp_connections.clear()
    assert await previewed(billing, rule) == []


async def test_a_template_that_is_gone_has_no_text(billing: Billing) -> None:
    rule = await billing.settle_in()
    billing.company.rows.templates.clear()
    assert await previewed(billing, rule) == [("88101", "", None)]
    assert await billing.remind.turn(billing.company.id) == 0


async def test_closed_days_are_kept_where_the_rule_says_so(billing: Billing) -> None:
    rule = await billing.settle_in()
    today = SpecialDay(date=billing.today.isoformat())
    hours = BusinessHours(time_zone="America/Sao_Paulo", week={}, exceptions=(today,))
    now = billing.house.clock.now()
    calendar = Calendar(
        id=CalendarId(fresh()),
        tenant_id=billing.company.id,
        name="Loja",
        hours=hours,
        is_default=True,
        created_at=now,
        updated_at=now,
    )
    keeping = replace(rule, schedule=Schedule(holidays=Holidays.SKIP))
    async with billing.house.open_work(billing.company.id) as work:
        await work.calendars.put(calendar)
        await work.billing.put(keeping)
    assert await billing.remind.turn(billing.company.id) == 0
    billing.house.clock.move(days=1)
    assert await billing.remind.turn(billing.company.id) == 1


# When nothing leaves


async def test_nobody_is_reminded_while_something_is_missing(billing: Billing) -> None:
    rule = await billing.settle_in()
    store, own = billing.house.store.identity, billing.company.id
    tenant = store.tenants[own]
    store.tenants[own] = replace(tenant, status=TenantStatus.SUSPENDED)
    assert await billing.remind.turn(own) == 0
    store.tenants[own] = tenant
    template = billing.company.rows.templates[billing.marketing.template.id]
    billing.company.rows.templates[template.id] = replace(template, status=TemplateStatus.PAUSED)
    assert await billing.remind.turn(own) == 0
    billing.company.rows.templates[template.id] = template
    billing.company.rows.erp_connections.clear()
    assert await billing.remind.turn(own) == 0
    assert await billing.results(rule) == RuleResults()


async def test_who_opted_out_is_not_reminded(billing: Billing) -> None:
    rule = await billing.settle_in()
    await linked(billing, opted_out_at=AT)
    await billing.remind.turn(billing.company.id)
    assert await billing.results(rule) == RuleResults(skipped={"OPTED_OUT": 1})
    assert billing.house.sender().sent == []


async def test_outside_its_hours_a_rule_waits(billing: Billing) -> None:
    rule = await billing.settle_in()
    later = replace(rule, schedule=Schedule(start_date=billing.house.clock.now() + dt.timedelta(hours=1)))
    async with billing.house.open_work(billing.company.id) as work:
        await work.billing.put(later)
    assert await billing.remind.turn(billing.company.id) == 0
    billing.house.clock.move(hours=1)
    assert await billing.remind.turn(billing.company.id) == 1


# Rules


def editing(billing: Billing) -> EditReminderRules:
    return EditReminderRules(
        open_work=billing.house.open_work, texts=LiquidTexts(), clock=billing.house.clock, ids=billing.house.ids
    )


def wanted(billing: Billing, **known: Any) -> ReminderRule:
    content = CampaignContent(template_id=billing.marketing.template.id, variables={"1": "{{ customer.first_name }}"})
    return a_rule(billing.company.id, **{"content": content, "schedule": Schedule(), **known})


async def test_a_rule_is_switched_on_with_all_that_it_needs(billing: Billing) -> None:
    edit, boss = editing(billing), billing.company.boss
    with pytest.raises(Invalid) as caught:
        await edit.add(boss, wanted(billing))
    assert codes(caught.value) == {("erp_type", "no_erp")}
    await billing.settle_in()
    billing.company.rows.numbers.clear()
    with pytest.raises(Invalid) as caught:
        await edit.add(boss, wanted(billing))
    assert codes(caught.value) == {("whatsapp_config_id", "no_number")}
    with pytest.raises(Invalid) as caught:
        await edit.add(boss, wanted(billing, content=CampaignContent(template_id=TemplateId(fresh()))))
    assert codes(caught.value) == {("template_id", "unknown")}
    template = billing.company.rows.templates[billing.marketing.template.id]
    billing.company.rows.templates[template.id] = replace(template, status=TemplateStatus.PENDING)
    with pytest.raises(Invalid) as caught:
        await edit.add(boss, wanted(billing))
    assert ("template_id", "template_not_sendable") in codes(caught.value)
    # Switched off it may wait for all of that.
    assert not (await edit.add(boss, wanted(billing, active=False))).active


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"name": " "}, ("name", "length")),
        ({"days": 91}, ("days", "out_of_range")),
        ({"per_week": 0}, ("per_week", "out_of_range")),
        ({"erp_type": "É"}, ("erp_type", "not_one_of")),
        ({"content": CampaignContent()}, ("template_id", "required")),
        ({"schedule": Schedule(days=())}, ("week_days", "required")),
        ({"schedule": Schedule(time_zone="Lua")}, ("time_zone", "unknown_time_zone")),
    ],
)
async def test_a_rule_that_can_not_be(billing: Billing, known: dict[str, Any], problem: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as caught:
        await editing(billing).add(billing.company.boss, wanted(billing, active=False, **known))
    assert codes(caught.value) == {problem}


async def test_two_who_change_a_rule_are_told_and_there_are_only_so_many(billing: Billing) -> None:
    edit, boss = editing(billing), billing.company.boss
    made = await edit.add(boss, wanted(billing, active=False))
    changed = await edit.change(boss, made.id, replace(made, name="Outro nome"))
    assert changed.name == "Outro nome"
    with pytest.raises(StaleVersion):
        await edit.change(boss, made.id, made)
    for _ in range(MOST_RULES - 1):
        await edit.add(boss, wanted(billing, active=False))
    with pytest.raises(TooManyReminderRules):
        await edit.add(boss, wanted(billing, active=False))
    await edit.remove(boss, made.id)
    with pytest.raises(ReminderRuleNotFound):
        await edit.remove(boss, made.id)
    assert len(await edit.all(boss)) == MOST_RULES - 1


# Outages


def managing(billing: Billing) -> ManageOutages:
    return ManageOutages(open_work=billing.house.open_work, clock=billing.house.clock, ids=billing.house.ids)


def an_outage(**known: Any) -> Outage:
    usual: dict[str, Any] = {
        "id": OutageId(fresh()),
        "scope": OutageScope.ALL,
        "message": "Sem sinal.",
        "started_at": AT,
    }
    return Outage(tenant_id=known.pop("tenant_id", fresh()), **{**usual, **known})


async def test_an_outage_is_declared_as_of_now_and_changed_by_one_at_a_time(billing: Billing) -> None:
    managed, boss = managing(billing), billing.company.boss
    with pytest.raises(Invalid):
        await managed.declare(boss, an_outage(message=" "))
    made = (await managed.declare(boss, an_outage(found_by=FoundBy.ITSELF, ended_at=AT))).outage
    assert (made.tenant_id, made.ended_at, made.found_by) == (billing.company.id, None, FoundBy.HAND)
    with pytest.raises(Invalid):
        await managed.change(boss, made.id, replace(made, message=""))
    narrowed = replace(made, scope=OutageScope.CITY, names=("Centro",), message="Só no centro.")
    changed = (await managed.change(boss, made.id, narrowed)).outage
    assert (changed.scope, changed.message, changed.started_at) == (OutageScope.CITY, "Só no centro.", made.started_at)
    with pytest.raises(StaleVersion):
        await managed.change(boss, made.id, made)
    (listed,) = (await managed.page(boss, PageRequest())).items
    assert (listed.outage.id, listed.affected, listed.told) == (made.id, 0, 0)


async def test_whoever_heard_of_it_hears_that_it_is_over_once(billing: Billing) -> None:
    house, managed = billing.house, managing(billing)
    await billing.company.publish("Recepção", a_graph(says("a", "Olá!")), Trigger(kind=TriggerKind.DEFAULT))
    made = (await managed.declare(billing.company.boss, an_outage())).outage
    maria = billing.marketing.line.customer("+5511900000001", name="Maria")
    joao = billing.marketing.line.customer("+5511900000002", name="João")
    assert await maria.says("oi") == ["Sem sinal.", "Olá!"]
    assert (await joao.says("oi"))[0] == "Sem sinal."
    # One of them said that they want to hear nothing more.
    contacts = billing.company.rows.contacts
    for own, contact in list(contacts.items()):
        if contact.name == "João":
            contacts[own] = replace(contact, blocked=True)
    over = house.clock.now()
    for _ in range(2):
        assert (await managed.end(billing.company.boss, made.id)).outage.ended_at == over
        house.clock.move(minutes=1)
    jobs = [each for each in billing.company.rows.jobs if each.job.kind == ENDED]
    assert len(jobs) == 1
    for _ in range(2):
        await managed.tell_ended(billing.company.id, jobs[0].job.payload)
        await house.send_outgoing()
    said = [line_of(m.content) for m in messages_of(billing.company, Direction.OUTBOUND)]
    assert sum(text.startswith("A conexão na sua região") for text in said) == 1


async def test_who_can_not_be_written_to_any_more_is_passed_over(billing: Billing) -> None:
    managed = managing(billing)
    made = (await managed.declare(billing.company.boss, an_outage(ended_message="Voltou."))).outage
    stranger = await billing.marketing.somebody("Ana")
    async with billing.house.open_work(billing.company.id) as work:
        assert await work.outages.tell(made.id, stranger.id, billing.house.clock.now())
    await managed.end(billing.company.boss, made.id)
    (job,) = (each.job for each in billing.company.rows.jobs if each.job.kind == ENDED)
    await managed.tell_ended(billing.company.id, job.payload)
    assert messages_of(billing.company, Direction.OUTBOUND) == []
