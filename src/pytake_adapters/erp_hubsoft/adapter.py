"""HubSoft as an ERP: what it can do, what it has to know, and one company's of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from yarl import URL

from pytake_adapters.erp_hubsoft import sweep
from pytake_adapters.erp_hubsoft.api import BELOW, TOKEN, HubApi, Login
from pytake_adapters.erp_hubsoft.contracts import Contracts
from pytake_adapters.erp_hubsoft.customers import Customers
from pytake_adapters.erp_hubsoft.invoices import Invoices
from pytake_adapters.erp_hubsoft.lines import Lines
from pytake_adapters.erp_hubsoft.sweep import Sweep
from pytake_adapters.erp_hubsoft.tickets import Desk, Tickets
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
HOSTS = ".hubsoft.com.br"
_LACKING: Mapping[str, tuple[Capability, ...]] = {
    Capability.FIND_CUSTOMERS: (
        Capability.FIND_CUSTOMERS,
        Capability.LIST_CONTRACTS,
        Capability.CONNECTION_STATUS,
        Capability.SIGNAL,
        Capability.CHANGE_PLAN,
    ),
    Capability.LIST_INVOICES: (Capability.LIST_INVOICES, Capability.PAYMENT_OPTIONS),
    Capability.SIGNAL: (Capability.SIGNAL,),
    Capability.LIST_TICKETS: (Capability.LIST_TICKETS, Capability.UPDATE_TICKET),
    Capability.LIST_PLANS: (Capability.LIST_PLANS,),
}
"""What can't be done by a company whose user may not ask for it."""
_LET_IN = frozenset({FailureKind.PERMISSION, FailureKind.BUSINESS, FailureKind.VALIDATION})


class HubAdapter:
    """See ErpAdapter. A plan is changed by people who are asked to."""

    name = "hubsoft"
    fields = (
        Field(name="client_id", required=True),
        Field(name="client_secret", kind=FieldKind.SECRET, required=True),
        Field(name="username", required=True),
        Field(name="password", kind=FieldKind.SECRET, required=True),
        Field(name="ticket_kind", kind=FieldKind.NUMBER),
        Field(name="work_order_kind", kind=FieldKind.NUMBER),
        Field(name="plan_change_kind", kind=FieldKind.NUMBER),
        Field(name="unlock_days", kind=FieldKind.NUMBER),
        Field(name="plans_postal_code", kind=FieldKind.NUMBER),
    )
    claims = EVERYTHING
    contracts_apart = False
    invoices_by_customer = False
    incremental = True

    def address(self, given: str) -> str:
        """See the port: the interface lives at `api.`, which people leave out when they paste the panel's address."""
        found = base_address(given, without=(BELOW.rstrip("/"), "/api/v1", TOKEN, "/login", "/painel"))
        host = URL(found).host or ""
        if host.endswith(HOSTS) and not host.startswith("api."):
            return found.replace(f"//{host}", f"//api.{host}", 1)
        return found

    def open(self, connection: OpenConnection, tools: ErpTools) -> "HubErp":
        """See the port."""
        return HubErp(connection, tools)


class HubErp:
    """See Erp."""

    def __init__(self, connection: OpenConnection, tools: ErpTools) -> None:
        login = Login(
            connection.option("client_id").strip(),
            connection.secret("client_secret").strip(),
            connection.option("username").strip(),
            connection.secret("password"),
        )
        server = ErpServer(connection, tools, at_once=AT_ONCE)
        self._api = HubApi(server, login, tools.clock, ZoneInfo(connection.zone))
        self._plan_change_kind = connection.option("plan_change_kind") or None
        self._customers = Customers(self._api)
        self._contracts = Contracts(
            self._api,
            postal_code=connection.option("plans_postal_code"),
            days=connection.option("unlock_days"),
        )
        self._invoices = Invoices(self._api, self._customers)
        self._lines = Lines(self._api, self._customers)
        desk = Desk(connection.option("ticket_kind"), connection.option("work_order_kind"))
        self._tickets = Tickets(self._api, self._customers, desk)
        self._sweep = Sweep(self._api)

    async def check(self) -> ErpReport:
        """See the port: permissions are given endpoint by endpoint, so each is asked about nobody. What writes can't be tried."""
        checkup = Checkup()
        if await checkup.reach(self._reached):
            await checkup.probe(
                {
                    Capability.FIND_CUSTOMERS: self._customers.ping,
                    Capability.LIST_INVOICES: self._invoices.ping,
                    Capability.SIGNAL: self._lines.ping,
                    Capability.LIST_TICKETS: self._tickets.ping,
                    Capability.LIST_PLANS: self._contracts.plans,
                    "ticket_kinds": self._tickets.kinds,
                    "sync_customers": partial(self._sweep.ping, sweep.CUSTOMERS, "clientes"),
                    "sync_invoices": partial(self._sweep.ping, sweep.INVOICES, "faturas"),
                },
                _LACKING,
            )
        return checkup.report(HubAdapter.claims)

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
        """See the port: there is no call for it, so somebody is asked to do it."""
        known, customer = await self._customers.with_service(contract)
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
        """See the port."""
        del customers
        return await self._sweep.invoices(cursor, since)

    async def aclose(self) -> None:
        """See the port."""
        await self._api.aclose()

    async def _reached(self) -> None:
        """A login, and one thing asked with it that says nothing of anybody."""
        await self._api.sign_in()
        _, failed = await tried(self._api.get("configuracao/servico_status"))
        if failed is not None and failed.kind not in _LET_IN:
            raise failed


def build(options: Mapping[str, str]) -> HubAdapter:
    """What the registry calls; nothing is configured for all companies alike."""
    del options
    return HubAdapter()
