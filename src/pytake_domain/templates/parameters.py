"""The parameters of a send: checked against the template before the call, and made from plain values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytake_domain.kernel.errors import Problem
from pytake_domain.templates import parts
from pytake_domain.templates.parts import VARIABLE, kind, text
from pytake_domain.templates.template import MessageTemplate, ParameterFormat

LONGEST, COPY_CODE = 1024, 20
SHOWN = {"text": "text", "currency": "fallback_value", "date_time": "fallback_value"}
_WIDE = re.compile(r"[\n\r\t]| {5,}")
_HEADER_PARAMETERS = {
    "IMAGE": "image",
    "VIDEO": "video",
    "DOCUMENT": "document",
    "GIF": "gif",
    "LOCATION": "location",
    "PRODUCT": "product",
}
_COUNTED_BUTTONS = ("COPY_CODE", "OTP")
_SUB_TYPES = {"OTP": "url"}


def parameter_problems(template: MessageTemplate, given: Sequence[dict[str, Any]]) -> tuple[Problem, ...]:
    """Every reason why these components don't fit the template: counts, kinds, names, texts; fields are of `given`."""
    return tuple(_problems(template, given))


def _problems(template: MessageTemplate, given: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    yield from _set("components", template.components, given, template)
    inner = parts.cards(template.components)
    sent = parts.first(given, "CAROUSEL")
    cards = parts.listed(sent.get("cards")) if sent else []
    if inner and len(cards) != len(inner):
        yield Problem(field="components", code="cards_count", params={"expected": len(inner), "count": len(cards)})
        return
    for index, (definition, card) in enumerate(zip(inner, cards, strict=False)):
        yield from _set(f"components.cards.{index}", definition, parts.listed(card.get("components")), template)


def _set(
    field: str, definitions: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]], template: MessageTemplate
) -> Iterator[Problem]:
    header, body = parts.first(definitions, "HEADER"), parts.first(definitions, "BODY")
    yield from _header(f"{field}.header", header, _parameters(given, "HEADER"))
    wanted = parts.variables(body.get("text")) if body else []
    if template.category == "AUTHENTICATION":
        wanted = ["1"]
    yield from _texts(f"{field}.body", wanted, _parameters(given, "BODY"), template)
    yield from _buttons(field, parts.buttons(definitions), [c for c in given if kind(c) == "BUTTON"])


def _header(field: str, header: dict[str, Any] | None, given: list[dict[str, Any]]) -> Iterator[Problem]:
    shape = parts.header_format(header) if header else "NONE"
    if shape == "TEXT" and header is not None:
        yield from _count(field, len(parts.variables(header.get("text"))), len(given))
        yield from _plain(field, given)
        return
    wanted = _HEADER_PARAMETERS.get(shape)
    yield from _count(field, 1 if wanted else 0, len(given))
    if wanted and given and given[0].get("type") != wanted:
        yield Problem(
            field=field, code="wrong_parameter", params={"expected": wanted, "got": text(given[0].get("type"))}
        )


def _texts(field: str, wanted: list[str], given: list[dict[str, Any]], template: MessageTemplate) -> Iterator[Problem]:
    yield from _count(field, len(wanted), len(given))
    yield from _plain(field, given)
    if template.parameter_format is ParameterFormat.NAMED and len(wanted) == len(given):
        names = [text(item.get("parameter_name")) for item in given]
        for name in sorted(set(wanted) - set(names)):
            yield Problem(field=field, code="parameter_missing", params={"name": name})


def _plain(field: str, given: list[dict[str, Any]]) -> Iterator[Problem]:
    for index, item in enumerate(given):
        shape = text(item.get("type"))
        if shape not in SHOWN:
            yield Problem(field=f"{field}.{index}", code="wrong_parameter", params={"expected": "text", "got": shape})
            continue
        shown = shown_text(item)
        if not shown.strip():
            yield Problem(field=f"{field}.{index}", code="required")
        elif len(shown) > LONGEST:
            yield Problem(field=f"{field}.{index}", code="too_long", params={"most": LONGEST, "length": len(shown)})
        elif _WIDE.search(shown):
            yield Problem(field=f"{field}.{index}", code="line_breaks_or_wide_spaces")


def _buttons(field: str, definitions: list[dict[str, Any]], given: list[dict[str, Any]]) -> Iterator[Problem]:
    by_index = {text(str(item.get("index", 0))): item for item in given}
    for place, definition in enumerate(definitions):
        where, name = f"{field}.buttons.{place}", text(definition.get("type")).upper()
        found = by_index.pop(str(place), None)
        needs = name in _COUNTED_BUTTONS or (name == "URL" and bool(VARIABLE.search(text(definition.get("url")))))
        parameters = parts.listed(found.get("parameters")) if found else []
        if needs or (name == "URL" and found is not None):
            yield from _count(where, 1 if needs else 0, len(parameters))
        wanted = _SUB_TYPES.get(name, name.lower())
        if found is not None and text(found.get("sub_type")).lower() != wanted:
            got = text(found.get("sub_type"))
            yield Problem(field=where, code="wrong_parameter", params={"expected": wanted, "got": got})
        elif name == "COPY_CODE" and parameters and not 0 < len(text(parameters[0].get("coupon_code"))) <= COPY_CODE:
            yield Problem(field=where, code="length", params={"least": 1, "most": COPY_CODE})
    for index in by_index:
        yield Problem(field=f"{field}.buttons.{index}", code="no_such_button")


def _count(field: str, wanted: int, given: int) -> Iterator[Problem]:
    if wanted != given:
        yield Problem(field=field, code="parameters_count", params={"expected": wanted, "count": given})


def _parameters(given: Sequence[dict[str, Any]], wanted: str) -> list[dict[str, Any]]:
    component = parts.first(given, wanted)
    return parts.listed(component.get("parameters")) if component else []


def shown_text(parameter: Mapping[str, Any]) -> str:
    """What the customer reads of a text, currency or date parameter."""
    shape = text(parameter.get("type"))
    if shape == "text":
        return text(parameter.get("text"))
    value = parameter.get(shape)
    return text(value.get(SHOWN.get(shape, ""))) if isinstance(value, dict) else ""


def components_of(template: MessageTemplate, values: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """Parameters by plain values: `1`, `2` … or names for body and header text, `button.0` for a button's variable,
    `header.media` the id of the file of a header that is one.

    What has no value is left out, so that `parameter_problems` names it.
    """
    named = template.parameter_format is ParameterFormat.NAMED
    made: list[dict[str, Any]] = []
    for said in ("HEADER", "BODY"):
        component = parts.first(template.components, said)
        wanted = parts.variables(component.get("text")) if component else []
        if template.category == "AUTHENTICATION" and said == "BODY":
            wanted = ["1"]
        prefix = "header." if said == "HEADER" else ""
        found = [(name, values[prefix + name]) for name in wanted if prefix + name in values]
        shape = parts.header_format(component).lower() if component and said == "HEADER" else "text"
        if shape != "text" and "header.media" in values:
            made.append(
                {"type": "header", "parameters": [{"type": shape, shape: {"media_id": values["header.media"]}}]}
            )
        if found:
            parameters = [{"type": "text", "text": v, **({"parameter_name": n} if named else {})} for n, v in found]
            made.append({"type": said.lower(), "parameters": parameters})
    for index, button in enumerate(parts.buttons(template.components)):
        made += _button_of(index, text(button.get("type")).upper(), values)
    return tuple(made)


def _button_of(index: int, name: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    value = values.get(f"button.{index}")
    if name == "OTP":
        value = value or values.get("1")
    if value is None or name not in ("URL", "OTP", "COPY_CODE", "QUICK_REPLY"):
        return []
    if name == "COPY_CODE":
        parameter = {"type": "coupon_code", "coupon_code": value}
    elif name == "QUICK_REPLY":
        parameter = {"type": "payload", "payload": value}
    else:
        parameter = {"type": "text", "text": value}
    sub_type = _SUB_TYPES.get(name, name.lower())
    return [{"type": "button", "sub_type": sub_type, "index": index, "parameters": [parameter]}]
