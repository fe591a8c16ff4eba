"""What the domain relies on from whoever keeps connections to ERPs and what they told."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.contacts import (
    Negation,
    Now,
    Setting,
    explain_query,
    ground_of,
    parse_query,
)
from pytake_domain.erp import (
    ActionState,
    Capability,
    ConnectionStatus,
    Contract,
    ContractStatus,
    ErpAction,
    ErpAddress,
    ErpConnection,
    ErpCustomer,
    ErpLink,
    ErpSettings,
    ErpStatus,
    ErpSync,
    Invoice,
    InvoiceStatus,
    KeptFact,
    LinkedBy,
    SyncState,
)
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.testing.builders import AT, fresh
from pytake_domain.testing.contracts.ground import OnGround, Place

TODAY = AT.date()
DAY = dt.timedelta(days=1)


def a_connection(tenant_id: TenantId, **known: Any) -> ErpConnection:
    """One that works."""
    usual: dict[str, Any] = {
        "tenant_id": tenant_id,
        "erp_type": "memory",
        "base_url": "https://erp.example.com",
        "created_at": AT,
        "updated_at": AT,
        "secrets": Sealed(key_version=1, data=b"sealed"),
        "status": ErpStatus.CONNECTED,
        "offers": (Capability.FIND_CUSTOMERS, Capability.LIST_INVOICES),
        "settings": ErpSettings(options={"kind": "5"}, mapping=(KeptFact(fact="plan", attribute="plano"),)),
        "preferred": True,
        "checked_at": AT,
    }
    return ErpConnection(**{**usual, **known})


def a_customer(own: str, **known: Any) -> ErpCustomer:
    """With a contract that is active."""
    contract = Contract(
        external_id=f"k{own}",
        customer_external_id=own,
        status=ContractStatus.ACTIVE,
        status_raw="A",
        plan_name="FIBRA 500",
        price=Decimal("99.90"),
        due_day=5,
        region="OLT 1",
        address=ErpAddress(city="Cidade Modelo", district="Centro"),
    )
    usual: dict[str, Any] = {"external_id": own, "name": f"Customer {own}", "document": "52998224725"}
    return ErpCustomer(**{**usual, "contracts": (contract,), **known})


def an_invoice(own: str, customer: str, due: int, **known: Any) -> Invoice:
    """Due so many days from today."""
    usual: dict[str, Any] = {
        "external_id": own,
        "customer_external_id": customer,
        "contract_external_id": f"k{customer}",
        "status": InvoiceStatus.OVERDUE if due < 0 else InvoiceStatus.OPEN,
        "status_raw": "open",
        "amount": Decimal("99.90"),
        "due_on": TODAY + due * DAY,
    }
    return Invoice(**{**usual, **known})


async def linked(place: Place, customer_id: str = "1") -> ErpLink:
    """The place's contact is that customer."""
    made = ErpLink(
        contact_id=place.contact.id, erp_type="memory", customer_id=customer_id, by=LinkedBy.DOCUMENT, linked_at=AT
    )
    async with place.work() as work:
        await work.erp_records.put_link(made)
    return made


class ErpConnectionsContract(OnGround):
    """Connections."""

    async def test_what_was_put_is_found(self, place: Place) -> None:
        made = a_connection(place.tenant.id)
        async with place.work() as work:
            await work.erp_connections.put(made)
        async with place.work() as work:
            assert await work.erp_connections.find("memory") == made
            assert await work.erp_connections.preferred() == made
            assert await work.erp_connections.find("other") is None
            assert list(await work.erp_connections.all()) == [made]

    async def test_a_stale_one_is_a_conflict(self, place: Place) -> None:
        made = a_connection(place.tenant.id)
        async with place.work() as work:
            await work.erp_connections.put(made)
            await work.erp_connections.put(replace(made, base_url="https://new.example.com"))
        async with place.work() as work:
            found = await work.erp_connections.find("memory")
            assert found is not None
            assert (found.base_url, found.version) == ("https://new.example.com", 2)
        with pytest.raises(StaleVersion):
            async with place.work() as work:
                await work.erp_connections.put(made)

    async def test_one_is_preferred(self, place: Place) -> None:
        async with place.work() as work:
            await work.erp_connections.put(a_connection(place.tenant.id))
            await work.erp_connections.put(a_connection(place.tenant.id, erp_type="other"))
        async with place.work() as work:
            assert [c.preferred for c in await work.erp_connections.all()] == [False, True]

    async def test_what_was_removed_takes_its_records_along(self, place: Place) -> None:
        async with place.work() as work:
            await work.erp_connections.put(a_connection(place.tenant.id))
            await work.erp_records.put_customers("memory", [a_customer("1")], AT)
            await work.erp_connections.remove("memory")
        async with place.work() as work:
            assert await work.erp_connections.find("memory") is None
            assert await work.erp_records.customer("memory", "1") is None

    async def test_a_sweep_is_taken_once(self, place: Place) -> None:
        later = AT + dt.timedelta(minutes=1)
        async with place.work() as work:
            await work.erp_connections.put(a_connection(place.tenant.id))
            assert await work.erp_syncs.take("memory", AT, later)
            assert not await work.erp_syncs.take("memory", AT, later)
            await work.erp_syncs.due("memory", AT)
            assert await work.erp_syncs.take("memory", AT, later)

    async def test_the_newest_sweep_is_told(self, place: Place) -> None:
        first = ErpSync(id=fresh(), tenant_id=place.tenant.id, erp_type="memory", started_at=AT)
        second = replace(first, id=fresh(), started_at=AT + DAY)
        async with place.work() as work:
            await work.erp_syncs.put(first)
            await work.erp_syncs.put(done := replace(first, state=SyncState.DONE, customers=3))
            await work.erp_syncs.put(second)
        async with place.work() as work:
            assert await work.erp_syncs.last("memory") == second
            assert await work.erp_syncs.last("memory", done=True) == done
            assert await work.erp_syncs.last("other") is None

    async def test_calls_start_empty(self, place: Place) -> None:
        async with place.work() as work:
            assert (await work.erp_calls.page("memory", PageRequest())).items == ()
            assert list(await work.erp_calls.metrics(AT)) == []


class ErpRecordsContract(OnGround):
    """Customers, contracts, invoices, facts."""

    async def test_customers_come_back_with_their_contracts(self, place: Place) -> None:
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1"), a_customer("2")], AT)
        async with place.work() as work:
            assert await work.erp_records.customer("memory", "1") == a_customer("1")
            assert await work.erp_records.customer("other", "1") is None
            (contract,) = a_customer("2").contracts
            assert await work.erp_records.contract("memory", "k2") == contract
            bare = [replace(a_customer(own), contracts=()) for own in ("1", "2")]
            assert list(await work.erp_records.customers_after("memory", "", 10)) == bare
            assert list(await work.erp_records.customers_after("memory", "1", 1)) == bare[1:]

    async def test_what_is_told_again_replaces(self, place: Place) -> None:
        async with place.work() as work:
            await work.erp_records.put_invoices("memory", [an_invoice("i", "1", -3)], AT)
            paid = an_invoice("i", "1", -3, status=InvoiceStatus.PAID, paid_on=TODAY)
            await work.erp_records.put_invoices("memory", [paid], AT)
            assert await work.erp_records.invoice("memory", "i") == paid
            assert list(await work.erp_records.invoices("memory", "1")) == []

    async def test_what_is_owed_is_listed_by_due_date(self, place: Place) -> None:
        late, soon = an_invoice("b", "1", -3), an_invoice("a", "1", 5)
        nobodys = an_invoice("c", "1", 1, customer_external_id=None)
        async with place.work() as work:
            await work.erp_records.put_invoices("memory", [soon, late, an_invoice("d", "2", 1), nobodys], AT)
            assert list(await work.erp_records.invoices("memory", "1")) == [late, soon]
            assert await work.erp_records.invoice("memory", "c") is None
            await work.erp_records.settle_unseen("memory", "1", ["a"], AT)
            assert list(await work.erp_records.invoices("memory", "1")) == [soon]

    async def test_facts_follow_from_what_was_told(self, place: Place) -> None:
        await linked(place)
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1")], AT)
            await work.erp_records.put_invoices(
                "memory",
                [
                    an_invoice("a", "1", -3),
                    an_invoice("b", "1", 5, amount_due=Decimal("100.10")),
                    an_invoice("c", "1", -40, status=InvoiceStatus.PAID, paid_on=TODAY - 39 * DAY),
                ],
                AT,
            )
            await work.erp_records.refresh("memory", ["1", "2"], AT, AT.date())
            facts = (await work.erp_records.facts([place.contact.id]))[place.contact.id]
        assert (facts.customer_id, facts.plan, facts.city, facts.region) == ("1", "FIBRA 500", "Cidade Modelo", "OLT 1")
        assert (facts.owed_count, facts.owed_amount) == (2, Decimal("200.00"))
        assert (facts.oldest_due_on, facts.next_due_on) == (TODAY - 3 * DAY, TODAY + 5 * DAY)
        assert (facts.last_paid_on, facts.due_day, facts.contracts) == (TODAY - 39 * DAY, 5, 1)
        assert facts.contract_status is ContractStatus.ACTIVE
        assert facts.overdue_days(TODAY) == 3
        assert facts.due_in_days(TODAY) == 5

    async def test_people_are_asked_for_by_what_an_erp_told(self, place: Place, neighbour: Place) -> None:
        """Of who is no customer there nothing is so but that."""
        now, setting = Now(at=AT, today=TODAY), Setting(now=Now(at=AT, today=TODAY), attributes={})
        asked = {
            "erp.customer": True,
            'erp.plan = "fibra 500"': True,
            'erp.plan ~ "300"': False,
            "erp.contract in (reduced, active)": True,
            "erp.blocked = no": True,
            "erp.owed >= 99.90": True,
            "erp.owed > 99.9": False,
            "erp.owed_count = 1": True,
            "erp.overdue_days >= 3": True,
            "erp.overdue_days > 3": False,
            "erp.due_in_days is set": False,
            'erp.city = "CIDADE modelo" and erp.district = centro and erp.region ~ "olt"': True,
            "erp.online = yes or erp.online = no": False,
        }
        nobody = parse_query("erp.customer = no")
        async with place.work() as work:
            assert not await work.segments.asks_erp()
            assert list(await work.segments.members(nobody, now, limit=9)) == [place.contact.id]
        await linked(place)
        async with place.work() as work:
            await work.erp_connections.put(a_connection(place.tenant.id))
            await work.erp_records.put_customers("memory", [a_customer("1")], AT)
            await work.erp_records.put_invoices("memory", [an_invoice("a", "1", -3)], AT)
            await work.erp_records.refresh("memory", ["1"], AT, AT.date())
            assert (await ground_of(work)).erp
            person = await work.segments.person(place.contact.id)
            for text, so in asked.items():
                query = parse_query(text)
                assert await work.segments.count(query, now) == so, text
                assert await work.segments.count(Negation(of=query), now) == (not so), text
                assert explain_query(query, person, setting).holds is so, text
            assert await work.segments.count(nobody, now) == 0
            why = explain_query(parse_query("erp.overdue_days > 9"), person, setting)
            assert (why.holds, why.seen) == (False, 3)
            await work.erp_records.saw_line(place.contact.id, [ConnectionStatus(online=False)], AT)
            assert await work.segments.count(parse_query("erp.online = no"), now) == 1
        async with neighbour.work() as work:
            assert await work.segments.count(parse_query("erp.customer"), now) == 0

    async def test_a_line_that_was_seen_stays_through_a_refresh(self, place: Place) -> None:
        await linked(place)
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1")], AT)
            await work.erp_records.refresh("memory", ["1"], AT, AT.date())
            await work.erp_records.saw_line(place.contact.id, [ConnectionStatus(online=False)], AT)
            await work.erp_records.refresh("memory", ["1"], AT + DAY, (AT + DAY).date())
            facts = (await work.erp_records.facts([place.contact.id]))[place.contact.id]
        assert (facts.online, facts.online_at, facts.as_of) == (False, AT, AT + DAY)

    async def test_what_is_due_today_is_the_next_one_due_until_the_company_s_day_ends(self, place: Place) -> None:
        await linked(place)
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1")], AT)
            today, later = an_invoice("i", "1", 0), an_invoice("j", "1", 5)
            await work.erp_records.put_invoices("memory", [today, later], AT)
            found = []
            for day in (TODAY, TODAY + DAY):
                await work.erp_records.refresh("memory", ["1"], AT + DAY, day)
                found.append((await work.erp_records.facts([place.contact.id]))[place.contact.id].next_due_on)
        assert found == [today.due_on, later.due_on]

    async def test_whom_a_whole_sweep_did_not_see_is_gone(self, place: Place) -> None:
        await linked(place)
        async with place.work() as work:
            await work.erp_records.put_customers("memory", [a_customer("1")], AT - DAY)
            await work.erp_records.put_invoices("memory", [an_invoice("i", "1", 1)], AT - DAY)
            await work.erp_records.put_customers("memory", [a_customer("2")], AT)
            await work.erp_records.refresh("memory", ["1"], AT, AT.date())
            assert await work.erp_records.forget_unseen("memory", AT) == 1
        async with place.work() as work:
            assert await work.erp_records.customer("memory", "1") is None
            assert await work.erp_records.invoice("memory", "i") is None
            assert await work.erp_records.link(place.contact.id) is None
            assert await work.erp_records.facts([place.contact.id]) == {}
            assert await work.erp_records.customer("memory", "2") is not None

    async def test_a_change_is_begun_once(self, place: Place) -> None:
        begun = ErpAction(key=str(UUID(int=1)), capability="trust_unlock", state=ActionState.BEGUN, at=AT)
        done = replace(begun, state=ActionState.DONE, outcome=b'{"value":1}')
        async with place.work() as work:
            assert await work.erp_records.begin(begun) is None
            assert await work.erp_records.begin(begun) == begun
            await work.erp_records.end(done)
            assert await work.erp_records.begin(begun) == done
