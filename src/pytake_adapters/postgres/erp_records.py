"""What ERPs told of customers, contracts and invoices, whose contacts those are, and the facts that follow."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import asyncpg
import msgspec

from pytake_adapters.postgres.erp_phones import PhonesOfCustomers
from pytake_adapters.postgres.sealing import CUSTOMER, DOCUMENT, Fields
from pytake_domain.erp import (
    RANK,
    ActionState,
    ConnectionStatus,
    Contract,
    ContractStatus,
    ErpAction,
    ErpCustomer,
    ErpFacts,
    ErpLink,
    Invoice,
    LinkedBy,
)
from pytake_domain.kernel.ids import ContactId, TenantId
from pytake_domain.kernel.work import LeaseLost

_packed = msgspec.msgpack.Encoder()
_customer = msgspec.msgpack.Decoder(ErpCustomer)
_contract = msgspec.msgpack.Decoder(Contract)
_invoice = msgspec.msgpack.Decoder(Invoice)
_RANKS = {status: place for place, status in enumerate(RANK)}

PUT_CUSTOMERS = """
INSERT INTO erp_customers AS k (tenant_id, erp_type, id, code, name, city, district, sealed_document, record, seen_at)
SELECT $1, $2, w.*, $10
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[], $9::bytea[]) AS w
ON CONFLICT (tenant_id, erp_type, id) DO UPDATE SET document = NULL, sealed_document = EXCLUDED.sealed_document,
  code = EXCLUDED.code, name = EXCLUDED.name, city = EXCLUDED.city, district = EXCLUDED.district,
  record = EXCLUDED.record, seen_at = EXCLUDED.seen_at"""
PUT_CONTRACTS = """
INSERT INTO erp_contracts AS k (tenant_id, erp_type, id, customer_id, status, rank, plan, due_day, city, district, region,
  record, seen_at)
SELECT $1, $2, w.*, $13
FROM unnest($3::text[], $4::text[], $5::text[], $6::smallint[], $7::text[], $8::smallint[], $9::text[], $10::text[],
  $11::text[], $12::bytea[]) AS w
ON CONFLICT (tenant_id, erp_type, id) DO UPDATE SET customer_id = EXCLUDED.customer_id, status = EXCLUDED.status,
  rank = EXCLUDED.rank, plan = EXCLUDED.plan, due_day = EXCLUDED.due_day, city = EXCLUDED.city,
  district = EXCLUDED.district, region = EXCLUDED.region, record = EXCLUDED.record, seen_at = EXCLUDED.seen_at"""
PUT_INVOICES = """
INSERT INTO erp_invoices AS k (tenant_id, erp_type, id, customer_id, contract_id, status, owed, to_pay, due_on, paid_on,
  record, seen_at)
SELECT $1, $2, w.*, $12
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::numeric[], $9::date[], $10::date[],
  $11::bytea[]) AS w
ON CONFLICT (tenant_id, erp_type, id) DO UPDATE SET customer_id = EXCLUDED.customer_id,
  contract_id = EXCLUDED.contract_id, status = EXCLUDED.status, owed = EXCLUDED.owed, to_pay = EXCLUDED.to_pay,
  due_on = EXCLUDED.due_on, paid_on = EXCLUDED.paid_on, record = EXCLUDED.record, seen_at = EXCLUDED.seen_at"""
# Taken before the facts are made: whoever comes second must see what the first one told, not what stood there before.
ONE_AT_A_TIME = """
SELECT FROM erp_links WHERE tenant_id = $1 AND erp_type = $2 AND customer_id = ANY($3::text[])
ORDER BY contact_id FOR UPDATE"""
REFRESH = """
INSERT INTO erp_facts AS f (tenant_id, contact_id, erp_type, customer_id, as_of, name, document, sealed_document, contract_id,
  contract_status, contracts, plan, due_day, city, district, region, owed_count, owed_amount, oldest_due_on, next_due_on,
  last_paid_on)
SELECT l.tenant_id, l.contact_id, l.erp_type, l.customer_id, $4, c.name, c.document, c.sealed_document, m.id,
  coalesce(m.status, 'unknown'),
  coalesce(n.contracts, 0), m.plan, m.due_day, coalesce(m.city, c.city), coalesce(m.district, c.district), m.region,
  coalesce(o.owed_count, 0), coalesce(o.owed_amount, 0), o.oldest_due_on, o.next_due_on, o.last_paid_on
FROM erp_links l
JOIN erp_customers c ON c.tenant_id = l.tenant_id AND c.erp_type = l.erp_type AND c.id = l.customer_id
LEFT JOIN LATERAL (SELECT * FROM erp_contracts k WHERE k.tenant_id = l.tenant_id AND k.erp_type = l.erp_type
  AND k.customer_id = l.customer_id ORDER BY k.rank, k.id LIMIT 1) m ON true
LEFT JOIN LATERAL (SELECT count(*) AS contracts FROM erp_contracts k WHERE k.tenant_id = l.tenant_id
  AND k.erp_type = l.erp_type AND k.customer_id = l.customer_id AND k.status <> 'cancelled') n ON true
LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE owed) AS owed_count, sum(to_pay) FILTER (WHERE owed) AS owed_amount,
  min(due_on) FILTER (WHERE owed) AS oldest_due_on, min(due_on) FILTER (WHERE owed AND due_on >= $5) AS next_due_on,
  max(paid_on) AS last_paid_on
  FROM erp_invoices i WHERE i.tenant_id = l.tenant_id AND i.erp_type = l.erp_type AND i.customer_id = l.customer_id) o ON true
WHERE l.tenant_id = $1 AND l.erp_type = $2 AND l.customer_id = ANY($3::text[])
ON CONFLICT (tenant_id, contact_id) DO UPDATE SET erp_type = EXCLUDED.erp_type, customer_id = EXCLUDED.customer_id,
  as_of = EXCLUDED.as_of, name = EXCLUDED.name, document = EXCLUDED.document,
  sealed_document = EXCLUDED.sealed_document, contract_id = EXCLUDED.contract_id,
  contract_status = EXCLUDED.contract_status, contracts = EXCLUDED.contracts, plan = EXCLUDED.plan,
  due_day = EXCLUDED.due_day, city = EXCLUDED.city, district = EXCLUDED.district, region = EXCLUDED.region,
  owed_count = EXCLUDED.owed_count, owed_amount = EXCLUDED.owed_amount, oldest_due_on = EXCLUDED.oldest_due_on,
  next_due_on = EXCLUDED.next_due_on, last_paid_on = EXCLUDED.last_paid_on"""
DENIED = """
WITH was AS (DELETE FROM erp_links WHERE tenant_id = $1 AND contact_id = $2 RETURNING *)
INSERT INTO erp_denied (tenant_id, contact_id, erp_type, customer_id)
SELECT tenant_id, contact_id, erp_type, customer_id FROM was ON CONFLICT DO NOTHING"""
GONE = """
WITH gone AS (DELETE FROM erp_customers WHERE tenant_id = $1 AND erp_type = $2 AND seen_at < $3 RETURNING id),
  links AS (DELETE FROM erp_links l USING gone g WHERE l.tenant_id = $1 AND l.erp_type = $2 AND l.customer_id = g.id
    RETURNING l.contact_id),
  facts AS (DELETE FROM erp_facts f USING links l WHERE f.tenant_id = $1 AND f.contact_id = l.contact_id),
  contracts AS (DELETE FROM erp_contracts k USING gone g WHERE k.tenant_id = $1 AND k.erp_type = $2
    AND k.customer_id = g.id),
  invoices AS (DELETE FROM erp_invoices i USING gone g WHERE i.tenant_id = $1 AND i.erp_type = $2 AND i.customer_id = g.id),
  phones AS (DELETE FROM erp_phones p USING gone g WHERE p.tenant_id = $1 AND p.erp_type = $2 AND p.customer_id = g.id)
SELECT count(*) FROM gone"""


class PostgresErpRecords:
    """See ErpRecordRepository. What is told of a person as a whole, and their document, are sealed."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, fields: Fields) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._fields = fields
        self._phones = PhonesOfCustomers(tenant_id, raw)

    async def put_customers(self, erp_type: str, customers: Sequence[ErpCustomer], at: dt.datetime) -> None:
        """See the port."""
        known = {c.external_id: c for c in customers}
        if known:
            rows = await self._customer_rows(list(known.values()))
            await self._raw.execute(PUT_CUSTOMERS, self._tenant_id, erp_type, *_columns(rows), at)
            await self._phones.put(erp_type, list(known.values()))
        await self.put_contracts(erp_type, [k for c in customers for k in c.contracts], at)

    async def put_contracts(self, erp_type: str, contracts: Sequence[Contract], at: dt.datetime) -> None:
        """See the port."""
        rows = [_contract_row(k) for k in {k.external_id: k for k in contracts}.values()]
        if rows:
            await self._raw.execute(PUT_CONTRACTS, self._tenant_id, erp_type, *_columns(rows), at)

    async def put_invoices(self, erp_type: str, invoices: Sequence[Invoice], at: dt.datetime) -> None:
        """See the port."""
        known = {i.external_id: i for i in invoices if i.customer_external_id is not None}
        if known:
            rows = [_invoice_row(i) for i in known.values()]
            await self._raw.execute(PUT_INVOICES, self._tenant_id, erp_type, *_columns(rows), at)

    async def customer(self, erp_type: str, customer_id: str) -> ErpCustomer | None:
        """See the port."""
        query = "SELECT record FROM erp_customers WHERE tenant_id = $1 AND erp_type = $2 AND id = $3"
        found = await self._raw.fetchval(query, self._tenant_id, erp_type, customer_id)
        if found is None:
            return None
        query = "SELECT record FROM erp_contracts WHERE tenant_id = $1 AND erp_type = $2 AND customer_id = $3 ORDER BY rank, id"
        rows = await self._raw.fetch(query, self._tenant_id, erp_type, customer_id)
        contracts = tuple(_contract.decode(row["record"]) for row in rows)
        return msgspec.structs.replace((await self._customers([found]))[0], contracts=contracts)

    async def contract(self, erp_type: str, contract_id: str) -> Contract | None:
        """See the port."""
        query = "SELECT record FROM erp_contracts WHERE tenant_id = $1 AND erp_type = $2 AND id = $3"
        found = await self._raw.fetchval(query, self._tenant_id, erp_type, contract_id)
        return _contract.decode(found) if found else None

    async def invoice(self, erp_type: str, invoice_id: str) -> Invoice | None:
        """See the port."""
        query = "SELECT record FROM erp_invoices WHERE tenant_id = $1 AND erp_type = $2 AND id = $3"
        found = await self._raw.fetchval(query, self._tenant_id, erp_type, invoice_id)
        return _invoice.decode(found) if found else None

    async def invoices(self, erp_type: str, customer_id: str) -> Sequence[Invoice]:
        """See the port."""
        query = (
            "SELECT record FROM erp_invoices WHERE tenant_id = $1 AND erp_type = $2 AND customer_id = $3 AND owed "
            "ORDER BY due_on, id"
        )
        rows = await self._raw.fetch(query, self._tenant_id, erp_type, customer_id)
        return [_invoice.decode(row["record"]) for row in rows]

    async def customers_after(self, erp_type: str, customer_id: str, limit: int) -> Sequence[ErpCustomer]:
        """See the port."""
        query = (
            "SELECT record FROM erp_customers WHERE tenant_id = $1 AND erp_type = $2 AND id > $3 ORDER BY id LIMIT $4"
        )
        rows = await self._raw.fetch(query, self._tenant_id, erp_type, customer_id, limit)
        return await self._customers([row["record"] for row in rows])

    async def forget_unseen(self, erp_type: str, before: dt.datetime) -> int:
        """See the port."""
        return int(await self._raw.fetchval(GONE, self._tenant_id, erp_type, before))

    async def settle_unseen(self, erp_type: str, customer_id: str, owed: Sequence[str], at: dt.datetime) -> None:
        """See the port."""
        query = (
            "UPDATE erp_invoices SET owed = false, status = 'unknown', seen_at = $5 WHERE tenant_id = $1 AND erp_type = $2 "
            "AND customer_id = $3 AND owed AND id <> ALL($4::text[])"
        )
        await self._raw.execute(query, self._tenant_id, erp_type, customer_id, list(owed), at)

    async def link(self, contact_id: ContactId) -> ErpLink | None:
        """See the port."""
        query = "SELECT * FROM erp_links WHERE tenant_id = $1 AND contact_id = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, contact_id)
        return _link(row) if row else None

    async def links_of(self, erp_type: str, customer_id: str) -> Sequence[ErpLink]:
        """See the port."""
        query = (
            "SELECT l.* FROM erp_links l JOIN contacts c ON c.tenant_id = $1 AND c.id = l.contact_id "
            "AND c.merged_into IS NULL AND c.deleted_at IS NULL "
            "WHERE l.tenant_id = $1 AND l.erp_type = $2 AND l.customer_id = $3 ORDER BY l.contact_id"
        )
        return [_link(row) for row in await self._raw.fetch(query, self._tenant_id, erp_type, customer_id)]

    async def put_link(self, link: ErpLink) -> None:
        """See the port."""
        query = (
            "INSERT INTO erp_links (tenant_id, contact_id, erp_type, customer_id, linked_by, linked_at, proven_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, contact_id) DO UPDATE SET "
            "erp_type = EXCLUDED.erp_type, customer_id = EXCLUDED.customer_id, linked_by = EXCLUDED.linked_by, "
            "linked_at = EXCLUDED.linked_at, proven_at = EXCLUDED.proven_at"
        )
        await self._raw.execute(
            query,
            self._tenant_id,
            link.contact_id,
            link.erp_type,
            link.customer_id,
            link.by.value,
            link.linked_at,
            link.proven_at,
        )

    async def remove_link(self, contact_id: ContactId) -> None:
        """See the port."""
        await self._raw.execute(DENIED, self._tenant_id, contact_id)
        query = "DELETE FROM erp_facts WHERE tenant_id = $1 AND contact_id = $2"
        await self._raw.execute(query, self._tenant_id, contact_id)

    async def link_by_phone(self, erp_type: str, customers: Sequence[ErpCustomer], at: dt.datetime) -> None:
        """See the port."""
        if customers:
            await self._phones.link_customers(erp_type, [c.external_id for c in customers], at)

    async def link_contacts(self, contact_ids: Sequence[ContactId] | None, at: dt.datetime) -> Sequence[ErpLink]:
        """See the port."""
        return [_link(row) for row in await self._phones.link_contacts(contact_ids, at)]

    async def refresh(self, erp_type: str, customer_ids: Sequence[str], at: dt.datetime, today: dt.date) -> None:
        """See the port."""
        if customer_ids:
            await self._raw.execute(ONE_AT_A_TIME, self._tenant_id, erp_type, list(customer_ids))
            await self._raw.execute(REFRESH, self._tenant_id, erp_type, list(customer_ids), at, today)

    async def saw_line(self, contact_id: ContactId, lines: Sequence[ConnectionStatus], at: dt.datetime) -> None:
        """See the port."""
        known = [line.online for line in lines if line.online is not None]
        query = "UPDATE erp_facts SET online = $3, online_at = $4 WHERE tenant_id = $1 AND contact_id = $2"
        await self._raw.execute(query, self._tenant_id, contact_id, any(known) if known else None, at)

    async def facts(self, contact_ids: Sequence[ContactId]) -> Mapping[ContactId, ErpFacts]:
        """See the port."""
        query = (
            "SELECT f.*, l.proven_at IS NOT NULL AS proven FROM erp_facts f "
            "LEFT JOIN erp_links l ON l.tenant_id = $1 AND l.contact_id = f.contact_id "
            "WHERE f.tenant_id = $1 AND f.contact_id = ANY($2::uuid[])"
        )
        rows = await self._raw.fetch(query, self._tenant_id, list(contact_ids))
        documents = await self._fields.open(self._tenant_id, DOCUMENT, [row["sealed_document"] for row in rows])
        return {
            ContactId(row["contact_id"]): _facts(row, row["document"] if document is None else document.decode())
            for row, document in zip(rows, documents, strict=True)
        }

    async def begin(self, action: ErpAction) -> ErpAction | None:
        """See the port."""
        query = (
            "INSERT INTO erp_actions (tenant_id, key, capability, state, outcome, customer_id, at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7) "
            "ON CONFLICT (tenant_id, key) DO NOTHING"
        )
        values = (
            self._tenant_id,
            action.key,
            action.capability,
            action.state.value,
            action.outcome,
            action.customer_id,
            action.at,
        )
        if await self._raw.execute(query, *values) == "INSERT 0 1":
            return None
        query = "SELECT * FROM erp_actions WHERE tenant_id = $1 AND key = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, action.key)
        if row is None:
            raise LeaseLost
        return ErpAction(
            key=row["key"],
            capability=row["capability"],
            state=ActionState(row["state"]),
            outcome=row["outcome"],
            customer_id=row["customer_id"],
            at=row["at"],
        )

    async def _customers(self, records: Sequence[bytes]) -> list[ErpCustomer]:
        opened = await self._fields.open(self._tenant_id, CUSTOMER, records)
        return [_customer.decode(record) for record in opened if record is not None]

    async def _customer_rows(self, customers: Sequence[ErpCustomer]) -> list[tuple[object, ...]]:
        written = [c.document.encode() if c.document else None for c in customers]
        documents = await self._fields.seal(self._tenant_id, DOCUMENT, written)
        whole = [_packed.encode(msgspec.structs.replace(c, contracts=())) for c in customers]
        records = await self._fields.seal(self._tenant_id, CUSTOMER, whole)
        return [
            (*_customer_row(c), document, record)
            for c, document, record in zip(customers, documents, records, strict=True)
        ]

    async def end(self, action: ErpAction) -> None:
        """See the port."""
        query = "UPDATE erp_actions SET state = $3, outcome = $4 WHERE tenant_id = $1 AND key = $2"
        await self._raw.execute(query, self._tenant_id, action.key, action.state.value, action.outcome)


def _columns(rows: Iterable[tuple[object, ...]]) -> list[list[object]]:
    """By their first, so that works that write the same rows never wait for each other in a circle."""
    return [list(column) for column in zip(*sorted(rows, key=lambda row: str(row[0])), strict=True)]


def _customer_row(c: ErpCustomer) -> tuple[object, ...]:
    place = c.address
    return (c.external_id, c.code, c.name, place.city if place else None, place.district if place else None)


def _contract_row(k: Contract) -> tuple[object, ...]:
    place = k.address
    return (
        k.external_id,
        k.customer_external_id,
        k.status.value,
        _RANKS[k.status],
        k.plan_name,
        k.due_day,
        place.city if place else None,
        place.district if place else None,
        k.region,
        _packed.encode(k),
    )


def _invoice_row(i: Invoice) -> tuple[object, ...]:
    return (
        i.external_id,
        i.customer_external_id,
        i.contract_external_id,
        i.status.value,
        i.status.owed,
        i.to_pay,
        i.due_on,
        i.paid_on,
        _packed.encode(i),
    )


def _link(row: asyncpg.Record) -> ErpLink:
    return ErpLink(
        contact_id=ContactId(row["contact_id"]),
        erp_type=row["erp_type"],
        customer_id=row["customer_id"],
        by=LinkedBy(row["linked_by"]),
        linked_at=row["linked_at"],
        proven_at=row["proven_at"],
    )


def _facts(row: asyncpg.Record, document: str | None) -> ErpFacts:
    named = {name: row[name] for name in ErpFacts.__struct_fields__ if name not in ("contract_status", "document")}
    return ErpFacts(**named, document=document, contract_status=ContractStatus(row["contract_status"]))
