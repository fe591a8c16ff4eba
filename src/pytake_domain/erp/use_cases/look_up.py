"""Asking an ERP, and remembering what it said."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec

from pytake_domain.erp.capability import Capability
from pytake_domain.erp.customer import Contract, ContractRef, CustomerRef, ErpCustomer, contract_ref, ref_of
from pytake_domain.erp.freshness import Fresh
from pytake_domain.erp.invoice import Invoice, InvoiceRef, InvoiceState, PaymentOptions
from pytake_domain.erp.line import ConnectionStatus, Signal
from pytake_domain.erp.plan import ErpPlan
from pytake_domain.erp.repositories import ErpWork
from pytake_domain.erp.ticket import Ticket
from pytake_domain.erp.use_cases.reach import Reached
from pytake_domain.erp.use_cases.remember import remember
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

T = TypeVar("T")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an ERP said, and when."""

    value: Any
    as_of: dt.datetime


class LookUp:
    """Reads of one company's ERP. Each raises ErpFailed alone; an answer that is still fresh is told again (`freshness.AGES`)."""

    def __init__(self, *, open_work: OpenWork[ErpWork], fresh: Fresh, clock: Clock) -> None:
        self._open_work = open_work
        self._fresh = fresh
        self._clock = clock

    async def customers(
        self, at: Reached, *, document: str | None = None, phone: str | None = None
    ) -> tuple[Sequence[ErpCustomer], dt.datetime]:
        """Everybody of that document or phone, with their contracts."""

        async def ask() -> Sequence[ErpCustomer]:
            found = await at.erp.find_customers(document=document, phone=phone)
            whole = [c if c.contracts else await self._with_contracts(at, c) for c in found]
            await self._remember(at, customers=whole)
            return whole

        return await self._asked(at, Capability.FIND_CUSTOMERS, (document, phone), ask)

    async def contracts(self, at: Reached, customer: CustomerRef) -> tuple[Sequence[Contract], dt.datetime]:
        """All of theirs."""

        async def ask() -> Sequence[Contract]:
            found = await at.erp.list_contracts(customer)
            await self._remember(at, contracts=found)
            return found

        return await self._asked(at, Capability.LIST_CONTRACTS, (customer.external_id,), ask)

    async def invoices(
        self,
        at: Reached,
        customer: CustomerRef,
        *,
        state: InvoiceState = InvoiceState.PENDING,
        contract_id: str | None = None,
    ) -> tuple[Sequence[Invoice], dt.datetime]:
        """By due date. What is owed no more is remembered as that."""

        async def ask() -> Sequence[Invoice]:
            found = await at.erp.list_invoices(customer, state=state, contract_id=contract_id)
            theirs = [
                i if i.customer_external_id else msgspec.structs.replace(i, customer_external_id=customer.external_id)
                for i in found
            ]
            all_owed = customer.external_id if state is InvoiceState.PENDING and contract_id is None else None
            await self._remember(at, invoices=theirs, all_owed_of=all_owed)
            return theirs

        return await self._asked(at, Capability.LIST_INVOICES, (customer.external_id, state, contract_id), ask)

    async def payment_options(self, at: Reached, invoice: InvoiceRef) -> tuple[PaymentOptions, dt.datetime]:
        """The second copy."""
        # An ERP that is told whose invoice it should be refuses anybody else's: so each customer's question is another one.
        whose = invoice.customer.external_id if invoice.customer else None
        details = invoice.external_id, whose
        return await self._asked(at, Capability.PAYMENT_OPTIONS, details, lambda: at.erp.payment_options(invoice))

    async def lines(
        self, at: Reached, customer: CustomerRef, *, contract_id: str | None = None
    ) -> tuple[Sequence[ConnectionStatus], dt.datetime]:
        """Whether they are up."""

        async def ask() -> Sequence[ConnectionStatus]:
            found = await at.erp.connection_status(customer, contract_id=contract_id)
            async with self._open_work(at.connection.tenant_id) as work:
                records, now = work.erp_records, self._clock.now()
                for link in await records.links_of(at.connection.erp_type, customer.external_id):
                    await records.saw_line(link.contact_id, found, now)
            return found

        return await self._asked(at, Capability.CONNECTION_STATUS, (customer.external_id, contract_id), ask)

    async def signal(self, at: Reached, contract: ContractRef) -> tuple[Signal, dt.datetime]:
        """How strong the light is."""
        return await self._asked(at, Capability.SIGNAL, (contract.external_id,), lambda: at.erp.signal(contract))

    async def tickets(
        self, at: Reached, customer: CustomerRef, *, pending: bool = False
    ) -> tuple[Sequence[Ticket], dt.datetime]:
        """The newest first."""
        return await self._asked(
            at,
            Capability.LIST_TICKETS,
            (customer.external_id, pending),
            lambda: at.erp.list_tickets(customer, pending=pending),
        )

    async def plans(self, at: Reached) -> tuple[Sequence[ErpPlan], dt.datetime]:
        """On sale."""
        return await self._asked(at, Capability.LIST_PLANS, (), at.erp.list_plans)

    async def customer_ref(self, at: Reached, customer_id: str) -> CustomerRef:
        """As far as we know them."""
        async with self._open_work(at.connection.tenant_id) as work:
            known = await work.erp_records.customer(at.connection.erp_type, customer_id)
        return ref_of(known) if known else CustomerRef(external_id=customer_id)

    async def contract_ref(self, at: Reached, contract_id: str, customer_id: str | None = None) -> ContractRef:
        """As far as we know it; of a customer who is named it is looked up where we don't."""
        erp_type = at.connection.erp_type
        async with self._open_work(at.connection.tenant_id) as work:
            known = await work.erp_records.contract(erp_type, contract_id)
        whose = customer_id or (known.customer_external_id if known else None)
        customer = await self.customer_ref(at, whose) if whose else None
        if known is None and customer is not None:
            found, _ = await self.contracts(at, customer)
            known = next((k for k in found if k.external_id == contract_id), None)
        return contract_ref(known, customer) if known else ContractRef(external_id=contract_id, customer=customer)

    async def invoice_ref(self, at: Reached, invoice_id: str, customer_id: str | None = None) -> InvoiceRef:
        """As far as we know it."""
        async with self._open_work(at.connection.tenant_id) as work:
            known = await work.erp_records.invoice(at.connection.erp_type, invoice_id)
        whose = customer_id or (known.customer_external_id if known else None)
        return InvoiceRef(
            external_id=invoice_id,
            customer=await self.customer_ref(at, whose) if whose else None,
            contract_external_id=known.contract_external_id if known else None,
        )

    def forget(self, tenant_id: TenantId, erp_type: str) -> None:
        """Something was changed there."""
        self._fresh.forget(tenant_id, erp_type)

    async def _with_contracts(self, at: Reached, customer: ErpCustomer) -> ErpCustomer:
        found = await at.erp.list_contracts(ref_of(customer))
        return msgspec.structs.replace(customer, contracts=tuple(found))

    async def _asked(
        self, at: Reached, what: Capability, details: tuple[Any, ...], ask: Callable[[], Awaitable[T]]
    ) -> tuple[T, dt.datetime]:
        key = (at.connection.tenant_id, at.connection.erp_type, what, *details)
        if (known := self._fresh.get(key, self._clock.now())) is not None:
            return known[1], known[0]
        value, now = await ask(), self._clock.now()
        self._fresh.put(key, value, now)
        return value, now

    async def _remember(self, at: Reached, **told: Any) -> None:
        async with self._open_work(at.connection.tenant_id) as work:
            await remember(work, at.connection, self._clock.now(), **told)
