"""Reminder rules, their ledger, and outages, in memory."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from pytake_domain.billing import (
    PAID_WITHIN,
    Due,
    Reminder,
    ReminderRule,
    ReminderRuleNotFound,
    ReminderState,
    RuleResults,
)
from pytake_domain.erp import ErpFacts, Outage, OutageAt, OutageNotFound, OutageScope, RegionSeen
from pytake_domain.kernel.errors import StaleVersion
from pytake_domain.kernel.ids import ContactId, OutageId, ReminderRuleId, TenantId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.time import day_in
from pytake_domain.testing.memory.erp_store import MemoryErpRecords
from pytake_domain.testing.memory.store import MemoryStore, TenantRows


class MemoryBilling:
    """See BillingRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows
        self._records = MemoryErpRecords(rows)

    async def rules(self) -> Sequence[ReminderRule]:
        """See the port."""
        return sorted(self._rows.reminder_rules.values(), key=lambda r: (r.days, r.id))

    async def rule(self, rule_id: ReminderRuleId) -> ReminderRule:
        """See the port."""
        if rule_id not in self._rows.reminder_rules:
            raise ReminderRuleNotFound
        return self._rows.reminder_rules[rule_id]

    async def put(self, rule: ReminderRule) -> None:
        """See the port."""
        known = self._rows.reminder_rules.get(rule.id)
        if known is not None and known.version != rule.version:
            raise StaleVersion
        self._rows.reminder_rules[rule.id] = replace(rule, version=known.version + 1 if known else 1)

    async def remove(self, rule_id: ReminderRuleId) -> None:
        """See the port."""
        if self._rows.reminder_rules.pop(rule_id, None) is None:
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
        found = []
        for (erp, own), (invoice, _) in sorted(self._rows.erp_invoices.items()):
            known = (rule_id, erp, own, invoice.due_on) in self._rows.reminders
            small = least is not None and invoice.to_pay < least
            if erp != erp_type or own <= after or known or small or not invoice.status.owed:
                continue
            customer = await self._records.customer(erp, invoice.customer_external_id or "")
            if invoice.due_on in due_dates and customer is not None:
                found.append(Due(erp_type=erp, invoice=invoice, customer=customer))
        return found[:limit]

    async def add(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        """See the port."""
        fresh = []
        for one in reminders:
            key = (one.rule_id, one.erp_type, one.invoice_id, one.due_on)
            if key not in self._rows.reminders:
                self._rows.reminders[key] = one
                fresh.append(one)
        return fresh

    async def lately(self, contact_ids: Sequence[ContactId], since: dt.datetime) -> Mapping[ContactId, int]:
        """See the port."""
        found: dict[ContactId, int] = {}
        for one in self._rows.reminders.values():
            own = one.contact_id
            if own is not None and own in contact_ids and one.at >= since and one.state is ReminderState.QUEUED:
                found[own] = found.get(own, 0) + 1
        return found

    async def results(self, time_zone: str) -> Mapping[ReminderRuleId, RuleResults]:
        """See the port."""
        found: dict[ReminderRuleId, RuleResults] = {}
        for one in self._rows.reminders.values():
            known = found.get(one.rule_id, RuleResults())
            if one.state is ReminderState.QUEUED:
                known = replace(known, sent=known.sent + 1, paid=known.paid + self._paid(one, time_zone))
            else:
                skipped = {**known.skipped, one.reason: known.skipped.get(one.reason, 0) + 1}
                known = replace(known, skipped=skipped)
            found[one.rule_id] = known
        return found

    def _paid(self, one: Reminder, time_zone: str) -> bool:
        known = self._rows.erp_invoices.get((one.erp_type, one.invoice_id))
        paid_on = known[0].paid_on if known else None
        first, last = day_in(time_zone, one.at), day_in(time_zone, one.at + PAID_WITHIN)
        return paid_on is not None and first <= paid_on <= last


class MemoryBillingSweeps:
    """See BillingSweeps."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def reminding(self) -> Sequence[TenantId]:
        """See the port."""
        return [
            tenant_id
            for tenant_id, rows in self._store.tenants.items()
            if any(rule.active for rule in rows.reminder_rules.values())
        ]

    async def connected(self) -> Sequence[TenantId]:
        """See the port."""
        return [tenant_id for tenant_id, rows in self._store.tenants.items() if rows.erp_connections]


class MemoryOutages:
    """See OutageRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def on(self, now: dt.datetime) -> Sequence[Outage]:
        """See the port."""
        found = (outage for outage in self._rows.outages.values() if outage.is_on(now))
        return sorted(found, key=lambda o: (o.started_at, o.id))

    async def at(self, where: OutageAt, now: dt.datetime) -> Outage | None:
        """See the port."""
        return next((outage for outage in await self.on(now) if outage.affects(where)), None)

    async def page(self, request: PageRequest) -> Page[Outage]:
        """See the port."""
        found = sorted(self._rows.outages.values(), key=lambda o: (o.started_at, o.id), reverse=True)
        return Page(items=tuple(found[request.offset : request.offset + request.limit]), total=len(found))

    async def get(self, outage_id: OutageId) -> Outage:
        """See the port."""
        if outage_id not in self._rows.outages:
            raise OutageNotFound
        return self._rows.outages[outage_id]

    async def put(self, outage: Outage) -> None:
        """See the port."""
        known = self._rows.outages.get(outage.id)
        if known is not None and known.version != outage.version:
            raise StaleVersion
        self._rows.outages[outage.id] = replace(outage, version=known.version + 1 if known else 1)

    async def affected(self, where: OutageAt) -> int:
        """See the port."""
        name = next((c for c in ("region", "city", "district") if getattr(where, c) is not None), None)
        facts = self._facts()
        return len(facts) if name is None else sum(getattr(f, name) == getattr(where, name) for f in facts)

    async def tell(self, outage_id: OutageId, contact_id: ContactId, at: dt.datetime) -> bool:
        """See the port."""
        if (outage_id, contact_id) in self._rows.outage_told:
            return False
        self._rows.outage_told[outage_id, contact_id] = at
        return True

    async def told(self, outage_id: OutageId) -> int:
        """See the port."""
        return sum(outage == outage_id for outage, _ in self._rows.outage_told)

    async def ending(self, outage_id: OutageId, limit: int) -> Sequence[ContactId]:
        """See the port."""
        left = sorted(
            contact
            for (outage, contact), at in self._rows.outage_told.items()
            if outage == outage_id and at is not None
        )
        for contact in left[:limit]:
            self._rows.outage_told[outage_id, contact] = None
        return left[:limit]

    async def seen(self, since: dt.datetime, by: OutageScope = OutageScope.REGION) -> Sequence[RegionSeen]:
        """See the port."""
        found: dict[str, RegionSeen] = {}
        called = {
            action.customer_id
            for action in self._rows.erp_actions.values()
            if action.capability == "open_ticket" and action.at >= since
        }
        for facts in self._facts():
            name: str | None = getattr(facts, by.value)
            if name is None:
                continue
            looked = facts.online_at is not None and facts.online_at >= since
            known = found.get(name, RegionSeen(region=name, down=0, up=0, tickets=0))
            found[name] = RegionSeen(
                region=name,
                down=known.down + (looked and facts.online is False),
                up=known.up + (looked and facts.online is True),
                tickets=known.tickets + (facts.customer_id in called),
            )
        return [seen for seen in found.values() if seen.down or seen.up or seen.tickets]

    def _facts(self) -> list[ErpFacts]:
        there = {c.id for c in self._rows.contacts.values() if c.merged_into is None and c.deleted_at is None}
        return [facts for own, facts in self._rows.erp_facts.items() if own in there]
