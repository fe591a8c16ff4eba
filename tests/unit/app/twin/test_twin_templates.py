"""A template is taken with exactly the parameters it has, in their kinds."""

from typing import Any

import pytest

from pytake_app.twin import TwinTemplate, templates
from pytake_app.twin.errors import GraphError

INVOICE = TwinTemplate(
    waba_id="1",
    name="fatura",
    components=(
        {"type": "HEADER", "format": "TEXT", "text": "Fatura {{1}}"},
        {"type": "BODY", "text": "Olá {{1}}, sua fatura de {{2}} vence amanhã."},
        {"type": "FOOTER", "text": "PyTake"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Já paguei"},
                {"type": "URL", "text": "Ver", "url": "https://example.com/{{1}}"},
                {"type": "COPY_CODE", "text": "Copiar", "example": "123"},
            ],
        },
    ),
)


def words(*texts: str) -> list[dict[str, Any]]:
    return [{"type": "text", "text": text} for text in texts]


def button(index: int, sub_type: str, **parameter: str) -> dict[str, Any]:
    return {"type": "button", "sub_type": sub_type, "index": str(index), "parameters": [parameter]}


HEADER = {"type": "header", "parameters": words("7")}
BODY = {"type": "body", "parameters": words("Ana", "R$ 10,00")}
URL = button(1, "url", type="text", text="abc")
CODE = button(2, "copy_code", type="coupon_code", coupon_code="123")
WHOLE = (HEADER, BODY, URL, CODE)


def sent(*components: dict[str, Any], name: str = "fatura", language: str = "pt_BR") -> dict[str, Any]:
    return {"template": {"name": name, "language": {"code": language}, "components": list(components)}}


def refusal(message: dict[str, Any], template: TwinTemplate = INVOICE) -> int:
    with pytest.raises(GraphError) as raised:
        templates.check(message, {(template.name, template.language): template})
    return raised.value.code


def test_a_template_with_all_its_parameters_is_taken_and_read_as_a_person_reads_it() -> None:
    assert templates.check(sent(*WHOLE), {("fatura", "pt_BR"): INVOICE}) is INVOICE
    assert templates.rendered(INVOICE, list(WHOLE)) == "Olá Ana, sua fatura de R$ 10,00 vence amanhã."


def test_a_quick_reply_answers_with_its_payload_or_else_with_its_text() -> None:
    assert templates.quick_replies(INVOICE, list(WHOLE)) == [("Já paguei", "Já paguei")]
    given = [*WHOLE, button(0, "quick_reply", type="payload", payload="paid:7")]
    assert templates.quick_replies(INVOICE, given) == [("paid:7", "Já paguei")]


@pytest.mark.parametrize(
    ("components", "code"),
    [
        ((HEADER, {"type": "body", "parameters": words("Ana")}, URL, CODE), 132000),
        ((HEADER, {"type": "body", "parameters": words("Ana", "1", "2")}, URL, CODE), 132000),
        ((HEADER, URL, CODE), 132000),
        ((BODY, URL, CODE), 132000),
        ((HEADER, BODY, CODE), 132000),
        ((HEADER, BODY, URL), 132000),
        (({"type": "header", "parameters": [{"type": "image", "image": {"id": "1"}}]}, BODY, URL, CODE), 132012),
        ((HEADER, {"type": "body", "parameters": words("Ana\n", "1")}, URL, CODE), 132012),
        ((HEADER, {"type": "body", "parameters": words("Ana     B", "1")}, URL, CODE), 132012),
        ((HEADER, BODY, button(1, "quick_reply", type="payload", payload="x"), CODE), 132012),
        ((HEADER, BODY, URL, button(2, "copy_code", type="coupon_code", coupon_code="x" * 21)), 132012),
        ((*WHOLE, button(3, "url", type="text", text="x")), 132012),
        ((HEADER, {"type": "body", "parameters": words("", "1")}, URL, CODE), 131008),
        ((HEADER, {"type": "body", "parameters": words("x" * 1020, "1")}, URL, CODE), 132005),
    ],
)
def test_other_parameters_are_refused_by_the_providers_code(components: tuple[dict[str, Any], ...], code: int) -> None:
    assert refusal(sent(*components)) == code


def test_parameters_for_a_part_that_the_template_does_not_have_are_refused() -> None:
    plain = TwinTemplate(waba_id="1", name="fatura", components=({"type": "BODY", "text": "Olá"},))
    assert refusal(sent(HEADER), plain) == 132000


def test_a_named_template_wants_its_names() -> None:
    named = TwinTemplate(
        waba_id="1", name="fatura", parameter_format="NAMED", components=({"type": "BODY", "text": "Olá {{nome}}"},)
    )
    assert refusal(sent({"type": "body", "parameters": words("Ana")}), named) == 132012
    right = {"type": "body", "parameters": [{"type": "text", "parameter_name": "nome", "text": "Ana"}]}
    templates.check(sent(right), {("fatura", "pt_BR"): named})
    assert templates.rendered(named, [right]) == "Olá Ana"


@pytest.mark.parametrize(
    ("status", "code"), [("PAUSED", 132015), ("DISABLED", 132016), ("PENDING", 132001), ("REJECTED", 132001)]
)
def test_only_approved_templates_are_taken(status: str, code: int) -> None:
    template = TwinTemplate(waba_id="1", name="fatura", status=status)
    assert refusal(sent(), template) == code


def test_an_unknown_name_or_language_is_refused() -> None:
    assert refusal(sent(*WHOLE, name="outra")) == 132001
    assert refusal(sent(*WHOLE, language="en_US")) == 132001
    assert refusal({"template": {"language": {"code": "pt_BR"}}}) == 100
    assert refusal({"template": {"name": "fatura"}}) == 100
