"""What ERPs told, kept in the attributes of contacts."""

import datetime as dt
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.unit.domain.erp.offices import Office

from pytake_domain.contacts import AttributeType
from pytake_domain.erp import (
    ErpFacts,
    InvoiceStatus,
    KeptFact,
    LinkedBy,
    keep_in_attributes,
    recognise,
    remember,
    written,
)
from pytake_domain.kernel.ids import ContactId
from pytake_domain.testing.builders import AT
from pytake_domain.testing.memory.erp import MARIA
from pytake_domain.testing.memory.house import MemoryHouse

MAPPING = (
    KeptFact(fact="plan", attribute="plano"),
    KeptFact(fact="owed_amount", attribute="divida"),
    KeptFact(fact="oldest_due_on", attribute="vencimento"),
    KeptFact(fact="contract_status", attribute="quantos"),
    KeptFact(fact="name", attribute="nobody_defined_it"),
    KeptFact(fact="region", attribute="olt"),
)
OLDEST = AT.date() - dt.timedelta(days=10)


@pytest.fixture
async def office(memory: MemoryHouse) -> Office:
    office = await Office(memory).settle_in()
    for name, kind in (
        ("plano", AttributeType.TEXT),
        ("divida", AttributeType.NUMBER),
        ("vencimento", AttributeType.DATE),
        ("quantos", AttributeType.NUMBER),
        ("olt", AttributeType.TEXT),
    ):
        await office.attribute(name, kind)
    return office


async def sweep(office: Office, *, mapping: tuple[KeptFact, ...] = MAPPING) -> None:
    """Everybody passes by."""
    connection = await office.connect(settings={"mapping": mapping})
    async with office.house.open_work(office.company.id) as work:
        await remember(
            work,
            connection,
            AT,
            customers=list(office.vendor.customers.values()),
            invoices=list(office.vendor.invoices.values()),
        )


async def attributes(office: Office, who: ContactId) -> dict[str, object]:
    async with office.house.open_work(office.company.id) as work:
        return dict((await work.contacts.get(who)).attributes)


async def test_facts_are_kept_in_attributes_as_far_as_their_types_take_them(office: Office) -> None:
    who = await office.contact_of("+5511900000001")
    await sweep(office)
    kept = await attributes(office, who)
    # `quantos` takes no word, `olt` is not told, and nobody defined the last.
    assert kept == {"plano": "FIBRA 500 MEGA", "divida": 199.8, "vencimento": OLDEST.isoformat()}
    before = office.company.rows.contacts[who]
    await sweep(office)
    assert office.company.rows.contacts[who] is before


async def test_nothing_is_kept_without_a_mapping(office: Office) -> None:
    who = await office.contact_of("+5511900000001")
    await sweep(office, mapping=())
    assert await attributes(office, who) == {}


async def test_whoever_comes_later_is_recognised_by_phone(office: Office) -> None:
    await sweep(office)
    late = await office.contact_of("+5511900000001")
    async with office.house.open_work(office.company.id) as work:
        await recognise(work, [late], AT)
    assert (await attributes(office, late))["plano"] == "FIBRA 500 MEGA"
    async with office.house.open_work(office.company.id) as work:
        link = await work.erp_records.link(late)
    assert link is not None
    assert (link.customer_id, link.by, link.proven_at) == (MARIA, LinkedBy.PHONE, None)


async def test_recognising_keeps_nothing_where_nothing_is_wanted(office: Office) -> None:
    await sweep(office, mapping=())
    late = await office.contact_of("+5511900000001")
    async with office.house.open_work(office.company.id) as work:
        await recognise(work, None, AT)
        assert await work.erp_records.link(late) is not None
    assert await attributes(office, late) == {}


async def test_a_contact_without_facts_or_who_is_gone_is_left_alone(office: Office) -> None:
    stranger = await office.contact()
    gone = await office.contact_of("+5511900000001")
    await sweep(office)
    rows = office.company.rows
    del rows.contacts[gone]
    async with office.house.open_work(office.company.id) as work:
        await keep_in_attributes(work, MAPPING, [stranger], AT)
        await keep_in_attributes(work, MAPPING, [gone], AT)
    assert await attributes(office, stranger) == {}
    assert gone not in rows.contacts


async def test_an_invoice_of_nobody_is_of_no_contact(office: Office) -> None:
    connection = await office.connect()
    nobodys = replace(office.vendor.invoices["88101"], customer_external_id=None)
    async with office.house.open_work(office.company.id) as work:
        await remember(work, connection, AT, invoices=[nobodys])
    assert office.company.rows.erp_invoices == {}


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("owed_amount", "199.80"),
        ("oldest_due_on", "2026-01-02"),
        ("owed_count", 2),
        ("contract_status", "unknown"),
        ("plan", "FIBRA"),
        ("city", None),
        ("proven", None),
        ("no such fact", None),
    ],
)
def test_facts_are_written_as_attributes_read_them(fact: str, value: object) -> None:
    facts = ErpFacts(
        erp_type="memory",
        customer_id=MARIA,
        as_of=AT,
        plan="FIBRA",
        owed_count=2,
        owed_amount=Decimal("199.80"),
        oldest_due_on=dt.date(2026, 1, 2),
        proven=True,
    )
    assert written(facts, fact) == value


async def test_in_the_evening_what_is_due_today_still_is_the_next_one_due(office: Office) -> None:
    """At half past nine in São Paulo it is tomorrow already in UTC."""
    connection = await office.connect()
    evening = dt.datetime.combine(AT.date() + dt.timedelta(days=1), dt.time(0, 30), dt.UTC)
    invoice = next(i for i in office.vendor.invoices.values() if i.customer_external_id == MARIA)
    due = replace(invoice, due_on=AT.date(), status=InvoiceStatus.OPEN)
    contact_id = await office.contact_of("+5511900000001")
    async with office.house.open_work(office.company.id) as work:
        assert (await work.tenants.get()).time_zone == "America/Sao_Paulo"
        customers = list(office.vendor.customers.values())
        await remember(work, connection, evening, customers=customers, invoices=[due])
        facts = (await work.erp_records.facts([contact_id]))[contact_id]
    assert facts.next_due_on == AT.date()
