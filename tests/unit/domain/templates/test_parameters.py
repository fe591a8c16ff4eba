"""Parameters of a send fit the template, or every misfit is named; plain values become parameters."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.domain.templates.test_lint import body, buttons, link, reply, template

from pytake_domain.templates import ParameterFormat, TemplateCategory, components_of, parameter_problems, render

TWO = template(
    {"type": "HEADER", "format": "TEXT", "text": "Fatura de {{1}}", "example": {"header_text": ["maio"]}},
    body("Olá {{1}}, são {{2}} até amanhã.", "Ana", "R$ 10"),
    {"type": "FOOTER", "text": "Provedor"},
    buttons(reply("Pagar"), link("https://a.example/{{1}}", example=["x"])),
)
NAMED = template(body("Olá {{first_name}}, tudo bem por aí?"), parameter_format=ParameterFormat.NAMED)
PICTURE = template({"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::x"]}}, body())
CODE = template(
    {"type": "BODY", "add_security_recommendation": True},
    buttons({"type": "OTP", "otp_type": "COPY_CODE"}),
    category=TemplateCategory.AUTHENTICATION,
)


def texts(kind: str, *values: Any) -> dict[str, Any]:
    return {"type": kind, "parameters": [{"type": "text", "text": value} for value in values]}


def button(index: int, sub_type: str, **parameter: Any) -> dict[str, Any]:
    return {"type": "button", "sub_type": sub_type, "index": index, "parameters": [parameter]}


FULL = (texts("header", "junho"), texts("body", "Ana", "R$ 10"), button(1, "url", type="text", text="abc"))


def test_what_fits_has_no_problems() -> None:
    assert parameter_problems(TWO, FULL) == ()


def test_the_rendered_template_is_what_the_customer_reads() -> None:
    shown = render(TWO, FULL)

    assert (shown.header, shown.body, shown.footer) == ("Fatura de junho", "Olá Ana, são R$ 10 até amanhã.", "Provedor")
    assert [(b.kind, b.text, b.value) for b in shown.buttons] == [
        ("quick_reply", "Pagar", ""),
        ("url", "Abrir", "https://a.example/abc"),
    ]
    assert shown.missing == ()


@pytest.mark.parametrize(
    ("used", "sent", "wrong"),
    [
        (TWO, (FULL[0], texts("body", "Ana"), FULL[2]), ("components.body", "parameters_count")),
        (TWO, (FULL[0], texts("body", "Ana", "x", "y"), FULL[2]), ("components.body", "parameters_count")),
        (TWO, FULL[1:], ("components.header", "parameters_count")),
        (TWO, FULL[:2], ("components.buttons.1", "parameters_count")),
        (TWO, (*FULL, button(7, "url", type="text", text="x")), ("components.buttons.7", "no_such_button")),
        (
            TWO,
            (*FULL[:2], button(1, "quick_reply", type="payload", payload="x")),
            ("components.buttons.1", "wrong_parameter"),
        ),
        (
            TWO,
            (FULL[0], texts("body", "Ana", "linha\nnova"), FULL[2]),
            ("components.body.1", "line_breaks_or_wide_spaces"),
        ),
        (TWO, (FULL[0], texts("body", "Ana", 5), FULL[2]), ("components.body.1", "required")),
        (NAMED, (texts("body", "Ana"),), ("components.body", "parameter_missing")),
        (PICTURE, (texts("header", "x"),), ("components.header", "wrong_parameter")),
        (PICTURE, (), ("components.header", "parameters_count")),
        (CODE, (texts("body", "123456"),), ("components.buttons.0", "parameters_count")),
    ],
)
def test_every_misfit_is_named(used: Any, sent: tuple[dict[str, Any], ...], wrong: tuple[str, str]) -> None:
    assert wrong in {(problem.field, problem.code) for problem in parameter_problems(used, sent)}


def test_plain_values_become_parameters() -> None:
    assert components_of(TWO, {"header.1": "junho", "1": "Ana", "2": "R$ 10", "button.1": "abc"}) == FULL
    assert parameter_problems(NAMED, components_of(NAMED, {"first_name": "Ana"})) == ()
    assert parameter_problems(CODE, components_of(CODE, {"1": "123456"})) == ()


def test_a_missing_value_is_missed_by_name() -> None:
    assert render(TWO, components_of(TWO, {"1": "Ana"})).missing == ("2", "1")


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=30), min_size=2, max_size=2))
def test_values_that_look_like_variables_are_not_filled_again(values: list[str]) -> None:
    shown = render(TWO, (texts("body", "{{2}}", values[1]),))

    assert shown.body == f"Olá {{{{2}}}}, são {values[1]} até amanhã."
