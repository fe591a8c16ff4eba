"""Values are read as their attributes want them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.contacts import Attribute, AttributeType, AttributeValue, read_attributes
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import AttributeId
from pytake_domain.testing.builders import AT, fresh


def of(kind: AttributeType, *options: str) -> Attribute:
    return Attribute(
        id=AttributeId(fresh()), name="a", label="A", type=kind, options=options, created_at=AT, updated_at=AT
    )


NUMBER, DATE, BOOLEAN, TEXT = (of(AttributeType(kind)) for kind in ("number", "date", "boolean", "text"))
CHOICE = of(AttributeType.CHOICE, "Fibra", "Rádio")


@pytest.mark.parametrize(
    ("attribute", "given_value", "kept"),
    [
        (NUMBER, "1.234,5", 1234.5),
        (NUMBER, "1,234.5", 1234.5),
        (NUMBER, "1.234.567", 1234567),
        (NUMBER, "1,5", 1.5),
        (NUMBER, "1.234", 1.234),
        (NUMBER, " -3 ", -3),
        (NUMBER, 2.0, 2),
        (DATE, "31/12/2026", "2026-12-31"),
        (DATE, "2026-1-2", "2026-01-02"),
        (DATE, "2026-01-02T10:00:00", "2026-01-02"),
        (BOOLEAN, "SIM", True),
        (BOOLEAN, "não", False),
        (BOOLEAN, 1, True),
        (CHOICE, "radio", "Rádio"),
        (TEXT, 3.0, "3"),
        (TEXT, "  a ", "a"),
        (NUMBER, "", None),
        (DATE, None, None),
    ],
)
def test_a_value_is_kept_in_one_form(attribute: Attribute, given_value: AttributeValue, kept: AttributeValue) -> None:
    assert attribute.read(given_value) == kept
    assert attribute.read(kept) == kept


@pytest.mark.parametrize(
    ("attribute", "given_value", "code"),
    [
        (NUMBER, "muito", "not_a_number"),
        (NUMBER, "1.2.3", "not_a_number"),
        (NUMBER, True, "not_a_number"),
        (NUMBER, float("nan"), "not_a_number"),
        (NUMBER, 1e16, "not_a_number"),
        (DATE, "31/02/2026", "not_a_date"),
        (DATE, 20260101, "not_a_date"),
        (BOOLEAN, "talvez", "not_yes_or_no"),
        (CHOICE, "cabo", "not_a_choice"),
        (TEXT, "x" * 1_001, "too_long"),
    ],
)
def test_what_is_not_of_the_type_is_refused(attribute: Attribute, given_value: AttributeValue, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        attribute.read(given_value)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("attributes.a", code)


@given(st.sampled_from([NUMBER, DATE, BOOLEAN, TEXT, CHOICE]), st.text() | st.floats() | st.integers() | st.booleans())
def test_a_value_is_read_once_or_refused(attribute: Attribute, value: AttributeValue) -> None:
    try:
        kept = attribute.read(value)
    except Invalid:
        return
    assert attribute.read(kept) == kept


def test_what_is_stored_stays_and_strangers_are_told() -> None:
    known = {"a": NUMBER}
    assert read_attributes({"velho": "x", "a": "2"}, {"velho": "x"}, known) == {"velho": "x", "a": 2}
    with pytest.raises(Invalid) as refused:
        read_attributes({"velho": "y"}, {"velho": "x"}, known)
    assert refused.value.problems[0].params == {"name": "velho", "known": "a"}
    assert read_attributes({"a": None}, {"a": 1}, known) == {}
    with pytest.raises(Invalid):
        read_attributes({"a": True}, {"a": 1}, {"a": of(AttributeType.NUMBER)})
