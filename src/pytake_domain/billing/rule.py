"""A reminder rule: how many days before or after an invoice is due its customer is written to, and with what."""

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from pytake_domain.campaigns import CampaignContent, Schedule
from pytake_domain.erp import ERP_NAME
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.ids import NumberId, ReminderRuleId, TenantId
from pytake_domain.kernel.time import Span

EARLIEST, LATEST = -30, 90
LONGEST_NAME = 100
MOST_RULES = 30
VARIABLES_MOST = 50
NAMES = ("contact", "customer", "invoice", "company", "today", "now")
"""What texts of a rule may begin a name with."""


class ReminderRule(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: negative before the due date, 0 on it, positive after. `erp_type`: of which ERP's invoices, the preferred one's
    without it. `number_id`: by which number, the company's only one without it.

    `schedule` says on which days and hours; on a closed day the reminder waits for the next open one. `least`: smaller invoices
    are let be. `per_week`: the most reminders that one person gets in seven days over all rules.
    """

    id: ReminderRuleId
    tenant_id: TenantId
    name: str
    days: int
    content: CampaignContent
    created_at: dt.datetime
    updated_at: dt.datetime
    schedule: Schedule = Schedule(send_times=(Span(start="08:00", end="20:00"),))
    number_id: NumberId | None = None
    erp_type: str | None = None
    least: Decimal | None = None
    per_week: int = 3
    active: bool = False
    version: int = 1

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it, whatever else there is."""
        if not 1 <= len(self.name.strip()) <= LONGEST_NAME:
            yield Problem(field="name", code="length", params={"least": 1, "most": LONGEST_NAME})
        if not EARLIEST <= self.days <= LATEST:
            yield Problem(field="days", code="out_of_range", params={"least": EARLIEST, "most": LATEST})
        if not 1 <= self.per_week <= 14:  # noqa: PLR2004  two a day are the most that anybody bears
            yield Problem(field="per_week", code="out_of_range", params={"least": 1, "most": 14})
        if self.erp_type is not None and not ERP_NAME.fullmatch(self.erp_type):
            yield Problem(field="erp_type", code="not_one_of")
        if self.content.template_id is None:
            yield Problem(field="template_id", code="required")
        if len(self.content.variables) > VARIABLES_MOST:
            yield Problem(field="variables", code="too_many", params={"most": VARIABLES_MOST})
        for problem in self.schedule.problems():
            place = problem.field.removeprefix("schedule.")
            # `days` of a rule are those to the due date.
            yield replace(problem, field="week_days" if place == "days" else place)


class RuleResults(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a rule: how many were sent, skipped by reason, and of those sent paid within seven days."""

    sent: int = 0
    paid: int = 0
    skipped: Mapping[str, int] = {}
