"""The provider's rules on templates, all of them checked before anything is submitted."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pytake_domain.kernel.errors import Problem
from pytake_domain.templates import parts
from pytake_domain.templates.button_rules import button_problems
from pytake_domain.templates.parts import MEDIA_HEADERS, VARIABLE, kind, text
from pytake_domain.templates.template import MessageTemplate, ParameterFormat, TemplateCategory
from pytake_domain.whatsapp import counted, optional, required

NAME, HEADER, BODY, FOOTER = 512, 60, 1024, 60
OFFER_BODY, CARD_BODY, OFFER_TEXT = 600, 160, 16
LEAST_CARDS, MOST_CARDS, CARD_BUTTONS = 2, 10, 2
LEAST_WORDS_A_VARIABLE = 3
EXAMPLES = 8_192
"""Characters of all examples of a component, as they are written."""
LONGEST_CODE = 90
"""Minutes that a one-time code may be good for."""
KINDS = ("HEADER", "BODY", "FOOTER", "BUTTONS", "CAROUSEL", "LIMITED_TIME_OFFER", "CALL_PERMISSION_REQUEST")
HEADERS = ("TEXT", *MEDIA_HEADERS, "LOCATION", "PRODUCT")
TIMES_TO_LIVE = {
    TemplateCategory.AUTHENTICATION: (30, 900),
    TemplateCategory.UTILITY: (30, 43_200),
    TemplateCategory.MARKETING: (43_200, 2_592_000),
}

_NAME = re.compile(r"[a-z0-9_]+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?", re.ASCII)
_PARAMETER_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_ADJACENT = re.compile(r"\}\}\s*\{\{")


def lint(template: MessageTemplate) -> tuple[Problem, ...]:
    """Every reason why the provider would refuse this template."""
    return tuple(_problems(template))


def _problems(template: MessageTemplate) -> Iterator[Problem]:
    yield from required("name", template.name, NAME)
    if template.name and not _NAME.fullmatch(template.name):
        yield Problem(field="name", code="not_a_template_name")
    if not _LANGUAGE.fullmatch(template.language):
        yield Problem(field="language", code="not_a_template_language")
    yield from _ttl(template)
    yield from _once_each(template.components)
    if template.category is TemplateCategory.AUTHENTICATION:
        yield from _authentication(template.components)
        return
    offer = parts.first(template.components, "LIMITED_TIME_OFFER") is not None
    for index, component in enumerate(template.components):
        yield from _component(f"components.{index}", component, template, offer=offer)


def _ttl(template: MessageTemplate) -> Iterator[Problem]:
    least, most = TIMES_TO_LIVE[template.category]
    if template.ttl_seconds is not None and template.ttl_seconds != -1 and not least <= template.ttl_seconds <= most:
        yield Problem(field="ttl_seconds", code="out_of_range", params={"least": least, "most": most})


def _once_each(components: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, component in enumerate(components):
        said = kind(component)
        if said not in KINDS:
            yield Problem(field=f"components.{index}.type", code="not_a_component")
        elif said in seen:
            yield Problem(field=f"components.{index}.type", code="not_unique")
        seen.add(said)
    if "BODY" not in seen:
        yield Problem(field="components", code="body_required")


def _component(field: str, component: dict[str, Any], template: MessageTemplate, *, offer: bool) -> Iterator[Problem]:
    match kind(component):
        case "HEADER":
            yield from _header(field, component, template, offer=offer)
        case "BODY":
            yield from _body(field, component, template, OFFER_BODY if offer else BODY)
        case "FOOTER":
            yield from _footer(field, component, offer=offer)
        case "BUTTONS":
            yield from button_problems(field, component)
        case "LIMITED_TIME_OFFER":
            yield from _offer(field, component, template)
        case "CAROUSEL":
            yield from _carousel(field, component, template)


def _header(
    field: str, component: dict[str, Any], template: MessageTemplate, *, offer: bool = False
) -> Iterator[Problem]:
    shape = parts.header_format(component)
    if shape not in HEADERS or (offer and shape not in ("IMAGE", "VIDEO")):
        yield Problem(field=f"{field}.format", code="not_a_header_type")
    elif shape == "TEXT":
        yield from required(f"{field}.text", text(component.get("text")), HEADER)
        yield from _variables(f"{field}.text", component.get("text"), template, most=1)
        yield from _examples(field, component, "header_text", template)
    elif shape in MEDIA_HEADERS:
        example = component.get("example")
        given = example if isinstance(example, dict) else {}
        handles = given.get("header_handle")
        if not (isinstance(handles, list) and handles) and not given.get("media_id"):
            yield Problem(field=f"{field}.example", code="example_required")


def _body(field: str, component: dict[str, Any], template: MessageTemplate, longest: int) -> Iterator[Problem]:
    body = text(component.get("text"))
    yield from required(f"{field}.text", body, longest)
    yield from _variables(f"{field}.text", body, template)
    yield from _examples(field, component, "body_text", template)
    stripped = body.strip()
    if VARIABLE.match(stripped) or stripped.endswith("}}"):
        yield Problem(field=f"{field}.text", code="variable_at_the_edge")
    if _ADJACENT.search(body):
        yield Problem(field=f"{field}.text", code="variables_side_by_side")
    count = len(VARIABLE.findall(body))
    words = len(VARIABLE.sub(" ", body).split())
    if count and words < count * LEAST_WORDS_A_VARIABLE:
        yield Problem(field=f"{field}.text", code="too_many_variables", params={"count": count})


def _footer(field: str, component: dict[str, Any], *, offer: bool) -> Iterator[Problem]:
    if offer:
        yield Problem(field=f"{field}.type", code="no_footer_with_offer")
    yield from required(f"{field}.text", text(component.get("text")), FOOTER)
    if parts.in_braces(component.get("text")):
        yield Problem(field=f"{field}.text", code="no_variables_here")


def _variables(field: str, value: object, template: MessageTemplate, most: int | None = None) -> Iterator[Problem]:
    found = parts.variables(value)
    inside = [name.strip() for name in parts.in_braces(value)]
    if any(not re.fullmatch(r"\w+", name, re.ASCII) for name in inside):
        yield Problem(field=field, code="not_a_variable")
        return
    if most is not None and len(found) > most:
        yield Problem(field=field, code="too_many", params={"most": most, "count": len(found)})
    if template.parameter_format is ParameterFormat.NAMED:
        if wrong := [name for name in found if not _PARAMETER_NAME.fullmatch(name)]:
            yield Problem(field=field, code="not_a_variable_name", params={"name": wrong[0]})
    elif sorted(found, key=lambda n: (len(n), n)) != [str(place) for place in range(1, len(found) + 1)]:
        yield Problem(field=field, code="variables_not_counted")


def _examples(field: str, component: dict[str, Any], key: str, template: MessageTemplate) -> Iterator[Problem]:
    wanted = parts.variables(component.get("text"))
    if not wanted:
        return
    example = component.get("example")
    given = example if isinstance(example, dict) else {}
    if template.parameter_format is ParameterFormat.NAMED:
        named = {
            text(item.get("param_name")): text(item.get("example"))
            for item in parts.listed(given.get(f"{key}_named_params"))
        }
        complete = all(named.get(name, "").strip() for name in wanted)
    else:
        values = given.get(key)
        values = [values] if isinstance(values, str) else values
        if key == "body_text" and isinstance(values, list) and values and isinstance(values[0], list):
            values = values[0]
        complete = isinstance(values, list) and len(values) == len(wanted) and all(text(v).strip() for v in values)
    if not complete:
        yield Problem(field=f"{field}.example", code="example_required")
    elif len(str(given)) > EXAMPLES:
        yield Problem(field=f"{field}.example", code="too_long", params={"most": EXAMPLES, "length": len(str(given))})


def _offer(field: str, component: dict[str, Any], template: MessageTemplate) -> Iterator[Problem]:
    if template.category is not TemplateCategory.MARKETING:
        yield Problem(field=f"{field}.type", code="marketing_only")
    offer = component.get("limited_time_offer")
    yield from required(
        f"{field}.limited_time_offer.text", text(offer.get("text")) if isinstance(offer, dict) else "", OFFER_TEXT
    )


def _carousel(field: str, component: dict[str, Any], template: MessageTemplate) -> Iterator[Problem]:
    found = parts.listed(component.get("cards"))
    yield from counted(f"{field}.cards", len(found), LEAST_CARDS, MOST_CARDS)
    shapes = set()
    for index, card in enumerate(found):
        inner = parts.listed(card.get("components"))
        place = f"{field}.cards.{index}"
        header = parts.first(inner, "HEADER")
        if header is None or parts.header_format(header) not in ("IMAGE", "VIDEO", "PRODUCT"):
            yield Problem(field=f"{place}.components", code="picture_or_video")
        for at, part in enumerate(inner):
            where = f"{place}.components.{at}"
            match kind(part):
                case "HEADER":
                    yield from _header(where, part, template)
                case "BODY":
                    yield from _body(where, part, template, CARD_BODY)
                case "BUTTONS":
                    yield from button_problems(where, part, most=CARD_BUTTONS)
        kinds = tuple(map(kind, parts.buttons(inner)))
        shapes.add((tuple(map(kind, inner)), parts.header_format(header or {}), kinds))
    if len(shapes) > 1:
        yield Problem(field=f"{field}.cards", code="cards_differ")


def _authentication(components: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    """A one-time code: the provider writes the text, so body and footer carry switches and there is one OTP button."""
    for index, component in enumerate(components):
        said = kind(component)
        if said not in ("BODY", "FOOTER", "BUTTONS"):
            yield Problem(field=f"components.{index}.type", code="not_in_authentication")
        if said in ("BODY", "FOOTER"):
            yield from optional(f"components.{index}.text", text(component.get("text")), BODY)
            minutes = component.get("code_expiration_minutes")
            if minutes is not None and not (isinstance(minutes, int) and 1 <= minutes <= LONGEST_CODE):
                yield Problem(
                    field=f"components.{index}.code_expiration_minutes",
                    code="out_of_range",
                    params={"least": 1, "most": LONGEST_CODE},
                )
    found = parts.buttons(components)
    if [text(button.get("type")).upper() for button in found] != ["OTP"]:
        yield Problem(field="components", code="one_otp_button")
