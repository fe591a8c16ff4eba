"""The pages about flows name everything there is."""

import re
from pathlib import Path

from pytake_domain.flows import TriggerKind
from pytake_domain.flows.expressions import limits
from pytake_domain.flows.expressions.days import MOST, MOST_COUNTED
from pytake_domain.flows.expressions.language import ENVIRONMENT

PAGES = Path(__file__).parents[2] / "docs" / "flows"
TAGS = frozenset({"#", "content", "illegal", "output"})


def named(page: str) -> set[str]:
    return set(re.findall(r"`([a-z0-9_]+)`", (PAGES / page).read_text("utf-8")))


def test_every_filter_and_tag_is_documented() -> None:
    assert set(ENVIRONMENT.filters) <= named("liquid.md")
    assert set(ENVIRONMENT.tags) - TAGS <= named("liquid.md")


def test_every_kind_of_trigger_is_documented() -> None:
    assert {kind.value for kind in TriggerKind} <= named("triggers.md")


def test_the_limits_are_those_that_hold() -> None:
    page = (PAGES / "liquid.md").read_text("utf-8")
    for number in (limits.SOURCE, limits.LOOP, limits.FILTER_CALLS, limits.VALUE, limits.ITEMS, MOST, MOST_COUNTED):
        assert f"{number:,}" in page


def test_every_doubt_of_the_model_checker_is_documented() -> None:
    sources = Path(__file__).parents[2] / "src" / "pytake_domain" / "flows" / "checker"
    codes = {code for file in sources.glob("*.py") for code in re.findall(r'code="(\w+)"', file.read_text("utf-8"))}
    assert codes
    assert codes <= named("checking.md")
