"""Graphs come back from JSON as they went in; nothing drawn is an exception; no pattern runs away."""

import re
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.flows.graphs import graphs, valid_graphs

from pytake_domain.flows import (
    NODE_TYPES,
    Graph,
    MessageIn,
    Trigger,
    TriggerKind,
    compile_graph,
    read_graph,
    read_trigger,
    validate,
)
from pytake_domain.flows.safe_regex import LONGEST_TEXT, PatternRefused, matches, safe_pattern
from pytake_domain.flows.trigger import Arrival, Holidays

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=10,
)
FIELDS = sorted({field.encode_name for kind in NODE_TYPES.values() for field in msgspec.structs.fields(kind)})
NODE_LIKE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.one_of(st.sampled_from(("a", "b", "")), JSON),
        "type": st.one_of(st.sampled_from(sorted(NODE_TYPES)), JSON),
        "data": st.one_of(JSON, st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6)),
        "position": JSON,
    },
)
EDGE_LIKE = st.fixed_dictionaries(
    {"id": st.just("e"), "source": st.sampled_from("ab"), "target": st.sampled_from("ab")},
    optional={"source_handle": JSON, "condition": JSON},
)


@given(st.one_of(graphs(), valid_graphs()))
def test_a_graph_comes_back_from_json_as_it_went_in(graph: Graph) -> None:
    stored = msgspec.json.encode(graph)
    assert msgspec.json.decode(stored, type=Graph) == graph
    wire: Any = msgspec.json.decode(stored)
    assert read_graph(wire["nodes"], wire["edges"]) == (graph, ())


@settings(max_examples=300, deadline=None)
@given(st.one_of(JSON, st.lists(NODE_LIKE, max_size=4)), st.one_of(JSON, st.lists(EDGE_LIKE, max_size=4)))
def test_nothing_drawn_is_an_exception(nodes: Any, edges: Any) -> None:
    graph, _ = read_graph(nodes, edges)
    validate(graph)
    compile_graph(graph)


@given(JSON, JSON)
def test_nothing_said_about_a_trigger_is_an_exception(drawn: Any, value: Any) -> None:
    trigger, _ = read_trigger(drawn, value)
    trigger.problems()
    trigger.fits(MessageIn(text="oi"), words="oi", language="pt-BR", arrival=Arrival(first=True, ad=""))
    trigger.hears("erp.invoice")


@given(
    st.builds(
        Trigger,
        kind=st.sampled_from(TriggerKind),
        keywords=st.lists(st.text(max_size=10), max_size=3).map(tuple),
        buttons=st.lists(st.text(max_size=10), max_size=3).map(tuple),
        except_on=st.lists(st.text(max_size=10), max_size=3).map(tuple),
        holidays=st.sampled_from(Holidays),
        interrupts=st.booleans(),
    )
)
def test_a_trigger_comes_back_from_json_as_it_went_in(trigger: Trigger) -> None:
    assert read_trigger(msgspec.to_builtins(trigger)) == (trigger, ())


PARTS = st.sampled_from(("a", ".", r"\d", "[ab]", r"\w", "(?:ab|a)", "x", "(a)", r"\s", "(a|b)", "^", "$", "a?"))
PIECES = st.builds("{}{}".format, PARTS, st.sampled_from(("", "", "*", "+", "?", "{2}", "{1,9}", "*?", "{3,}")))
PATTERNS = st.recursive(
    st.lists(PIECES, min_size=1, max_size=5).map("".join),
    lambda inner: st.builds("({}){}".format, inner, st.sampled_from(("", "*", "+", "?", "{2,5}"))),
    max_leaves=3,
)


@settings(max_examples=300, deadline=None)
@given(PATTERNS, st.sampled_from(("a", "ab", "x1 ", "aab", "1")))
def test_a_pattern_that_is_taken_never_runs_away(source: str, part: str) -> None:
    try:
        pattern = safe_pattern(source)
    except PatternRefused:
        return
    began = time.process_time()
    matches(pattern, part * LONGEST_TEXT + "!")
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+$",
        "(a|a)*$",
        "(a*)*b",
        "(.*)(.*)(.*)(.*)x",
        r"(\w+\s?)+$",
        "(a?){30}a{30}",
        r"(a)\1",
        "(?=a)b",
        "(",
        "a" * 201,
        "",
    ],
)
def test_patterns_that_could_run_away_are_refused(source: str) -> None:
    with pytest.raises(PatternRefused):
        safe_pattern(source)


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        (r"^\d{11}$", "52998224725", True),
        (r"\b(boleto|fatura)\b", "quero a FATURA", True),
        ("pix.*conta", "pix na conta", True),
        ("^oi$", "oi!", False),
    ],
)
def test_plain_patterns_do_what_they_say(source: str, text: str, found: bool) -> None:  # noqa: FBT001  a parameter
    assert matches(safe_pattern(source), text) is found
    assert (re.search(source, text, re.IGNORECASE) is not None) is found
