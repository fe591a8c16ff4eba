"""What ERPs need of the store, inside a work and across companies."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from pytake_domain.contacts import AttributeRepository, ContactRepository, PeopleWork
from pytake_domain.erp.connection import ErpConnection
from pytake_domain.erp.customer import Contract, ErpCustomer
from pytake_domain.erp.invoice import Invoice
from pytake_domain.erp.line import ConnectionStatus
from pytake_domain.erp.outage import Outage, OutageAt, OutageScope, RegionSeen
from pytake_domain.erp.ports import Call
from pytake_domain.erp.records import ErpAction, ErpFacts, ErpLink, ErpSync
from pytake_domain.identity import TenantRepository
from pytake_domain.kernel.ids import ContactId, OutageId, TenantId
from pytake_domain.kernel.page import Page, PageRequest


class ErpConnectionRepository(Protocol):
    """Connections of one tenant."""

    async def find(self, erp_type: str) -> ErpConnection | None:
        """None when it is not connected."""
        ...

    async def preferred(self) -> ErpConnection | None:
        """The one that flows ask."""
        ...

    async def all(self) -> Sequence[ErpConnection]:
        """By name."""
        ...

    async def put(self, connection: ErpConnection) -> None:
        """New (version 1), or in place of the version before. The preferred one takes that place from another. Raises
        StaleVersion.
        """
        ...

    async def remove(self, erp_type: str) -> None:
        """With everything remembered of it. Nothing when it is not there."""
        ...


class ErpMetric(msgspec.Struct, frozen=True, kw_only=True):
    """Calls of an ERP in a time: how many, failed by kind, and how long they took (milliseconds)."""

    erp_type: str
    calls: int
    failed: dict[str, int]
    median_ms: float
    p95_ms: float


class ErpCallRepository(Protocol):
    """Calls of one tenant, as the journal kept them."""

    async def page(self, erp_type: str, request: PageRequest, *, outcome: str | None = None) -> Page[Call]:
        """The newest first; `outcome`: `ok`, a kind of failure, or `failed` for all of them."""
        ...

    async def metrics(self, since: dt.datetime) -> Sequence[ErpMetric]:
        """Each ERP's."""
        ...


class ErpRecordRepository(Protocol):
    """What was told of customers, contracts and invoices of one tenant."""

    async def put_customers(self, erp_type: str, customers: Sequence[ErpCustomer], at: dt.datetime) -> None:
        """New or in place of what was known; contracts that came along as well."""
        ...

    async def put_contracts(self, erp_type: str, contracts: Sequence[Contract], at: dt.datetime) -> None:
        """The same of contracts alone."""
        ...

    async def put_invoices(self, erp_type: str, invoices: Sequence[Invoice], at: dt.datetime) -> None:
        """The same of invoices; those that name no customer are left out."""
        ...

    async def customer(self, erp_type: str, customer_id: str) -> ErpCustomer | None:
        """With contracts."""
        ...

    async def contract(self, erp_type: str, contract_id: str) -> Contract | None:
        """One."""
        ...

    async def invoice(self, erp_type: str, invoice_id: str) -> Invoice | None:
        """One."""
        ...

    async def invoices(self, erp_type: str, customer_id: str) -> Sequence[Invoice]:
        """Those that are owed, by due date."""
        ...

    async def customers_after(self, erp_type: str, customer_id: str, limit: int) -> Sequence[ErpCustomer]:
        """By id, without contracts: for sweeps that go customer by customer."""
        ...

    async def forget_unseen(self, erp_type: str, before: dt.datetime) -> int:
        """What a whole and complete sweep did not see is gone there; how many customers."""
        ...

    async def settle_unseen(self, erp_type: str, customer_id: str, owed: Sequence[str], at: dt.datetime) -> None:
        """Of a customer just these invoices are owed: others that were are so no more."""
        ...

    async def link(self, contact_id: ContactId) -> ErpLink | None:
        """Whose customer a contact is."""
        ...

    async def links_of(self, erp_type: str, customer_id: str) -> Sequence[ErpLink]:
        """Which contacts a customer is; not those that are deleted or part of another."""
        ...

    async def put_link(self, link: ErpLink) -> None:
        """New, or in place of the contact's own."""
        ...

    async def remove_link(self, contact_id: ContactId) -> None:
        """With the facts that came of it. No phone makes them that customer again."""
        ...

    async def link_by_phone(self, erp_type: str, customers: Sequence[ErpCustomer], at: dt.datetime) -> None:
        """Contacts without a link whose phone belongs to just one customer of the ERP, one of these."""
        ...

    async def link_contacts(self, contact_ids: Sequence[ContactId] | None, at: dt.datetime) -> Sequence[ErpLink]:
        """These contacts, or everybody, by the phones of all customers that are known; the links that are new. Where
        several ERPs know a phone, the preferred one's customer it is.
        """
        ...

    async def refresh(self, erp_type: str, customer_ids: Sequence[str], at: dt.datetime, today: dt.date) -> None:
        """Facts of everybody linked with them; `today` is the company's, from which on an invoice is the next one due."""
        ...

    async def saw_line(self, contact_id: ContactId, lines: Sequence[ConnectionStatus], at: dt.datetime) -> None:
        """Whether a contact's line was up."""
        ...

    async def facts(self, contact_ids: Sequence[ContactId]) -> Mapping[ContactId, ErpFacts]:
        """Of those that are somebody's customers."""
        ...

    async def begin(self, action: ErpAction) -> ErpAction | None:
        """None when it was begun now; what is known of it when it was before."""
        ...

    async def end(self, action: ErpAction) -> None:
        """What came of it."""
        ...


class ErpSyncRepository(Protocol):
    """Sweeps of one tenant."""

    async def last(self, erp_type: str, *, done: bool = False) -> ErpSync | None:
        """The newest, or the newest that was done to its end."""
        ...

    async def put(self, sync: ErpSync) -> None:
        """New or as it is now."""
        ...

    async def take(self, erp_type: str, now: dt.datetime, until: dt.datetime) -> bool:
        """Make a sweep that is due one's own until then; False when another worker did, or none is due."""
        ...

    async def due(self, erp_type: str, at: dt.datetime) -> None:
        """The next one, or the next page of this one, is due then. Nothing when the ERP is not connected any more."""
        ...


class OutageRepository(Protocol):
    """Outages of one tenant."""

    async def on(self, now: dt.datetime) -> Sequence[Outage]:
        """Those that go on."""
        ...

    async def at(self, where: OutageAt, now: dt.datetime) -> Outage | None:
        """The oldest that goes on there."""
        ...

    async def page(self, request: PageRequest) -> Page[Outage]:
        """The newest first."""
        ...

    async def get(self, outage_id: OutageId) -> Outage:
        """Raises OutageNotFound."""
        ...

    async def put(self, outage: Outage) -> None:
        """New (version 1), or in place of the version before. Raises StaleVersion."""
        ...

    async def affected(self, where: OutageAt) -> int:
        """How many contacts hang on exactly that region, city or district (the first that is named); everybody without one."""
        ...

    async def tell(self, outage_id: OutageId, contact_id: ContactId, at: dt.datetime) -> bool:
        """Write down that they were told; False when they were before."""
        ...

    async def told(self, outage_id: OutageId) -> int:
        """How many were told of it."""
        ...

    async def ending(self, outage_id: OutageId, limit: int) -> Sequence[ContactId]:
        """Some who were told that it began and not yet that it is over; from now on they were."""
        ...

    async def seen(self, since: dt.datetime, by: OutageScope = OutageScope.REGION) -> Sequence[RegionSeen]:
        """What lines and tickets said of each region, city or district since then."""
        ...


class ErpParts(Protocol):
    """What others than ERPs themselves ask of them inside a work."""

    @property
    def erp_connections(self) -> ErpConnectionRepository:
        """Which ERPs are connected."""
        ...

    @property
    def erp_records(self) -> ErpRecordRepository:
        """What they said."""
        ...

    @property
    def outages(self) -> OutageRepository:
        """Which parts of the network are down."""
        ...


class KeepWork(Protocol):
    """The part of a work that keeps what is known of contacts."""

    @property
    def erp_connections(self) -> ErpConnectionRepository:
        """Which ERPs are connected."""
        ...

    @property
    def erp_records(self) -> ErpRecordRepository:
        """What they said."""
        ...

    @property
    def contacts(self) -> ContactRepository:
        """People."""
        ...

    @property
    def attributes(self) -> AttributeRepository:
        """What is kept of them."""
        ...

    @property
    def tenants(self) -> TenantRepository:
        """Which day it is where the company is."""
        ...


class ErpWork(ErpParts, PeopleWork, Protocol):
    """The part of a work that ERPs use."""

    @property
    def erp_calls(self) -> ErpCallRepository:
        """What they were asked."""
        ...

    @property
    def erp_syncs(self) -> ErpSyncRepository:
        """How far sweeps are."""
        ...


class ErpSweeps(Protocol):
    """Looks over all companies, as the worker."""

    async def due(self, now: dt.datetime) -> Sequence[tuple[TenantId, str]]:
        """Connections whose sweep is due or was begun and left by whoever had it."""
        ...


class ErpPapers(Protocol):
    """Files of ours made of what an ERP hands out: a boleto as PDF, a PIX code as a picture."""

    async def keep_pdf(self, tenant_id: TenantId, pdf: bytes, *, name: str) -> str:
        """The id of the stored file. Raises MediaRefused when it is no PDF."""
        ...

    async def fetch_pdf(self, tenant_id: TenantId, url: str, *, name: str) -> str:
        """The same of what lies behind an address."""
        ...

    async def keep_qr(self, tenant_id: TenantId, code: str, *, name: str) -> str:
        """A picture (PNG) of the code."""
        ...
