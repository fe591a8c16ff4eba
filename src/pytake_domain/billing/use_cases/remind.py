"""Reminders leave: each invoice once by a rule, after the ERP said that it is still owed."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.billing.errors import ReminderTaken
from pytake_domain.billing.ports import BillingWork
from pytake_domain.billing.reminder import Due, Reminder, ReminderState, Unreminded
from pytake_domain.billing.rule import ReminderRule
from pytake_domain.billing.use_cases.ready import RuleMeans, means_of_rule
from pytake_domain.billing.writing import names_of
from pytake_domain.campaigns import VariableMissing, written
from pytake_domain.contacts import Address, AddressKind, Contact, Sighting
from pytake_domain.erp import (
    ErpFailed,
    ErpNotConnected,
    FailureKind,
    InvoiceRef,
    LookUp,
    OutageAt,
    PaymentOptions,
    Reached,
    ReachErps,
    ref_of,
)
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import Conflict, Invalid
from pytake_domain.kernel.ids import Ids, TenantId
from pytake_domain.kernel.text import Phone
from pytake_domain.kernel.time import Clock, day_in
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import SenderKind, queue_ready
from pytake_domain.routing import Texts
from pytake_domain.whatsapp import Content as WhatsAppContent

AT_ONCE = 20
WEEK = dt.timedelta(days=7)
_NEEDED = ("invoice.line", "invoice.pix", "invoice.link")
_REFUSED = {
    "CONTACT_BLOCKED": Unreminded.BLOCKED,
    "RECIPIENT_UNREACHABLE": Unreminded.UNREACHABLE,
    "OPTED_OUT": Unreminded.OPTED_OUT,
    "WINDOW_CLOSED": Unreminded.WINDOW_CLOSED,
}


class RemindCustomers:
    """Any number of workers may call `turn`: the ledger takes each reminder once."""

    def __init__(
        self,
        *,
        open_work: OpenWork[BillingWork],
        reach: ReachErps,
        look_up: LookUp,
        texts: Texts,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._reach = reach
        self._look_up = look_up
        self._texts = texts
        self._clock = clock
        self._ids = ids

    async def turn(self, tenant_id: TenantId) -> int:
        """Some of what is due now by each rule; how many were decided."""
        async with self._open_work(tenant_id) as work:
            rules = [rule for rule in await work.billing.rules() if rule.active]
        return sum([await self._by(tenant_id, rule) for rule in rules])

    async def _by(self, tenant_id: TenantId, rule: ReminderRule) -> int:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            means = await means_of_rule(work, rule, now)
            if means is None or not means.dates or not means.window.is_open(now):
                return 0
        try:
            reached = await self._reach.of(tenant_id, means.erp_type)
        except ErpNotConnected:
            return 0
        after = ""
        while due := await self._due(tenant_id, rule, means, after):
            decided = 0
            for one in due:
                options = await self._confirmed(reached, rule, one)
                if options is None:
                    # The ERP does not answer: what is due is asked about again, and nobody is written to on a guess.
                    return decided
                async with self._open_work(tenant_id) as work:
                    decided += await self._decide(work, rule, means, one, options, self._clock.now())
            if decided:
                return decided
            # All of these wait for their lines; those behind them do not wait for these.
            after = due[-1].invoice.external_id
        return 0

    async def _due(self, tenant_id: TenantId, rule: ReminderRule, means: RuleMeans, after: str) -> Sequence[Due]:
        async with self._open_work(tenant_id) as work:
            return await work.billing.due(
                rule.id, means.erp_type, means.dates, least=rule.least, limit=AT_ONCE, after=after
            )

    async def _confirmed(self, at: Reached, rule: ReminderRule, due: Due) -> PaymentOptions | Unreminded | None:
        """Still owed, with what it takes to pay it; PAID when it is not; None while the ERP can't say."""
        customer, own = ref_of(due.customer), due.invoice.external_id
        try:
            owed, _ = await self._look_up.invoices(at, customer)
            known = next((i for i in owed if i.external_id == own), None)
            if known is None or not known.status.owed:
                return Unreminded.PAID
            if not any(name in text for text in rule.content.variables.values() for name in _NEEDED):
                return PaymentOptions(invoice=known)
            asked = InvoiceRef(external_id=own, customer=customer, contract_external_id=known.contract_external_id)
            options, _ = await self._look_up.payment_options(at, asked)
            return msgspec.structs.replace(options, invoice=known, pdf=None)
        except ErpFailed as failed:
            return Unreminded.PAID if failed.kind is FailureKind.NOT_FOUND else None

    async def _decide(
        self,
        work: BillingWork,
        rule: ReminderRule,
        means: RuleMeans,
        due: Due,
        options: PaymentOptions | Unreminded,
        now: dt.datetime,
    ) -> int:
        invoice = due.invoice
        base = Reminder(
            rule_id=rule.id,
            erp_type=due.erp_type,
            invoice_id=invoice.external_id,
            due_on=invoice.due_on or day_in(means.company.time_zone, now),
            at=now,
            state=ReminderState.SKIPPED,
            customer_id=due.customer.external_id,
            amount=invoice.to_pay,
        )
        if isinstance(options, Unreminded):
            return await self._kept(work, base, options)
        if await work.outages.at(OutageAt.of(due.customer), now):
            # Whoever is cut off is not asked for money: it waits until the line is up.
            return 0
        contact = await self._contact(work, due, now)
        if contact is None:
            return await self._kept(work, base, Unreminded.NO_PHONE)
        base = msgspec.structs.replace(base, contact_id=contact.id)
        made = await self._message(work, rule, means, due, options, contact, now)
        if isinstance(made, Unreminded):
            return await self._kept(work, base, made)
        return await self._queued(work, rule, means, contact, made, base, now)

    async def _message(
        self,
        work: BillingWork,
        rule: ReminderRule,
        means: RuleMeans,
        due: Due,
        options: PaymentOptions,
        contact: Contact,
        now: dt.datetime,
    ) -> WhatsAppContent | Unreminded:
        if contact.opted_out:
            return Unreminded.OPTED_OUT
        if (await work.billing.lately([contact.id], now - WEEK)).get(contact.id, 0) >= rule.per_week:
            return Unreminded.FREQUENCY_CAP
        names = names_of(contact, due.customer, options, means.company, now)
        language = contact.language or means.company.language
        try:
            return written(rule.content, means.template, names, language=language, texts=self._texts)
        except (VariableMissing, Invalid):
            return Unreminded.VARIABLE

    async def _queued(
        self,
        work: BillingWork,
        rule: ReminderRule,
        means: RuleMeans,
        contact: Contact,
        content: WhatsAppContent,
        base: Reminder,
        now: dt.datetime,
    ) -> int:
        (opened,) = await work.conversations.open_for([(contact.id, means.number.id)], now)
        try:
            message, said = await queue_ready(
                work,
                number=means.number,
                conversation=opened.conversation,
                contact=contact,
                content=content,
                actor=system(rule.tenant_id),
                sent_by=SenderKind.SYSTEM,
                sent_by_id=rule.id,
                ids=self._ids,
                at=now,
                client_key=base.key,
            )
        except Conflict as error:
            return await self._kept(work, base, _REFUSED.get(error.code, Unreminded.WINDOW_CLOSED))
        await work.conversations.save(said)
        row = msgspec.structs.replace(base, state=ReminderState.QUEUED, message_id=message.id)
        if not await work.billing.add([row]):
            # Another worker was faster; nothing of this one's work may stay.
            raise ReminderTaken
        return 1

    async def _kept(self, work: BillingWork, base: Reminder, reason: Unreminded) -> int:
        return len(await work.billing.add([msgspec.structs.replace(base, reason=reason.value)]))

    async def _contact(self, work: BillingWork, due: Due, now: dt.datetime) -> Contact | None:
        """Who is that customer, else whoever has the first phone that can be one; made where nobody has."""
        links = await work.erp_records.links_of(due.erp_type, due.customer.external_id)
        contacts = await work.contacts.get_all([link.contact_id for link in links])
        for link in links:
            if (known := contacts.get(link.contact_id)) is not None:
                return known
        for address in _phones(due.customer.phones):
            (found,) = await work.contacts.find_or_add(
                [Sighting(addresses=(address,), name=(due.customer.name or "").title() or None, at=now)]
            )
            await work.erp_records.link_by_phone(due.erp_type, [due.customer], now)
            return found
        return None


def _phones(phones: Sequence[str]) -> Sequence[Address]:
    """Mobiles first: WhatsApp is rarely on a landline."""
    found = []
    for phone in sorted(phones, key=lambda p: len(p) != 11):  # noqa: PLR2004  digits of a mobile with its area
        try:
            found.append(Address(kind=AddressKind.PHONE, value=Phone.parse(phone).value))
        except Invalid:
            continue
    return found
