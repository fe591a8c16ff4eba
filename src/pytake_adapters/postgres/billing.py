"""Reminder rules, and who was reminded of which invoice."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import asyncpg
import msgspec

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import ours
from pytake_adapters.postgres.sealing import CUSTOMER, Fields
from pytake_domain.billing import (
    PAID_WITHIN,
    Due,
    Reminder,
    ReminderRule,
    ReminderRuleNotFound,
    RuleResults,
)
from pytake_domain.erp import Contract, ErpCustomer, Invoice
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, ReminderRuleId, TenantId

_json = msgspec.json.Encoder()
_rule = msgspec.json.Decoder(ReminderRule)
_customer = msgspec.msgpack.Decoder(ErpCustomer)
_contract = msgspec.msgpack.Decoder(Contract)
_invoice = msgspec.msgpack.Decoder(Invoice)

PUT = """
INSERT INTO reminder_rules AS r (tenant_id, id, days, active, rule, version) VALUES ($1, $2, $3, $4, $5::jsonb, 1)
ON CONFLICT (tenant_id, id) DO UPDATE SET days = EXCLUDED.days, active = EXCLUDED.active, rule = EXCLUDED.rule,
  version = r.version + 1 WHERE r.version = $6"""
DUE = """
SELECT i.record AS invoice, c.record AS customer,
  ARRAY(SELECT k.record FROM erp_contracts k WHERE k.tenant_id = i.tenant_id AND k.erp_type = i.erp_type
    AND k.customer_id = i.customer_id ORDER BY k.rank, k.id LIMIT 20) AS contracts
FROM erp_invoices i
JOIN erp_customers c ON c.tenant_id = i.tenant_id AND c.erp_type = i.erp_type AND c.id = i.customer_id
WHERE i.tenant_id = $1 AND i.erp_type = $2 AND i.owed AND i.due_on = ANY($3::date[]) AND i.id > $4
  AND ($5::numeric IS NULL OR i.to_pay >= $5)
  AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.tenant_id = i.tenant_id AND r.rule_id = $6 AND r.erp_type = i.erp_type
    AND r.invoice_id = i.id AND r.due_on = i.due_on)
ORDER BY i.id LIMIT $7"""
ADD = """
INSERT INTO reminders (tenant_id, rule_id, erp_type, invoice_id, due_on, at, state, reason, customer_id, amount, contact_id,
  message_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING"""
LATELY = """
SELECT contact_id, count(*) AS many FROM reminders
WHERE tenant_id = $1 AND contact_id = ANY($2::uuid[]) AND at >= $3 AND state = 'queued' GROUP BY contact_id"""
RESULTS = """
SELECT r.rule_id, r.state, r.reason, count(*) AS many,
  count(*) FILTER (WHERE i.paid_on BETWEEN (r.at AT TIME ZONE $3)::date AND ((r.at + $2) AT TIME ZONE $3)::date) AS paid
FROM reminders r
LEFT JOIN erp_invoices i ON i.tenant_id = r.tenant_id AND i.erp_type = r.erp_type AND i.id = r.invoice_id
WHERE r.tenant_id = $1 GROUP BY r.rule_id, r.state, r.reason"""


class PostgresBilling:
    """See BillingRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection, fields: Fields) -> None:
        self._tenant_id = tenant_id
        self._raw = raw
        self._fields = fields

    async def rules(self) -> Sequence[ReminderRule]:
        """See the port."""
        query = "SELECT rule, version FROM reminder_rules WHERE tenant_id = $1 ORDER BY days, id"
        return [_read(row) for row in await self._raw.fetch(query, self._tenant_id)]

    async def rule(self, rule_id: ReminderRuleId) -> ReminderRule:
        """See the port."""
        query = "SELECT rule, version FROM reminder_rules WHERE tenant_id = $1 AND id = $2"
        row = await self._raw.fetchrow(query, self._tenant_id, rule_id)
        if row is None:
            raise ReminderRuleNotFound
        return _read(row)

    async def put(self, rule: ReminderRule) -> None:
        """See the port."""
        text = _json.encode(rule).decode()
        done = await self._raw.execute(PUT, self._tenant_id, rule.id, rule.days, rule.active, text, rule.version)
        if done != "INSERT 0 1":
            raise StaleVersion

    async def remove(self, rule_id: ReminderRuleId) -> None:
        """See the port."""
        query = "DELETE FROM reminder_rules WHERE tenant_id = $1 AND id = $2"
        if await self._raw.execute(query, self._tenant_id, rule_id) != "DELETE 1":
            raise ReminderRuleNotFound

    async def due(
        self,
        rule_id: ReminderRuleId,
        erp_type: str,
        due_dates: Sequence[dt.date],
        *,
        least: Decimal | None = None,
        limit: int,
        after: str = "",
    ) -> Sequence[Due]:
        """See the port."""
        rows = await self._raw.fetch(DUE, self._tenant_id, erp_type, list(due_dates), after, least, rule_id, limit)
        customers = await self._fields.open(self._tenant_id, CUSTOMER, [row["customer"] for row in rows])
        return [
            _due(row, erp_type, customer) for row, customer in zip(rows, customers, strict=True) if customer is not None
        ]

    async def add(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        """See the port."""
        return [r for r in reminders if await self._raw.execute(ADD, self._tenant_id, *_row(r)) == "INSERT 0 1"]

    async def lately(self, contact_ids: Sequence[ContactId], since: dt.datetime) -> Mapping[ContactId, int]:
        """See the port."""
        rows = await self._raw.fetch(LATELY, self._tenant_id, list(contact_ids), since)
        return {ContactId(row["contact_id"]): row["many"] for row in rows}

    async def results(self, time_zone: str) -> Mapping[ReminderRuleId, RuleResults]:
        """See the port."""
        found: dict[ReminderRuleId, RuleResults] = {}
        for row in await self._raw.fetch(RESULTS, self._tenant_id, PAID_WITHIN, time_zone):
            known = found.get(own := ReminderRuleId(row["rule_id"]), RuleResults())
            if row["state"] == "queued":
                change = {"sent": known.sent + row["many"], "paid": known.paid + row["paid"]}
                found[own] = msgspec.structs.replace(known, **change)
            else:
                skipped = {**known.skipped, row["reason"]: row["many"]}
                found[own] = msgspec.structs.replace(known, skipped=skipped)
        return found


class PostgresBillingSweeps:
    """See BillingSweeps; as the worker, which sees no more of rules than that they are active."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def reminding(self) -> Sequence[TenantId]:
        """See the port."""
        with ours():
            rows = await (await self._workers.pool()).fetch(
                "SELECT DISTINCT tenant_id FROM reminder_rules WHERE active"
            )
        return [TenantId(row["tenant_id"]) for row in rows]

    async def connected(self) -> Sequence[TenantId]:
        """See the port."""
        with ours():
            rows = await (await self._workers.pool()).fetch("SELECT DISTINCT tenant_id FROM erp_connections")
        return [TenantId(row["tenant_id"]) for row in rows]


def _read(row: asyncpg.Record) -> ReminderRule:
    return msgspec.structs.replace(_rule.decode(row["rule"]), version=row["version"])


def _due(row: asyncpg.Record, erp_type: str, told: bytes) -> Due:
    contracts = tuple(_contract.decode(each) for each in row["contracts"])
    customer = msgspec.structs.replace(_customer.decode(told), contracts=contracts)
    return Due(erp_type=erp_type, invoice=_invoice.decode(row["invoice"]), customer=customer)


def _row(r: Reminder) -> tuple[object, ...]:
    return (
        r.rule_id,
        r.erp_type,
        r.invoice_id,
        r.due_on,
        r.at,
        r.state.value,
        r.reason,
        r.customer_id,
        r.amount,
        r.contact_id,
        r.message_id,
    )
