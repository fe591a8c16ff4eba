"""Fields are named out of the decoder's sentence."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_app.http.edge.body import _nul_places, problem_of
from pytake_app.wire.flows import FlowIn
from pytake_app.wire.messages import SendListIn

SECTIONS = [{"title": "t", "rows": [{"id": "a", "title": "A"}]}]
RIGHT = {"to": "1", "body": "b", "button": "x", "sections": SECTIONS}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({**RIGHT, "to": 7}, "to", "wrong_type"),
        ({k: v for k, v in RIGHT.items() if k != "body"}, "body", "required"),
        ({**RIGHT, "extra": 1}, "extra", "unknown_field"),
        ({**RIGHT, "whatsapp_config_id": "x"}, "whatsapp_config_id", "wrong_type"),
        ({**RIGHT, "sections": [{"title": "t", "rows": [{"id": "a"}]}]}, "sections.0.rows.0.title", "required"),
        ({**RIGHT, "sections": [*SECTIONS, {"rows": 7}]}, "sections.1.rows", "wrong_type"),
        ([], "body", "wrong_type"),
    ],
)
def test_the_field_and_the_rule_are_named(body: Any, field: str, code: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(msgspec.json.encode(body), type=SendListIn)
    problem = problem_of(str(caught.value))
    assert (problem.field, problem.code) == (field, code)


def test_a_key_of_an_object_is_named_too() -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(b'{"name": "x", "nodes": [7]}', type=FlowIn)
    assert problem_of(str(caught.value)).field == "nodes.0"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_values)
def test_every_nul_is_found_wherever_it_hides(value: Any) -> None:
    hidden = b"\\u0000" in msgspec.json.encode(value).replace(b"\\\\", b"")
    assert bool(list(_nul_places(value, ""))) == hidden
