"""Who is written to by a rule, once, after the ERP said that it is still owed."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from tests.unit.domain.campaigns.companies import Marketing, marketing_of

from pytake_domain.billing import RemindCustomers, ReminderRule, RuleResults
from pytake_domain.campaigns import CampaignContent, Schedule
from pytake_domain.erp import (
    ErpAddress,
    ErpCustomer,
    ErpTools,
    FailureKind,
    Fresh,
    Invoice,
    InvoiceStatus,
    LookUp,
    Outage,
    OutageScope,
    ReachErps,
)
from pytake_domain.flows import LiquidTexts
from pytake_domain.kernel.ids import OutageId, ReminderRuleId
from pytake_domain.testing.contracts.billing import a_rule
from pytake_domain.testing.contracts.erp_store import a_connection
from pytake_domain.testing.memory.erp import BAKERY, JOAO, MARIA, MemoryVendors
from pytake_domain.testing.memory.erp_store import MemoryJournal
from pytake_domain.testing.memory.house import Line

LATE = 10
"""Days that Maria's invoice is overdue."""


class Billing:
    """A company whose ERP is in memory, with a rule for what is ten days late."""

    def __init__(self, marketing: Marketing) -> None:
        self.marketing = marketing
        self.house, self.company = marketing.house, marketing.company
        self.today = self.house.clock.now().date()
        self.vendors = MemoryVendors(self.today)
        self.vendor = self.vendors.vendor
        tools = ErpTools(clock=self.house.clock, journal=MemoryJournal(self.house.store))
        reach = ReachErps(open_work=self.house.open_work, directory=self.vendors, vault=self.house.vault, tools=tools)
        self.remind = RemindCustomers(
            open_work=self.house.open_work,
            reach=reach,
            look_up=LookUp(open_work=self.house.open_work, fresh=Fresh(), clock=self.house.clock),
            texts=LiquidTexts(),
            clock=self.house.clock,
            ids=self.house.ids,
        )

    async def settle_in(self, **rule: Any) -> ReminderRule:
        """The ERP is connected and was swept, and the rule is on."""
        now = self.house.clock.now()
        made = a_rule(
            self.company.id,
            id=ReminderRuleId(self.house.ids.new()),
            days=LATE,
            content=CampaignContent(
                template_id=self.marketing.template.id, variables={"1": "{{ customer.first_name }}"}
            ),
            schedule=Schedule(),
            **rule,
        )
        async with self.house.open_work(self.company.id) as work:
            await work.erp_connections.put(a_connection(self.company.id, secrets=None))
            await work.erp_records.put_customers("memory", list(self.vendor.customers.values()), now)
            await work.erp_records.put_invoices("memory", list(self.vendor.invoices.values()), now)
            await work.billing.put(made)
        return made

    async def results(self, rule: ReminderRule) -> RuleResults:
        async with self.house.open_work(self.company.id) as work:
            zone = (await work.tenants.get()).time_zone
            return (await work.billing.results(zone)).get(rule.id, RuleResults())

    async def down(self, city: str) -> Outage:
        outage = Outage(
            id=OutageId(self.house.ids.new()),
            tenant_id=self.company.id,
            scope=OutageScope.CITY,
            names=(city,),
            message="Sem sinal.",
            started_at=self.house.clock.now(),
        )
        async with self.house.open_work(self.company.id) as work:
            await work.outages.put(outage)
        return outage


@pytest.fixture
async def billing(line: Line) -> Billing:
    return Billing(await marketing_of(line))


async def test_who_is_late_is_written_to_once(billing: Billing) -> None:
    rule = await billing.settle_in()
    assert await billing.remind.turn(billing.company.id) == 1
    assert await billing.remind.turn(billing.company.id) == 0
    assert await billing.results(rule) == RuleResults(sent=1)


async def test_what_was_paid_since_the_sweep_is_not_asked_for(billing: Billing) -> None:
    rule = await billing.settle_in()
    billing.vendor.pay("88101")
    await billing.remind.turn(billing.company.id)
    assert await billing.results(rule) == RuleResults(skipped={"PAID": 1})


async def test_nobody_is_written_to_while_the_erp_does_not_answer(billing: Billing) -> None:
    rule = await billing.settle_in()
    billing.vendor.trouble = FailureKind.UNAVAILABLE
    assert await billing.remind.turn(billing.company.id) == 0
    assert await billing.results(rule) == RuleResults()
    billing.vendor.trouble = None
    assert await billing.remind.turn(billing.company.id) == 1


async def test_who_has_no_phone_is_told_of(billing: Billing) -> None:
    maria = billing.vendor.customers[MARIA]
    billing.vendor.customers[MARIA] = msgspec.structs.replace(maria, phones=())
    rule = await billing.settle_in()
    await billing.remind.turn(billing.company.id)
    assert await billing.results(rule) == RuleResults(skipped={"NO_PHONE": 1})


async def test_many_who_are_cut_off_do_not_keep_the_others_waiting(billing: Billing) -> None:
    due = billing.today - dt.timedelta(days=LATE)
    template = billing.vendor.invoices["88101"]
    billing.vendor.customers[BAKERY] = _in(billing.vendor.customers[BAKERY], "Escura")
    billing.vendor.customers[JOAO] = _in(billing.vendor.customers[JOAO], "Clara")
    for number in range(30):
        own = f"{10_000 + number}"
        billing.vendor.invoices[own] = _late(template, own, BAKERY, due)
    billing.vendor.invoices["99999"] = _late(template, "99999", JOAO, due)
    del billing.vendor.invoices["88101"]
    rule = await billing.settle_in(per_week=14)
    outage = await billing.down("escura")
    assert await billing.remind.turn(billing.company.id) == 1
    assert (await billing.results(rule)).sent == 1
    async with billing.house.open_work(billing.company.id) as work:
        known = await work.outages.get(outage.id)
        await work.outages.put(msgspec.structs.replace(known, ended_at=billing.house.clock.now()))
    decided = 0
    while turned := await billing.remind.turn(billing.company.id):
        decided += turned
    assert decided == 30
    assert await billing.results(rule) == RuleResults(sent=15, skipped={"FREQUENCY_CAP": 16})


def _in(customer: ErpCustomer, city: str) -> ErpCustomer:
    return msgspec.structs.replace(customer, contracts=(), address=ErpAddress(city=city))


def _late(like: Invoice, own: str, customer: str, due_on: dt.date) -> Invoice:
    return msgspec.structs.replace(
        like,
        external_id=own,
        customer_external_id=customer,
        contract_external_id=None,
        due_on=due_on,
        status=InvoiceStatus.OVERDUE,
    )
