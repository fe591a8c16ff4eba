"""A template as the phone will show it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pytake_domain.templates import parts
from pytake_domain.templates.parameters import shown_text
from pytake_domain.templates.parts import VARIABLE, text
from pytake_domain.templates.template import MessageTemplate, TemplateCategory

CODE_TEXT = {"pt": "{{1}} é seu código de verificação.", "es": "Tu código de verificación es {{1}}."}
CODE_ELSE = "{{1}} is your verification code."


class ShownButton(msgspec.Struct, frozen=True, kw_only=True):
    """A button: its kind, its text, and where it leads."""

    kind: str
    text: str
    value: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it is read: `header_kind` is text, image, video, document, gif, location, product or empty."""

    body: str
    header: str = ""
    header_kind: str = ""
    footer: str = ""
    buttons: tuple[ShownButton, ...] = ()
    cards: tuple["Shown", ...] = ()
    missing: tuple[str, ...] = ()


def render(template: MessageTemplate, given: Sequence[dict[str, Any]] = ()) -> Shown:
    """With these parameters; variables without one stay as they are and are named in `missing`."""
    shown = _shown(template.components, given, template)
    sent = parts.first(given, "CAROUSEL")
    cards = parts.listed(sent.get("cards")) if sent else []
    inner = parts.cards(template.components)
    made = tuple(
        _shown(definition, parts.listed(cards[i].get("components")) if i < len(cards) else (), template)
        for i, definition in enumerate(inner)
    )
    return msgspec.structs.replace(shown, cards=made)


def example_components(template: MessageTemplate) -> Mapping[str, str]:
    """Values by variable from the examples it was drafted with."""
    values: dict[str, str] = {}
    for said, key, prefix in (("HEADER", "header_text", "header."), ("BODY", "body_text", "")):
        component = parts.first(template.components, said)
        example = component.get("example") if component else None
        if not isinstance(example, dict) or component is None:
            continue
        for item in parts.listed(example.get(f"{key}_named_params")):
            values[prefix + text(item.get("param_name"))] = text(item.get("example"))
        given = example.get(key)
        if isinstance(given, list) and given and isinstance(given[0], list):
            given = given[0]
        if isinstance(given, list):
            values |= {prefix + n: text(v) for n, v in zip(parts.variables(component.get("text")), given, strict=False)}
    return values


def _shown(definitions: Sequence[dict[str, Any]], given: Sequence[dict[str, Any]], template: MessageTemplate) -> Shown:
    header, body = parts.first(definitions, "HEADER"), parts.first(definitions, "BODY")
    footer = parts.first(definitions, "FOOTER")
    missing: list[str] = []
    shape = parts.header_format(header).lower() if header else ""
    words = text(body.get("text")) if body else ""
    if template.category is TemplateCategory.AUTHENTICATION and not words:
        words = CODE_TEXT.get(template.language[:2], CODE_ELSE)
    return Shown(
        body=_filled(words, _values(given, "BODY"), missing),
        header=_filled(text(header.get("text")), _values(given, "HEADER"), missing) if header else "",
        header_kind=shape,
        footer=text(footer.get("text")) if footer else "",
        buttons=tuple(_button(i, b, given) for i, b in enumerate(parts.buttons(definitions))),
        missing=tuple(missing),
    )


def _values(given: Sequence[dict[str, Any]], wanted: str) -> dict[str, str]:
    component = parts.first(given, wanted)
    parameters = parts.listed(component.get("parameters")) if component else []
    return {text(p.get("parameter_name")) or str(place): shown_text(p) for place, p in enumerate(parameters, 1)}


def _filled(words: str, values: Mapping[str, str], missing: list[str]) -> str:
    missing.extend(name for name in parts.variables(words) if name not in values)
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), words)


def _button(index: int, button: dict[str, Any], given: Sequence[dict[str, Any]]) -> ShownButton:
    name = text(button.get("type")).upper()
    value = text(button.get("url")) or text(button.get("phone_number"))
    for component in given:
        if parts.kind(component) == "BUTTON" and str(component.get("index", 0)) == str(index):
            for parameter in parts.listed(component.get("parameters")):
                filling = text(parameter.get("text")) or text(parameter.get("coupon_code"))
                value = _filled(value, dict.fromkeys(parts.variables(value), filling), []) or filling
    return ShownButton(kind=name.lower(), text=text(button.get("text")), value=value)
