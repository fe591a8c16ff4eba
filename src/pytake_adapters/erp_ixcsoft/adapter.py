"""IXC Provedor as an ERP: what it can do, what it has to know, and one company's of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from pytake_adapters.erp_ixcsoft import contracts, customers, invoices, lines, tickets
from pytake_adapters.erp_ixcsoft.api import BELOW, IxcApi
from pytake_adapters.erp_ixcsoft.contracts import Contracts
from pytake_adapters.erp_ixcsoft.customers import Customers
from pytake_adapters.erp_ixcsoft.invoices import Invoices
from pytake_adapters.erp_ixcsoft.lines import Lines
from pytake_adapters.erp_ixcsoft.sweep import Sweep
from pytake_adapters.erp_ixcsoft.tickets import Desk, Tickets
from pytake_adapters.net.erp_address import base_address
from pytake_adapters.net.erp_check import Checkup
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

AT_ONCE = 4
_PROBED = {
    Capability.LIST_CONTRACTS: (contracts.TABLE, (Capability.TRUST_UNLOCK, Capability.CHANGE_PLAN)),
    Capability.LIST_INVOICES: (invoices.TABLE, (Capability.PAYMENT_OPTIONS,)),
    Capability.CONNECTION_STATUS: (lines.LOGINS, ()),
    Capability.SIGNAL: (lines.FIBRES, ()),
    Capability.LIST_TICKETS: (
        tickets.TABLE,
        (Capability.OPEN_TICKET, Capability.UPDATE_TICKET, Capability.CHANGE_PLAN),
    ),
    Capability.LIST_PLANS: (contracts.PLANS, ()),
}
"""The table each hangs on, and what else can't be done by a company whose token may not see it."""


class IxcAdapter:
    """See ErpAdapter."""

    name = "ixcsoft"
    fields = (
        Field(name="token", kind=FieldKind.SECRET, required=True),
        Field(name="ticket_kind", kind=FieldKind.NUMBER, default="1"),
        Field(name="ticket_department", kind=FieldKind.NUMBER, default="1"),
        Field(name="ticket_priority", default="N"),
        Field(name="plan_change_kind", kind=FieldKind.NUMBER),
    )
    claims = EVERYTHING
    contracts_apart = True
    invoices_by_customer = False
    incremental = True

    def address(self, given: str) -> str:
        """See the port: without the path of the interface and of the panel's pages."""
        return base_address(given, without=(BELOW.rstrip("/"), "/webservice", "/adm.php", "/app", "/login"))

    def open(self, connection: OpenConnection, tools: ErpTools) -> "IxcErp":
        """See the port."""
        return IxcErp(connection, tools)


class IxcErp:
    """See Erp."""

    def __init__(self, connection: OpenConnection, tools: ErpTools) -> None:
        zone = ZoneInfo(connection.zone)
        self._api = IxcApi(ErpServer(connection, tools, at_once=AT_ONCE), connection.secret("token"))
        self._plan_change_kind = connection.option("plan_change_kind") or None
        desk = Desk(
            connection.option("ticket_kind", "1"),
            connection.option("ticket_department", "1"),
            connection.option("ticket_priority", "N"),
        )

        def today() -> dt.date:
            return tools.clock.now().astimezone(zone).date()

        self._customers = Customers(self._api, zone)
        self._contracts = Contracts(self._api)
        self._invoices = Invoices(self._api, today)
        self._lines = Lines(self._api, zone, tools.clock)
        self._tickets = Tickets(self._api, zone, desk)
        self._sweep = Sweep(self._api, zone, self._customers, today)

    async def check(self) -> ErpReport:
        """See the port: each table is looked into for its first row."""
        checkup = Checkup()
        if await checkup.reach(partial(self._api.one, customers.TABLE, "id", "1")):
            await checkup.probe(
                {each: partial(self._api.one, table, "id", "1") for each, (table, _) in _PROBED.items()},
                {each: (each, *others) for each, (_, others) in _PROBED.items()},
            )
        return checkup.report(IxcAdapter.claims)

    async def find_customers(self, *, document: str | None = None, phone: str | None = None) -> Sequence[ErpCustomer]:
        """See the port."""
        if document:
            return await self._customers.with_document(document)
        if phone:
            return await self._customers.with_phone(phone)
        raise ErpFailed(FailureKind.VALIDATION, "document or phone")

    async def list_contracts(self, customer: CustomerRef) -> Sequence[Contract]:
        """See the port."""
        return await self._contracts.of(customer.external_id)

    async def list_invoices(
        self, customer: CustomerRef, *, state: InvoiceState = InvoiceState.PENDING, contract_id: str | None = None
    ) -> Sequence[Invoice]:
        """See the port."""
        return await self._invoices.of(customer.external_id, state, contract_id)

    async def payment_options(self, invoice: InvoiceRef) -> PaymentOptions:
        """See the port."""
        return await self._invoices.options(invoice)

    async def connection_status(
        self, customer: CustomerRef, *, contract_id: str | None = None
    ) -> Sequence[ConnectionStatus]:
        """See the port."""
        return await self._lines.of(customer.external_id, contract_id)

    async def signal(self, contract: ContractRef) -> Signal:
        """See the port."""
        return await self._lines.signal(contract)

    async def open_ticket(self, draft: TicketDraft) -> Ticket:
        """See the port."""
        return await self._tickets.open(draft)

    async def list_tickets(self, customer: CustomerRef, *, pending: bool = False) -> Sequence[Ticket]:
        """See the port."""
        return await self._tickets.of(customer.external_id, pending=pending)

    async def update_ticket(self, change: TicketChange) -> Ticket:
        """See the port."""
        return await self._tickets.update(change)

    async def list_plans(self) -> Sequence[ErpPlan]:
        """See the port."""
        return await self._contracts.plans()

    async def change_plan(self, contract: ContractRef, plan: ErpPlan, *, reference: str) -> PlanChange:
        """See the port: there is no call for it, so somebody is asked to do it."""
        known = await self._contracts.one(contract)
        draft = TicketDraft(
            customer=CustomerRef(external_id=known.customer_external_id),
            subject="Mudança de plano",
            description=f"Contrato {known.external_id}: de {known.plan_name or '?'} para {plan.name} ({plan.external_id}).",
            reference=reference,
            contract_external_id=known.external_id,
            connection_external_id=contract.connection_external_id,
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
        """See the port."""
        del customers
        return await self._sweep.contracts(cursor, since)

    async def sync_invoices(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Invoice]:
        """See the port."""
        del customers
        return await self._sweep.invoices(cursor, since)

    async def aclose(self) -> None:
        """See the port."""
        await self._api.aclose()


def build(options: Mapping[str, str]) -> IxcAdapter:
    """What the registry calls; nothing is configured for all companies alike."""
    del options
    return IxcAdapter()
