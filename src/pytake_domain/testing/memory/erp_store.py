"""Connections to ERPs and what they told, in memory."""

import datetime as dt
import statistics
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from pytake_domain.contacts import AddressKind
from pytake_domain.erp import (
    Call,
    ConnectionStatus,
    Contract,
    ContractStatus,
    ErpAction,
    ErpConnection,
    ErpCustomer,
    ErpFacts,
    ErpLink,
    ErpMetric,
    ErpSync,
    Invoice,
    InvoiceStatus,
    LinkedBy,
    SyncState,
    main_contract,
)
from pytake_domain.kernel.errors import Invalid, StaleVersion
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Phone
from pytake_domain.testing.memory.store import MemoryStore, TenantRows


class MemoryErpConnections:
    """See ErpConnectionRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def find(self, erp_type: str) -> ErpConnection | None:
        """See the port."""
        return self._rows.erp_connections.get(erp_type)

    async def preferred(self) -> ErpConnection | None:
        """See the port."""
        return next((c for c in self._rows.erp_connections.values() if c.preferred), None)

    async def all(self) -> Sequence[ErpConnection]:
        """See the port."""
        return sorted(self._rows.erp_connections.values(), key=lambda c: c.erp_type)

    async def put(self, connection: ErpConnection) -> None:
        """See the port."""
        known = self._rows.erp_connections.get(connection.erp_type)
        if connection.version != (known.version if known else 1):
            raise StaleVersion
        if connection.preferred:
            for other in self._rows.erp_connections.values():
                if other.preferred and other.erp_type != connection.erp_type:
                    lesser = replace(other, preferred=False, version=other.version + 1)
                    self._rows.erp_connections = {**self._rows.erp_connections, other.erp_type: lesser}
        kept = replace(connection, version=known.version + 1) if known else connection
        self._rows.erp_connections[connection.erp_type] = kept
        self._rows.erp_due.setdefault(connection.erp_type, connection.updated_at)

    async def remove(self, erp_type: str) -> None:
        """See the port."""
        rows = self._rows
        rows.erp_connections.pop(erp_type, None)
        rows.erp_due.pop(erp_type, None)
        for kept in (rows.erp_customers, rows.erp_contracts, rows.erp_invoices):
            for key in [key for key in kept if key[0] == erp_type]:
                del kept[key]
        for contact_id in [link.contact_id for link in rows.erp_links.values() if link.erp_type == erp_type]:
            del rows.erp_links[contact_id]
            rows.erp_facts.pop(contact_id, None)
        rows.erp_denied = {denied for denied in rows.erp_denied if denied[1] != erp_type}
        rows.erp_syncs = [sync for sync in rows.erp_syncs if sync.erp_type != erp_type]


class MemoryErpCalls:
    """See ErpCallRepository."""

    def __init__(self, tenant_id: TenantId, store: MemoryStore) -> None:
        self._calls = [call for call in store.erp_calls if call.tenant_id == tenant_id]

    async def page(self, erp_type: str, request: PageRequest, *, outcome: str | None = None) -> Page[Call]:
        """See the port."""
        found = [
            call
            for call in reversed(self._calls)
            if call.erp_type == erp_type
            and (outcome is None or outcome == call.outcome or (outcome == "failed" and call.outcome != "ok"))
        ]
        return Page(items=tuple(found[request.offset : request.offset + request.limit]), total=len(found))

    async def metrics(self, since: dt.datetime) -> Sequence[ErpMetric]:
        """See the port."""
        found = []
        for erp_type in sorted({call.erp_type for call in self._calls if call.at >= since}):
            calls = [call for call in self._calls if call.erp_type == erp_type and call.at >= since]
            failed: dict[str, int] = {}
            for call in calls:
                if call.outcome != "ok":
                    failed[call.outcome] = failed.get(call.outcome, 0) + 1
            times = sorted(call.ms for call in calls)
            found.append(
                ErpMetric(
                    erp_type=erp_type,
                    calls=len(calls),
                    failed=failed,
                    median_ms=statistics.median(times),
                    p95_ms=_percentile(times, 0.95),
                )
            )
        return found


class MemoryErpRecords:
    """See ErpRecordRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def put_customers(self, erp_type: str, customers: Sequence[ErpCustomer], at: dt.datetime) -> None:
        """See the port."""
        for customer in customers:
            self._rows.erp_customers[erp_type, customer.external_id] = (replace(customer, contracts=()), at)
        await self.put_contracts(erp_type, [k for c in customers for k in c.contracts], at)

    async def put_contracts(self, erp_type: str, contracts: Sequence[Contract], at: dt.datetime) -> None:
        """See the port."""
        for contract in contracts:
            self._rows.erp_contracts[erp_type, contract.external_id] = (contract, at)

    async def put_invoices(self, erp_type: str, invoices: Sequence[Invoice], at: dt.datetime) -> None:
        """See the port."""
        for invoice in invoices:
            if invoice.customer_external_id is not None:
                self._rows.erp_invoices[erp_type, invoice.external_id] = (invoice, at)

    async def customer(self, erp_type: str, customer_id: str) -> ErpCustomer | None:
        """See the port."""
        found = self._rows.erp_customers.get((erp_type, customer_id))
        return replace(found[0], contracts=self._contracts(erp_type, customer_id)) if found else None

    async def contract(self, erp_type: str, contract_id: str) -> Contract | None:
        """See the port."""
        found = self._rows.erp_contracts.get((erp_type, contract_id))
        return found[0] if found else None

    async def invoice(self, erp_type: str, invoice_id: str) -> Invoice | None:
        """See the port."""
        found = self._rows.erp_invoices.get((erp_type, invoice_id))
        return found[0] if found else None

    async def invoices(self, erp_type: str, customer_id: str) -> Sequence[Invoice]:
        """See the port."""
        return [i for i in self._invoices(erp_type, customer_id) if i.status.owed]

    async def customers_after(self, erp_type: str, customer_id: str, limit: int) -> Sequence[ErpCustomer]:
        """See the port."""
        ids = sorted(own for erp, own in self._rows.erp_customers if erp == erp_type and own > customer_id)
        return [self._rows.erp_customers[erp_type, own][0] for own in ids[:limit]]

    async def forget_unseen(self, erp_type: str, before: dt.datetime) -> int:
        """See the port."""
        rows = self._rows
        gone = {own for (erp, own), (_, seen) in rows.erp_customers.items() if erp == erp_type and seen < before}
        for own in gone:
            del rows.erp_customers[erp_type, own]
            for contract in self._contracts(erp_type, own):
                del rows.erp_contracts[erp_type, contract.external_id]
            for invoice in self._invoices(erp_type, own):
                del rows.erp_invoices[erp_type, invoice.external_id]
            for link in self._all_links_of(erp_type, own):
                rows.erp_links.pop(link.contact_id)
                rows.erp_facts.pop(link.contact_id, None)
        return len(gone)

    async def settle_unseen(self, erp_type: str, customer_id: str, owed: Sequence[str], at: dt.datetime) -> None:
        """See the port."""
        for invoice in await self.invoices(erp_type, customer_id):
            if invoice.external_id not in owed:
                over = replace(invoice, status=InvoiceStatus.UNKNOWN)
                self._rows.erp_invoices[erp_type, invoice.external_id] = (over, at)

    async def link(self, contact_id: ContactId) -> ErpLink | None:
        """See the port."""
        return self._rows.erp_links.get(contact_id)

    async def links_of(self, erp_type: str, customer_id: str) -> Sequence[ErpLink]:
        """See the port."""
        there = {c.id for c in self._rows.contacts.values() if c.merged_into is None and c.deleted_at is None}
        found = self._all_links_of(erp_type, customer_id)
        return [link for link in found if link.contact_id in there]

    async def put_link(self, link: ErpLink) -> None:
        """See the port."""
        self._rows.erp_links[link.contact_id] = link

    async def remove_link(self, contact_id: ContactId) -> None:
        """See the port."""
        if (was := self._rows.erp_links.pop(contact_id, None)) is not None:
            self._rows.erp_denied = {*self._rows.erp_denied, (contact_id, was.erp_type, was.customer_id)}
        self._rows.erp_facts.pop(contact_id, None)

    async def link_by_phone(self, erp_type: str, customers: Sequence[ErpCustomer], at: dt.datetime) -> None:
        """See the port."""
        these = {c.external_id for c in customers}
        self._link_whoever(lambda _, link: (link.erp_type, link.customer_id in these) == (erp_type, True), at)

    async def link_contacts(self, contact_ids: Sequence[ContactId] | None, at: dt.datetime) -> Sequence[ErpLink]:
        """See the port."""
        return self._link_whoever(lambda own, _: contact_ids is None or own in contact_ids, at)

    async def refresh(self, erp_type: str, customer_ids: Sequence[str], at: dt.datetime, today: dt.date) -> None:
        """See the port."""
        for customer_id in customer_ids:
            for link in self._all_links_of(erp_type, customer_id):
                if (customer := await self.customer(erp_type, customer_id)) is not None:
                    known = self._rows.erp_facts.get(link.contact_id)
                    fresh = self._facts(erp_type, customer, at, today)
                    if known is not None:
                        fresh = replace(fresh, online=known.online, online_at=known.online_at)
                    self._rows.erp_facts[link.contact_id] = fresh

    async def saw_line(self, contact_id: ContactId, lines: Sequence[ConnectionStatus], at: dt.datetime) -> None:
        """See the port."""
        known = [line.online for line in lines if line.online is not None]
        if contact_id in self._rows.erp_facts:
            facts = replace(self._rows.erp_facts[contact_id], online=any(known) if known else None, online_at=at)
            self._rows.erp_facts[contact_id] = facts

    async def facts(self, contact_ids: Sequence[ContactId]) -> Mapping[ContactId, ErpFacts]:
        """See the port."""
        rows = self._rows
        return {
            own: replace(rows.erp_facts[own], proven=rows.erp_links[own].proven_at is not None)
            for own in contact_ids
            if own in rows.erp_facts
        }

    async def begin(self, action: ErpAction) -> ErpAction | None:
        """See the port."""
        known = self._rows.erp_actions.get(action.key)
        if known is None:
            self._rows.erp_actions[action.key] = action
        return known

    async def end(self, action: ErpAction) -> None:
        """See the port."""
        known = self._rows.erp_actions[action.key]
        self._rows.erp_actions[action.key] = replace(known, state=action.state, outcome=action.outcome)

    def _contracts(self, erp_type: str, customer_id: str) -> tuple[Contract, ...]:
        found = (k for (erp, _), (k, _) in self._rows.erp_contracts.items() if erp == erp_type)
        return tuple(k for k in found if k.customer_external_id == customer_id)

    def _invoices(self, erp_type: str, customer_id: str) -> list[Invoice]:
        found = (i for (erp, _), (i, _) in self._rows.erp_invoices.items() if erp == erp_type)
        theirs = (i for i in found if i.customer_external_id == customer_id)
        return sorted(theirs, key=lambda i: (i.due_on or dt.date.max, i.external_id))

    def _all_links_of(self, erp_type: str, customer_id: str) -> list[ErpLink]:
        found = (k for k in self._rows.erp_links.values() if (k.erp_type, k.customer_id) == (erp_type, customer_id))
        return sorted(found, key=lambda link: link.contact_id)

    def _link_whoever(self, wanted: Callable[[ContactId, ErpLink], bool], at: dt.datetime) -> list[ErpLink]:
        owners: dict[tuple[str, str], set[str]] = {}
        for (erp_type, own), (customer, _) in self._rows.erp_customers.items():
            for address in _written(customer.phones):
                owners.setdefault((erp_type, address), set()).add(own)
        preferred = {c.erp_type for c in self._rows.erp_connections.values() if c.preferred}
        sole = [(erp_type, *own, address) for (erp_type, address), own in owners.items() if len(own) == 1]
        sole.sort(key=lambda each: (each[0] not in preferred, *each))
        new = []
        for contact in self._rows.contacts.values():
            if contact.deleted_at is not None or contact.merged_into is not None:
                continue
            held = {a.address.value for a in contact.addresses if a.current and a.address.kind is AddressKind.PHONE}
            for erp_type, customer_id, address in sole:
                link = ErpLink(
                    contact_id=contact.id, erp_type=erp_type, customer_id=customer_id, by=LinkedBy.PHONE, linked_at=at
                )
                known = (
                    contact.id in self._rows.erp_links or (contact.id, erp_type, customer_id) in self._rows.erp_denied
                )
                if address in held and not known and wanted(contact.id, link):
                    self._rows.erp_links[contact.id] = link
                    new.append(link)
        return new

    def _facts(self, erp_type: str, customer: ErpCustomer, at: dt.datetime, today: dt.date) -> ErpFacts:
        main = main_contract(customer.contracts)
        invoices = self._invoices(erp_type, customer.external_id)
        owed = [i for i in invoices if i.status.owed]
        due = [i.due_on for i in owed if i.due_on]
        home = customer.address
        place = main.address if main and main.address else None
        return ErpFacts(
            erp_type=erp_type,
            customer_id=customer.external_id,
            as_of=at,
            name=customer.name,
            document=customer.document,
            contract_id=main.external_id if main else None,
            contract_status=main.status if main else ContractStatus.UNKNOWN,
            contracts=sum(k.status is not ContractStatus.CANCELLED for k in customer.contracts),
            plan=main.plan_name if main else None,
            due_day=main.due_day if main else None,
            city=(place.city if place else None) or (home.city if home else None),
            district=(place.district if place else None) or (home.district if home else None),
            region=main.region if main else None,
            owed_count=len(owed),
            owed_amount=sum((i.to_pay for i in owed), Decimal(0)),
            oldest_due_on=min(due, default=None),
            next_due_on=min((day for day in due if day >= today), default=None),
            last_paid_on=max((i.paid_on for i in invoices if i.paid_on), default=None),
        )


def _written(phones: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for phone in phones:
        try:
            found.update(each.value for each in Phone.parse(phone).variants())
        except Invalid:
            continue
    return found


class MemoryErpSyncs:
    """See ErpSyncRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def last(self, erp_type: str, *, done: bool = False) -> ErpSync | None:
        """See the port."""
        found = [s for s in self._rows.erp_syncs if s.erp_type == erp_type and (not done or s.state is SyncState.DONE)]
        return max(found, key=lambda s: s.started_at, default=None)

    async def put(self, sync: ErpSync) -> None:
        """See the port."""
        self._rows.erp_syncs = [*(s for s in self._rows.erp_syncs if s.id != sync.id), sync]

    async def take(self, erp_type: str, now: dt.datetime, until: dt.datetime) -> bool:
        """See the port."""
        connection, due = self._rows.erp_connections.get(erp_type), self._rows.erp_due.get(erp_type)
        if connection is None or due is None or not connection.settings.sync or due > now:
            return False
        self._rows.erp_due[erp_type] = until
        return True

    async def due(self, erp_type: str, at: dt.datetime) -> None:
        """See the port."""
        if erp_type in self._rows.erp_connections:
            self._rows.erp_due[erp_type] = at


class MemoryErpSweeps:
    """See ErpSweeps."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def due(self, now: dt.datetime) -> Sequence[tuple[TenantId, str]]:
        """See the port."""
        return [
            (tenant_id, erp_type)
            for tenant_id, rows in self._store.tenants.items()
            for erp_type, at in rows.erp_due.items()
            if at <= now and rows.erp_connections[erp_type].settings.sync
        ]


class MemoryJournal:
    """See CallJournal."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def record(self, call: Call) -> None:
        """See the port."""
        self._store.erp_calls.append(call)


def _percentile(ordered: Sequence[int], share: float) -> float:
    """Between the two that lie around it, as PostgreSQL's percentile_cont."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
