"""What every ERP's adapter does, whichever vendor's: asked through the port about three customers everybody knows.

Maria (529.982.247-25, 11 90000-0001) has one active contract, an invoice overdue by ten days, one due in twenty, one paid. João
(111.444.777-35, 11 90000-0002) has a blocked contract with an invoice overdue by 25 days, and a cancelled one. The bakery
(11.222.333/0001-81) is a company that owes nothing. 123.456.789-09 is nobody.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, Protocol

import pytest

from pytake_domain.erp import (
    Capability,
    ContractRef,
    ContractStatus,
    CustomerRef,
    Erp,
    ErpCustomer,
    ErpFailed,
    FailureKind,
    InvoiceRef,
    InvoiceState,
    InvoiceStatus,
    PersonType,
    TicketChange,
    TicketDraft,
    TicketStatus,
    UnlockReason,
    contract_ref,
    ref_of,
)

MARIA, JOAO, BAKERY, NOBODY = "52998224725", "11144477735", "11222333000181", "12345678909"
NOT_THERE = CustomerRef(external_id="999999", document=NOBODY, code="999999")


class ErpHouse(Protocol):
    """An ERP with those three customers behind it, fresh for each test."""

    @property
    def erp(self) -> Erp:
        """As its adapter opens it."""
        ...

    @property
    def claims(self) -> frozenset[Capability]:
        """What the adapter can do at best."""
        ...

    async def pay(self, invoice_id: str) -> None:
        """Somebody pays it at the bank."""
        ...

    async def trouble(self, kind: FailureKind) -> None:
        """The server answers so from now on: UNEXPECTED_RESPONSE is a page of HTML with 200, UNAVAILABLE 503, AUTH wrong
        credentials.
        """
        ...


async def failed(asked: Callable[[], Awaitable[Any]]) -> FailureKind:
    """The kind it fails with."""
    with pytest.raises(ErpFailed) as caught:
        await asked()
    return caught.value.kind


class ErpContract:
    """Give a fixture `house`. What an adapter does not claim raises NOT_SUPPORTED, and that is looked at as well."""

    async def customer(self, house: ErpHouse, document: str) -> ErpCustomer:
        """The one of that document."""
        (found,) = await house.erp.find_customers(document=document)
        return found

    async def owing(self, house: ErpHouse, document: str) -> tuple[ErpCustomer, str]:
        """A customer and their overdue invoice."""
        who = await self.customer(house, document)
        (late,) = await house.erp.list_invoices(ref_of(who), state=InvoiceState.OVERDUE)
        return who, late.external_id

    @staticmethod
    def needs(house: ErpHouse, capability: Capability) -> None:
        """Skip what this vendor can't do."""
        if capability not in house.claims:
            pytest.skip(f"not offered: {capability}")

    async def test_a_customer_is_found_by_document(self, house: ErpHouse) -> None:
        found = await self.customer(house, MARIA)
        assert (found.document, found.name) == (MARIA, "MARIA EXEMPLO DA SILVA")
        assert found.phones == ("11900000001",)
        assert found.external_id

    async def test_a_company_is_one(self, house: ErpHouse) -> None:
        found = await self.customer(house, BAKERY)
        assert found.person_type in {PersonType.COMPANY, None}
        assert found.birth_date is None

    async def test_nobody_is_nobody_and_no_failure(self, house: ErpHouse) -> None:
        assert list(await house.erp.find_customers(document=NOBODY)) == []

    async def test_a_customer_is_found_by_phone_where_that_is_offered(self, house: ErpHouse) -> None:
        try:
            found = await house.erp.find_customers(phone="11900000001")
        except ErpFailed as error:
            assert error.kind is FailureKind.NOT_SUPPORTED  # noqa: PT017  either way is right
            return
        assert [c.document for c in found] == [MARIA]
        assert list(await house.erp.find_customers(phone="11955554444")) == []

    async def test_contracts_tell_their_state(self, house: ErpHouse) -> None:
        (hers,) = await house.erp.list_contracts(ref_of(await self.customer(house, MARIA)))
        assert (hers.status, hers.plan_name) == (ContractStatus.ACTIVE, "FIBRA 500 MEGA")
        his = await house.erp.list_contracts(ref_of(await self.customer(house, JOAO)))
        assert ContractStatus.BLOCKED in {c.status for c in his}

    async def test_invoices_are_listed_by_state_the_oldest_first(self, house: ErpHouse) -> None:
        who = ref_of(await self.customer(house, MARIA))
        pending = await house.erp.list_invoices(who)
        assert [i.status for i in pending] == [InvoiceStatus.OVERDUE, InvoiceStatus.OPEN]
        assert {i.amount for i in pending} == {Decimal("99.90")}
        (late,) = await house.erp.list_invoices(who, state=InvoiceState.OVERDUE)
        assert late.external_id == pending[0].external_id
        (coming,) = await house.erp.list_invoices(who, state=InvoiceState.OPEN)
        assert coming.external_id == pending[1].external_id

    async def test_paid_invoices_where_they_are_told(self, house: ErpHouse) -> None:
        who = ref_of(await self.customer(house, MARIA))
        try:
            paid = await house.erp.list_invoices(who, state=InvoiceState.PAID)
        except ErpFailed as error:
            assert error.kind is FailureKind.NOT_SUPPORTED  # noqa: PT017  either way is right
            return
        assert [i.status for i in paid] == [InvoiceStatus.PAID]
        assert paid[0].paid_on is not None

    async def test_who_owes_nothing_has_nothing_pending(self, house: ErpHouse) -> None:
        assert list(await house.erp.list_invoices(ref_of(await self.customer(house, BAKERY)))) == []

    async def test_what_was_paid_is_pending_no_more(self, house: ErpHouse) -> None:
        who, late = await self.owing(house, MARIA)
        await house.pay(late)
        assert [i.status for i in await house.erp.list_invoices(ref_of(who))] == [InvoiceStatus.OPEN]

    async def test_the_second_copy_can_be_paid(self, house: ErpHouse) -> None:
        who, late = await self.owing(house, MARIA)
        options = await house.erp.payment_options(InvoiceRef(external_id=late, customer=ref_of(who)))
        assert options.invoice.external_id == late
        assert options.digitable_line is None or len(options.digitable_line) in {47, 48}
        assert options.digitable_line or options.pix_code
        assert options.pix_code is None or options.pix_code.startswith("000201")
        assert options.pdf is None or options.pdf.startswith(b"%PDF")

    async def test_a_second_copy_of_what_is_not_theirs_is_not_given(self, house: ErpHouse) -> None:
        who = ref_of(await self.customer(house, MARIA))
        asked = InvoiceRef(external_id="777777", customer=who)
        assert await failed(lambda: house.erp.payment_options(asked)) in {
            FailureKind.NOT_FOUND,
            FailureKind.UNEXPECTED_RESPONSE,
        }

    async def test_lines_are_up_or_down_by_their_sessions(self, house: ErpHouse) -> None:
        self.needs(house, Capability.CONNECTION_STATUS)
        (hers,) = await house.erp.connection_status(ref_of(await self.customer(house, MARIA)))
        assert hers.online is True
        his = await house.erp.connection_status(ref_of(await self.customer(house, JOAO)))
        assert not any(line.online for line in his)

    async def test_light_is_negative(self, house: ErpHouse) -> None:
        who = await self.customer(house, MARIA)
        (hers,) = await house.erp.list_contracts(ref_of(who))
        asked = contract_ref(hers, ref_of(who))
        if Capability.SIGNAL not in house.claims:
            assert await failed(lambda: house.erp.signal(asked)) is FailureKind.NOT_SUPPORTED
            return
        found = await house.erp.signal(asked)
        assert found.rx_dbm is not None
        assert found.rx_dbm < 0

    async def test_a_ticket_is_opened_and_listed(self, house: ErpHouse) -> None:
        self.needs(house, Capability.OPEN_TICKET)
        who = await self.customer(house, MARIA)
        (hers,) = await house.erp.list_contracts(ref_of(who))
        made = await house.erp.open_ticket(draft(who, hers.external_id, hers.connection_external_id))
        assert made.external_id
        if Capability.LIST_TICKETS in house.claims:
            listed = await house.erp.list_tickets(ref_of(who), pending=True)
            assert made.protocol in {t.protocol for t in listed} or made.external_id in {t.external_id for t in listed}
            assert all(t.status.pending for t in listed)

    async def test_a_ticket_is_closed(self, house: ErpHouse) -> None:
        self.needs(house, Capability.UPDATE_TICKET)
        who = await self.customer(house, MARIA)
        (hers,) = await house.erp.list_contracts(ref_of(who))
        await house.erp.open_ticket(draft(who, hers.external_id, hers.connection_external_id))
        (listed, *_) = await house.erp.list_tickets(ref_of(who), pending=True)
        change = TicketChange(
            ticket_id=listed.external_id, comment="Resolvido.", status=TicketStatus.RESOLVED, customer=ref_of(who)
        )
        try:
            after = await house.erp.update_ticket(change)
        except ErpFailed as error:
            assert error.kind is FailureKind.NOT_SUPPORTED  # noqa: PT017  some take words alone
            return
        assert after.external_id == listed.external_id

    async def test_plans_are_listed_where_that_is_offered(self, house: ErpHouse) -> None:
        if Capability.LIST_PLANS not in house.claims:
            assert await failed(house.erp.list_plans) is FailureKind.NOT_SUPPORTED
            return
        assert "FIBRA 500 MEGA" in {plan.name for plan in await house.erp.list_plans()}

    async def test_trust_is_given_once(self, house: ErpHouse) -> None:
        self.needs(house, Capability.TRUST_UNLOCK)
        who = ref_of(await self.customer(house, JOAO))
        blocked = next(c for c in await house.erp.list_contracts(who) if c.status is ContractStatus.BLOCKED)
        granted = await house.erp.trust_unlock(contract_ref(blocked, who))
        assert (granted.granted, granted.reason) == (True, UnlockReason.GRANTED)
        again = await house.erp.trust_unlock(contract_ref(blocked, who))
        assert not again.granted
        assert again.reason is not UnlockReason.GRANTED

    async def test_who_is_not_blocked_is_told_so(self, house: ErpHouse) -> None:
        self.needs(house, Capability.TRUST_UNLOCK)
        who = ref_of(await self.customer(house, MARIA))
        (hers,) = await house.erp.list_contracts(who)
        result = await house.erp.trust_unlock(contract_ref(hers, who))
        assert not result.granted
        assert result.reason in {UnlockReason.NOT_BLOCKED, UnlockReason.REFUSED}

    async def test_everybody_comes_page_by_page(self, house: ErpHouse) -> None:
        cursor, seen = None, []
        for _ in range(20):
            page = await house.erp.sync_customers(cursor=cursor)
            seen += [c.document for c in page.items]
            cursor = page.cursor
            if cursor is None:
                break
        assert {MARIA, JOAO, BAKERY} <= set(seen)
        assert len(seen) == len(set(seen))

    async def test_a_page_of_html_is_never_nothing(self, house: ErpHouse) -> None:
        who = ref_of(await self.customer(house, MARIA))
        await house.trouble(FailureKind.UNEXPECTED_RESPONSE)
        for asked in (
            lambda: house.erp.find_customers(document=JOAO),
            lambda: house.erp.list_invoices(who),
            house.erp.sync_customers,
        ):
            assert await failed(asked) is FailureKind.UNEXPECTED_RESPONSE

    async def test_a_server_that_is_down_is_unavailable(self, house: ErpHouse) -> None:
        await house.trouble(FailureKind.UNAVAILABLE)
        assert await failed(lambda: house.erp.find_customers(document=MARIA)) is FailureKind.UNAVAILABLE

    async def test_a_check_never_raises(self, house: ErpHouse) -> None:
        sound = await house.erp.check()
        assert sound.broken is None
        assert sound.offers <= house.claims
        assert Capability.FIND_CUSTOMERS in sound.offers
        await house.trouble(FailureKind.AUTH)
        assert (await house.erp.check()).broken is not None

    async def test_a_contract_nobody_has_is_not_released(self, house: ErpHouse) -> None:
        self.needs(house, Capability.TRUST_UNLOCK)
        nobodys = ContractRef(external_id="888888", customer=NOT_THERE, connection_external_id="888888")
        try:
            result = await house.erp.trust_unlock(nobodys)
        except ErpFailed as error:
            assert error.kind in {FailureKind.NOT_FOUND, FailureKind.BUSINESS}  # noqa: PT017  either way is right
            return
        assert not result.granted


def draft(who: ErpCustomer, contract_id: str, connection_id: str | None) -> TicketDraft:
    """A customer says that the internet is slow."""
    return TicketDraft(
        customer=ref_of(who),
        subject="Internet lenta",
        description="Está lenta desde ontem à noite.",
        reference="ref-1",
        contract_external_id=contract_id,
        connection_external_id=connection_id,
        contact_name="Maria",
        contact_phone="11900000001",
    )
