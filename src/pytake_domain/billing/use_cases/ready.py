"""What a rule needs to be worked off: its number, template, calendar and ERP; part of somebody's work."""

import datetime as dt

import msgspec

from pytake_domain.billing.due import due_dates
from pytake_domain.billing.ports import BillingWork
from pytake_domain.billing.rule import ReminderRule
from pytake_domain.campaigns import Holidays, Window
from pytake_domain.identity import Tenant
from pytake_domain.kernel.errors import NotFound
from pytake_domain.kernel.time import day_in
from pytake_domain.templates import MessageTemplate
from pytake_domain.whatsapp import WhatsAppNumber


class RuleMeans(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, and the dates that today's reminders speak of."""

    company: Tenant
    number: WhatsAppNumber
    template: MessageTemplate
    erp_type: str
    closed: frozenset[str]
    window: Window
    dates: tuple[dt.date, ...]


async def closed_days(work: BillingWork, rule: ReminderRule) -> frozenset[str]:
    """The company's holidays, where the rule keeps them."""
    if rule.schedule.holidays is not Holidays.SKIP or (calendar := await work.calendars.default()) is None:
        return frozenset()
    return frozenset(day.date for day in calendar.hours.exceptions if not day.spans)


async def means_of_rule(work: BillingWork, rule: ReminderRule, now: dt.datetime) -> RuleMeans | None:
    """None while something is missing: the rule says what when it is looked at."""
    company = await work.tenants.get()
    numbers = [n for n in await work.numbers.all() if n.is_active and n.sends]
    chosen = [n for n in numbers if rule.number_id in {None, n.id}]
    connections = work.erp_connections
    erp = await (connections.find(rule.erp_type) if rule.erp_type else connections.preferred())
    if len(chosen) != 1 or erp is None or rule.content.template_id is None or company.is_suspended:
        return None
    try:
        template = await work.templates.get(rule.content.template_id)
    except NotFound:
        return None
    if not template.sends:
        return None
    closed = await closed_days(work, rule)
    today = day_in(company.time_zone, now)
    return RuleMeans(
        company=company,
        number=chosen[0],
        template=template,
        erp_type=erp.erp_type,
        closed=closed,
        window=Window(schedule=rule.schedule, zone=company.time_zone, closed=closed),
        dates=tuple(due_dates(rule, today, closed)),
    )
