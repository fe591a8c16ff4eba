"""What people of the company ask of its ERP, and have done there."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec

from pytake_domain.erp.capability import Capability
from pytake_domain.erp.customer import Contract, CustomerRef, ErpCustomer
from pytake_domain.erp.errors import ErpCannot, told
from pytake_domain.erp.failure import ErpFailed
from pytake_domain.erp.invoice import Invoice, InvoiceState
from pytake_domain.erp.line import ConnectionStatus, Signal
from pytake_domain.erp.plan import ErpPlan, PlanChange
from pytake_domain.erp.repositories import ErpPapers
from pytake_domain.erp.ticket import Ticket, TicketChange, TicketDraft
from pytake_domain.erp.unlock import UnlockResult
from pytake_domain.erp.use_cases.act import ActOnErps
from pytake_domain.erp.use_cases.desk import CompanyErp
from pytake_domain.erp.use_cases.look_up import LookUp
from pytake_domain.erp.use_cases.papers import SecondCopy, second_copy
from pytake_domain.erp.use_cases.reach import Reached, ReachErps
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import Ids
from pytake_domain.kernel.text import Document, Phone


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as a person asks for it."""

    customer_id: str
    subject: str
    description: str
    contract_id: str | None = None
    kind: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None


class ServeCustomers:
    """Each raises ErpUnknown, ErpNotConnected, ErpCannot, and what `errors.told` makes of the ERP's failure. What is told comes
    with when the ERP said it.
    """

    def __init__(
        self, *, reach: ReachErps, look_up: LookUp, act: ActOnErps, desk: CompanyErp, papers: ErpPapers, ids: Ids
    ) -> None:
        self._reach = reach
        self._look_up = look_up
        self._act = act
        self._desk = desk
        self._papers = papers
        self._ids = ids

    async def customers(
        self, actor: Actor, erp_type: str, *, document: str | None = None, phone: str | None = None
    ) -> tuple[Sequence[ErpCustomer], dt.datetime]:
        """Everybody of that CPF, CNPJ or phone. Raises Invalid for one that can't be."""
        async with self._reading(actor, erp_type, Capability.FIND_CUSTOMERS) as at:
            if not document and not phone:
                raise Invalid(Problem(field="phone", code="required"))
            return await self._look_up.customers(
                at,
                document=Document.parse(document).value if document else None,
                phone=Phone.parse(phone).digits.removeprefix("55") if phone and not document else None,
            )

    async def invoices(
        self, actor: Actor, erp_type: str, customer_id: str, *, state: InvoiceState, contract_id: str | None = None
    ) -> tuple[Sequence[Invoice], dt.datetime]:
        """A customer's, by due date."""
        async with self._reading(actor, erp_type, Capability.LIST_INVOICES) as at:
            customer = await self._look_up.customer_ref(at, customer_id)
            return await self._look_up.invoices(at, customer, state=state, contract_id=contract_id)

    async def contracts(self, actor: Actor, erp_type: str, customer_id: str) -> tuple[Sequence[Contract], dt.datetime]:
        """All of a customer's."""
        async with self._reading(actor, erp_type, Capability.LIST_CONTRACTS) as at:
            return await self._look_up.contracts(at, await self._look_up.customer_ref(at, customer_id))

    async def second_copy(
        self, actor: Actor, erp_type: str, invoice_id: str, customer_id: str | None = None
    ) -> SecondCopy:
        """Line, PIX code and PDF, the last two as files of ours."""
        async with self._reading(actor, erp_type, Capability.PAYMENT_OPTIONS) as at:
            invoice = await self._look_up.invoice_ref(at, invoice_id, customer_id)
            options, _ = await self._look_up.payment_options(at, invoice)
        return await second_copy(self._papers, actor.tenant_id, options)

    async def lines(
        self, actor: Actor, erp_type: str, customer_id: str, *, contract_id: str | None = None
    ) -> tuple[Sequence[ConnectionStatus], dt.datetime]:
        """Whether they are up."""
        async with self._reading(actor, erp_type, Capability.CONNECTION_STATUS) as at:
            customer = await self._look_up.customer_ref(at, customer_id)
            return await self._look_up.lines(at, customer, contract_id=contract_id)

    async def signal(self, actor: Actor, erp_type: str, contract_id: str, customer_id: str | None = None) -> Signal:
        """How strong the light is."""
        async with self._reading(actor, erp_type, Capability.SIGNAL) as at:
            contract = await self._look_up.contract_ref(at, contract_id, customer_id)
            return (await self._look_up.signal(at, contract))[0]

    async def tickets(
        self, actor: Actor, erp_type: str, customer_id: str, *, pending: bool = False
    ) -> tuple[Sequence[Ticket], dt.datetime]:
        """The newest first."""
        async with self._reading(actor, erp_type, Capability.LIST_TICKETS) as at:
            return await self._look_up.tickets(at, await self._look_up.customer_ref(at, customer_id), pending=pending)

    async def plans(self, actor: Actor, erp_type: str) -> tuple[Sequence[ErpPlan], dt.datetime]:
        """On sale."""
        async with self._reading(actor, erp_type, Capability.LIST_PLANS) as at:
            return await self._look_up.plans(at)

    async def open_ticket(self, actor: Actor, erp_type: str, wish: Wish, *, key: str | None) -> Ticket:
        """Once for a key."""
        async with self._writing(actor, erp_type, Capability.OPEN_TICKET) as at:
            contract = None
            if wish.contract_id:
                contract = await self._look_up.contract_ref(at, wish.contract_id, wish.customer_id)
            draft = TicketDraft(
                customer=await self._look_up.customer_ref(at, wish.customer_id),
                subject=wish.subject,
                description=wish.description,
                reference=self._key(key),
                contract_external_id=wish.contract_id,
                connection_external_id=contract.connection_external_id if contract else None,
                kind=wish.kind,
                contact_name=wish.contact_name,
                contact_phone=wish.contact_phone,
            )
            return await self._act.open_ticket(at, draft)

    async def update_ticket(self, actor: Actor, erp_type: str, change: TicketChange, *, key: str | None) -> Ticket:
        """Once for a key."""
        async with self._writing(actor, erp_type, Capability.UPDATE_TICKET) as at:
            known = change
            if change.customer is not None:
                customer = await self._look_up.customer_ref(at, change.customer.external_id)
                known = msgspec.structs.replace(change, customer=customer)
            return await self._act.update_ticket(at, known, key=self._key(key))

    async def change_plan(
        self, actor: Actor, erp_type: str, customer_id: str, contract_id: str, plan_id: str, *, key: str | None
    ) -> PlanChange:
        """Done or requested, and it says which. Once for a key."""
        async with self._writing(actor, erp_type, Capability.CHANGE_PLAN) as at:
            plan = await self._desk.plan(at, plan_id)
            contract = await self._look_up.contract_ref(at, contract_id, customer_id)
            return await self._act.change_plan(at, contract, plan, key=self._key(key))

    async def unlock(
        self, actor: Actor, erp_type: str, customer_id: str, contract_id: str | None, *, key: str | None
    ) -> UnlockResult:
        """A refusal is a result. Without a contract it is the customer's blocked one. Once for a key."""
        async with self._writing(actor, erp_type, Capability.TRUST_UNLOCK) as at:
            wanted = contract_id or await self._blocked(at, await self._look_up.customer_ref(at, customer_id))
            contract = await self._look_up.contract_ref(at, wanted, customer_id)
            return await self._act.trust_unlock(at, contract, key=self._key(key))

    def _key(self, given: str | None) -> str:
        """Without one it is done whenever it is asked for."""
        return given or str(self._ids.new())

    async def _blocked(self, at: Reached, customer: CustomerRef) -> str:
        """The blocked contract, or the first: the ERP says what is wrong with releasing it."""
        contracts, _ = await self._look_up.contracts(at, customer)
        blocked = [k for k in contracts if k.status.shut]
        chosen = (blocked or list(contracts))[:1]
        return chosen[0].external_id if chosen else customer.external_id

    @asynccontextmanager
    async def _reading(self, actor: Actor, erp_type: str, what: Capability) -> AsyncIterator[Reached]:
        actor.require(Permission.READ_ERP)
        async with self._asking(actor, erp_type, what) as at:
            yield at

    @asynccontextmanager
    async def _writing(self, actor: Actor, erp_type: str, what: Capability) -> AsyncIterator[Reached]:
        actor.require(Permission.WRITE_ERP)
        async with self._asking(actor, erp_type, what) as at:
            yield at

    @asynccontextmanager
    async def _asking(self, actor: Actor, erp_type: str, what: Capability) -> AsyncIterator[Reached]:
        at = await self._reach.of(actor.tenant_id, erp_type)
        if what not in (at.connection.offers or at.adapter.claims):
            raise ErpCannot(capability=what.value)
        try:
            yield at
        except ErpFailed as failed:
            raise told(failed) from None
