"""An ERP in memory: three customers, and everything one can be asked."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from pytake_domain.erp import (
    EVERYTHING,
    Asked,
    ConnectionStatus,
    Contract,
    ContractRef,
    ContractStatus,
    CustomerRef,
    ErpCustomer,
    ErpFailed,
    ErpPlan,
    ErpReport,
    ErpStep,
    ErpTools,
    ErpUnknown,
    FailureKind,
    Field,
    FieldKind,
    Invoice,
    InvoiceRef,
    InvoiceState,
    InvoiceStatus,
    OpenConnection,
    PaymentOptions,
    PersonType,
    PlanChange,
    Signal,
    SyncPage,
    Ticket,
    TicketChange,
    TicketDraft,
    TicketKind,
    TicketStatus,
    UnlockReason,
    UnlockResult,
)

MARIA, JOAO, BAKERY = "501", "502", "503"
PIX = "00020101021226500014br.gov.bcb.pix2528pix.example.com/v2/cobv/{id}6304ABCD"
PAGE = 2


class MemoryVendor:
    """See Erp. `trouble` is what it fails with until it is None again; `tickets` are those opened."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.trouble: FailureKind | None = None
        self.asked: list[str] = []
        self.offers = EVERYTHING
        self.customers = _customers()
        self.invoices = _invoices(today)
        self.tickets: dict[str, Ticket] = {}
        self.trusted: set[str] = set()
        self.plans = [
            ErpPlan(external_id="700", name="FIBRA 500 MEGA", price=Decimal("99.90"), download_mbps=500, active=True),
            ErpPlan(external_id="701", name="FIBRA 300 MEGA", price=Decimal("79.90"), download_mbps=300, active=True),
        ]

    async def check(self) -> ErpReport:
        """See the port."""
        bad = self.trouble.value if self.trouble else ""
        steps = (ErpStep(step="address", ok=True), ErpStep(step="credentials", ok=not bad, error=bad))
        return ErpReport(steps=steps, offers=frozenset() if bad else self.offers)

    async def find_customers(self, *, document: str | None = None, phone: str | None = None) -> Sequence[ErpCustomer]:
        """See the port."""
        self._ask("find_customers")
        return [
            c for c in self.customers.values() if (document and c.document == document) or (phone and phone in c.phones)
        ]

    async def list_contracts(self, customer: CustomerRef) -> Sequence[Contract]:
        """See the port."""
        self._ask("list_contracts")
        return self._customer(customer.external_id).contracts

    async def list_invoices(
        self, customer: CustomerRef, *, state: InvoiceState = InvoiceState.PENDING, contract_id: str | None = None
    ) -> Sequence[Invoice]:
        """See the port."""
        self._ask("list_invoices")
        found = (i for i in self.invoices.values() if i.customer_external_id == customer.external_id)
        return sorted(
            (i for i in found if state.holds(i.status) and contract_id in {None, i.contract_external_id}),
            key=lambda i: (i.due_on or self.today, i.external_id),
        )

    async def payment_options(self, invoice: InvoiceRef) -> PaymentOptions:
        """See the port."""
        self._ask("payment_options")
        found = self.invoices.get(invoice.external_id)
        another = found and invoice.customer and invoice.customer.external_id != found.customer_external_id
        if found is None or another or not found.status.owed:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return PaymentOptions(
            invoice=found, digitable_line=found.digitable_line, pix_code=found.pix_code, pdf=b"%PDF-1.4 memory"
        )

    async def connection_status(
        self, customer: CustomerRef, *, contract_id: str | None = None
    ) -> Sequence[ConnectionStatus]:
        """See the port."""
        self._ask("connection_status")
        return [
            ConnectionStatus(
                contract_external_id=c.external_id,
                login=c.login,
                online=c.status is ContractStatus.ACTIVE,
                blocked=c.status is ContractStatus.BLOCKED,
            )
            for c in self._customer(customer.external_id).contracts
            if contract_id in {None, c.external_id} and c.status is not ContractStatus.CANCELLED
        ]

    async def signal(self, contract: ContractRef) -> Signal:
        """See the port."""
        self._ask("signal")
        self._contract(contract.external_id)
        return Signal(device="HWTC00000001", rx_dbm=-19.4, tx_dbm=2.1)

    async def open_ticket(self, draft: TicketDraft) -> Ticket:
        """See the port."""
        self._ask("open_ticket")
        number = str(900 + len(self.tickets))
        made = Ticket(
            external_id=number,
            kind=TicketKind.TICKET,
            status=TicketStatus.OPEN,
            status_raw="open",
            protocol=f"P{number}",
            subject=draft.subject,
            description=draft.description,
            opened_on=self.today,
            contract_external_id=draft.contract_external_id,
            customer_external_id=draft.customer.external_id,
        )
        self.tickets[number] = made
        return made

    async def list_tickets(self, customer: CustomerRef, *, pending: bool = False) -> Sequence[Ticket]:
        """See the port."""
        self._ask("list_tickets")
        found = (t for t in self.tickets.values() if t.customer_external_id == customer.external_id)
        return [t for t in reversed(list(found)) if t.status.pending or not pending]

    async def update_ticket(self, change: TicketChange) -> Ticket:
        """See the port."""
        self._ask("update_ticket")
        known = self.tickets.get(change.ticket_id)
        if known is None or (change.customer and change.customer.external_id != known.customer_external_id):
            raise ErpFailed(FailureKind.NOT_FOUND)
        status = change.status or known.status
        self.tickets[known.external_id] = replace(known, status=status, status_raw=status.value)
        return self.tickets[known.external_id]

    async def list_plans(self) -> Sequence[ErpPlan]:
        """See the port."""
        self._ask("list_plans")
        return self.plans

    async def change_plan(self, contract: ContractRef, plan: ErpPlan, *, reference: str) -> PlanChange:
        """See the port."""
        self._ask("change_plan")
        owner = self._contract(contract.external_id).customer_external_id
        ticket = await self.open_ticket(
            TicketDraft(
                customer=CustomerRef(external_id=owner), subject="plan", description=plan.name, reference=reference
            )
        )
        return PlanChange(outcome=Asked.REQUESTED, ticket_id=ticket.external_id, protocol=ticket.protocol)

    async def trust_unlock(self, contract: ContractRef) -> UnlockResult:
        """See the port."""
        self._ask("trust_unlock")
        wanted = self._contract(contract.external_id)
        if wanted.external_id in self.trusted:
            return UnlockResult(granted=False, reason=UnlockReason.LIMIT_REACHED)
        if wanted.status is not ContractStatus.BLOCKED:
            return UnlockResult(granted=False, reason=UnlockReason.NOT_BLOCKED)
        self.trusted.add(wanted.external_id)
        owner = self._customer(wanted.customer_external_id)
        free = replace(wanted, status=ContractStatus.ACTIVE, status_raw="active")
        contracts = tuple(free if c is wanted else c for c in owner.contracts)
        self.customers[owner.external_id] = replace(owner, contracts=contracts)
        return UnlockResult(granted=True, reason=UnlockReason.GRANTED, until=self.today + dt.timedelta(days=3), days=3)

    async def sync_customers(
        self, *, cursor: str | None = None, since: dt.datetime | None = None
    ) -> SyncPage[ErpCustomer]:
        """See the port."""
        del since
        self._ask("sync_customers")
        everybody = list(self.customers.values())
        start = int(cursor or 0)
        more = start + PAGE < len(everybody)
        return SyncPage(
            items=tuple(everybody[start : start + PAGE]),
            cursor=str(start + PAGE) if more else None,
            total=len(everybody),
        )

    async def sync_contracts(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Contract]:
        """See the port: they come along with customers."""
        del cursor, since, customers
        raise ErpFailed(FailureKind.NOT_SUPPORTED)

    async def sync_invoices(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Invoice]:
        """See the port."""
        del since, customers
        self._ask("sync_invoices")
        everything = list(self.invoices.values())
        start = int(cursor or 0)
        more = start + PAGE < len(everything)
        return SyncPage(
            items=tuple(everything[start : start + PAGE]),
            cursor=str(start + PAGE) if more else None,
            total=len(everything),
        )

    async def aclose(self) -> None:
        """Nothing is open."""

    def pay(self, invoice_id: str) -> None:
        """Somebody paid."""
        known = self.invoices[invoice_id]
        self.invoices[invoice_id] = replace(
            known, status=InvoiceStatus.PAID, status_raw="paid", paid_on=self.today, amount_paid=known.amount
        )

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.trouble is not None:
            raise ErpFailed(self.trouble)

    def _customer(self, external_id: str) -> ErpCustomer:
        if external_id not in self.customers:
            raise ErpFailed(FailureKind.NOT_FOUND)
        return self.customers[external_id]

    def _contract(self, external_id: str) -> Contract:
        for customer in self.customers.values():
            for contract in customer.contracts:
                if contract.external_id == external_id:
                    return contract
        raise ErpFailed(FailureKind.NOT_FOUND)


class MemoryVendors:
    """See ErpDirectory and ErpAdapter: one vendor called `memory`, the same for each company that has none of its own."""

    name = "memory"
    fields = (
        Field(name="token", kind=FieldKind.SECRET, required=True),
        Field(name="ticket_kind", default="1"),
    )
    claims = EVERYTHING
    contracts_apart = False
    invoices_by_customer = False
    incremental = True

    def __init__(self, today: dt.date) -> None:
        self.vendor = MemoryVendor(today)
        self.others: dict[str, MemoryVendor] = {}
        self.opened: list[OpenConnection] = []

    def names(self) -> Sequence[str]:
        """See the port."""
        return (self.name,)

    def of(self, erp_type: str) -> "MemoryVendors":
        """See the port."""
        if erp_type != self.name:
            raise ErpUnknown
        return self

    def address(self, given: str) -> str:
        """See the port."""
        return given.rstrip("/")

    def open(self, connection: OpenConnection, tools: ErpTools) -> MemoryVendor:
        """See the port. A company's own is found by its base address."""
        del tools
        self.opened.append(connection)
        return self.others.get(connection.base_url, self.vendor)


def _customers() -> dict[str, ErpCustomer]:
    return {
        MARIA: ErpCustomer(
            external_id=MARIA,
            document="52998224725",
            code="421",
            person_type=PersonType.INDIVIDUAL,
            name="MARIA EXEMPLO DA SILVA",
            active=True,
            phones=("11900000001",),
            emails=("maria@example.com",),
            birth_date=dt.date(1990, 4, 14),
            contracts=(_contract("17402", MARIA, ContractStatus.ACTIVE, "maria.exemplo"),),
        ),
        JOAO: ErpCustomer(
            external_id=JOAO,
            document="11144477735",
            code="422",
            person_type=PersonType.INDIVIDUAL,
            name="JOÃO TESTE DE SOUZA",
            active=True,
            phones=("11900000002",),
            birth_date=dt.date(1985, 9, 2),
            contracts=(
                _contract("17410", JOAO, ContractStatus.BLOCKED, "joao.teste"),
                _contract("17396", JOAO, ContractStatus.CANCELLED, "joao.antigo"),
            ),
        ),
        BAKERY: ErpCustomer(
            external_id=BAKERY,
            document="11222333000181",
            code="423",
            person_type=PersonType.COMPANY,
            name="PADARIA MODELO LTDA",
            active=True,
            phones=("1133330003",),
            contracts=(_contract("17420", BAKERY, ContractStatus.ACTIVE, "padaria.modelo"),),
        ),
    }


def _contract(own: str, customer: str, status: ContractStatus, login: str) -> Contract:
    return Contract(
        external_id=own,
        customer_external_id=customer,
        status=status,
        status_raw=status.value,
        service_external_id=own,
        connection_external_id=own,
        plan_external_id="700",
        plan_name="FIBRA 500 MEGA",
        price=Decimal("99.90"),
        download_mbps=500,
        login=login,
        due_day=5,
    )


def _invoices(today: dt.date) -> dict[str, Invoice]:
    day = dt.timedelta(days=1)
    rows = (
        ("88101", MARIA, "17402", -10, None),
        ("88102", MARIA, "17402", 20, None),
        ("88100", MARIA, "17402", -40, -39),
        ("88201", JOAO, "17410", -25, None),
        ("88300", BAKERY, "17420", -15, -16),
    )
    return {
        own: Invoice(
            external_id=own,
            status=InvoiceStatus.PAID
            if paid is not None
            else (InvoiceStatus.OVERDUE if due < 0 else InvoiceStatus.OPEN),
            status_raw="paid" if paid is not None else "open",
            amount=Decimal("99.90"),
            customer_external_id=customer,
            contract_external_id=contract,
            due_on=today + due * day,
            paid_on=today + paid * day if paid is not None else None,
            digitable_line="75691316620100672610127210000017415900000009990" if paid is None else None,
            pix_code=PIX.format(id=own) if paid is None else None,
            pdf_on_request=True,
        )
        for own, customer, contract, due, paid in rows
    }
