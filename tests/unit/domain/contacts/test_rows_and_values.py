"""Rows of files, attributes and consents: what is taken of them, and the code of what is not."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.contacts import Attribute, AttributeType, ConsentGiven
from pytake_domain.contacts.attribute import (
    ATTRIBUTES_MOST,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TEXT,
    OPTIONS_MOST,
    check_attribute,
    read_attributes,
    read_value,
)
from pytake_domain.contacts.consent import check_consent
from pytake_domain.contacts.importing.rows import (
    ImportPlan,
    PersonRow,
    Refusal,
    check_corrections,
    corrected,
    read_row,
)
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.ids import AttributeId
from pytake_domain.kernel.text import Language
from pytake_domain.testing.builders import AT

COLUMNS = ("phone", "name", "email", "language", "time_zone", "vip", "tags", "attr.plano", None)
PLAN = ImportPlan(columns=COLUMNS, tags=("importado",), fields=(*(None,) * 8, "valor"))
PHONE = "11 98765-4321"


def attribute(name: str = "plano", kind: AttributeType = AttributeType.NUMBER, *options: str) -> Attribute:
    own = AttributeId(UUID(int=1))
    return Attribute(id=own, name=name, label=name, type=kind, options=options, created_at=AT, updated_at=AT)


def row(*cells: str) -> PersonRow | Refusal:
    return read_row(7, cells, PLAN, {"plano": attribute()})


def test_a_whole_row_is_read() -> None:
    taken = row(PHONE, " Ana ", "ANA@example.com", "Português", "America/Manaus", "Sim", "a; b|a", "500", " R$ 10 ")
    assert isinstance(taken, PersonRow)
    assert (taken.address.value, taken.name, taken.email) == ("+5511987654321", "Ana", "ana@example.com")
    assert (taken.language, taken.time_zone, taken.vip) == (Language.PT_BR, "America/Manaus", True)
    assert (taken.tags, taken.attributes, taken.fields) == (("a", "b", "importado"), {"plano": 500}, {"valor": "R$ 10"})


def test_what_is_empty_says_nothing() -> None:
    taken = row(PHONE, "", " ")
    assert isinstance(taken, PersonRow)
    assert (taken.name, taken.email, taken.language, taken.vip, taken.tags) == (None, None, None, None, ("importado",))
    denied = row(PHONE, "", "", "", "", "não")
    assert isinstance(denied, PersonRow)
    assert denied.vip is False


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("", "Ana"), ("phone", "required")),
        (("123",), None),
        ((PHONE, "x" * 5_000), ("name", "too_long")),
        ((PHONE, "", "sem arroba"), None),
        ((PHONE, "", "", "klingon"), ("language", "not_a_choice")),
        ((PHONE, "", "", "", "Lua"), None),
        ((PHONE, "", "", "", "", "talvez"), ("vip", "not_yes_or_no")),
        ((PHONE, "", "", "", "", "", ",".join(map(str, range(500)))), ("tags", "too_many")),
        ((PHONE, "", "", "", "", "", "t" * 500), ("tags", "too_long")),
        ((PHONE, "", "", "", "", "", "", "muito"), ("attributes.plano", "not_a_number")),
        ((PHONE, "", "", "", "", "", "", "", "v" * 5_000), ("file.valor", "too_long")),
    ],
)
def test_a_row_that_is_not_taken_keeps_its_cells(cells: tuple[str, ...], problem: tuple[str, str] | None) -> None:
    refused = row(*cells)
    assert isinstance(refused, Refusal)
    assert (refused.number, refused.cells) == (7, cells)
    assert problem in (None, (refused.problem.field, refused.problem.code))


@given(st.lists(st.text(max_size=12), max_size=9))
def test_any_row_is_somebody_or_refused_with_a_reason(cells: list[str]) -> None:
    found = row(*cells)
    assert isinstance(found, PersonRow) or (found.problem.code and found.cells == tuple(cells))


def test_a_correction_stands_for_what_the_file_says() -> None:
    plan = ImportPlan(columns=COLUMNS, corrections={7: {0: PHONE, 3: "pt"}})
    assert list(corrected(7, ["x", "Ana"], plan)) == [PHONE, "Ana", "", "pt"]
    assert corrected(8, ["x"], plan) == ["x"]
    check_corrections(plan.corrections)
    for wrong, code in (({1: {-1: "x"}}, "out_of_range"), ({n: {0: "x"} for n in range(100_000)}, "too_many")):
        with pytest.raises(Invalid) as caught:
            check_corrections(wrong)
        assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("name", "label", "kind", "options", "problem"),
    [
        ("1plano", "", AttributeType.TEXT, (), ("name", "not_a_name")),
        ("p" * (LONGEST_NAME + 1), "", AttributeType.TEXT, (), ("name", "not_a_name")),
        ("plano", "x" * (LONGEST_LABEL + 1), AttributeType.TEXT, (), ("label", "too_long")),
        ("plano", "", AttributeType.TEXT, ("a",), ("options", "options_of_a_choice")),
        ("plano", "", AttributeType.CHOICE, (), ("options", "options_of_a_choice")),
        ("plano", "", AttributeType.CHOICE, ("a", " "), ("options", "options_of_a_choice")),
        ("plano", "", AttributeType.CHOICE, map(str, range(OPTIONS_MOST + 1)), ("options", "too_many")),
        ("plano", "", AttributeType.CHOICE, ("x" * (LONGEST_TEXT + 1),), ("options", "too_long")),
    ],
)
def test_an_attribute_that_can_not_be(
    name: str, label: str, kind: AttributeType, options: Any, problem: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        check_attribute(name, label, kind, options)
    assert [(p.field, p.code) for p in caught.value.problems] == [problem]


def test_options_that_read_alike_are_one() -> None:
    assert check_attribute("plano", " ", AttributeType.CHOICE, ("São", "SAO ")) == ("plano", ("SAO",))


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (AttributeType.CHOICE, "sao paulo", "São Paulo"),
        (AttributeType.TEXT, " ", None),
        (AttributeType.BOOLEAN, "Sim", True),
        (AttributeType.BOOLEAN, "não", False),
        (AttributeType.NUMBER, "1.234,5", 1234.5),
        (AttributeType.DATE, "5/12/2026", "2026-12-05"),
    ],
)
def test_values_are_kept_as_their_type_wants_them(kind: AttributeType, value: str, kept: object) -> None:
    assert read_value("f", kind, ("São Paulo",), value) == kept


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (AttributeType.CHOICE, "Rio", "not_a_choice"),
        (AttributeType.TEXT, "x" * (LONGEST_TEXT + 1), "too_long"),
        (AttributeType.BOOLEAN, "talvez", "not_yes_or_no"),
        (AttributeType.DATE, "31/02/2026", "not_a_date"),
    ],
)
def test_values_of_another_type_are_refused(kind: AttributeType, value: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_value("f", kind, ("São Paulo",), value)
    assert [(p.field, p.code) for p in caught.value.problems] == [("f", code)]


def test_what_is_stored_already_may_stay_and_nobody_holds_too_much() -> None:
    known = {"plano": attribute()}
    assert read_attributes({"antigo": "x", "plano": "5"}, {"antigo": "x"}, known) == {"antigo": "x", "plano": 5}
    with pytest.raises(Invalid) as caught:
        read_attributes({"novo": 1, "plano": "muito"}, {}, known)
    assert [p.code for p in caught.value.problems] == ["unknown_attribute", "not_a_number"]
    many = {f"a{n}": n for n in range(ATTRIBUTES_MOST + 1)}
    with pytest.raises(Invalid) as caught:
        read_attributes(many, many, {})
    assert [p.code for p in caught.value.problems] == ["too_many"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"purpose": "Ofertas!"}, ("purpose", "not_a_purpose")),
        ({"source": " "}, ("source", "length")),
        ({"text": "x" * 100_000}, ("text", "too_long")),
        ({"at": AT + dt.timedelta(seconds=1)}, ("at", "in_the_future")),
    ],
)
def test_a_consent_that_can_not_be_proven(said: dict[str, Any], problem: tuple[str, str]) -> None:
    usual: dict[str, Any] = {"purpose": "marketing", "given": True, "source": "site"}
    with pytest.raises(Invalid) as caught:
        check_consent(ConsentGiven(**{**usual, **said}), AT)
    assert [(p.field, p.code) for p in caught.value.problems] == [problem]
    assert check_consent(ConsentGiven(**usual), AT) == AT
