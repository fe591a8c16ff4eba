"""What the providers take: lengths, counts and shapes per kind of content. Lengths are in Unicode characters."""

import re
from collections.abc import Iterator
from typing import Any

from pytake_domain.kernel.errors import Problem
from pytake_domain.whatsapp.content import Buttons, Content, ListMenu, Template, Text
from pytake_domain.whatsapp.interactive_limits import header_media, interactive_problems
from pytake_domain.whatsapp.text_limits import counted, identifier, optional, required, unique

TEXT_BODY = 4096
BUTTONS_BODY = 1024
LIST_BODY = 4096
HEADER = 60
FOOTER = 60
MOST_BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_BUTTON = 20
MOST_SECTIONS = 10
SECTION_TITLE = 24
MOST_ROWS = 10
ROW_ID = 200
ROW_TITLE = 24
ROW_DESCRIPTION = 72
TEMPLATE_NAME = 512
TEMPLATE_PARAMETER = 1024
COPY_CODE = 20

_TEMPLATE_NAME = re.compile(r"[a-z0-9_]+", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?", re.ASCII)
_NOT_IN_PARAMETERS = re.compile(r"[\n\r\t]| {5,}")


def check_official(content: Content) -> tuple[Problem, ...]:
    """Every reason why the official API would refuse this content."""
    match content:
        case Text():
            return tuple(required("body", content.body, TEXT_BODY))
        case Buttons():
            return tuple(_buttons(content))
        case ListMenu():
            return tuple(_list(content))
        case Template():
            return tuple(_template(content))
    return tuple(interactive_problems(content))


def _buttons(content: Buttons) -> Iterator[Problem]:
    yield from _around(content, BUTTONS_BODY)
    yield from counted("buttons", len(content.buttons), 1, MOST_BUTTONS)
    for index, button in enumerate(content.buttons):
        yield from required(f"buttons.{index}.title", button.title, BUTTON_TITLE)
        yield from identifier(f"buttons.{index}.id", button.id, BUTTON_ID)
    yield from unique((f"buttons.{index}.id", button.id) for index, button in enumerate(content.buttons))


def _list(content: ListMenu) -> Iterator[Problem]:
    yield from _around(content, LIST_BODY)
    yield from required("button", content.button, LIST_BUTTON)
    yield from counted("sections", len(content.sections), 1, MOST_SECTIONS)
    total = sum(len(section.rows) for section in content.sections)
    if total > MOST_ROWS:
        yield Problem(field="sections", code="too_many_rows", params={"most": MOST_ROWS, "count": total})
    for index, section in enumerate(content.sections):
        field = f"sections.{index}"
        if section.title or len(content.sections) > 1:
            yield from required(f"{field}.title", section.title or "", SECTION_TITLE)
        if not section.rows:
            yield Problem(field=f"{field}.rows", code="required")
        for place, row in enumerate(section.rows):
            yield from identifier(f"{field}.rows.{place}.id", row.id, ROW_ID)
            yield from required(f"{field}.rows.{place}.title", row.title, ROW_TITLE)
            yield from optional(f"{field}.rows.{place}.description", row.description, ROW_DESCRIPTION)
    yield from unique(
        (f"sections.{index}.rows.{place}.id", row.id)
        for index, section in enumerate(content.sections)
        for place, row in enumerate(section.rows)
    )


def _around(content: Buttons | ListMenu, longest: int) -> Iterator[Problem]:
    yield from required("body", content.body, longest)
    yield from optional("header", content.header, HEADER)
    if isinstance(content, Buttons):
        yield from header_media(content.header, content.header_media)
    yield from optional("footer", content.footer, FOOTER)


def _template(content: Template) -> Iterator[Problem]:
    yield from required("name", content.name, TEMPLATE_NAME)
    if content.name and not _TEMPLATE_NAME.fullmatch(content.name):
        yield Problem(field="name", code="not_a_template_name")
    if not _LANGUAGE.fullmatch(content.language):
        yield Problem(field="language", code="not_a_template_language")
    for index, component in enumerate(content.components):
        field = f"components.{index}"
        if not isinstance(component.get("type"), str):
            yield Problem(field=f"{field}.type", code="required")
        yield from _parameters(field, component)
        cards = component.get("cards")
        for card, parts in enumerate(cards if isinstance(cards, list) else ()):
            inner = parts.get("components") if isinstance(parts, dict) else None
            for place, part in enumerate(inner if isinstance(inner, list) else ()):
                if isinstance(part, dict):
                    yield from _parameters(f"{field}.cards.{card}.components.{place}", part)


def _parameters(field: str, component: dict[str, Any]) -> Iterator[Problem]:
    parameters = component.get("parameters", [])
    if not isinstance(parameters, list):
        yield Problem(field=f"{field}.parameters", code="not_a_list")
        return
    for index, parameter in enumerate(parameters):
        where = f"{field}.parameters.{index}"
        if not isinstance(parameter, dict) or not isinstance(kind := parameter.get("type"), str):
            yield Problem(field=f"{where}.type", code="required")
        elif kind == "text":
            text = parameter.get("text")
            yield from required(f"{where}.text", text if isinstance(text, str) else "", TEMPLATE_PARAMETER)
            if isinstance(text, str) and _NOT_IN_PARAMETERS.search(text):
                yield Problem(field=f"{where}.text", code="line_breaks_or_wide_spaces")
        elif kind == "coupon_code":
            code = parameter.get("coupon_code")
            yield from required(f"{where}.coupon_code", code if isinstance(code, str) else "", COPY_CODE)
