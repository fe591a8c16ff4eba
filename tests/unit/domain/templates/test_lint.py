"""The provider's rules on templates: what is recorded as taken passes, what it refuses is named with its place."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pytake_domain.kernel.ids import NumberId, TemplateId, TenantId
from pytake_domain.templates import MessageTemplate, ParameterFormat, TemplateCategory, lint

RECORDED = Path(__file__).resolve().parents[3] / "recorded" / "whatsapp_cloud" / "templates"
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def template(*components: dict[str, Any], **changes: Any) -> MessageTemplate:
    values: dict[str, Any] = {
        "name": "aviso",
        "language": "pt_BR",
        "category": TemplateCategory.UTILITY,
        "components": components,
        **changes,
    }
    return MessageTemplate(
        id=TemplateId(UUID(int=1)),
        tenant_id=TenantId(UUID(int=2)),
        number_id=NumberId(UUID(int=3)),
        business_account_id="1",
        created_at=NOW,
        updated_at=NOW,
        **values,
    )


def body(text: str = "Olá, tudo bem?", *examples: str) -> dict[str, Any]:
    said: dict[str, Any] = {"type": "BODY", "text": text}
    return {**said, "example": {"body_text": [list(examples)]}} if examples else said


def buttons(*given: dict[str, Any]) -> dict[str, Any]:
    return {"type": "BUTTONS", "buttons": list(given)}


def reply(text: str = "Sim") -> dict[str, Any]:
    return {"type": "QUICK_REPLY", "text": text}


def link(url: str = "https://example.com", **more: Any) -> dict[str, Any]:
    return {"type": "URL", "text": "Abrir", "url": url, **more}


def found(given: MessageTemplate) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in lint(given)}


@pytest.mark.parametrize("path", sorted(RECORDED.glob("*.json")), ids=lambda path: path.stem)
def test_what_the_provider_took_passes(path: Path) -> None:
    sent = json.loads(path.read_bytes())["body"]
    said = sent.get("parameter_format", "POSITIONAL").upper()
    given = template(
        *sent["components"],
        name=sent["name"],
        language=sent.get("language", "pt_BR"),
        category=TemplateCategory(sent["category"].upper()),
        parameter_format=ParameterFormat(said),
    )

    assert found(given) == set()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (template(body(), name="Aviso Novo"), ("name", "not_a_template_name")),
        (template(body(), language="português"), ("language", "not_a_template_language")),
        (template(), ("components", "body_required")),
        (template(body(), body()), ("components.1.type", "not_unique")),
        (template(body(), {"type": "SIDEBAR"}), ("components.1.type", "not_a_component")),
        (template(body("x" * 1025)), ("components.0.text", "too_long")),
        (template(body("{{1}} chegou a sua fatura", "Ana")), ("components.0.text", "variable_at_the_edge")),
        (template(body("A sua fatura chegou, {{1}}", "Ana")), ("components.0.text", "variable_at_the_edge")),
        (template(body("Olá {{1}}, a fatura chegou.")), ("components.0.example", "example_required")),
        (template(body("Olá {{1}}, a fatura chegou.", "")), ("components.0.example", "example_required")),
        (template(body("Olá {{2}}, a fatura chegou.", "Ana")), ("components.0.text", "variables_not_counted")),
        (template(body("Olá {{nome}}, a fatura chegou.", "Ana")), ("components.0.text", "variables_not_counted")),
        (template(body("Olá {{ }}, a fatura chegou.")), ("components.0.text", "not_a_variable")),
        (
            template(body("Oi {{1}} {{2}} a fatura de hoje chegou.", "A", "B")),
            ("components.0.text", "variables_side_by_side"),
        ),
        (template(body("Oi {{1}} e {{2}} oi", "A", "B")), ("components.0.text", "too_many_variables")),
        (template(body(), {"type": "FOOTER", "text": "f" * 61}), ("components.1.text", "too_long")),
        (template(body(), {"type": "FOOTER", "text": "de {{1}}"}), ("components.1.text", "no_variables_here")),
        (template(body(), {"type": "HEADER", "format": "IMAGE"}), ("components.1.example", "example_required")),
        (template(body(), {"type": "HEADER", "format": "SONG"}), ("components.1.format", "not_a_header_type")),
        (template(body(), buttons()), ("components.1.buttons", "required")),
        (template(body(), buttons(*[reply()] * 11)), ("components.1.buttons", "too_many")),
        (template(body(), buttons(reply(), link(), reply())), ("components.1.buttons", "quick_replies_apart")),
        (template(body(), buttons(link(), link(), link())), ("components.1.buttons", "too_many_of_kind")),
        (template(body(), buttons(reply("r" * 26))), ("components.1.buttons.0.text", "too_long")),
        (template(body(), buttons(link("https://bit.ly/x"))), ("components.1.buttons.0.url", "link_hides_its_target")),
        (
            template(body(), buttons(link("https://a.example/{{1}}"))),
            ("components.1.buttons.0.example", "example_required"),
        ),
        (
            template(body(), buttons(link("https://a.example/{{1}}/x", example=["a"]))),
            ("components.1.buttons.0.url", "variable_at_the_end"),
        ),
        (
            template(body(), buttons({"type": "PHONE_NUMBER", "text": "Ligar", "phone_number": "x"})),
            ("components.1.buttons.0.phone_number", "not_a_phone"),
        ),
        (template(body(), ttl_seconds=5), ("ttl_seconds", "out_of_range")),
        (template(body(), category=TemplateCategory.AUTHENTICATION), ("components", "one_otp_button")),
    ],
)
def test_what_it_refuses_is_named_with_its_place(given: MessageTemplate, wrong: tuple[str, str]) -> None:
    assert wrong in found(given)
