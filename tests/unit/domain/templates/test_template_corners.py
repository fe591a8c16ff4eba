"""Rules of templates and their parameters at the edges: offers, cards, one-time codes, buttons, and what a send is told."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.domain.templates.publishers import Publisher
from tests.unit.domain.templates.test_lint import body, buttons, found, link, reply, template
from tests.unit.domain.templates.test_parameters import button, texts

from pytake_domain.templates import (
    MessageTemplate,
    ParameterFormat,
    ParametersWrong,
    TemplateCategory,
    TemplateNotSendable,
    TemplateUnknown,
    components_of,
    parameter_problems,
    ready_to_send,
    render,
)
from pytake_domain.testing.memory.house import Company, Line, MemoryHouse
from pytake_domain.whatsapp import Template

MARKETING, AUTHENTICATION = TemplateCategory.MARKETING, TemplateCategory.AUTHENTICATION
PICTURE = {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["4::x"]}}
OFFER = {"type": "LIMITED_TIME_OFFER", "limited_time_offer": {"text": "Só hoje", "has_expiration": True}}
OTP = buttons({"type": "OTP", "otp_type": "COPY_CODE"})


def card(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"components": list(parts)}


def carousel(*cards: dict[str, Any]) -> dict[str, Any]:
    return {"type": "CAROUSEL", "cards": list(cards)}


WHOLE = card(PICTURE, body("Veja só"), buttons(reply("Quero")))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            template(PICTURE, OFFER, body(), {"type": "FOOTER", "text": "x"}, buttons(link()), category=MARKETING),
            ("components.3.type", "no_footer_with_offer"),
        ),
        (template(PICTURE, OFFER, body(), buttons(link())), ("components.1.type", "marketing_only")),
        (
            template(body("Oi {{Nome}}, tudo bem por aí?"), parameter_format=ParameterFormat.NAMED),
            ("components.0.text", "not_a_variable_name"),
        ),
        (
            template(body("Oi {{1}}, tudo bem por aí?", "x" * 50_000)),
            ("components.0.example", "too_long"),
        ),
        (
            template(body(), carousel(card(body("Veja")), WHOLE), category=MARKETING),
            ("components.1.cards.0.components", "picture_or_video"),
        ),
        (
            template(body(), carousel(card(PICTURE, body("Veja")), WHOLE), category=MARKETING),
            ("components.1.cards", "cards_differ"),
        ),
        (template(body(), carousel(WHOLE), category=MARKETING), ("components.1.cards", "too_few")),
        (
            template(PICTURE, {"type": "BODY"}, OTP, category=AUTHENTICATION),
            ("components.0.type", "not_in_authentication"),
        ),
        (
            template({"type": "BODY", "code_expiration_minutes": 0}, OTP, category=AUTHENTICATION),
            ("components.0.code_expiration_minutes", "out_of_range"),
        ),
        (template({"type": "BODY"}, category=AUTHENTICATION), ("components", "one_otp_button")),
        (template(body(), buttons({"type": "LASER"})), ("components.1.buttons.0.type", "not_a_button")),
        (template(body(), buttons(reply("Oi {{1}}"))), ("components.1.buttons.0.text", "no_variables_here")),
        (
            template(body(), buttons({"type": "FLOW", "text": "Abrir"})),
            ("components.1.buttons.0.flow_id", "required"),
        ),
        (template(body(), buttons(link("exemplo"))), ("components.1.buttons.0.url", "not_a_link")),
        (template(body(), buttons(link("https://["))), ("components.1.buttons.0.url", "not_a_link")),
    ],
)
def test_what_the_provider_would_refuse_is_named(given: MessageTemplate, problem: tuple[str, str]) -> None:
    assert problem in found(given)


def test_cards_that_are_alike_pass() -> None:
    assert found(template(body(), carousel(WHOLE, WHOLE), category=MARKETING)) == set()
    assert found(template({"type": "BODY", "code_expiration_minutes": 10}, OTP, category=AUTHENTICATION)) == set()


# Parameters

LINKED = card(PICTURE, body("Veja {{1}} hoje mesmo", "já"), buttons(link("https://a.example/{{1}}", example=["x"])))
CARDS = template(body(), carousel(LINKED, LINKED), category=MARKETING)
COUPON = template(body(), buttons({"type": "COPY_CODE", "example": "X"}, reply("Oi")), category=MARKETING)
ONE = template(body("Olá {{1}}, tudo bem por aí?", "Ana"))


def sent_cards(*cards: Any) -> tuple[dict[str, Any], ...]:
    return ({"type": "carousel", "cards": list(cards)},)


def sent_card(name: str) -> dict[str, Any]:
    header = {"type": "header", "parameters": [{"type": "image", "image": {"id": "1"}}]}
    return {"components": [header, texts("body", name), button(0, "url", type="text", text="a")]}


def wrong(used: MessageTemplate, *sent: dict[str, Any]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in parameter_problems(used, sent)}


def test_every_card_has_its_parameters() -> None:
    assert wrong(CARDS, *sent_cards(sent_card("a"), sent_card("b"))) == set()
    assert wrong(CARDS, *sent_cards(sent_card("a"))) == {("components", "cards_count")}
    assert wrong(CARDS) == {("components", "cards_count")}
    lacking = {"components": sent_card("b")["components"][:2]}
    assert wrong(CARDS, *sent_cards(sent_card("a"), lacking)) == {("components.cards.1.buttons.0", "parameters_count")}


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"type": "body", "parameters": [{"type": "image"}]}, ("components.body.0", "wrong_parameter")),
        ({"type": "body", "parameters": [{"type": "currency", "currency": 5}]}, ("components.body.0", "required")),
        (texts("body", "x" * 5_000), ("components.body.0", "too_long")),
        (texts("body", "a\n\nb"), ("components.body.0", "line_breaks_or_wide_spaces")),
    ],
)
def test_a_parameter_is_a_text_that_can_be_sent(sent: dict[str, Any], problem: tuple[str, str]) -> None:
    assert problem in wrong(ONE, sent)


def test_a_coupon_has_a_code() -> None:
    right = button(0, "copy_code", type="coupon_code", coupon_code="SOL10")
    assert wrong(COUPON, right) == set()
    empty = button(0, "copy_code", type="coupon_code", coupon_code="")
    assert wrong(COUPON, empty) == {("components.buttons.0", "length")}
    assert wrong(COUPON, button(0, "url", type="text", text="x")) == {("components.buttons.0", "wrong_parameter")}


def test_plain_values_become_parameters_of_every_kind() -> None:
    made = components_of(COUPON, {"button.0": "SOL10", "button.1": "oi"})
    assert [part["parameters"][0] for part in made] == [
        {"type": "coupon_code", "coupon_code": "SOL10"},
        {"type": "payload", "payload": "oi"},
    ]
    pictured = components_of(template(PICTURE, body()), {"header.media": "m"})
    assert pictured == ({"type": "header", "parameters": [{"type": "image", "image": {"media_id": "m"}}]},)
    assert components_of(template(PICTURE, body()), {}) == ()
    named = template(body("Oi {{nome}}, tudo bem por aí?"), parameter_format=ParameterFormat.NAMED)
    assert components_of(named, {"nome": "Ana"})[0]["parameters"][0]["parameter_name"] == "nome"


def test_a_code_without_words_shows_what_the_provider_writes() -> None:
    code = template({"type": "BODY"}, OTP, category=AUTHENTICATION)
    assert "123" in render(code, (texts("body", "123"),)).body


# Sending


@pytest.fixture
def publisher(memory: MemoryHouse, company: Company, line: Line) -> Publisher:
    del line
    return Publisher(memory, company)


async def test_a_send_is_told_what_the_account_knows(publisher: Publisher) -> None:
    (number,) = publisher.company.rows.numbers.values()
    content = Template(name="fatura", language="pt_BR", components=(texts("body", "Ana"),))
    async with publisher.house.open_work(publisher.company.id) as work:
        # Nobody ever read what the account has: it knows its own.
        assert await ready_to_send(work.templates, number, content) == content
        assert await ready_to_send(work.templates, replace(number, business_account_id=None), content) == content
    template_ = await publisher.approved()
    async with publisher.house.open_work(publisher.company.id) as work:
        ready = await ready_to_send(work.templates, number, content)
        assert (ready.rendered, ready.category) == ("Olá Ana, tudo bem?", "utility")
        with pytest.raises(TemplateUnknown):
            await ready_to_send(work.templates, number, replace(content, name="outra"))
        with pytest.raises(ParametersWrong):
            await ready_to_send(work.templates, number, replace(content, components=()))
    publisher.provider.there.clear()
    rows = publisher.company.rows
    rows.templates[template_.id] = template_.became("paused", template_.updated_at)
    async with publisher.house.open_work(publisher.company.id) as work:
        with pytest.raises(TemplateNotSendable):
            await ready_to_send(work.templates, number, content)
