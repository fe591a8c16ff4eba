"""What the domain needs of ERPs: one method a capability, an adapter for each vendor, and the desk that answers for a company."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from pytake_domain.erp.capability import Capability
from pytake_domain.erp.connection import ErpReport, Field, OpenConnection
from pytake_domain.erp.customer import Contract, ContractRef, CustomerRef, ErpCustomer
from pytake_domain.erp.invoice import Invoice, InvoiceRef, InvoiceState, PaymentOptions
from pytake_domain.erp.line import ConnectionStatus, Signal
from pytake_domain.erp.paging import SyncPage
from pytake_domain.erp.plan import ErpPlan, PlanChange
from pytake_domain.erp.ticket import Ticket, TicketChange, TicketDraft
from pytake_domain.erp.unlock import UnlockResult
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.kernel.time import Clock


class Erp(Protocol):
    """One company's ERP. Whatever it does, an adapter raises nothing but ErpFailed; NOT_SUPPORTED for what it can't do.

    Searches that find nobody give nothing; what is asked for by id and is not there raises NOT_FOUND. An answer that is not
    understood is UNEXPECTED_RESPONSE, never "nothing". Answers about somebody else than was asked for are refused.
    """

    async def check(self) -> ErpReport:
        """Address, credentials, then each capability that has to be tried out. Never raises."""
        ...

    async def find_customers(self, *, document: str | None = None, phone: str | None = None) -> Sequence[ErpCustomer]:
        """By document (its signs alone) or by phone (10 or 11 national digits), with contracts where they come along."""
        ...

    async def list_contracts(self, customer: CustomerRef) -> Sequence[Contract]:
        """All of the customer's, whatever their state, as far as the ERP tells them."""
        ...

    async def list_invoices(
        self, customer: CustomerRef, *, state: InvoiceState = InvoiceState.PENDING, contract_id: str | None = None
    ) -> Sequence[Invoice]:
        """By due date, the oldest first."""
        ...

    async def payment_options(self, invoice: InvoiceRef) -> PaymentOptions:
        """The second copy. Raises NOT_FOUND when the customer has no such invoice to pay."""
        ...

    async def connection_status(
        self, customer: CustomerRef, *, contract_id: str | None = None
    ) -> Sequence[ConnectionStatus]:
        """A line each."""
        ...

    async def signal(self, contract: ContractRef) -> Signal:
        """As last measured, or measured now where that is how the ERP does it."""
        ...

    async def open_ticket(self, draft: TicketDraft) -> Ticket:
        """Opens it; never repeated by the adapter."""
        ...

    async def list_tickets(self, customer: CustomerRef, *, pending: bool = False) -> Sequence[Ticket]:
        """The newest first, work orders among them where there are."""
        ...

    async def update_ticket(self, change: TicketChange) -> Ticket:
        """Adds words or moves it on; as it is then, as far as the ERP tells."""
        ...

    async def list_plans(self) -> Sequence[ErpPlan]:
        """On sale."""
        ...

    async def change_plan(self, contract: ContractRef, plan: ErpPlan, *, reference: str) -> PlanChange:
        """Does it, or opens a ticket for it, and says which."""
        ...

    async def trust_unlock(self, contract: ContractRef) -> UnlockResult:
        """Releases in trust; a refusal is a result."""
        ...

    async def sync_customers(
        self, *, cursor: str | None = None, since: dt.datetime | None = None
    ) -> SyncPage[ErpCustomer]:
        """The next page of everybody, or of those changed since; an ERP that can't tell gives everybody."""
        ...

    async def sync_contracts(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Contract]:
        """The next page of contracts, for an ERP whose adapter says `contracts_apart`."""
        ...

    async def sync_invoices(
        self, *, cursor: str | None = None, since: dt.datetime | None = None, customers: Sequence[CustomerRef] = ()
    ) -> SyncPage[Invoice]:
        """The next page of invoices. `customers`: of these alone, for an ERP whose adapter says `invoices_by_customer`."""
        ...

    async def aclose(self) -> None:
        """Close what is open."""
        ...


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A request to an ERP, without a person's data: `operation` is the adapter's word for it, `outcome` `ok` or a kind of
    failure, `ms` how long it took with its repetitions, `attempts` how many there were, `status` HTTP's.
    """

    tenant_id: TenantId
    erp_type: str
    at: dt.datetime
    operation: str
    outcome: str
    ms: int
    attempts: int = 1
    status: int | None = None


class CallJournal(Protocol):
    """Keeps what was asked of ERPs. Never waits and never raises: a log must not slow down what it tells of."""

    def record(self, call: Call) -> None:
        """Keep it soon."""
        ...


class ErpTools(msgspec.Struct, frozen=True, kw_only=True):
    """What adapters are given. `private`: servers in the operator's own network are allowed."""

    clock: Clock
    journal: CallJournal
    private: bool = False


class ErpAdapter(Protocol):
    """One vendor's ERP. `contracts_apart`: customers come without them. `invoices_by_customer`: invoices (and contracts that
    are apart) are swept customer by customer.
    """

    @property
    def name(self) -> str:
        """As the contract lists it."""
        ...

    @property
    def fields(self) -> Sequence[Field]:
        """What has to be known of a company, secrets among them."""
        ...

    @property
    def claims(self) -> frozenset[Capability]:
        """What it can do at best; a check says what this company's can."""
        ...

    @property
    def invoices_by_customer(self) -> bool:
        """See the class."""
        ...

    @property
    def contracts_apart(self) -> bool:
        """See the class."""
        ...

    @property
    def incremental(self) -> bool:
        """Can it tell what has changed since a moment?"""
        ...

    def address(self, given: str) -> str:
        """The base address, as people paste it made whole. Raises Invalid."""
        ...

    def open(self, connection: OpenConnection, tools: ErpTools) -> Erp:
        """That company's ERP; connects to nothing yet."""
        ...


class ErpDirectory(Protocol):
    """The adapters installed here."""

    def names(self) -> Sequence[str]:
        """All of them."""
        ...

    def of(self, erp_type: str) -> ErpAdapter:
        """Raises ErpUnknown."""
        ...


class ErpDesk(Protocol):
    """Asks the ERP that a company has connected."""

    async def offers(self, tenant_id: TenantId) -> frozenset[Capability] | None:
        """What it can do; None when the company has connected none."""
        ...

    async def ask(
        self,
        tenant_id: TenantId,
        capability: Capability,
        arguments: Mapping[str, Any],
        *,
        key: str,
        contact_id: ContactId | None = None,
    ) -> Outcome:
        """Ask once; `key` is the same when the same question is repeated after a crash. Never raises for what the ERP does:
        its failures are outcomes with an error of `ERRORS`. `contact_id`: on behalf of somebody who writes, who is told nothing
        of a customer before it is proven that they are one (`not_proven`).
        """
        ...
