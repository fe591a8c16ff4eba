"""What the domain relies on from whoever keeps reminder rules, their ledger and outages."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from pytake_domain.billing import Reminder, ReminderRule, ReminderRuleNotFound, ReminderState, RuleResults
from pytake_domain.campaigns import CampaignContent
from pytake_domain.erp import (
    ActionState,
    ConnectionStatus,
    ErpAction,
    ErpLink,
    InvoiceStatus,
    LinkedBy,
    Outage,
    OutageAt,
    OutageNotFound,
    OutageScope,
    RegionSeen,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import OutageId, ReminderRuleId, TemplateId, TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.erp_store import DAY, TODAY, a_customer, an_invoice
from pytake_domain.testing.contracts.ground import OnGround, Place


def a_rule(tenant_id: TenantId, **known: Any) -> ReminderRule:
    """Three days before the due date."""
    usual: dict[str, Any] = {
        "id": ReminderRuleId(fresh()),
        "tenant_id": tenant_id,
        "name": "Vence em breve",
        "days": -3,
        "content": CampaignContent(template_id=TemplateId(fresh()), variables={"1": "{{ customer.first_name }}"}),
        "created_at": AT,
        "updated_at": AT,
        "least": Decimal("10.00"),
        "active": True,
    }
    return ReminderRule(**{**usual, **known})


def a_reminder(rule: ReminderRule, **known: Any) -> Reminder:
    """Of the invoice `i`, waiting to leave."""
    usual: dict[str, Any] = {
        "rule_id": rule.id,
        "erp_type": "memory",
        "invoice_id": "i",
        "due_on": TODAY,
        "at": AT,
        "state": ReminderState.QUEUED,
        "customer_id": "1",
        "amount": Decimal("99.90"),
    }
    return Reminder(**{**usual, **known})


class BillingContract(OnGround):
    """Rules and the ledger."""

    async def test_rules_are_kept_by_their_days(self, place: Place) -> None:
        after, before = a_rule(place.tenant.id, days=5), a_rule(place.tenant.id)
        async with place.work() as work:
            await work.billing.put(after)
            await work.billing.put(before)
        async with place.work() as work:
            assert list(await work.billing.rules()) == [before, after]
            await work.billing.put(replace(after, name="Venceu", active=False))
            changed = await work.billing.rule(after.id)
            assert (changed.name, changed.active, changed.version) == ("Venceu", False, 2)
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.billing.put(after)

    async def test_a_rule_that_is_gone_is_not_found(self, place: Place) -> None:
        rule = a_rule(place.tenant.id)
        async with place.work() as work:
            await work.billing.put(rule)
            await work.billing.remove(rule.id)
            with pytest.raises(ReminderRuleNotFound):
                await work.billing.rule(rule.id)
            with pytest.raises(ReminderRuleNotFound):
                await work.billing.remove(rule.id)

    async def test_what_is_due_is_told_with_whom_it_belongs_to(self, place: Place) -> None:
        rule = a_rule(place.tenant.id)
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1"), a_customer("2")], AT)
            paid = an_invoice("p", "1", 3, status=InvoiceStatus.PAID)
            small = an_invoice("s", "1", 3, amount=Decimal("5.00"))
            await work.erp_records.put_invoices(
                "memory",
                [an_invoice("a", "1", 3), an_invoice("b", "2", 3), an_invoice("c", "1", 4), paid, small],
                AT,
            )
            dates = [TODAY + 3 * DAY]
            found = await work.billing.due(rule.id, "memory", dates, least=rule.least, limit=10)
            assert [(d.invoice.external_id, d.customer) for d in found] == [
                ("a", a_customer("1")),
                ("b", a_customer("2")),
            ]
            (last,) = await work.billing.due(rule.id, "memory", dates, least=rule.least, limit=10, after="a")
            assert last.invoice.external_id == "b"
            assert len(await work.billing.due(rule.id, "memory", dates, limit=10)) == 3
            assert list(await work.billing.due(rule.id, "other", dates, limit=10)) == []
            await work.billing.add([a_reminder(rule, invoice_id="a", due_on=dates[0])])
            (left,) = await work.billing.due(rule.id, "memory", dates, least=rule.least, limit=10)
            assert left.invoice.external_id == "b"

    async def test_a_reminder_is_there_once(self, place: Place) -> None:
        rule = a_rule(place.tenant.id)
        first = a_reminder(rule, contact_id=place.contact.id)
        async with place.work() as work:
            assert list(await work.billing.add([first])) == [first]
            assert list(await work.billing.add([replace(first, amount=Decimal(1))])) == []
            moved = replace(first, due_on=TODAY + DAY)
            assert list(await work.billing.add([moved])) == [moved]
            assert await work.billing.lately([place.contact.id], AT - DAY) == {place.contact.id: 2}
            assert await work.billing.lately([place.contact.id], AT + DAY) == {}

    async def test_results_say_what_was_paid_after(self, place: Place) -> None:
        rule = a_rule(place.tenant.id)
        async with place.work() as work:
            paid = an_invoice("i", "1", 0, status=InvoiceStatus.PAID, paid_on=TODAY + 2 * DAY)
            late = an_invoice("j", "1", 0, status=InvoiceStatus.PAID, paid_on=TODAY + 9 * DAY)
            await work.erp_records.put_invoices("memory", [paid, late], AT)
            skipped = {"state": ReminderState.SKIPPED, "reason": "OPTED_OUT"}
            await work.billing.add(
                [
                    a_reminder(rule),
                    a_reminder(rule, invoice_id="j"),
                    a_reminder(rule, invoice_id="k", **skipped),
                ]
            )
            found = await work.billing.results("America/Sao_Paulo")
        assert found == {rule.id: RuleResults(sent=2, paid=1, skipped={"OPTED_OUT": 1})}

    async def test_who_pays_in_the_evening_of_the_reminder_has_paid_after_it(self, place: Place) -> None:
        """At nine in the evening it is tomorrow already in UTC."""
        rule = a_rule(place.tenant.id)
        evening = dt.datetime(2026, 3, 11, 0, 30, tzinfo=dt.UTC)
        async with place.work() as work:
            for own, day in {"before": 9, "same": 10, "last": 17, "late": 18}.items():
                paid = an_invoice(own, "1", 0, status=InvoiceStatus.PAID, paid_on=dt.date(2026, 3, day))
                await work.erp_records.put_invoices("memory", [paid], AT)
                await work.billing.add([a_reminder(rule, invoice_id=own, at=evening)])
            found = await work.billing.results("America/Sao_Paulo")
        assert found == {rule.id: RuleResults(sent=4, paid=2)}


class OutagesContract(OnGround):
    """Outages and who was told."""

    def outage(self, place: Place, **known: Any) -> Outage:
        """Of a region."""
        usual: dict[str, Any] = {
            "id": OutageId(fresh()),
            "tenant_id": place.tenant.id,
            "scope": OutageScope.REGION,
            "names": ("OLT 1",),
            "message": "Estamos sem sinal na sua região.",
            "started_at": AT,
        }
        return Outage(**{**usual, **known})

    async def test_one_that_goes_on_is_found_where_it_is(self, place: Place) -> None:
        made = self.outage(place)
        async with place.work() as work:
            await work.outages.put(made)
        async with place.work() as work:
            assert await work.outages.get(made.id) == made
            assert list(await work.outages.on(AT)) == [made]
            assert await work.outages.at(OutageAt(region="olt 1"), AT) == made
            assert await work.outages.at(OutageAt(region="OLT 2"), AT) is None
            assert await work.outages.at(OutageAt(), AT) is None
            assert list(await work.outages.on(AT + 8 * DAY)) == []

    async def test_one_that_ended_is_over(self, place: Place) -> None:
        made = self.outage(place)
        async with place.work() as work:
            await work.outages.put(made)
            await work.outages.put(replace(made, ended_at=AT + DAY))
            assert list(await work.outages.on(AT)) == []
            page = await work.outages.page(PageRequest())
            assert (page.total, page.items[0].version) == (1, 2)
            with pytest.raises(OutageNotFound):
                await work.outages.get(OutageId(fresh()))
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.outages.put(made)

    async def test_people_are_told_once(self, place: Place) -> None:
        made = self.outage(place)
        async with place.work() as work:
            await work.outages.put(made)
            assert await work.outages.tell(made.id, place.contact.id, AT)
            assert not await work.outages.tell(made.id, place.contact.id, AT)
            assert await work.outages.told(made.id) == 1
            assert list(await work.outages.ending(made.id, 10)) == [place.contact.id]
            assert list(await work.outages.ending(made.id, 10)) == []
            assert not await work.outages.tell(made.id, place.contact.id, AT)

    async def test_what_lines_and_tickets_said_of_a_region(self, place: Place) -> None:
        link = ErpLink(contact_id=place.contact.id, erp_type="memory", customer_id="1", by=LinkedBy.HAND, linked_at=AT)
        async with place.work() as work:
            await work.erp_records.put_link(link)
            await work.erp_records.put_customers("memory", [a_customer("1")], AT)
            await work.erp_records.refresh("memory", ["1"], AT, AT.date())
            assert await work.outages.affected(OutageAt(region="OLT 1")) == 1
            assert await work.outages.affected(OutageAt(city="Outra")) == 0
            assert await work.outages.affected(OutageAt()) == 1
            assert list(await work.outages.seen(AT - DAY)) == []
            await work.erp_records.saw_line(place.contact.id, [ConnectionStatus(online=False)], AT)
            ticket = ErpAction(
                key="t", capability="open_ticket", state=ActionState.DONE, at=AT, outcome=b"{}", customer_id="1"
            )
            await work.erp_records.begin(ticket)
            seen = list(await work.outages.seen(AT - dt.timedelta(hours=1)))
            assert seen == [RegionSeen(region="OLT 1", down=1, up=0, tickets=1)]
            assert list(await work.outages.seen(AT + DAY)) == []
            (city,) = await work.outages.seen(AT - dt.timedelta(hours=1), OutageScope.CITY)
            assert (city.region, city.down) == ("Cidade Modelo", 1)
