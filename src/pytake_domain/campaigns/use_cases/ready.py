"""What a campaign needs of the store to be sent: its numbers, its templates, its audience as one question."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pytake_domain.campaigns.campaign import Campaign
from pytake_domain.campaigns.checking import moment_problems, plan_problems
from pytake_domain.campaigns.pacing import NumberPace, Portfolio
from pytake_domain.campaigns.plan import Content, NumberShare, Plan
from pytake_domain.campaigns.policy import Policy
from pytake_domain.campaigns.ports import Audience, CampaignWork
from pytake_domain.campaigns.schedule import CONTACT_ZONE, Holidays, Window
from pytake_domain.campaigns.writing import file_columns, template_problems, text_problems
from pytake_domain.contacts import (
    MARKETING,
    AllOf,
    AnyOf,
    ContactImport,
    HasTag,
    ImportState,
    InSegment,
    Negation,
    Now,
    OnList,
    Query,
    QueryGround,
    checked_query,
    ground_of,
    inlined_query,
)
from pytake_domain.kernel.errors import Invalid, NotFound, Problem
from pytake_domain.kernel.ids import NumberId, TemplateId
from pytake_domain.kernel.time import day_in
from pytake_domain.routing import Texts
from pytake_domain.templates import MessageTemplate, TemplateCategory
from pytake_domain.whatsapp import ApiType, WhatsAppNumber

RED, YELLOW = ("RED", "LOW"), ("YELLOW", "MEDIUM")
CAREFULLY = 0.5
"""Of its pace, for a number whose quality is falling."""


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """By which numbers, with which templates; what keeps it from being sent."""

    shares: tuple[NumberShare, ...]
    numbers: Mapping[NumberId, WhatsAppNumber]
    templates: Mapping[TemplateId, MessageTemplate]
    problems: tuple[Problem, ...]

    def template_of(self, content: Content) -> MessageTemplate | None:
        """The one it says, if it does."""
        return self.templates.get(content.template_id) if content.template_id is not None else None

    def is_marketing(self, plan: Plan) -> bool:
        """Would the provider count any of it as advertising? What needs no template is service there."""
        return any(t.category is TemplateCategory.MARKETING for t in self.templates.values()) or (
            not self.templates and plan.purpose == MARKETING
        )


async def means_of(work: CampaignWork, plan: Plan, texts: Texts) -> Means:
    """With every problem, so that people see all of them at once."""
    shares, numbers, problems = await _numbers(work, plan)
    templates: dict[TemplateId, MessageTemplate] = {}
    for field, content in _contents(plan):
        problems += text_problems(field, content, texts)
        if content.template_id is None:
            if any(n.api_type is ApiType.OFFICIAL for n in numbers.values()) and content.text:
                problems.append(Problem(field=f"{field}.template_id", code="template_needed"))
            continue
        try:
            template = templates.get(content.template_id) or await work.templates.get(content.template_id)
        except NotFound:
            problems.append(Problem(field=f"{field}.template_id", code="unknown"))
            continue
        templates[content.template_id] = template
        problems += _fits(field, content, template, numbers.values())
    return Means(shares=shares, numbers=numbers, templates=templates, problems=tuple(problems))


def _fits(
    field: str, content: Content, template: MessageTemplate, numbers: Iterable[WhatsAppNumber]
) -> Iterator[Problem]:
    if not template.sends:
        yield Problem(
            field=f"{field}.template_id", code="template_not_sendable", params={"status": template.status.value}
        )
    else:
        yield from template_problems(field, content, template)
    for number in numbers:
        if number.business_account_id != template.business_account_id:
            yield Problem(
                field=f"{field}.template_id", code="template_of_another_account", params={"number": number.name}
            )


def _contents(plan: Plan) -> Iterator[tuple[str, Content]]:
    if plan.message.variants:
        for place, variant in enumerate(plan.message.variants):
            yield f"message.variants.{place}", variant.content
    else:
        yield "message", plan.message.content
    for place, step in enumerate(plan.steps):
        yield f"steps.{place}", step.content


async def _numbers(
    work: CampaignWork, plan: Plan
) -> tuple[tuple[NumberShare, ...], dict[NumberId, WhatsAppNumber], list[Problem]]:
    """Those it names, or the only one there is."""
    known = {n.id: n for n in await work.numbers.all()}
    shares, problems = plan.numbers, list[Problem]()
    if not shares:
        active = [n for n in known.values() if n.is_active]
        if len(active) == 1:
            shares = (NumberShare(number_id=active[0].id),)
        else:
            code = "needed_with_several_numbers" if active else "no_number"
            problems.append(Problem(field="numbers", code=code))
    for place, share in enumerate(shares):
        number = known.get(share.number_id)
        if number is None:
            problems.append(Problem(field=f"numbers.{place}", code="unknown"))
        elif not number.sends:
            status = number.status.value if number.is_active else "inactive"
            problems.append(
                Problem(
                    field=f"numbers.{place}", code="number_not_sending", params={"name": number.name, "status": status}
                )
            )
        elif (number.quality or "").upper() in RED:
            problems.append(Problem(field=f"numbers.{place}", code="number_quality_low", params={"name": number.name}))
    return shares, {s.number_id: known[s.number_id] for s in shares if s.number_id in known}, problems


def question_of(plan: Plan) -> Query:
    """The whole audience as one question."""
    wanted = plan.targeting
    named: list[Query] = [InSegment(segment=str(each)) for each in wanted.segments]
    named += [OnList(list=str(each)) for each in (*wanted.lists, *([wanted.file] if wanted.file else []))]
    named += [HasTag(tag=tag) for tag in wanted.tags]
    if wanted.conditions is not None:
        named.append(wanted.conditions)
    without: list[Query] = [InSegment(segment=str(each)) for each in wanted.without_segments]
    without += [OnList(list=str(each)) for each in wanted.without_lists]
    return AllOf(of=(AnyOf(of=tuple(named)), *(Negation(of=each) for each in without)))


def question_problems(plan: Plan, ground: QueryGround) -> Iterator[Problem]:
    """Segments, lists and attributes that are not there."""
    try:
        checked_query(question_of(plan), ground)
    except Invalid as error:
        for problem in error.problems:
            yield msgspec.structs.replace(problem, field="targeting")
    for place, step in enumerate(plan.steps):
        if step.condition is not None:
            try:
                checked_query(step.condition, ground)
            except Invalid as error:
                for problem in error.problems:
                    yield msgspec.structs.replace(problem, field=f"steps.{place}.condition")


async def audience_of(work: CampaignWork, campaign: Campaign, means: Means, now: dt.datetime) -> Audience:
    """Raises Invalid when it speaks of what is gone."""
    ground, zone = await ground_of(work), (await work.tenants.get()).time_zone
    return Audience(
        campaign_id=campaign.id,
        query=inlined_query(checked_query(question_of(campaign.plan), ground), ground),
        plan=campaign.plan,
        policy=await work.campaigns.policy(),
        marketing=means.is_marketing(campaign.plan),
        now=Now(at=now, today=day_in(zone, now)),
        zone=zone,
    )


async def problems_of(work: CampaignWork, campaign: Campaign, means: Means, now: dt.datetime) -> tuple[Problem, ...]:
    """Everything that keeps it from being started now, but for an audience of nobody."""
    plan, ground = campaign.plan, await ground_of(work)
    found = [*plan_problems(campaign.type, plan)]
    found += moment_problems(plan, now, started=campaign.started_at is not None)
    found += means.problems
    found += await _file_problems(work, plan)
    if not plan.targeting.names_nobody:
        found += question_problems(plan, ground)
    if not any(problem.field.startswith("schedule") for problem in found):
        zone = (await work.tenants.get()).time_zone
        window = (await windows_of(work, plan, await work.campaigns.policy(), [zone]))[zone]
        if window.next_opening(now) is None:
            found.append(Problem(field="schedule", code="never_opens"))
    return tuple(found)


async def reading(work: CampaignWork, plan: Plan) -> ContactImport | None:
    """The import that makes the list of its file; None where there is none."""
    if plan.targeting.file is None:
        return None
    try:
        made = await work.contact_lists.get(plan.targeting.file)
        return await work.imports.get(made.import_id) if made.import_id is not None else None
    except NotFound:
        return None


async def _file_problems(work: CampaignWork, plan: Plan) -> list[Problem]:
    """A file that is not read to its end, and texts that speak of columns it has not."""
    one = await reading(work, plan)
    if one is None and plan.targeting.file is not None:
        return []
    found = []
    if one is not None and one.state is not ImportState.DONE:
        code = "file_being_read" if one.state is ImportState.RUNNING else "file_not_read"
        found.append(Problem(field="targeting.file", code=code))
    known = (
        {name for name in one.plan.fields if name is not None} if one is not None and one.plan is not None else set()
    )
    for field, content in _contents(plan):
        for place, column in file_columns(content):
            if column not in known:
                params: dict[str, str | int] = {"column": column, "known": ", ".join(sorted(known)) or "-"}
                found.append(Problem(field=f"{field}.{place}", code="unknown_file_column", params=params))
    return found


async def windows_of(work: CampaignWork, plan: Plan, policy: Policy, zones: Sequence[str]) -> dict[str, Window]:
    """When those in each zone may be written to; an empty zone is the one of the schedule. For marketing the company's quiet
    hours hold as well.
    """
    closed: frozenset[str] = frozenset()
    if plan.schedule.holidays is Holidays.SKIP and (calendar := await work.calendars.default()) is not None:
        closed = frozenset(day.date for day in calendar.hours.exceptions if not day.spans)
    fixed = plan.schedule.time_zone
    if fixed in (None, CONTACT_ZONE):
        fixed = (await work.tenants.get()).time_zone
    quiet = (policy.quiet_hours,) if plan.purpose == MARKETING and policy.quiet_hours is not None else ()
    return {zone: Window(schedule=plan.schedule, zone=zone or fixed, closed=closed, quiet=quiet) for zone in zones}


def paces_of(
    means: Means, factors: Mapping[NumberId, float], waiting: Mapping[NumberId, int]
) -> tuple[NumberPace, ...]:
    """Of the numbers that send now."""
    made = []
    for share in means.shares:
        number = means.numbers.get(share.number_id)
        if number is None or not number.sends or (number.quality or "").upper() in RED:
            continue
        careful = CAREFULLY if (number.quality or "").upper() in YELLOW else 1.0
        made.append(
            NumberPace(
                number_id=number.id,
                weight=share.weight,
                per_second=_per_second(number),
                factor=factors.get(number.id, 1.0) * careful,
                waiting=waiting.get(number.id, 0),
                portfolio=portfolio_of(number),
            )
        )
    return tuple(made)


def _per_second(number: WhatsAppNumber) -> float:
    minute = number.rate_limit_per_minute
    return min(number.messages_per_second, minute / 60) if minute else float(number.messages_per_second)


def portfolio_of(number: WhatsAppNumber) -> str | None:
    """Whose daily limit it shares: that of its business account, as far as we are told; none for linked numbers."""
    if number.api_type is not ApiType.OFFICIAL:
        return None
    return number.business_account_id or str(number.id)


async def portfolios_of(work: CampaignWork, means: Means, now: dt.datetime) -> dict[str, Portfolio]:
    """With whom they began to write to in the last day. Numbers of one portfolio that say different limits: the least."""
    limits: dict[str, int | None] = {}
    for number in means.numbers.values():
        name = portfolio_of(number)
        if name is not None:
            known = [limit for limit in (limits.get(name), number.daily_limit) if limit is not None]
            limits[name] = min(known) if known else None
    return {
        name: Portfolio(daily_limit=limit, used=await work.paces.begun(name, now)) for name, limit in limits.items()
    }
