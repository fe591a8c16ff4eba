"""Reading components: what a template consists of, and where its variables stand."""

import re
from collections.abc import Sequence
from typing import Any

VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
MEDIA_HEADERS = ("IMAGE", "VIDEO", "DOCUMENT", "GIF")


def kind(component: dict[str, Any]) -> str:
    """HEADER, BODY, FOOTER, BUTTONS, CAROUSEL, LIMITED_TIME_OFFER …; upper case, empty when it says none."""
    return text(component.get("type")).upper()


def text(value: object) -> str:
    """A text, empty for anything else."""
    return value if isinstance(value, str) else ""


def first(components: Sequence[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    """The first component of a kind."""
    return next((component for component in components if kind(component) == wanted), None)


def listed(value: object) -> list[dict[str, Any]]:
    """The objects of a list; nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list | tuple) else []


def buttons(components: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All buttons, in their order, which is what their index counts."""
    component = first(components, "BUTTONS")
    return listed(component.get("buttons")) if component else []


def cards(components: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The components of each card of a carousel."""
    carousel = first(components, "CAROUSEL")
    return [listed(card.get("components")) for card in listed(carousel.get("cards"))] if carousel else []


def variables(value: object) -> list[str]:
    """The names in a text, each once, in order of first appearance."""
    return list(dict.fromkeys(VARIABLE.findall(text(value))))


def in_braces(value: object) -> list[str]:
    """Whatever stands between two pairs of braces, a name or not; in time that grows with the text alone."""
    words, found, place = text(value), [], 0
    while (begin := words.find("{{", place)) >= 0 and (end := words.find("}}", begin + 2)) >= 0:
        found.append(words[begin + 2 : end])
        place = end + 2
    return found


def header_format(component: dict[str, Any]) -> str:
    """TEXT unless it says otherwise."""
    return text(component.get("format")).upper() or "TEXT"
