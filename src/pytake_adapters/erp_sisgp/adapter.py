"""SGP as an ERP: what it can do, what it has to know, and one company's of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from pytake_adapters.erp_sisgp import customers, invoices, lines, tickets
from pytake_adapters.erp_sisgp.api import SgpApi, understood
from pytake_adapters.erp_sisgp.contracts import Contracts
from pytake_adapters.erp_sisgp.customers import Customers
from pytake_adapters.erp_sisgp.invoices import Invoices
from pytake_adapters.erp_sisgp.lines import Lines
from pytake_adapters.erp_sisgp.sweep import Sweep
from pytake_adapters.erp_sisgp.tickets import Desk, Tickets
from pytake_adapters.net.erp_address import base_address
from pytake_adapters.net.erp_check import Checkup
from pytake_adapters.net.erp_records import tried
from pytake_adapters.net.erp_server import ErpServer
from pytake_domain.erp import (
    EVERYTHING,
    Asked,
    Capability,
    ConnectionStatus,
    Contract,
    ContractRef,
    CustomerRef,
    ErpCustomer,
    ErpFailed,
    ErpPlan,
    ErpReport,
    ErpTools,
    FailureKind,
    Field,
    FieldKind,
    Invoice,
    InvoiceRef,
    InvoiceState,
    OpenConnection,
    PaymentOptions,
    PlanChange,
    Signal,
    SyncPage,
    Ticket,
    TicketChange,
    TicketDraft,
    UnlockResult,
)

AT_ONCE = 2
NOBODY, NO_CONTRACT = "12345678909", "999999999"
"""A sound document that is nobody's: SGP may hang at an odd one."""
_LACKING: Mapping[str, tuple[Capability, ...]] = {
    Capability.FIND_CUSTOMERS: (
        Capability.FIND_CUSTOMERS,
        Capability.LIST_CONTRACTS,
        Capability.CONNECTION_STATUS,
        Capability.LIST_TICKETS,
        Capability.CHANGE_PLAN,
    ),
    Capability.LIST_INVOICES: (Capability.LIST_INVOICES,),
    Capability.PAYMENT_OPTIONS: (Capability.PAYMENT_OPTIONS,),
    Capability.SIGNAL: (Capability.SIGNAL,),
    Capability.LIST_TICKETS: (Capability.LIST_TICKETS,),
    "work_orders": (Capability.UPDATE_TICKET,),
    Capability.LIST_PLANS: (Capability.LIST_PLANS,),
}
"""What can't be done by a company whose token may not ask for it."""


class SgpAdapter:
    """See ErpAdapter."""

    name = "sisgp"
    fields = (
        Field(name="token", kind=FieldKind.SECRET, required=True),
        Field(name="app", required=True, default="pytake"),
        Field(name="ticket_kind", kind=FieldKind.NUMBER, default="5"),
        Field(name="ticket_department", kind=FieldKind.NUMBER),
        Field(name="plan_change_kind", kind=FieldKind.NUMBER),
        Field(name="plan_change_action", default="update"),
    )
    claims = EVERYTHING
    contracts_apart = False
    invoices_by_customer = True
    incremental = True

    def address(self, given: str) -> str:
        """See the port: without the paths of the interface and of the panel's pages."""
        return base_address(given, without=("/api", "/ws", "/admin", "/accounts", "/login"))

    def open(self, connection: OpenConnection, tools: ErpTools) -> "SgpErp":
        """See the port."""
        return SgpErp(connection, tools)


class SgpErp:
    """See Erp."""

    def __init__(self, connection: OpenConnection, tools: ErpTools) -> None:
        server = ErpServer(connection, tools, at_once=AT_ONCE)
        self._api = SgpApi(
            server,
            connection.secret("token").strip(),
            connection.option("app", "pytake").strip(),
            tools.clock,
            ZoneInfo(connection.zone),
        )
        self._plan_change_kind = connection.option("plan_change_kind") or None
        self._changes_plans = connection.settings.plan_change_by_api
        self._customers = Customers(self._api)
        self._invoices = Invoices(self._api)
        self._lines = Lines(self._api, self._customers)
        action = connection.option("plan_change_action", "update")
        self._contracts = Contracts(self._api, self._customers, self._lines, action=action)
        desk = Desk(connection.option("ticket_kind", "5"), connection.option("ticket_department"))
        self._tickets = Tickets(self._api, self._customers, desk)
        self._sweep = Sweep(self._api, self._invoices)

    async def check(self) -> ErpReport:
        """See the port: tokens are bound to routes, so each is asked about nobody. What writes can't be tried."""
        checkup = Checkup()
        if await checkup.reach(self._reached):
            copies = {"cpfcnpj": NOBODY, "faturas_abertas_todas": "1", **invoices.QUIET}
            orders = {"contrato": NO_CONTRACT, "status_encerrada": "0"}
            occurrences = {"contrato": int(NO_CONTRACT), "offset": 0, "limit": 1}
            await checkup.probe(
                {
                    Capability.FIND_CUSTOMERS: partial(self._customers.with_document, NOBODY),
                    Capability.LIST_INVOICES: self._invoices.ping,
                    Capability.PAYMENT_OPTIONS: partial(self._api.post, invoices.COPIES, copies, understood),
                    Capability.SIGNAL: partial(self._api.get, lines.DEVICES, {"contrato": NO_CONTRACT}, understood),
                    Capability.LIST_TICKETS: partial(self._api.send, tickets.LIST, occurrences, understood),
                    "work_orders": partial(self._api.post, tickets.ORDERS, orders, understood),
                    Capability.LIST_PLANS: self._contracts.plans,
                    "sync_customers": self._sweep.ping,
                },
                _LACKING,
            )
        return checkup.report(SgpAdapter.claims)

    async def find_customers(self, *, document: str | None = None, phone: str | None = None) -> Sequence[ErpCustomer]:
        """See the port."""
        if document:
            return await self._customers.with_document(document)
        if phone:
            return await self._customers.with_phone(phone)
        raise ErpFailed(FailureKind.VALIDATION, "document or phone")

    async def list_contracts(self, customer: CustomerRef) -> Sequence[Contract]:
        """See the port."""
        return (await self._customers.one(customer)).contracts

    async def list_invoices(
        self, customer: CustomerRef, *, state: InvoiceState = InvoiceState.PENDING, contract_id: str | None = None
    ) -> Sequence[Invoice]:
        """See the port."""
        return await self._invoices.of(customer, state, contract_id)

    async def payment_options(self, invoice: InvoiceRef) -> PaymentOptions:
        """See the port."""
        return await self._invoices.options(invoice)

    async def connection_status(
        self, customer: CustomerRef, *, contract_id: str | None = None
    ) -> Sequence[ConnectionStatus]:
        """See the port."""
        return await self._lines.of(customer, contract_id)

    async def signal(self, contract: ContractRef) -> Signal:
        """See the port."""
        return await self._lines.signal(contract)

    async def open_ticket(self, draft: TicketDraft) -> Ticket:
        """See the port."""
        return await self._tickets.open(draft)

    async def list_tickets(self, customer: CustomerRef, *, pending: bool = False) -> Sequence[Ticket]:
        """See the port."""
        return await self._tickets.of(customer, pending=pending)

    async def update_ticket(self, change: TicketChange) -> Ticket:
        """See the port."""
        return await self._tickets.update(change)

    async def list_plans(self) -> Sequence[ErpPlan]:
        """See the port."""
        return await self._contracts.plans()

    async def change_plan(self, contract: ContractRef, plan: ErpPlan, *, reference: str) -> PlanChange:
        """See the port: by the call for it where the company has allowed that, else somebody is asked to do it."""
        known, customer = await self._customers.with_contract(contract)
        if self._changes_plans:
            await self._contracts.change(contract, plan)
            return PlanChange(outcome=Asked.DONE)
        draft = TicketDraft(
            customer=customer,
            subject="Mudança de plano",
            description=f"Contrato {known.external_id}: de {known.plan_name or '?'} para {plan.name} ({plan.external_id}).",
            reference=reference,
            contract_external_id=known.external_id,
            kind=self._plan_change_kind,
        )
        made = await self._tickets.open(draft)
        return PlanChange(outcome=Asked.REQUESTED, ticket_id=made.external_id, protocol=made.protocol)

    async def trust_unlock(self, contract: ContractRef) -> UnlockResult:
        """See the port."""
        return await self._contracts.unlock(contract)

    async def sync_customers(
        self, *, cursor: str | None = None, since: dt.datetime | None = None
    ) -> SyncPage[ErpCustomer]:
        """See the port."""
        return await self._sweep.customers(cursor, since)

    async def sync_contracts(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Contract]:
        """See the port: they come with their customers."""
        del cursor, since, customers
        return SyncPage(items=())

    async def sync_invoices(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Invoice]:
        """See the port: what is owed by these customers, whenever it changed."""
        del since
        return await self._sweep.invoices(cursor, customers)

    async def aclose(self) -> None:
        """See the port."""
        await self._api.aclose()

    async def _reached(self) -> None:
        """One title; a token that may not see titles is right if it may see anything at all."""
        _, failed = await tried(self._invoices.ping())
        if failed is None:
            return
        if failed.kind is not FailureKind.PERMISSION:
            raise failed
        found, _ = await tried(self._api.post(customers.PATH, {"cpfcnpj": NOBODY}, understood))
        if found is None:
            raise failed


def build(options: Mapping[str, str]) -> SgpAdapter:
    """What the registry calls; nothing is configured for all companies alike."""
    del options
    return SgpAdapter()
