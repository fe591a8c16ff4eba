"""Foreign texts in the sizes that WhatsApp takes, and in our language for templates."""

import re
from typing import Any

from pytake_domain.flows import limits
from pytake_domain.flows.build import LocalText
from pytake_domain.flows.foreign.drawing import Drawing
from pytake_domain.whatsapp import limits as provider

_LOOKS_LIKE_LIQUID = re.compile(r"\{[{%#]")
_PIECE = re.compile(r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}|\s+|[^\s{]+|\{", re.DOTALL)

ANSWER: LocalText = {"pt-BR": "Digite sua resposta:", "en": "Type your answer:", "es": "Escriba su respuesta:"}
CHOOSE: LocalText = {"pt-BR": "Escolha uma opção:", "en": "Choose an option:", "es": "Elija una opción:"}
OPEN: LocalText = {"pt-BR": "Abrir", "en": "Open", "es": "Abrir"}


def literal(words: str) -> str:
    """Words that our language takes as they stand."""
    return _LOOKS_LIKE_LIQUID.sub(lambda found: "{{ '" + found[0] + "' }}", words)


def portions(words: str, most: int = provider.TEXT_BODY) -> list[str]:
    """The text in parts of at most this length, cut between words, never inside of what is filled in; no part is blank."""
    if len(words) <= most:
        return [words] if words.strip() else []
    parts, present = [], ""
    for piece in _PIECE.findall(words):
        for start in range(0, len(piece), most):
            bit = piece[start : start + most]
            if len(present) + len(bit) > most:
                parts.append(present)
                present = ""
            present += bit
    return [part.strip() for part in (*parts, present) if part.strip()]


def options(drawing: Drawing, where: str, drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options whose titles fit and differ: what a title has to drop stands below it."""
    if len(drawn) > limits.OPTIONS:
        drawing.note("options_left_out", where, count=len(drawn) - limits.OPTIONS, most=limits.OPTIONS)
    drawn = drawn[: limits.OPTIONS]
    as_list = len(drawn) > provider.MOST_BUTTONS or any(_too_long(one, provider.BUTTON_TITLE) for one in drawn)
    most = provider.ROW_TITLE if as_list or any(one.get("description") for one in drawn) else provider.BUTTON_TITLE
    seen: set[str] = set()
    found = []
    for place, one in enumerate(drawn, 1):
        title, below = one.get("title") or str(place), {}
        if _too_long(one, most):
            drawing.note("title_shortened", where, title=title)
            below = {"description": title[: provider.ROW_DESCRIPTION]}
            title = title[: most - 1].rstrip() + "…"
        if title in seen:
            title = f"{title[: most - 5]} ({place})"
        seen.add(title)
        kept = {key: value for key, value in one.items() if value not in (None, "")}
        found.append({**below, **kept, "title": title})
    return found


def _too_long(option: dict[str, Any], most: int) -> bool:
    return len(option.get("title") or "") > most and "{" not in option["title"]
