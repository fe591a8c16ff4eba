"""The catalogue says of every node type what the type itself says."""

import msgspec
import pytest

from pytake_domain.flows import NODE_TYPES, catalogue

CATALOGUE = catalogue()
SHAPES = {shape.name: shape for shape in CATALOGUE.shapes}


@pytest.mark.parametrize("name", NODE_TYPES)
def test_it_has_every_type_with_every_field_of_its_data(name: str) -> None:
    told = next(one for one in CATALOGUE.types if one.type == name)
    fields = msgspec.structs.fields(NODE_TYPES[name])
    assert [one.name for one in told.fields] == [one.encode_name for one in fields]
    assert [one.name for one in told.fields if one.required] == [one.encode_name for one in fields if one.required]
    assert told.ends or told.outputs or told.handles_from
    assert set(told.handles_from) <= {one.name for one in told.fields}


def test_every_object_has_its_shape_and_every_choice_its_choices() -> None:
    fields = [f for each in CATALOGUE.types for f in each.fields] + [
        f for shape in CATALOGUE.shapes for f in shape.fields
    ]
    assert all(f.shape in SHAPES for f in fields if f.kind in ("object", "option"))
    assert all(f.choices for f in fields if f.kind == "choice")


def test_it_tells_kinds_limits_and_handles() -> None:
    types = {one.type: one for one in CATALOGUE.types}
    question = {one.name: one for one in types["question"].fields}
    assert (question["text"].kind, question["text"].most_characters, question["text"].required) == (
        "local_text",
        4096,
        True,
    )
    assert (question["options"].kind, question["options"].many) == ("option", True)
    assert (question["retries"].least, question["retries"].most, question["retries"].default) == (0, 10, 2)
    assert "cpf_cnpj" in question["kind"].choices
    assert [(o.handle, o.required) for o in types["business_hours"].outputs] == [("open", True), ("closed", True)]
    assert [o.handle for o in types["loop"].outputs] == ["each", "done"]
    assert types["end"].ends
    assert not types["end"].outputs
    assert {f.name: f.kind for f in SHAPES["ConditionBranch"].fields} == {"id": "text", "when": "condition"}
    assert {f.name for f in SHAPES["SplitBranch"].fields} == {"id", "weight"}


def test_what_an_erp_takes_is_told_for_every_capability() -> None:
    kinds = {f.name: f.choices for one in CATALOGUE.types if one.type == "erp" for f in one.fields}
    assert {one.capability for one in CATALOGUE.erp} == set(kinds["capability"])
