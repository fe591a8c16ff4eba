"""What is wrong with a rule is told at what people fill in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.unit.domain.campaigns.companies import Marketing, marketing_of

from pytake_domain.billing import EditReminderRules, names_of
from pytake_domain.billing.rule import VARIABLES_MOST
from pytake_domain.billing.writing import SAID
from pytake_domain.campaigns import CampaignContent
from pytake_domain.erp import ErpCustomer, Invoice, InvoiceStatus, PaymentOptions
from pytake_domain.flows import LiquidTexts
from pytake_domain.kernel.errors import Invalid
from pytake_domain.testing.contracts.billing import a_rule
from pytake_domain.testing.memory.house import Line

BODY = {"type": "BODY", "text": "Olá {{1}}!"}


@pytest.fixture
async def marketing(line: Line) -> Marketing:
    return await marketing_of(line)


async def told(marketing: Marketing, components: list[dict[str, Any]], variables: dict[str, str]) -> dict[str, str]:
    """By field, of a rule with that template, switched off."""
    async with marketing.house.open_work(marketing.company.id) as work:
        known = await work.templates.get(marketing.template.id)
        template = msgspec.structs.replace(known, components=tuple(components))
        await work.templates.save(template)
    edit = EditReminderRules(
        open_work=marketing.house.open_work,
        texts=LiquidTexts(),
        clock=marketing.house.clock,
        ids=marketing.house.ids,
    )
    content = CampaignContent(template_id=template.id, variables=variables)
    rule = a_rule(marketing.company.id, content=content, active=False)
    try:
        await edit.add(marketing.company.boss, rule)
    except Invalid as error:
        return {problem.field: problem.code for problem in error.problems}
    return {}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"type": "HEADER", "format": "TEXT", "text": "Fatura {{1}}"}, "variables"),
        ({"type": "HEADER", "format": "IMAGE"}, "header_media_id"),
        (
            {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Pagar", "url": "https://x.example/{{1}}"}]},
            "variables.button.0",
        ),
    ],
)
async def test_a_place_of_the_template_is_named_as_the_rule_fills_it(
    marketing: Marketing, part: dict[str, Any], field: str
) -> None:
    assert await told(marketing, [part, BODY], {"1": "x"}) == {field: "parameters_count"}


async def test_more_places_than_any_template_has_are_refused_by_their_number(marketing: Marketing) -> None:
    many = {str(place): "x" for place in range(VARIABLES_MOST + 1)}
    assert (await told(marketing, [BODY], many))["variables"] == "too_many"
    assert "variables" not in await told(marketing, [BODY], dict(list(many.items())[1:]))


async def test_what_fills_all_places_is_kept(marketing: Marketing) -> None:
    header = {"type": "HEADER", "format": "TEXT", "text": "Fatura {{1}}"}
    assert await told(marketing, [header, BODY], {"1": "x", "header.1": "y"}) == {}
    assert await told(marketing, [header, BODY], {"header.1": "y"}) == {"variables": "parameters_count"}


async def test_a_name_there_is_not_is_told_and_every_one_there_is_can_be_said(marketing: Marketing) -> None:
    wrong = "{{ customer.frist_name }} {{ invoice.amount }} {{ contact.apelido }}"
    assert await told(marketing, [BODY], {"1": wrong}) == {"variables.1": "text_unknown_name"}
    now = marketing.house.clock.now()
    customer = ErpCustomer(external_id="1")
    options = PaymentOptions(
        invoice=Invoice(external_id="1", status=InvoiceStatus.OPEN, status_raw="A", amount=Decimal(1))
    )
    async with marketing.house.open_work(marketing.company.id) as work:
        names: Mapping[str, Any] = names_of(None, customer, options, await work.tenants.get(), now)
    assert {root: set(names[root]) for root in SAID} == {root: set(said) for root, said in SAID.items()}
