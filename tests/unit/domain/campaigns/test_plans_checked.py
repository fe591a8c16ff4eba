"""What is wrong with a campaign's plan: every place and its code, and nothing wrong with the bounds themselves."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from pytake_domain.campaigns import (
    CampaignContent,
    CampaignTrigger,
    CampaignType,
    EventKind,
    Schedule,
)
from pytake_domain.campaigns.checking import (
    ATTRIBUTION_MOST,
    HOLDOUT_MOST,
    LONGEST_DELAY,
    NAMED_MOST,
    NUMBERS_MOST,
    STEPS_MOST,
    TEXT_MOST,
    VARIABLE_MOST,
    VARIANTS_MOST,
    WORD_MOST,
    moment_problems,
    plan_problems,
)
from pytake_domain.campaigns.plan import Exclusions, Limits, Message, NumberShare, Plan, Step, Targeting, Variant
from pytake_domain.contacts import LONGEST_VALUE, AnyOf, HasTag, Query
from pytake_domain.kernel.ids import ContactListId, NumberId, SegmentId, TemplateId

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TEMPLATE = TemplateId(UUID(int=1))
HELLO = CampaignContent(template_id=TEMPLATE)
TO_VIPS = Targeting(tags=("vip",))
RIGHT = Plan(targeting=TO_VIPS, message=Message(content=HELLO))
BROADCAST, DRIP, TRIGGER = CampaignType.BROADCAST, CampaignType.DRIP, CampaignType.TRIGGER
TAGGED = CampaignTrigger(kind=EventKind.TAG_ADDED, tag="vip")
TRIGGERED = replace(RIGHT, targeting=Targeting(), trigger=TAGGED)


def found(kind: CampaignType = BROADCAST, plan: Plan = RIGHT, **changes: Any) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in plan_problems(kind, replace(plan, **changes))}


def tagged(*tags: str) -> Query:
    return AnyOf(of=tuple(HasTag(tag=tag) for tag in tags))


def said(**content: Any) -> dict[str, Any]:
    return {"message": Message(content=CampaignContent(**content))}


def variants(*keys: str, **changes: Any) -> dict[str, Any]:
    made = tuple(replace(Variant(key=key, content=HELLO), **changes) for key in keys)
    return {"message": Message(variants=made)}


def number(value: int, weight: int = 1) -> NumberShare:
    return NumberShare(number_id=NumberId(UUID(int=value)), weight=weight)


def a_step(**changes: Any) -> Step:
    return replace(Step(after=3_600, content=HELLO), **changes)


@pytest.mark.parametrize(
    ("kind", "plan"), [(BROADCAST, RIGHT), (DRIP, replace(RIGHT, steps=(a_step(),))), (TRIGGER, TRIGGERED)]
)
def test_a_plan_that_is_right_has_no_problem(kind: CampaignType, plan: Plan) -> None:
    assert found(kind, plan) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"holdout": HOLDOUT_MOST},
        {"attribution_hours": ATTRIBUTION_MOST},
        {"purpose": "p" * 40},
        {"numbers": tuple(map(number, range(NUMBERS_MOST)))},
        {"numbers": (number(1, 1_000),)},
        {"targeting": Targeting(tags=("t" * WORD_MOST,) * NAMED_MOST)},
        {"targeting": Targeting(conditions=tagged("vip"))},
        {"targeting": Targeting(file=ContactListId(UUID(int=1)), growing=True)},
        {"exclusions": Exclusions(contacted_days=365)},
        {"limits": Limits(daily_limit=1, hourly_limit=1, per_second=0.1, per_contact_limit=1, per_contact_week=1)},
        {"limits": Limits(per_second=1_000)},
        said(text="a" * TEXT_MOST),
        said(template_id=TEMPLATE, variables={"1": "v" * VARIABLE_MOST}),
        variants("a", "b"),
        {**variants("a", "b", content=CampaignContent(text="oi"))},
    ],
)
def test_the_bounds_themselves_are_allowed(changes: dict[str, Any]) -> None:
    assert found(**changes) == set()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"holdout": HOLDOUT_MOST + 1}, ("holdout", "out_of_range")),
        ({"holdout": -1}, ("holdout", "out_of_range")),
        ({"attribution_hours": 0}, ("attribution_hours", "out_of_range")),
        ({"purpose": ""}, ("purpose", "length")),
        ({"numbers": tuple(map(number, range(NUMBERS_MOST + 1)))}, ("numbers", "too_many")),
        ({"numbers": (number(1), number(1))}, ("numbers", "not_unique")),
        ({"numbers": (number(1), number(2, 0))}, ("numbers.1.weight", "out_of_range")),
        ({"targeting": Targeting()}, ("targeting", "nobody_named")),
        ({"targeting": Targeting(tags=("t",) * (NAMED_MOST + 1))}, ("targeting.tags", "too_many")),
        (
            {"targeting": Targeting(segments=(SegmentId(UUID(int=1)),) * (NAMED_MOST + 1))},
            ("targeting.segments", "too_many"),
        ),
        ({"targeting": Targeting(tags=("vip", "t" * (WORD_MOST + 1)))}, ("targeting.tags.1", "too_long")),
        ({"goal_tag": "t" * (WORD_MOST + 1)}, ("goal_tag", "too_long")),
        ({"exclusions": Exclusions(contacted_days=0)}, ("exclusions.contacted_days", "out_of_range")),
        ({"limits": Limits(daily_limit=0)}, ("limits.daily_limit", "out_of_range")),
        ({"limits": Limits(per_contact_week=501)}, ("limits.per_contact_week", "out_of_range")),
        ({"limits": Limits(per_second=0.05)}, ("limits.per_second", "out_of_range")),
        ({"trigger": TAGGED}, ("trigger", "only_for_triggers")),
        ({"steps": (a_step(),)}, ("steps", "only_for_drips")),
        ({"schedule": Schedule(days=())}, ("schedule.days", "required")),
    ],
)
def test_what_is_wrong_is_named_with_its_place(changes: dict[str, Any], problem: tuple[str, str]) -> None:
    assert found(**changes) == {problem}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({}, ("message.template_id", "required")),
        ({"text": "  "}, ("message.template_id", "required")),
        ({"template_id": TEMPLATE, "text": "oi"}, ("message.text", "template_or_text")),
        ({"text": "a" * (TEXT_MOST + 1)}, ("message.text", "too_long")),
        ({"template_id": TEMPLATE, "header_media_id": "m" * 101}, ("message.header_media_id", "too_long")),
        (
            {"template_id": TEMPLATE, "variables": {str(n): "v" for n in range(NAMED_MOST + 1)}},
            ("message.variables", "too_many"),
        ),
        (
            {"template_id": TEMPLATE, "variables": {"1": "v" * (VARIABLE_MOST + 1)}},
            ("message.variables", "too_long"),
        ),
        (
            {"template_id": TEMPLATE, "variables": {"n" * (VARIABLE_MOST + 1): "v"}},
            ("message.variables", "too_long"),
        ),
    ],
)
def test_what_is_wrong_with_a_message(content: dict[str, Any], problem: tuple[str, str]) -> None:
    assert found(**said(**content)) == {problem}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (variants("a"), ("message.variants", "one_variant_only")),
        (variants(*map(str, range(VARIANTS_MOST + 1))), ("message.variants", "too_many")),
        (variants("a", "a"), ("message.variants", "not_unique")),
        (variants("a", "k" * 21), ("message.variants.1.key", "length")),
        (variants("", "b"), ("message.variants.0.key", "length")),
        ({"message": Message(content=HELLO, auto_winner=True)}, ("message.auto_winner", "needs_variants")),
    ],
)
def test_what_is_wrong_with_variants(changes: dict[str, Any], problem: tuple[str, str]) -> None:
    assert found(**changes) == {problem}


def test_each_variant_says_something_and_has_a_weight() -> None:
    empty = (Variant(key="a", content=HELLO), Variant(key="b", weight=0))
    assert found(message=Message(variants=empty)) == {
        ("message.variants.1.template_id", "required"),
        ("message.variants.1.weight", "out_of_range"),
    }


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ((), ("steps", "required")),
        ((a_step(),) * (STEPS_MOST + 1), ("steps", "too_many")),
        ((a_step(), a_step(after=59)), ("steps.1.after", "out_of_range")),
        ((a_step(after=LONGEST_DELAY + 1),), ("steps.0.after", "out_of_range")),
        ((a_step(content=CampaignContent()),), ("steps.0.template_id", "required")),
    ],
)
def test_what_is_wrong_with_steps(steps: tuple[Step, ...], problem: tuple[str, str]) -> None:
    assert found(DRIP, steps=steps) == {problem}


@pytest.mark.parametrize(
    ("trigger", "problem"),
    [
        (None, ("trigger", "required")),
        (CampaignTrigger(kind=EventKind.TAG_ADDED), ("trigger.tag", "required")),
        (CampaignTrigger(kind=EventKind.SIGNAL), ("trigger.signal", "required")),
        (CampaignTrigger(kind=EventKind.SIGNAL, signal="s" * 101), ("trigger.signal", "too_long")),
        (replace(TAGGED, tag="t" * 101), ("trigger.tag", "too_long")),
        (replace(TAGGED, after=-1), ("trigger.after", "out_of_range")),
        (replace(TAGGED, again_after_days=0), ("trigger.again_after_days", "out_of_range")),
    ],
)
def test_what_is_wrong_with_a_trigger(trigger: CampaignTrigger | None, problem: tuple[str, str]) -> None:
    assert found(TRIGGER, TRIGGERED, trigger=trigger) == {problem}


def test_a_trigger_has_no_growing_audience() -> None:
    growing = Targeting(growing=True)
    assert found(TRIGGER, TRIGGERED, targeting=growing) == {("targeting.growing", "not_for_triggers")}
    again = CampaignTrigger(kind=EventKind.OPTED_IN, again_after_days=30)
    assert found(TRIGGER, TRIGGERED, trigger=again) == set()


def test_conditions_have_a_size_that_can_be_answered() -> None:
    many = tagged(*map(str, range(201)))
    long = tagged("t" * (LONGEST_VALUE + 1))
    assert found(targeting=Targeting(conditions=many)) == {("targeting.conditions", "too_many_conditions")}
    assert found(targeting=Targeting(conditions=long)) == {("targeting.conditions", "too_long")}
    assert found(DRIP, steps=(a_step(condition=long),)) == {("steps.0.condition", "too_long")}


@pytest.mark.parametrize(
    ("begins", "ends", "started", "codes"),
    [
        (None, None, False, set()),
        (NOW, NOW + HOUR, False, set()),
        (NOW - HOUR, None, False, {("schedule.start_date", "in_the_past")}),
        (NOW - HOUR, None, True, set()),
        (None, NOW, True, {("schedule.end_date", "in_the_past")}),
        (NOW + HOUR, NOW + HOUR, False, {("schedule.end_date", "ends_before_it_begins")}),
    ],
)
def test_its_times_are_to_come(
    begins: dt.datetime | None, ends: dt.datetime | None, codes: set[tuple[str, str]], *, started: bool
) -> None:
    plan = replace(RIGHT, schedule=Schedule(start_date=begins, end_date=ends))
    assert {(p.field, p.code) for p in moment_problems(plan, NOW, started=started)} == codes
