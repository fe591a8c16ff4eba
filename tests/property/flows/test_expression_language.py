"""The template language: quick ways say what Liquid says, and nothing anybody writes takes long."""

import contextlib
import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytake_domain.flows.expressions import (
    ConditionWrong,
    Names,
    RenderFailed,
    TemplateWrong,
    condition,
    predicate,
    template,
)
from pytake_domain.flows.expressions.language import parse_template
from pytake_domain.flows.expressions.values import folded, number
from pytake_domain.kernel.text import fold

MOMENT = dt.datetime(2026, 11, 18, 14, 30, tzinfo=dt.UTC)
ROOTS = ("a", "b", "c", "contact", "vars", "missing")
LEAVES = ("name", "tags", "a", "deep", "size", "first", "last", "missing")
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(-1e6, 1e6), st.text(max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(LEAVES), inner, max_size=3)),
    max_leaves=6,
)
PATHS = st.builds(
    lambda root, rest: ".".join((root, *rest)), st.sampled_from(ROOTS), st.lists(st.sampled_from(LEAVES), max_size=2)
)
LITERALS = st.sampled_from(("'vip'", '"sim"', "3", "-2", "1.5", "true", "false", "nil", "empty", "blank"))
FILTERED = st.builds(
    "{} | {}".format,
    PATHS,
    st.sampled_from(
        (
            "upcase",
            "default: 'x'",
            "plus: 1",
            "size",
            "join: ', '",
            "money",
            "date",
            "phone",
            "truncate: 5",
            "times: a",
            "first",
            "json",
            "date: 'relative'",
            "date: 'long_weekday'",
            "add_days: 3",
            "add_months: b",
            "add_business_days: -5",
            "business_days_until",
            "is_business_day",
        )
    ),
)
OUTPUTS = st.one_of(PATHS, PATHS, LITERALS, FILTERED).map("{{{{ {} }}}}".format)
SOURCES = st.lists(
    st.one_of(OUTPUTS, st.text(alphabet="Olá \n%}.<", max_size=8), st.just("{% if a %}{{ b }}{% endif %}")), max_size=4
).map("".join)
OPERANDS = st.one_of(PATHS, LITERALS)
COMPARISONS = st.one_of(
    OPERANDS,
    st.builds("{} {} {}".format, OPERANDS, st.sampled_from(("==", "!=", "<", ">", "<=", ">=", "contains")), OPERANDS),
)
EXPRESSIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from(("and", "or")), inner),
        st.builds("not ({})".format, inner),
        st.builds("({})".format, inner),
    ),
    max_leaves=4,
)


def names_of(**values: Any) -> Names:
    names = Names(values)
    names.update({"vars": values, "now": MOMENT, "today": MOMENT.date(), "language": "pt-BR"})
    return names


CONTEXTS = st.dictionaries(st.sampled_from(ROOTS[:4]), VALUES, max_size=4).map(lambda values: names_of(**values))


def liquid_render(source: str, names: Names) -> str:
    """By Liquid alone."""
    try:
        return parse_template(source).render(names)
    except Exception as error:
        raise RenderFailed from error


def outcome(render: Any) -> Any:
    try:
        return render()
    except RenderFailed:
        return RenderFailed


@settings(max_examples=600, deadline=None)
@given(SOURCES, CONTEXTS)
@example("{{ a.size }}", names_of(a={"size": 3}))
@example("{{ a.first }}{{ a.last }}", names_of(a=[1, 2]))
@example("{{ (1..3) }}", names_of())
@example("{{ a }}", names_of(a=True))
def test_a_text_reads_as_liquid_writes_it(source: str, names: Names) -> None:
    try:
        quick = template(source)
    except TemplateWrong:
        return
    assert outcome(lambda: quick.render(names)) == outcome(lambda: liquid_render(source, names))


@settings(max_examples=800, deadline=None)
@given(EXPRESSIONS, CONTEXTS)
@example("not (a < 'x')", names_of(a=1))
@example("a contains 'x'", names_of(a=5))
@example("a == b", names_of(a=1, b=True))
def test_a_condition_holds_when_liquid_says_so(source: str, names: Names) -> None:
    try:
        quick = predicate(source)
    except TemplateWrong:
        return
    wanted = outcome(lambda: liquid_render(f"{{% if {source} %}}yes{{% endif %}}", names))
    assert quick(names) is (wanted == "yes")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(alphabet="{}%| abif'\".()[]0,:=<>-", max_size=60)), CONTEXTS)
def test_any_text_is_a_template_or_a_mistake_with_its_place(source: str, names: Names) -> None:
    mistakes = []
    try:
        compiled = template(source)
        outcome(lambda: compiled.render(names))
        outcome(lambda: compiled.evaluate(names))
    except TemplateWrong as wrong:
        mistakes.append(wrong)
    assert all(wrong.code and wrong.line >= 1 and wrong.column >= 0 for wrong in mistakes)


JSON = st.recursive(
    st.one_of(SCALARS, PATHS, st.sampled_from(("equals", ">", "in", "a > 1"))),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("all", "any", "not", "variable", "op", "value", "as", "expression")), inner, max_size=4
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(JSON, CONTEXTS)
def test_anything_drawn_as_a_condition_compiles_or_says_why(drawn: Any, names: Names) -> None:
    try:
        test = condition(drawn)
    except ConditionWrong:
        return
    assert outcome(lambda: test(names)) in (True, False, RenderFailed)


GREEDY = [
    "{% for i in (1..200) %}{% for j in (1..200) %}x{% endfor %}{% endfor %}",
    "{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 200 + "{{ x }}",
    "{% assign x = 9999999 %}" + "{% assign x = x | times: x %}" * 200 + "{{ x }}",
    "{{ 'a' | replace: 'a', 'aaaaaaaaaaaaaaaaaaaa' " + "| replace: 'a', 'aaaaaaaaaaaaaaaaaaaa' " * 100 + "}}",
    "{% for i in (1..200) %}" + "{{ big | uniq | sort | join: ',' | upcase }}" * 100 + "{% endfor %}",
    "{% for i in (1..200) %}" * 9 + "x" + "{% endfor %}" * 9,
    "{{ " + "(" * 2000 + "a" + ")" * 2000 + " }}",
    "{% if " + "a and " * 1200 + "a %}x{% endif %}",
    "{% assign n = 'x' %}{% for i in big %}{% capture n %}{{ n }}{{ n }}{% endcapture %}{% endfor %}{{ n }}",
    "{{ big | join: long }}",
    "{{ long | split: '' | join: long }}",
    "{{ a" + ".b" * 3000 + " }}",
    "{% for i in (1..200) %}" + "{{ today | add_business_days: 366 | add_business_days: -366 }}" * 9 + "{% endfor %}",
    "{% for i in (1..200) %}{{ big | json }}{% endfor %}",
    "{{ today | add_days: 1e300 | add_months: 99999999999999 }}",
]


@pytest.mark.parametrize("source", GREEDY)
def test_a_greedy_template_is_stopped_soon(source: str) -> None:
    names = names_of(big=[f"{n:0200}" for n in range(500)], long="y" * 16_000, a={})
    began = time.process_time()
    with contextlib.suppress(TemplateWrong):
        outcome(lambda: template(source).render(names))
    assert time.process_time() - began < 3


DAYS = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2100, 1, 1))


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 60), st.lists(DAYS, max_size=5))
def test_business_days_there_and_back(day: dt.date, count: int, holidays: list[dt.date]) -> None:
    names = names_of(d=day.isoformat())
    names["company"] = {"holidays": [one.isoformat() for one in holidays]}
    there = dt.date.fromisoformat(template(f"{{{{ d | add_business_days: {count} }}}}").render(names))
    works = [
        one
        for n in range(1, (there - day).days + 1)
        if (one := day + dt.timedelta(days=n)).isoweekday() <= 5 and one not in holidays
    ]
    assert len(works) == count
    assert works[-1] == there
    names["d"] = there.isoformat()
    back = dt.date.fromisoformat(template(f"{{{{ d | add_business_days: -{count} }}}}").render(names))
    assert back <= day


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text(alphabet=" \t.,;:!?¡¿\"'()[]*_~`-aBç\u00a0\x1c", max_size=30)))
def test_folding_quickly_is_folding(text: str) -> None:
    assert folded(text) == fold(text)


@settings(max_examples=500, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(0, 99))
def test_a_number_is_read_in_brazilian_and_in_english(whole: int, cents: int) -> None:
    english = f"{whole:,}.{cents:02}"
    wanted = float(f"{whole}.{cents:02}")
    assert number(english) == wanted
    assert number(english.translate(str.maketrans(",.", ".,"))) == wanted
    assert number(f"R$ {english}") == wanted


@given(st.text(max_size=50))
def test_any_text_is_a_number_or_none(text: str) -> None:
    assert number(text) is None or isinstance(number(text), (int, float))
