"""Reminder rules and outages as the API shows them."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from pytake_domain.billing import OutageWithReach, Previewed, ReminderRule, RuleWithResults
from pytake_domain.campaigns import CampaignContent, Holidays, Schedule
from pytake_domain.erp import Outage, OutageScope
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import NumberId, OutageId, ReminderRuleId, TemplateId, TenantId
from pytake_domain.kernel.time import DAYS, Span

AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
NOBODY = UUID(int=0)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class ReminderSpanIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """HH:MM of the company's day."""

    start: str
    end: str


class ReminderRuleIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule: `days` before (negative), on (0) or after the due date a template goes out.

    `variables` by place; each a text that may hold `{{ customer.first_name }}`, `{{ customer.plan }}`, `{{ invoice.amount }}`,
    `{{ invoice.due_on }}`, `{{ invoice.days }}`, `{{ invoice.line }}`, `{{ invoice.pix }}`, `{{ invoice.link }}`,
    `{{ company.name }}`. `holidays` `skip` waits for the next open day of the company's calendar. `least`: smaller invoices are
    let be. `per_week`: the most reminders that one person gets over all rules.
    """

    name: str
    days: int
    template_id: UUID | None = None
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    header_media_id: str | None = None
    send_times: list[ReminderSpanIO] = msgspec.field(
        default_factory=lambda: [ReminderSpanIO(start="08:00", end="20:00")]
    )
    week_days: list[str] = msgspec.field(default_factory=lambda: list(DAYS))
    holidays: str = "skip"
    whatsapp_config_id: UUID | None = None
    erp_type: str | None = None
    least: str | None = None
    per_week: int = 3
    active: bool = False


class ReminderRuleChangeIn(ReminderRuleIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, of a rule that was read at `version`."""

    version: int


class ReminderResultsOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many were sent, of these paid within seven days, and skipped by reason."""

    sent: int
    paid: int
    skipped: dict[str, int]


class ReminderRuleOut(msgspec.Struct, frozen=True, kw_only=True):
    """A rule, and what came of it."""

    id: UUID
    name: str
    days: int
    template_id: UUID | None
    variables: dict[str, str]
    header_media_id: str | None
    send_times: list[ReminderSpanIO]
    week_days: list[str]
    holidays: str
    whatsapp_config_id: UUID | None
    erp_type: str | None
    least: Decimal | None
    per_week: int
    active: bool
    version: int
    results: ReminderResultsOut | None
    created_at: dt.datetime
    updated_at: dt.datetime


class ReminderPreviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """One reminder to come: who gets it, when, what they read; `reason` says why they would not."""

    at: dt.datetime
    customer_id: str
    customer: str | None
    contact_id: UUID | None
    invoice_id: str
    due_on: dt.date | None
    amount: Decimal
    text: str
    reason: str | None


class ReminderPreviewsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Of the next seven days, a hundred at most."""

    data: list[ReminderPreviewOut]


class OutageIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of the network is down: `scope` is `all`, or what `names` are names of (`region`, `city`, `district`).

    `message` is what those affected are told first, `ended_message` what they are told when it is over (ours without one).
    """

    scope: str
    message: str
    names: list[str] = msgspec.field(default_factory=list)
    ended_message: str = ""
    expected_until: dt.datetime | None = None


class OutageChangeIn(OutageIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, of one that was read at `version`."""

    version: int


class OutageOut(msgspec.Struct, frozen=True, kw_only=True):
    """An outage: how many contacts it cuts off, how many were told; `found_by` `itself` was seen in lines and tickets."""

    id: UUID
    scope: str
    names: list[str]
    message: str
    ended_message: str
    expected_until: dt.datetime | None
    started_at: dt.datetime
    ended_at: dt.datetime | None
    found_by: str
    affected: int
    told: int
    version: int


def rule_of(given: ReminderRuleIn, *, version: int = 1) -> ReminderRule:
    """As the domain has it. Raises Invalid."""
    if given.holidays not in set(Holidays):
        raise Invalid(Problem(field="holidays", code="not_one_of"))
    if given.least is not None and not AMOUNT.fullmatch(given.least):
        raise Invalid(Problem(field="least", code="not_an_amount"))
    return ReminderRule(
        id=ReminderRuleId(NOBODY),
        tenant_id=TenantId(NOBODY),
        name=given.name.strip(),
        days=given.days,
        content=CampaignContent(
            template_id=TemplateId(given.template_id) if given.template_id else None,
            variables=given.variables,
            header_media_id=given.header_media_id,
        ),
        schedule=Schedule(
            send_times=tuple(_span(place, span) for place, span in enumerate(given.send_times)),
            days=tuple(given.week_days),
            holidays=Holidays(given.holidays),
        ),
        number_id=NumberId(given.whatsapp_config_id) if given.whatsapp_config_id else None,
        erp_type=given.erp_type or None,
        least=Decimal(given.least) if given.least else None,
        per_week=given.per_week,
        active=given.active,
        created_at=EPOCH,
        updated_at=EPOCH,
        version=version,
    )


def _span(place: int, given: ReminderSpanIO) -> Span:
    try:
        return Span(start=given.start, end=given.end)
    except Invalid as error:
        raise Invalid(*(msgspec.structs.replace(p, field=f"send_times.{place}") for p in error.problems)) from error


def rule_out(found: RuleWithResults | ReminderRule) -> ReminderRuleOut:
    """As the API shows it."""
    rule = found if isinstance(found, ReminderRule) else found.rule
    results = None if isinstance(found, ReminderRule) else found.results
    return ReminderRuleOut(
        id=rule.id,
        name=rule.name,
        days=rule.days,
        template_id=rule.content.template_id,
        variables=dict(rule.content.variables),
        header_media_id=rule.content.header_media_id,
        send_times=[ReminderSpanIO(start=s.start, end=s.end) for s in rule.schedule.send_times],
        week_days=list(rule.schedule.days),
        holidays=rule.schedule.holidays.value,
        whatsapp_config_id=rule.number_id,
        erp_type=rule.erp_type,
        least=rule.least,
        per_week=rule.per_week,
        active=rule.active,
        version=rule.version,
        results=ReminderResultsOut(sent=results.sent, paid=results.paid, skipped=dict(results.skipped))
        if results
        else None,
        created_at=rule.created_at,
        updated_at=rule.updated_at,
    )


def previews_out(previews: Sequence[Previewed]) -> ReminderPreviewsOut:
    """As the API shows them."""
    return ReminderPreviewsOut(
        data=[
            ReminderPreviewOut(
                at=each.at,
                customer_id=each.due.customer.external_id,
                customer=each.due.customer.name,
                contact_id=each.contact.id if each.contact else None,
                invoice_id=each.due.invoice.external_id,
                due_on=each.due.invoice.due_on,
                amount=each.due.invoice.to_pay,
                text=each.text,
                reason=each.reason.value if each.reason else None,
            )
            for each in previews
        ]
    )


def outage_of(given: OutageIn, *, version: int = 1) -> Outage:
    """As the domain has it. Raises Invalid."""
    if given.scope not in set(OutageScope):
        raise Invalid(Problem(field="scope", code="not_one_of"))
    return Outage(
        id=OutageId(NOBODY),
        tenant_id=TenantId(NOBODY),
        scope=OutageScope(given.scope),
        names=tuple(name.strip() for name in given.names if name.strip()),
        message=given.message.strip(),
        ended_message=given.ended_message.strip(),
        expected_until=given.expected_until,
        started_at=EPOCH,
        version=version,
    )


def outage_out(found: OutageWithReach) -> OutageOut:
    """As the API shows it."""
    outage = found.outage
    return OutageOut(
        id=outage.id,
        scope=outage.scope.value,
        names=list(outage.names),
        message=outage.message,
        ended_message=outage.ended_message,
        expected_until=outage.expected_until,
        started_at=outage.started_at,
        ended_at=outage.ended_at,
        found_by=outage.found_by.value,
        affected=found.affected,
        told=found.told,
        version=outage.version,
    )
