"""Documents of other systems, broken on purpose: nothing but DocumentWrong is ever raised, and what is read can be checked."""

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from pytake_domain.flows import DocumentWrong, document, read_any, validate
from pytake_domain.flows.expressions import template
from pytake_domain.flows.foreign.names import NameBook
from pytake_domain.flows.foreign.rapidpro_expressions import Expressions

RECORDED = Path(__file__).parents[2] / "recorded" / "foreign"
SAMPLES = [json.loads(path.read_text("utf-8")) for path in sorted(RECORDED.glob("*.json"))]


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {key for key in value if len(key) < 30}.union(*map(_keys, value.values()), set())
    return set().union(*map(_keys, value)) if isinstance(value, list) else set()


def _words(value: Any) -> set[str]:
    if isinstance(value, (dict, list)):
        return set().union(*map(_words, value.values() if isinstance(value, dict) else value), set())
    return {value} if isinstance(value, str) and len(value) < 60 else set()


KEYS = sorted(set().union(*map(_keys, SAMPLES)))
WORDS = sorted(set().union(*map(_words, SAMPLES)))
HOSTILE = [
    "{{",
    "{% if %}",
    "{{=",
    "@(",
    "@(((",
    "@results.",
    "\x00",
    "\ud800",
    "a" * 5_000,
    "{{ x | }}",
    "-",
    "1e999",
    "٣",
]
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**30, -(10**400), float("inf"), float("nan"), 0.5])
    | st.text(max_size=20)
    | st.sampled_from(WORDS)
    | st.sampled_from(HOSTILE)
)
junk = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5) | st.integers(0, 3), inner, max_size=6)
    ),
    max_leaves=12,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for key, each in inner:
        found += _places(each, (*path, key))
    return found


PLACES = [_places(sample) for sample in SAMPLES]


@st.composite
def broken(draw: st.DrawFn) -> Any:
    which = draw(st.integers(0, len(SAMPLES) - 1))
    made = copy.deepcopy(SAMPLES[which])
    for _ in range(draw(st.integers(1, 6))):
        *way, last = draw(st.sampled_from(PLACES[which]))
        at = made
        try:
            for step in way:
                at = at[step]
            at[last] = draw(junk)
        except (KeyError, IndexError, TypeError):
            continue
    return made


def reads(given_: Any) -> None:
    try:
        found = read_any(given_)
    except DocumentWrong:
        return
    validate(found.graph, trigger=found.trigger)
    taken = document(name=found.name, description=found.description, trigger=found.trigger, graph=found.graph)
    msgspec.json.encode(taken)
    assert all(note.code for note in found.notes)


@settings(max_examples=300, deadline=None)
@given(broken())
def test_a_sample_broken_in_places(given_: Any) -> None:
    reads(given_)


@settings(max_examples=300, deadline=None)
@given(junk, st.sampled_from(["groups", "nodes", "flows", "action_sets"]), junk, junk)
def test_anything_under_the_names_of_the_formats(what: Any, name: str, more: Any, rest: Any) -> None:
    made = what if isinstance(what, dict) else {}
    reads({**made, name: [more, rest], "edges": [rest], "events": [more], "spec_version": "13", "rule_sets": [more]})


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *HOSTILE[:6],
                "@(",
                ")",
                "@contact",
                "@results.x",
                "upper(",
                '"',
                "'",
                "1",
                "+",
                "if(",
                ",",
                "=",
                " ",
                "}}",
                "%}",
                "@@",
                "a",
            ]
        ),
        max_size=12,
    )
)
def test_whatever_an_expression_says_what_comes_out_is_our_language(parts: list[str]) -> None:
    said = Expressions(NameBook(), lambda _: None).template("".join(parts).replace("\ud800", ""))
    template(said)


def test_languages_that_are_no_texts_are_none() -> None:
    reads({"spec_version": "13", "localization": {1: {}, 2.5: {}, None: {}}, "nodes": [], "name": {1: 2}})


def test_ten_thousand_groups_in_a_circle_and_a_deep_document_end_soon() -> None:
    groups = [
        {"id": f"g{n}", "blocks": [{"id": f"b{n}", "type": "Jump", "options": {"groupId": f"g{(n + 1) % 9_999}"}}]}
        for n in range(9_999)
    ]
    edges = [{"id": "e", "to": {"groupId": "g1"}}]
    reads({"groups": groups, "edges": edges, "events": [{"type": "start", "outgoingEdgeId": "e"}]})
    deep: Any = {"text": "x"}
    for _ in range(900):
        deep = {"type": "p", "children": [deep]}
    block = {"id": "b", "type": "text", "content": {"richText": [deep]}}
    reads(
        {
            "groups": [{"id": "g1", "blocks": [block]}],
            "edges": edges,
            "events": [{"type": "start", "outgoingEdgeId": "e"}],
        }
    )
