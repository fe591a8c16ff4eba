"""Shapes that models are asked for."""

import pytest

from pytake_domain.ai import fits

SCHEMA = {
    "type": "object",
    "properties": {
        "label": {"type": "string", "enum": ["a", "b"]},
        "n": {"type": ["number", "null"]},
        "list": {"type": "array", "items": {"type": "integer"}},
    },
    "required": ["label"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    "value", [{"label": "a"}, {"label": "b", "n": None, "list": []}, {"label": "a", "n": 1.5, "list": [1]}]
)
def test_it_fits(value: object) -> None:
    assert fits(value, SCHEMA)


@pytest.mark.parametrize(
    "value",
    [
        [],
        "a",
        None,
        {},
        {"label": "c"},
        {"label": 1},
        {"label": "a", "more": 1},
        {"label": "a", "n": "1"},
        {"label": "a", "n": True},
        {"label": "a", "list": ["1"]},
    ],
)
def test_it_does_not(value: object) -> None:
    assert not fits(value, SCHEMA)


def test_what_is_nested_too_deeply_does_not_fit() -> None:
    schema: dict[str, object] = {"type": "array"}
    schema["items"] = schema
    value: list[object] = []
    for _ in range(20):
        value = [value]
    assert not fits(value, schema)
