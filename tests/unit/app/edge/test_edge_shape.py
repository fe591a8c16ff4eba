"""What JSON may hold, whatever it means."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_app.http.edge.shape import DEEPEST, LONGEST_TEXT, MOST_ITEMS, refuse_deep, refuse_large
from pytake_app.wire.flow_documents import FlowImportIn
from pytake_app.wire.tenants import TenantChangeIn
from pytake_domain.kernel.errors import Invalid, Problem


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def refused(body: bytes, kind: Any = None) -> list[Problem]:
    try:
        refuse_deep(body)
        refuse_large(body, kind)
    except Invalid as error:
        return list(error.problems)
    return []


trees = st.recursive(
    st.text(alphabet='[]{}"\\a', max_size=100) | st.none(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(alphabet='[{"', max_size=3), held, max_size=3),
    max_leaves=20,
)


@given(trees, st.integers(0, DEEPEST + 5))
def test_depth_is_that_of_the_value_whatever_stands_in_its_texts(value: Any, around: int) -> None:
    for _ in range(around):
        value = [value]
    deep = depth(value) > DEEPEST
    told = refused(json.dumps(value).encode())
    assert [(each.field, each.code) for each in told] == ([("body", "too_deep")] if deep else [])


@pytest.mark.parametrize(
    ("just", "over", "field", "code"),
    [
        ({"a": ["é" * LONGEST_TEXT]}, {"a": ["é" * (LONGEST_TEXT + 1)]}, "a.0", "too_long"),
        ({"a": {"b": [1] * MOST_ITEMS}}, {"a": {"b": [1] * (MOST_ITEMS + 1)}}, "a.b", "too_many"),
        (
            dict.fromkeys(map(str, range(MOST_ITEMS))),
            dict.fromkeys(map(str, range(MOST_ITEMS + 1))),
            "body",
            "too_many",
        ),
        ({"a" * LONGEST_TEXT: 1}, {"a" * (LONGEST_TEXT + 1): 1}, "body", "too_long"),
    ],
)
def test_what_is_just_too_large_is_named(just: Any, over: Any, field: str, code: str) -> None:
    assert refused(json.dumps(just).encode()) == []
    (problem,) = refused(json.dumps(over).encode())
    assert (problem.field, problem.code) == (field, code)
    assert problem.params["most"] in (LONGEST_TEXT, MOST_ITEMS)


def test_what_has_its_own_bound_is_left_to_it() -> None:
    logo = json.dumps({"branding": {"logo": "x" * (LONGEST_TEXT + 1)}}).encode()
    assert refused(logo, TenantChangeIn) == []
    assert refused(logo, TenantChangeIn | None) == []
    assert [each.field for each in refused(logo, FlowImportIn)] == ["branding.logo"]
    listed = json.dumps({"document": [1] * (MOST_ITEMS + 1)}).encode()
    assert [each.code for each in refused(listed, FlowImportIn)] == ["too_many"]


def test_a_body_of_nothing_but_brackets_is_refused_at_once() -> None:
    assert refused(b"[" * 1024 * 1024)[0].code == "too_deep"
    assert refused(b'"' + b"[" * 1024 * 1024 + b'"')[0].code == "too_long"
