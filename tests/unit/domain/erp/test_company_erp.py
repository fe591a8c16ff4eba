"""What flows and models are told by a company's ERP, on behalf of the company and of somebody who writes."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.erp.offices import Office

from pytake_domain.erp import (
    Capability,
    FailureKind,
    InvoiceStatus,
    LinkedBy,
    PaymentOptions,
    Proof,
    TicketStatus,
)
from pytake_domain.kernel.ids import ContactId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.secrets import Sealed
from pytake_domain.testing.builders import AT
from pytake_domain.testing.memory.erp import BAKERY, JOAO, MARIA
from pytake_domain.testing.memory.house import MemoryHouse

MARIAS_CPF, JOAOS_CPF = "529.982.247-25", "111.444.777-35"
MARIAS_LINE, JOAOS_LINE = "17402", "17410"
MARIAS_INVOICE, JOAOS_INVOICE = "88101", "88201"


@pytest.fixture
async def office(memory: MemoryHouse) -> Office:
    office = await Office(memory).settle_in()
    await office.connect()
    return office


async def ask(
    office: Office, what: Capability, who: ContactId | None = None, *, key: str = "once", **arguments: Any
) -> Outcome:
    return await office.desk.ask(office.company.id, what, arguments, key=key, contact_id=who)


async def as_maria(office: Office) -> ContactId:
    """Somebody who has shown to be her."""
    contact_id = await office.contact()
    assert (await ask(office, Capability.IDENTIFY, contact_id, document=MARIAS_CPF)).error is None
    return contact_id


async def test_a_company_without_an_erp_is_told_so(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    assert await office.desk.offers(office.company.id) is None
    assert (await ask(office, Capability.LIST_PLANS)).error == "not_connected"


async def test_secrets_that_cannot_be_read_are_a_matter_of_access(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    await office.connect(secrets=Sealed(key_version=1, data=b"of another key"))
    assert await office.desk.offers(office.company.id) is None
    assert (await ask(office, Capability.LIST_PLANS)).error == "auth"


async def test_what_the_connection_does_not_offer_is_not_asked(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    await office.connect(offers=(Capability.FIND_CUSTOMERS,))
    assert await office.desk.offers(office.company.id) == frozenset({Capability.FIND_CUSTOMERS, Capability.IDENTIFY})
    assert (await ask(office, Capability.SIGNAL, contract_id=MARIAS_LINE)).error == "not_supported"
    assert office.vendor.asked == []


async def test_somebody_unknown_is_told_a_first_name_alone(office: Office) -> None:
    who = await office.contact()
    (found,) = (await ask(office, Capability.FIND_CUSTOMERS, who, phone="+5511900000001")).value
    assert found == {"external_id": MARIA, "name": "Maria", "proven": False}
    nameless = replace(office.vendor.customers[JOAO], name=None)
    office.vendor.customers[JOAO] = nameless
    (found,) = (await ask(office, Capability.FIND_CUSTOMERS, who, phone="+5511900000002")).value
    assert found == {"external_id": JOAO, "name": None, "proven": False}


async def test_who_knows_the_document_is_told_everything_from_then_on(office: Office) -> None:
    who = await office.contact()
    (found,) = (await ask(office, Capability.FIND_CUSTOMERS, who, document=MARIAS_CPF)).value
    assert found["proven"]
    assert found["contract"]["external_id"] == MARIAS_LINE
    (found,) = (await ask(office, Capability.FIND_CUSTOMERS, who, phone="+5511900000001")).value
    assert found["proven"]


async def test_the_company_itself_is_told_everything(office: Office) -> None:
    (found,) = (await ask(office, Capability.FIND_CUSTOMERS, phone="+5511900000002")).value
    assert found["document"] == "11144477735"
    assert (await ask(office, Capability.FIND_CUSTOMERS)).value == []
    told = (await ask(office, Capability.IDENTIFY, document=JOAOS_CPF)).value
    # The line with trouble counts, not the one that was cancelled.
    assert told["contract"]["external_id"] == JOAOS_LINE


async def test_a_customer_without_contracts_has_none_that_counts(office: Office) -> None:
    office.vendor.customers[MARIA] = replace(office.vendor.customers[MARIA], contracts=())
    assert (await ask(office, Capability.IDENTIFY, document=MARIAS_CPF)).value["contract"] is None


async def test_who_shows_too_little_learns_nothing(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    await office.connect(settings={"proof": Proof.BIRTH_DATE})
    who = await office.contact()
    assert (await ask(office, Capability.IDENTIFY, who, document=MARIAS_CPF)).error == "not_proven"
    wrong = await ask(office, Capability.IDENTIFY, who, document=MARIAS_CPF, birth_date="15/04/1990")
    assert wrong.error == "not_proven"
    assert (await ask(office, Capability.IDENTIFY, who, document="168.995.350-09")).error == "not_found"
    assert (await ask(office, Capability.IDENTIFY, who, document="123")).error == "validation"
    assert (await ask(office, Capability.LIST_INVOICES, who, customer_id=MARIA)).error == "not_proven"
    right = await ask(office, Capability.IDENTIFY, who, document=MARIAS_CPF, birth_date="14/04/1990")
    assert right.value["external_id"] == MARIA


async def test_a_company_has_no_day_of_birth_to_tell(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    await office.connect(settings={"proof": Proof.BIRTH_DATE})
    who = await office.contact()
    assert (await ask(office, Capability.IDENTIFY, who, document="11.222.333/0001-81")).value["external_id"] == BAKERY


async def test_whoever_writes_from_the_phone_that_is_known_is_believed(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    await office.connect(settings={"proof": Proof.PHONE})
    stranger = await office.contact()
    assert (await ask(office, Capability.IDENTIFY, stranger, document=MARIAS_CPF)).error == "not_proven"
    office.vendor.customers[JOAO] = replace(office.vendor.customers[JOAO], phones=("ramal", "11900000002"))
    own = await office.contact_of("+5511900000002")
    assert (await ask(office, Capability.IDENTIFY, own, document=JOAOS_CPF)).error is None


async def test_their_own_are_listed(office: Office) -> None:
    who = await as_maria(office)
    invoices = (await ask(office, Capability.LIST_INVOICES, who, customer_id=MARIA)).value
    assert [i["external_id"] for i in invoices] == ["88101", "88102"]
    paid = (await ask(office, Capability.LIST_INVOICES, who, customer_id=MARIA, state="paid")).value
    assert [i["external_id"] for i in paid] == ["88100"]
    (contract,) = (await ask(office, Capability.LIST_CONTRACTS, who, customer_id=MARIA)).value
    assert contract["external_id"] == MARIAS_LINE
    (line,) = (await ask(office, Capability.CONNECTION_STATUS, who, customer_id=MARIA)).value
    assert line["online"]
    assert (await ask(office, Capability.SIGNAL, who, contract_id=MARIAS_LINE)).value["rx_dbm"] == -19.4
    plans = (await ask(office, Capability.LIST_PLANS, who)).value
    assert [p["external_id"] for p in plans] == ["700", "701"]


async def test_a_second_copy_comes_with_its_files(office: Office) -> None:
    who = await as_maria(office)
    await ask(office, Capability.LIST_INVOICES, who, customer_id=MARIA)
    copy = (await ask(office, Capability.PAYMENT_OPTIONS, who, invoice_id=MARIAS_INVOICE)).value
    assert copy["pdf_media_id"] == "boleto-88101.pdf"
    assert copy["pix_media_id"] == "pix-88101.png"
    assert copy["amount"] == "99.90"


async def test_a_second_copy_does_without_a_pdf_that_cannot_be_had(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoice = office.vendor.invoices[MARIAS_INVOICE]
    told = PaymentOptions(invoice=invoice, digitable_line=invoice.digitable_line, pdf_url="https://erp.example/b.pdf")

    async def options(_: object) -> PaymentOptions:
        return told

    monkeypatch.setattr(office.vendor, "payment_options", options)
    copy = (await ask(office, Capability.PAYMENT_OPTIONS, invoice_id=MARIAS_INVOICE)).value
    assert copy["pdf_media_id"] == "https://erp.example/b.pdf#boleto-88101.pdf"
    assert "pix_media_id" not in copy
    office.papers.broken = True
    copy = (await ask(office, Capability.PAYMENT_OPTIONS, invoice_id=MARIAS_INVOICE)).value
    assert copy["digitable_line"]
    assert "pdf_media_id" not in copy
    told = PaymentOptions(invoice=invoice, digitable_line=invoice.digitable_line)
    office.look_up.forget(office.company.id, "memory")
    assert "pdf_media_id" not in (await ask(office, Capability.PAYMENT_OPTIONS, invoice_id=MARIAS_INVOICE)).value


@pytest.mark.parametrize(
    ("what", "arguments"),
    [
        (Capability.LIST_CONTRACTS, {"customer_id": JOAO}),
        (Capability.LIST_INVOICES, {"customer_id": JOAO}),
        (Capability.LIST_TICKETS, {"customer_id": JOAO}),
        (Capability.CONNECTION_STATUS, {"customer_id": JOAO}),
        (Capability.PAYMENT_OPTIONS, {"invoice_id": JOAOS_INVOICE}),
        (Capability.PAYMENT_OPTIONS, {"invoice_id": JOAOS_INVOICE, "customer_id": MARIA}),
        (Capability.SIGNAL, {"contract_id": JOAOS_LINE}),
        (Capability.SIGNAL, {"contract_id": JOAOS_LINE, "customer_id": MARIA}),
        (Capability.TRUST_UNLOCK, {"contract_id": JOAOS_LINE, "customer_id": MARIA}),
        (Capability.CHANGE_PLAN, {"contract_id": JOAOS_LINE, "plan_id": "700", "customer_id": MARIA}),
        (
            Capability.OPEN_TICKET,
            {"contract_id": JOAOS_LINE, "customer_id": MARIA, "subject": "Luz", "description": "Vermelha"},
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False])
async def test_nothing_of_another_customer_is_told_or_done(
    office: Office, what: Capability, arguments: dict[str, str], *, known: bool
) -> None:
    if known:
        await ask(office, Capability.FIND_CUSTOMERS, document=JOAOS_CPF)
        await ask(office, Capability.LIST_INVOICES, customer_id=JOAO)
    who = await as_maria(office)
    office.vendor.asked.clear()
    asked = await ask(office, what, who, **arguments)
    # Where we do not know the invoice, the ERP is told whose it has to be.
    by_erp = not known and what is Capability.PAYMENT_OPTIONS and "customer_id" in arguments
    assert asked.error == ("not_found" if by_erp else "not_proven")
    assert set(office.vendor.asked) <= ({"payment_options"} if by_erp else {"list_contracts"})
    assert office.vendor.trusted == set()
    assert office.vendor.tickets == {}


async def test_what_nobody_owns_is_nobodys(office: Office) -> None:
    who = await as_maria(office)
    assert (await ask(office, Capability.SIGNAL, who, contract_id="404")).error == "not_proven"
    assert (await ask(office, Capability.PAYMENT_OPTIONS, who, invoice_id="404")).error == "not_proven"
    assert (await ask(office, Capability.SIGNAL, contract_id="404")).error == "not_found"
    assert (await ask(office, Capability.PAYMENT_OPTIONS, invoice_id="404")).error == "not_found"


async def test_a_phone_that_was_recognised_proves_nothing(office: Office) -> None:
    who = await office.contact()
    await office.link(who, MARIA, by=LinkedBy.PHONE)
    assert (await ask(office, Capability.LIST_INVOICES, who, customer_id=MARIA)).error == "not_proven"
    await office.link(who, MARIA, by=LinkedBy.DOCUMENT, erp_type="other", proven_at=AT)
    assert (await ask(office, Capability.LIST_INVOICES, who, customer_id=MARIA)).error == "not_proven"


async def test_a_ticket_is_opened_listed_and_moved_on_by_its_customer(office: Office) -> None:
    who = await as_maria(office)
    words = {"customer_id": MARIA, "subject": "Sem sinal", "description": "Luz vermelha"}
    plain = (await ask(office, Capability.OPEN_TICKET, who, **words)).value
    assert "contract_external_id" not in plain
    made = (await ask(office, Capability.OPEN_TICKET, who, key="of the line", contract_id=MARIAS_LINE, **words)).value
    assert made["contract_external_id"] == MARIAS_LINE
    again = (await ask(office, Capability.OPEN_TICKET, who, key="of the line", contract_id=MARIAS_LINE, **words)).value
    assert again == made
    change = {"ticket_id": made["external_id"], "comment": "Voltou"}
    moved = (await ask(office, Capability.UPDATE_TICKET, who, key="m", status="resolved", **change)).value
    assert moved["status"] == TicketStatus.RESOLVED
    kept = (await ask(office, Capability.UPDATE_TICKET, who, key="n", status="whatever", **change)).value
    assert kept["status"] == TicketStatus.RESOLVED
    pending = (await ask(office, Capability.LIST_TICKETS, who, customer_id=MARIA, state="open")).value
    assert [t["external_id"] for t in pending] == [plain["external_id"]]
    assert len((await ask(office, Capability.LIST_TICKETS, who, customer_id=MARIA)).value) == 2


async def test_nobody_moves_another_customers_ticket(office: Office) -> None:
    opened = await ask(office, Capability.OPEN_TICKET, customer_id=JOAO, subject="Luz", description="Vermelha")
    number = opened.value["external_id"]
    who = await as_maria(office)
    assert (await ask(office, Capability.UPDATE_TICKET, who, ticket_id=number, status="closed")).error == "not_found"
    stranger = await office.contact()
    asked = await ask(office, Capability.UPDATE_TICKET, stranger, key="other", ticket_id=number, status="closed")
    assert asked.error == "not_proven"
    assert office.vendor.tickets[number].status is TicketStatus.OPEN
    done = await ask(office, Capability.UPDATE_TICKET, key="own", ticket_id=number, status="resolved")
    assert done.value["status"] == "resolved"


async def test_a_plan_is_changed_to_one_that_is_on_sale(office: Office) -> None:
    who = await as_maria(office)
    done = await ask(office, Capability.CHANGE_PLAN, who, contract_id=MARIAS_LINE, plan_id="701")
    assert done.value["outcome"] == "requested"
    (ticket,) = office.vendor.tickets.values()
    assert ticket.description == "FIBRA 300 MEGA"
    none = await ask(office, Capability.CHANGE_PLAN, who, key="other", contract_id=MARIAS_LINE, plan_id="999")
    assert none.error == "not_found"


async def test_where_plans_are_not_listed_the_id_has_to_do(memory: MemoryHouse) -> None:
    office = await Office(memory).settle_in()
    await office.connect(offers=(Capability.CHANGE_PLAN,))
    done = await ask(office, Capability.CHANGE_PLAN, contract_id=MARIAS_LINE, plan_id="999", customer_id=MARIA)
    assert done.value["outcome"] == "requested"
    assert "list_plans" not in office.vendor.asked


async def test_a_line_is_released_once(office: Office) -> None:
    who = await office.contact()
    await ask(office, Capability.IDENTIFY, who, document=JOAOS_CPF)
    assert (await ask(office, Capability.TRUST_UNLOCK, who, contract_id=JOAOS_LINE)).value["granted"]
    assert (await ask(office, Capability.TRUST_UNLOCK, who, contract_id=JOAOS_LINE)).value["granted"]
    refused = (await ask(office, Capability.TRUST_UNLOCK, who, key="again", contract_id=JOAOS_LINE)).value
    assert refused["reason"] == "limit_reached"


async def test_failures_are_words_and_only_questions_are_repeated(office: Office) -> None:
    office.vendor.trouble = FailureKind.UNAVAILABLE
    asked = await ask(office, Capability.LIST_INVOICES, customer_id=MARIA)
    assert (asked.error, asked.retryable) == ("unavailable", True)
    change = await ask(office, Capability.OPEN_TICKET, customer_id=MARIA, subject="a", description="b")
    assert (change.error, change.retryable) == ("unavailable", False)
    office.vendor.trouble = FailureKind.PERMISSION
    asked = await ask(office, Capability.LIST_INVOICES, customer_id=MARIA)
    assert (asked.error, asked.retryable) == ("permission", False)


async def test_what_fails_on_our_side_is_unavailable(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.papers.broken = True

    async def broken(*_: object, **__: object) -> str:
        return office.papers._keep("")

    monkeypatch.setattr(office.papers, "keep_qr", broken)
    asked = await ask(office, Capability.PAYMENT_OPTIONS, invoice_id=MARIAS_INVOICE)
    assert (asked.error, asked.detail, asked.retryable) == ("unavailable", "UPSTREAM_FAILED", True)


async def test_what_an_invoice_says_is_kept_for_the_next_question(office: Office) -> None:
    await ask(office, Capability.LIST_INVOICES, customer_id=MARIA)
    office.vendor.pay(MARIAS_INVOICE)
    office.house.clock.move(minutes=2)
    await ask(office, Capability.LIST_INVOICES, customer_id=MARIA)
    kept = office.company.rows.erp_invoices["memory", MARIAS_INVOICE][0]
    assert kept.status is InvoiceStatus.UNKNOWN
    assert kept.amount == Decimal("99.90")
