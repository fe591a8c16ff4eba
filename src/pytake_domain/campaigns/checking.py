"""What is wrong with a plan, whatever the store holds; pure."""

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from pytake_domain.campaigns.plan import CampaignTrigger, CampaignType, Content, EventKind, Limits, Plan
from pytake_domain.contacts import LONGEST_VALUE, Query, check_size, leaves
from pytake_domain.kernel.errors import Invalid, Problem

STEPS_MOST, VARIANTS_MOST, NUMBERS_MOST = 20, 10, 20
KEY_MOST, PURPOSE_MOST, TEXT_MOST = 20, 40, 4096
NAMED_MOST, WORD_MOST, VARIABLE_MOST = 50, 100, 2_000
HOLDOUT_MOST = 50
ATTRIBUTION_MOST = 30 * 24
LONGEST_DELAY = 365 * 86_400


def plan_problems(kind: CampaignType, plan: Plan) -> Iterator[Problem]:
    """Every one, each with the field that is to be changed."""
    yield from plan.schedule.problems()
    yield from _words(plan)
    yield from _audience(kind, plan)
    yield from _message(plan)
    yield from _steps(kind, plan)
    yield from _trigger(kind, plan.trigger)
    yield from _limits(plan.limits)
    yield from _range("holdout", plan.holdout, 0, HOLDOUT_MOST)
    yield from _range("attribution_hours", plan.attribution_hours, 1, ATTRIBUTION_MOST)
    if not 1 <= len(plan.purpose) <= PURPOSE_MOST:
        yield Problem(field="purpose", code="length", params={"least": 1, "most": PURPOSE_MOST})
    if len(plan.numbers) > NUMBERS_MOST:
        yield Problem(field="numbers", code="too_many", params={"most": NUMBERS_MOST})
    if len({n.number_id for n in plan.numbers}) < len(plan.numbers):
        yield Problem(field="numbers", code="not_unique")
    for place, number in enumerate(plan.numbers):
        yield from _range(f"numbers.{place}.weight", number.weight, 1, 1_000)


def moment_problems(plan: Plan, now: dt.datetime, *, started: bool) -> Iterator[Problem]:
    """What is wrong with its times now. A beginning that has passed is none once it has begun."""
    begins, ends = plan.schedule.start_date, plan.schedule.end_date
    if begins is not None and begins < now and not started:
        yield Problem(field="schedule.start_date", code="in_the_past")
    if ends is not None and ends <= now:
        yield Problem(field="schedule.end_date", code="in_the_past")
    if begins is not None and ends is not None and ends <= begins:
        yield Problem(field="schedule.end_date", code="ends_before_it_begins")


def _words(plan: Plan) -> Iterator[Problem]:
    """Texts that are too long, and too many of them."""
    wanted, trigger = plan.targeting, plan.trigger
    for name in ("segments", "lists", "tags", "without_segments", "without_lists"):
        if len(getattr(wanted, name)) > NAMED_MOST:
            yield Problem(field=f"targeting.{name}", code="too_many", params={"most": NAMED_MOST})
    short = [(f"targeting.tags.{place}", tag) for place, tag in enumerate(wanted.tags[:NAMED_MOST])]
    short.append(("goal_tag", plan.goal_tag or ""))
    if trigger is not None:
        short += [("trigger.tag", trigger.tag or ""), ("trigger.signal", trigger.signal or "")]
    for field, text in short:
        if len(text) > WORD_MOST:
            yield Problem(field=field, code="too_long", params={"most": WORD_MOST})
    yield from _question("targeting.conditions", wanted.conditions)
    for place, step in enumerate(plan.steps[:STEPS_MOST]):
        yield from _question(f"steps.{place}.condition", step.condition)


def _question(field: str, query: Query | None) -> Iterator[Problem]:
    """Of a size that can be answered."""
    if query is None:
        return
    try:
        check_size(query)
    except Invalid as error:
        yield from (replace(problem, field=field) for problem in error.problems)
        return
    for leaf in leaves(query):
        texts = (getattr(leaf, name) for name in leaf.__struct_fields__)
        if any(isinstance(text, str) and len(text) > LONGEST_VALUE for text in texts):
            yield Problem(field=field, code="too_long", params={"most": LONGEST_VALUE})


def _audience(kind: CampaignType, plan: Plan) -> Iterator[Problem]:
    if kind is not CampaignType.TRIGGER and plan.targeting.names_nobody:
        yield Problem(field="targeting", code="nobody_named")
    if kind is CampaignType.TRIGGER and plan.targeting.growing:
        yield Problem(field="targeting.growing", code="not_for_triggers")
    days = plan.exclusions.contacted_days
    if days is not None:
        yield from _range("exclusions.contacted_days", days, 1, 365)


def _message(plan: Plan) -> Iterator[Problem]:
    variants = plan.message.variants
    first = _content("message", plan.message.content)
    yield from first if not variants else (p for p in first if p.code not in ("required", "template_or_text"))
    if len(variants) == 1:
        yield Problem(field="message.variants", code="one_variant_only")
    if len(variants) > VARIANTS_MOST:
        yield Problem(field="message.variants", code="too_many", params={"most": VARIANTS_MOST})
    if len({v.key for v in variants}) < len(variants):
        yield Problem(field="message.variants", code="not_unique")
    for place, variant in enumerate(variants):
        field = f"message.variants.{place}"
        yield from _content(field, variant.content)
        yield from _range(f"{field}.weight", variant.weight, 1, 1_000)
        if not 1 <= len(variant.key) <= KEY_MOST:
            yield Problem(field=f"{field}.key", code="length", params={"least": 1, "most": KEY_MOST})
    if plan.message.auto_winner and not variants:
        yield Problem(field="message.auto_winner", code="needs_variants")


def _content(field: str, content: Content) -> Iterator[Problem]:
    if content.is_empty:
        yield Problem(field=f"{field}.template_id", code="required")
    if content.template_id is not None and content.text:
        yield Problem(field=f"{field}.text", code="template_or_text")
    if len(content.header_media_id or "") > WORD_MOST:
        yield Problem(field=f"{field}.header_media_id", code="too_long", params={"most": WORD_MOST})
    if len(content.variables) > NAMED_MOST:
        yield Problem(field=f"{field}.variables", code="too_many", params={"most": NAMED_MOST})
    for place, text in list(content.variables.items())[:NAMED_MOST]:
        if max(len(text), len(place)) > VARIABLE_MOST:
            yield Problem(field=f"{field}.variables", code="too_long", params={"most": VARIABLE_MOST})
    if content.text and len(content.text) > TEXT_MOST:
        yield Problem(field=f"{field}.text", code="too_long", params={"most": TEXT_MOST})


def _steps(kind: CampaignType, plan: Plan) -> Iterator[Problem]:
    if kind is CampaignType.DRIP and not plan.steps:
        yield Problem(field="steps", code="required")
    if kind is CampaignType.BROADCAST and plan.steps:
        yield Problem(field="steps", code="only_for_drips")
    if len(plan.steps) > STEPS_MOST:
        yield Problem(field="steps", code="too_many", params={"most": STEPS_MOST})
    for place, step in enumerate(plan.steps):
        yield from _content(f"steps.{place}", step.content)
        yield from _range(f"steps.{place}.after", step.after, 60, LONGEST_DELAY)


def _trigger(kind: CampaignType, trigger: CampaignTrigger | None) -> Iterator[Problem]:
    if kind is not CampaignType.TRIGGER:
        if trigger is not None:
            yield Problem(field="trigger", code="only_for_triggers")
        return
    if trigger is None:
        yield Problem(field="trigger", code="required")
        return
    if trigger.kind is EventKind.TAG_ADDED and not trigger.tag:
        yield Problem(field="trigger.tag", code="required")
    if trigger.kind is EventKind.SIGNAL and not trigger.signal:
        yield Problem(field="trigger.signal", code="required")
    yield from _range("trigger.after", trigger.after, 0, LONGEST_DELAY)
    if trigger.again_after_days is not None:
        yield from _range("trigger.again_after_days", trigger.again_after_days, 1, 3_650)


def _limits(limits: Limits) -> Iterator[Problem]:
    for name, most in (
        ("daily_limit", 10_000_000),
        ("hourly_limit", 10_000_000),
        ("per_contact_limit", 100),
        ("per_contact_week", 500),
    ):
        value: int | None = getattr(limits, name)
        if value is not None:
            yield from _range(f"limits.{name}", value, 1, most)
    if limits.per_second is not None and not 0.1 <= limits.per_second <= 1_000:  # noqa: PLR2004  what can be paced at all
        yield Problem(field="limits.per_second", code="out_of_range", params={"least": 1, "most": 1_000})


def _range(field: str, value: int, least: int, most: int) -> Iterator[Problem]:
    if not least <= value <= most:
        yield Problem(field=field, code="out_of_range", params={"least": least, "most": most})
