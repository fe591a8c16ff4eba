"""MK ERP as an ERP: what it can do, what it has to know, and one company's of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from pytake_adapters.erp_mksolutions import contracts, invoices, lines, tickets
from pytake_adapters.erp_mksolutions.api import Login, MkApi
from pytake_adapters.erp_mksolutions.contracts import Contracts
from pytake_adapters.erp_mksolutions.invoices import Invoices
from pytake_adapters.erp_mksolutions.lines import Lines
from pytake_adapters.erp_mksolutions.sweep import Sweep
from pytake_adapters.erp_mksolutions.tickets import Desk, Tickets
from pytake_adapters.erp_mksolutions.wire import no_error, understood
from pytake_adapters.net.erp_address import base_address
from pytake_adapters.net.erp_check import Asked as Question
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
NOBODY = CustomerRef(external_id="0", document="00000000000")


class MkAdapter:
    """See ErpAdapter. It has no signal and no list of plans; a plan is changed by people who are asked to."""

    name = "mksolutions"
    fields = (
        Field(name="token", kind=FieldKind.SECRET, required=True),
        Field(name="password", kind=FieldKind.SECRET, required=True),
        Field(name="service_code", kind=FieldKind.NUMBER, default="9999"),
        Field(name="ticket_kind", kind=FieldKind.NUMBER, default="1"),
        Field(name="ticket_class", kind=FieldKind.NUMBER, default="1"),
        Field(name="ticket_origin", kind=FieldKind.NUMBER, default="9"),
        Field(name="ticket_user", default="api"),
        Field(name="plan_change_kind", kind=FieldKind.NUMBER),
    )
    claims = EVERYTHING - {Capability.SIGNAL, Capability.LIST_PLANS}
    contracts_apart = True
    invoices_by_customer = True
    incremental = True

    def address(self, given: str) -> str:
        """See the port: with or without `/mk` behind it, which comes by itself."""
        return base_address(given, without=("/mk",))

    def open(self, connection: OpenConnection, tools: ErpTools) -> "MkErp":
        """See the port."""
        return MkErp(connection, tools)


class MkErp:
    """See Erp."""

    def __init__(self, connection: OpenConnection, tools: ErpTools) -> None:
        login = Login(
            connection.secret("token").strip(),
            connection.secret("password").strip(),
            connection.option("service_code", "9999"),
        )
        server = ErpServer(connection, tools, at_once=AT_ONCE)
        self._api = MkApi(server, login, tools.clock, ZoneInfo(connection.zone))
        self._plan_change_kind = connection.option("plan_change_kind") or None
        desk = Desk(
            connection.option("ticket_kind", "1"),
            connection.option("ticket_class", "1"),
            connection.option("ticket_origin", "9"),
            connection.option("ticket_user", "api"),
        )
        self._contracts = Contracts(self._api)
        self._invoices = Invoices(self._api)
        self._lines = Lines(self._api, self._contracts)
        self._tickets = Tickets(self._api, desk)
        self._sweep = Sweep(self._api, self._invoices, self._contracts)

    async def check(self) -> ErpReport:
        """See the port: each rule is asked about nobody. Releasing in trust can't be tried without doing it."""
        checkup = Checkup()
        if await checkup.reach(self._api.signed_in):
            nobody = NOBODY.external_id
            questions: dict[str, Question] = {
                Capability.FIND_CUSTOMERS: partial(self._contracts.customers, str(NOBODY.document)),
                Capability.LIST_CONTRACTS: self._asked(contracts.ACTIVE, cd_cliente=nobody),
                "all_contracts": self._asked(contracts.ALL, cd_cliente=nobody),
                Capability.LIST_INVOICES: self._asked(invoices.PENDING, cd_cliente=nobody),
                "paid_invoices": self._asked(
                    invoices.DETAILED, codigo_cliente=nobody, liquidado="S", quantidade_meses="1"
                ),
                Capability.CONNECTION_STATUS: self._asked(lines.SESSION, codconexao=nobody),
                Capability.OPEN_TICKET: self._asked(tickets.PROCESSES),
                Capability.LIST_TICKETS: partial(self._tickets.of, NOBODY, pending=True),
                Capability.UPDATE_TICKET: self._tickets.probe_comments,
            }
            lacking = {each: (each,) for each in Capability} | {
                Capability.LIST_INVOICES: (Capability.LIST_INVOICES, Capability.PAYMENT_OPTIONS),
                Capability.OPEN_TICKET: (Capability.OPEN_TICKET, Capability.CHANGE_PLAN),
            }
            await checkup.probe(questions, {str(name): costs for name, costs in lacking.items()})
        return checkup.report(MkAdapter.claims)

    async def find_customers(self, *, document: str | None = None, phone: str | None = None) -> Sequence[ErpCustomer]:
        """See the port: there is no rule that asks by phone."""
        if document:
            return await self._contracts.customers(document)
        raise ErpFailed(FailureKind.NOT_SUPPORTED if phone else FailureKind.VALIDATION, Capability.FIND_CUSTOMERS)

    async def list_contracts(self, customer: CustomerRef) -> Sequence[Contract]:
        """See the port."""
        return await self._contracts.of(customer.external_id)

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
        return await self._lines.of(customer.external_id, contract_id)

    async def signal(self, contract: ContractRef) -> Signal:
        """See the port."""
        del contract
        raise ErpFailed(FailureKind.NOT_SUPPORTED, Capability.SIGNAL)

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
        raise ErpFailed(FailureKind.NOT_SUPPORTED, Capability.LIST_PLANS)

    async def change_plan(self, contract: ContractRef, plan: ErpPlan, *, reference: str) -> PlanChange:
        """See the port: there is no rule for it, so somebody is asked to do it."""
        if contract.customer is None:
            raise ErpFailed(FailureKind.VALIDATION, "customer")
        theirs = await self._contracts.of(contract.customer.external_id)
        known = next((each for each in theirs if each.external_id == contract.external_id), None)
        if known is None:
            raise ErpFailed(FailureKind.NOT_FOUND)
        draft = TicketDraft(
            customer=contract.customer,
            subject="Mudança de plano",
            description=f"Contrato {known.external_id}: de {known.plan_name or '?'} para {plan.name} ({plan.external_id}).",
            reference=reference,
            contract_external_id=known.external_id,
            connection_external_id=known.connection_external_id,
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
        """See the port: of these customers alone."""
        del cursor, since
        return await self._sweep.contracts(customers)

    async def sync_invoices(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Invoice]:
        """See the port: of these customers alone; what has changed can't be told."""
        del since
        return await self._sweep.invoices(cursor, customers)

    async def aclose(self) -> None:
        """See the port."""
        await self._api.aclose()

    def _asked(self, rule: str, **parameters: str) -> Question:
        return partial(self._api.call, rule, parameters, lambda answer: no_error(understood(answer)))


def build(options: Mapping[str, str]) -> MkAdapter:
    """What the registry calls; nothing is configured for all companies alike."""
    del options
    return MkAdapter()
