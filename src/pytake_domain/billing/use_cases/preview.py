"""Who would get what, and when, by a rule: as it is kept now, without asking the ERP."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from pytake_domain.billing.due import reminder_day
from pytake_domain.billing.ports import BillingWork
from pytake_domain.billing.reminder import Due, Unreminded
from pytake_domain.billing.rule import ReminderRule
from pytake_domain.billing.use_cases.ready import closed_days
from pytake_domain.billing.writing import names_of
from pytake_domain.campaigns import VariableMissing, Window, written
from pytake_domain.contacts import Contact
from pytake_domain.erp import PaymentOptions
from pytake_domain.identity import Tenant
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, NotFound
from pytake_domain.kernel.ids import ReminderRuleId
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock, day_in
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing import Texts
from pytake_domain.templates import MessageTemplate
from pytake_domain.whatsapp import Template

DAYS = 7
MOST = 100


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """One reminder to come; `reason` says why it would not. `text` is what the person would read."""

    due: Due
    at: dt.datetime
    contact: Contact | None = None
    text: str = ""
    reason: Unreminded | None = None


class PreviewReminders:
    """For who may read billing."""

    def __init__(self, *, open_work: OpenWork[BillingWork], texts: Texts, clock: Clock) -> None:
        self._open_work = open_work
        self._texts = texts
        self._clock = clock

    async def of(self, actor: Actor, rule_id: ReminderRuleId) -> Sequence[Previewed]:
        """Of the next seven days, a hundred at most, by when they leave. Raises ReminderRuleNotFound."""
        actor.require(Permission.READ_BILLING)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            rule = await work.billing.rule(rule_id)
            connections = work.erp_connections
            erp = await (connections.find(rule.erp_type) if rule.erp_type else connections.preferred())
            if erp is None:
                return []
            company = await work.tenants.get()
            closed = await closed_days(work, rule)
            today = day_in(company.time_zone, now)
            days = [today + dt.timedelta(days=n) for n in range(DAYS)]
            dates = _dates(rule, days, closed)
            due = await work.billing.due(rule.id, erp.erp_type, dates, least=rule.least, limit=MOST)
            template = await _template(work, rule)
            window = Window(schedule=rule.schedule, zone=company.time_zone, closed=closed)
            found = []
            for one in due:
                day = reminder_day(rule, one.invoice.due_on or today, closed)
                opening = window.next_opening(_start(day or today, company, now))
                if opening is not None:
                    found.append(await self._one(work, rule, one, opening, company, template))
        return sorted(found, key=lambda p: (p.at, p.due.invoice.external_id))

    async def _one(
        self,
        work: BillingWork,
        rule: ReminderRule,
        due: Due,
        at: dt.datetime,
        company: Tenant,
        template: MessageTemplate | None,
    ) -> Previewed:
        links = await work.erp_records.links_of(due.erp_type, due.customer.external_id)
        contacts = await work.contacts.get_all([link.contact_id for link in links])
        contact = next(iter(contacts.values()), None)
        if contact is None and not due.customer.phones:
            return Previewed(due=due, at=at, reason=Unreminded.NO_PHONE)
        if contact is not None and contact.opted_out:
            return Previewed(due=due, at=at, contact=contact, reason=Unreminded.OPTED_OUT)
        if contact is not None and contact.blocked:
            return Previewed(due=due, at=at, contact=contact, reason=Unreminded.BLOCKED)
        invoice = due.invoice
        options = PaymentOptions(invoice=invoice, digitable_line=invoice.digitable_line, pix_code=invoice.pix_code)
        names = dict(names_of(contact, due.customer, _with_places(options), company, at))
        try:
            text = self._text(rule, template, names, company.language)
        except (VariableMissing, Invalid):
            return Previewed(due=due, at=at, contact=contact, reason=Unreminded.VARIABLE)
        return Previewed(due=due, at=at, contact=contact, text=text)

    def _text(
        self, rule: ReminderRule, template: MessageTemplate | None, names: dict[str, object], language: Language
    ) -> str:
        if template is None:
            return ""
        made = written(rule.content, template, names, language=language, texts=self._texts)
        return (made.rendered or "") if isinstance(made, Template) else ""


def _with_places(options: PaymentOptions) -> PaymentOptions:
    """Codes that the ERP only gives when it is asked are shown as what they will be."""
    return msgspec.structs.replace(
        options, digitable_line=options.digitable_line or "[linha digitável]", pix_code=options.pix_code or "[PIX]"
    )


def _dates(rule: ReminderRule, days: Sequence[dt.date], closed: frozenset[str]) -> Sequence[dt.date]:
    """Due dates whose reminder falls on one of these days."""
    near = range(-20, DAYS + 1)
    candidates = [days[0] + dt.timedelta(days=n - rule.days) for n in near]
    return [each for each in candidates if reminder_day(rule, each, closed) in set(days)]


def _start(day: dt.date, company: Tenant, now: dt.datetime) -> dt.datetime:
    return max(now, dt.datetime.combine(day, dt.time(), ZoneInfo(company.time_zone)).astimezone(dt.UTC))


async def _template(work: BillingWork, rule: ReminderRule) -> MessageTemplate | None:
    if rule.content.template_id is None:
        return None
    try:
        return await work.templates.get(rule.content.template_id)
    except NotFound:
        return None
