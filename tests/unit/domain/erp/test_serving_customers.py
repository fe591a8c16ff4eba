"""What people of a company see and do at its ERP, and how its failures are told them."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.unit.domain.erp.offices import Office

from pytake_domain.erp import (
    Capability,
    ContractStatus,
    CustomerRef,
    ErpAddress,
    ErpAway,
    ErpCannot,
    ErpCustomer,
    ErpFailed,
    ErpRefused,
    ErpThingNotFound,
    ErpTooSlow,
    FailureKind,
    InvoiceState,
    Outage,
    OutageAt,
    OutageScope,
    PlanChange,
    Ticket,
    TicketChange,
    TicketDraft,
    TicketStatus,
    UnlockReason,
    UnlockResult,
    Wish,
    told,
)
from pytake_domain.erp.outage import LONGEST_MESSAGE, LONGEST_NAME, MOST_NAMES
from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, PytakeError, Throttled
from pytake_domain.kernel.ids import OutageId, TenantId
from pytake_domain.testing.builders import AT
from pytake_domain.testing.memory.erp import BAKERY, JOAO, MARIA, MemoryVendor
from pytake_domain.testing.memory.house import MemoryHouse

BLOCKED, CANCELLED = "17410", "17396"


@pytest.fixture
async def office(memory: MemoryHouse) -> Office:
    office = await Office(memory).settle_in()
    await office.connect()
    return office


async def test_customers_are_found_by_document_or_phone(office: Office) -> None:
    boss, serve = office.company.boss, office.serve
    (found,), as_of = await serve.customers(boss, "memory", document="529.982.247-25")
    assert (found.external_id, as_of) == (MARIA, office.house.clock.now())
    (found,), _ = await serve.customers(boss, "memory", phone="+55 11 90000-0002")
    assert found.external_id == JOAO
    with pytest.raises(Invalid) as caught:
        await serve.customers(boss, "memory")
    assert caught.value.problems[0].code == "required"
    with pytest.raises(Invalid):
        await serve.customers(boss, "memory", document="111")


async def test_an_answer_is_told_again_while_it_is_fresh(office: Office) -> None:
    for _ in range(2):
        await office.serve.plans(office.company.boss, "memory")
    assert office.vendor.asked == ["list_plans"]
    office.house.clock.move(hours=1)
    await office.serve.plans(office.company.boss, "memory")
    assert office.vendor.asked == ["list_plans", "list_plans"]


async def test_what_a_customer_has_is_listed(office: Office) -> None:
    boss, serve = office.company.boss, office.serve
    invoices, _ = await serve.invoices(boss, "memory", MARIA, state=InvoiceState.ALL)
    assert [i.external_id for i in invoices] == ["88100", "88101", "88102"]
    contracts, _ = await serve.contracts(boss, "memory", JOAO)
    assert {c.external_id for c in contracts} == {BLOCKED, CANCELLED}
    lines, _ = await serve.lines(boss, "memory", JOAO, contract_id=BLOCKED)
    assert [line.blocked for line in lines] == [True]
    assert (await serve.signal(boss, "memory", BLOCKED, JOAO)).rx_dbm == -19.4
    assert (await serve.second_copy(boss, "memory", "88101")).pdf_media_id == "boleto-88101.pdf"


async def test_whoever_was_linked_is_shown_whether_their_line_is_up(office: Office) -> None:
    who = await office.contact_of("+5511900000001")
    await office.serve.customers(office.company.boss, "memory", document="529.982.247-25")
    await office.serve.lines(office.company.boss, "memory", MARIA)
    card = await office.identify.card(office.company.boss, who)
    assert card.facts is not None
    assert (card.facts.online, card.facts.online_at) == (True, office.house.clock.now())


async def test_people_link_and_part_contacts_and_customers(office: Office) -> None:
    boss, who = office.company.boss, await office.contact()
    await office.serve.customers(boss, "memory", document="529.982.247-25")
    card = await office.identify.link(boss, who, "memory", MARIA)
    assert card.link is not None
    assert card.link.proven_at is not None
    await office.identify.unlink(boss, who)
    card = await office.identify.card(boss, who)
    assert (card.link, card.facts) == (None, None)


async def test_a_ticket_is_opened_once_for_a_key_and_moved_on(office: Office) -> None:
    boss, serve = office.company.boss, office.serve
    wish = Wish(customer_id=JOAO, subject="Luz", description="Vermelha", contract_id=BLOCKED)
    made = await serve.open_ticket(boss, "memory", wish, key="k")
    assert made.contract_external_id == BLOCKED
    assert await serve.open_ticket(boss, "memory", wish, key="k") == made
    # Without a key it is another one each time.
    plain = replace(wish, contract_id=None)
    assert await serve.open_ticket(boss, "memory", plain, key=None) != await serve.open_ticket(
        boss, "memory", plain, key=None
    )
    change = TicketChange(ticket_id=made.external_id, status=TicketStatus.RESOLVED)
    assert (await serve.update_ticket(boss, "memory", change, key=None)).status is TicketStatus.RESOLVED
    of_another = replace(change, customer=CustomerRef(external_id=MARIA))
    with pytest.raises(ErpThingNotFound):
        await serve.update_ticket(boss, "memory", of_another, key=None)
    tickets, _ = await serve.tickets(boss, "memory", JOAO, pending=True)
    assert len(tickets) == 2


async def test_the_blocked_contract_is_released_where_none_is_named(office: Office) -> None:
    boss = office.company.boss
    assert (await office.serve.unlock(boss, "memory", JOAO, None, key=None)).granted
    assert office.vendor.trusted == {BLOCKED}
    refused = await office.serve.unlock(boss, "memory", BAKERY, None, key=None)
    assert refused.reason is UnlockReason.NOT_BLOCKED
    office.vendor.customers[MARIA] = replace(office.vendor.customers[MARIA], contracts=())
    with pytest.raises(ErpThingNotFound):
        await office.serve.unlock(boss, "memory", MARIA, None, key=None)


async def test_a_plan_is_asked_for_by_a_person(office: Office) -> None:
    boss = office.company.boss
    done = await office.serve.change_plan(boss, "memory", JOAO, BLOCKED, "701", key="k")
    assert done.ticket_id in office.vendor.tickets
    with pytest.raises(ErpThingNotFound):
        await office.serve.change_plan(boss, "memory", JOAO, BLOCKED, "999", key=None)


async def test_what_the_erp_can_not_or_the_person_may_not(office: Office) -> None:
    reader = office.company.person("Bia", [Permission.READ_ERP])
    with pytest.raises(Forbidden):
        await office.serve.unlock(reader, "memory", JOAO, None, key=None)
    with pytest.raises(Forbidden):
        await office.serve.plans(office.company.person("Bia", []), "memory")
    await office.connect(offers=(Capability.FIND_CUSTOMERS,))
    with pytest.raises(ErpCannot):
        await office.serve.plans(reader, "memory")
    # One that was never checked is asked for what its adapter claims.
    await office.connect(offers=())
    assert len((await office.serve.plans(reader, "memory"))[0]) == 2


@pytest.mark.parametrize(
    ("failed", "error"),
    [
        (ErpFailed(FailureKind.NOT_SUPPORTED, "signal"), ErpCannot),
        (ErpFailed(FailureKind.NOT_FOUND), ErpThingNotFound),
        (ErpFailed(FailureKind.RATE_LIMITED), Throttled),
        (ErpFailed(FailureKind.VALIDATION, "CPF"), Invalid),
        (ErpFailed(FailureKind.UNAVAILABLE), ErpAway),
        (ErpFailed(FailureKind.UNEXPECTED_RESPONSE), ErpAway),
        (ErpFailed(FailureKind.UNAVAILABLE, timed_out=True), ErpTooSlow),
        (ErpFailed(FailureKind.AUTH, "senha"), ErpRefused),
        (ErpFailed(FailureKind.BUSINESS, "não"), ErpRefused),
    ],
)
def test_failures_are_told_by_their_kind(failed: ErpFailed, error: type[PytakeError]) -> None:
    assert type(told(failed)) is error


def test_how_long_to_wait_is_told_as_far_as_it_is_known() -> None:
    assert told(ErpFailed(FailureKind.RATE_LIMITED, retry_after=7)).params == {"retry_after": 7}
    assert told(ErpFailed(FailureKind.RATE_LIMITED)).params == {"retry_after": 5}


# Changes whose answer was lost


def losing(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change is done, and its answer never comes."""
    whole: Callable[..., Awaitable[Any]] = getattr(MemoryVendor, what)

    async def lost(self: MemoryVendor, *given: Any, **more: Any) -> Any:
        await whole(self, *given, **more)
        raise ErpFailed(FailureKind.UNAVAILABLE, ambiguous=True, timed_out=True)

    monkeypatch.setattr(MemoryVendor, what, lost)


async def test_a_line_that_turns_out_free_was_released(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    losing("trust_unlock", monkeypatch)
    done: UnlockResult = await office.serve.unlock(office.company.boss, "memory", JOAO, BLOCKED, key="k")
    assert done.granted
    assert office.vendor.customers[JOAO].contracts[0].status is ContractStatus.ACTIVE


async def test_a_line_that_is_still_shut_stays_in_doubt(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> UnlockResult:
        raise ErpFailed(FailureKind.UNAVAILABLE, ambiguous=True, timed_out=True)

    monkeypatch.setattr(MemoryVendor, "trust_unlock", lost)
    with pytest.raises(ErpTooSlow):
        await office.serve.unlock(office.company.boss, "memory", JOAO, BLOCKED, key="k")
    at = await office.reach.of(office.company.id)
    with pytest.raises(ErpFailed) as caught:
        await office.act.trust_unlock(at, await office.look_up.contract_ref(at, "404"), key="nobody's")
    assert caught.value.ambiguous


async def test_a_plan_whose_answer_was_lost_is_not_asked_for_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    losing("change_plan", monkeypatch)

    async def ask() -> PlanChange:
        return await office.serve.change_plan(office.company.boss, "memory", JOAO, BLOCKED, "701", key="k")

    with pytest.raises(ErpTooSlow):
        await ask()
    office.house.clock.move(minutes=5)
    with pytest.raises(ErpAway):
        await ask()
    assert len(office.vendor.tickets) == 1


async def test_an_old_ticket_with_the_same_words_is_another_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await office.vendor.open_ticket(
        TicketDraft(customer=CustomerRef(external_id=JOAO), subject="x", description="Luz vermelha", reference="old")
    )
    long_ago = replace(old, opened_on=None, opened_at=AT - dt.timedelta(days=3))
    office.vendor.tickets[old.external_id] = long_ago

    async def lost(*_: object) -> Ticket:
        raise ErpFailed(FailureKind.UNAVAILABLE, ambiguous=True)

    monkeypatch.setattr(MemoryVendor, "open_ticket", lost)
    wish = Wish(customer_id=JOAO, subject="y", description="Luz vermelha")
    with pytest.raises(ErpAway):
        await office.serve.open_ticket(office.company.boss, "memory", wish, key="new")
    office.vendor.trouble = FailureKind.AUTH
    with pytest.raises(ErpAway):
        await office.serve.open_ticket(office.company.boss, "memory", wish, key="other")


# Outages


def outage(scope: OutageScope = OutageScope.CITY, **known: Any) -> Outage:
    usual: dict[str, Any] = {"names": ("São Paulo",), "message": "Sem sinal", "started_at": AT}
    return Outage(id=OutageId(UUID(int=1)), tenant_id=TenantId(UUID(int=2)), scope=scope, **{**usual, **known})


@pytest.mark.parametrize(
    ("scope", "names", "hit"),
    [
        (OutageScope.ALL, (), True),
        (OutageScope.CITY, ("SAO PAULO",), True),
        (OutageScope.DISTRICT, ("são paulo",), False),
        (OutageScope.DISTRICT, ("centro",), True),
        (OutageScope.REGION, ("OLT 1",), False),
    ],
)
def test_an_outage_cuts_off_who_lives_there(scope: OutageScope, names: tuple[str, ...], *, hit: bool) -> None:
    assert outage(scope, names=names).affects(OutageAt(city="São Paulo", district="Centro")) is hit


def test_somebody_lives_where_the_contract_that_counts_is() -> None:
    office_of = ErpCustomer(external_id="1", address=ErpAddress(city="Sede"))
    assert OutageAt.of(office_of) == OutageAt(city="Sede")
    assert OutageAt.of(ErpCustomer(external_id="1")) == OutageAt()


def test_an_outage_ends_by_hand_or_when_nobody_could_mean_it_any_more() -> None:
    assert outage().is_on(AT)
    assert not outage(ended_at=AT).is_on(AT)
    assert not outage().is_on(AT + dt.timedelta(days=365))


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"names": ()}, ("names", "length")),
        ({"names": ("x",) * (MOST_NAMES + 1)}, ("names", "length")),
        ({"names": ("x", "x" * (LONGEST_NAME + 1))}, ("names.1", "too_long")),
        ({"message": " "}, ("message", "length")),
        ({"message": "x" * (LONGEST_MESSAGE + 1)}, ("message", "length")),
        ({"ended_message": "x" * (LONGEST_MESSAGE + 1)}, ("ended_message", "too_long")),
    ],
)
def test_what_is_wrong_with_an_outage(known: dict[str, Any], problem: tuple[str, str]) -> None:
    assert [(p.field, p.code) for p in outage(**known).problems()] == [problem]
    assert list(outage(OutageScope.ALL, names=()).problems()) == []
