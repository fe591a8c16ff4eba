"""Reads values out of texts by patterns: documents, addresses, days, numbers."""

import re
from collections.abc import Mapping
from typing import Any

from pytake_app.twin.models.words import plain

_PLACEHOLDER = r"\[{name}_\d+\]"
_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBER = re.compile(r"(?<![\w\[])-?\d+(?:[.,]\d+)?(?![\w\]])")
_PATTERNS: Mapping[str, tuple[str, str]] = {
    "cpf": ("CPF", r"\b\d{3}\.?\d{3}\.?\d{3}-?\d{2}\b"),
    "cnpj": ("CNPJ", r"\b\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}\b"),
    "document": ("(?:CPF|CNPJ)", r"\b\d{3}\.?\d{3}\.?\d{3}-?\d{2}\b"),
    "mail": ("EMAIL", r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    "phone": ("PHONE", r"\+?\d[\d ()-]{8,}\d"),
    "telefone": ("PHONE", r"\+?\d[\d ()-]{8,}\d"),
    "card": ("CARD", r"\b(?:\d[ -]?){13,19}\b"),
}
_NAME = re.compile(
    r"(?:me chamo|meu nome e|sou o|sou a|my name is)\s+(\[NAME_\d+\]|[\w ]{2,40}?)(?=[.,;!?\n]| e | and |$)"
)
_YES = re.compile(r"\b(sim|yes|claro|aceito|confirmo)\b")
_NO = re.compile(r"\b(nao|no|nunca|recuso)\b")


def value_of(name: str, kinds: object, text: str) -> Any:
    """What a text says of a field; None when it says nothing of it."""
    wanted = kinds if isinstance(kinds, list) else [kinds]
    known = plain(name)
    pattern = next((p for word, p in _PATTERNS.items() if word in known), None)
    if pattern is not None:
        found = re.search(f"{_PLACEHOLDER.format(name=pattern[0])}|{pattern[1]}", text)
        return found[0] if found else None
    if "nome" in known or "name" in known:
        named = _NAME.search(plain(text).replace("[name_", "[NAME_"))
        return named[1].strip().title() if named and not named[1].startswith("[") else named[1] if named else None
    if "boolean" in wanted:
        said = plain(text)
        return True if _YES.search(said) else False if _NO.search(said) else None
    if "dat" in known or "dia" in known or "vencimento" in known:
        return day_in(text)
    if "number" in wanted or "integer" in wanted:
        number = _NUMBER.search(_DAY.sub(" ", text))
        return float(number[0].replace(",", ".")) if number else None
    return _after(known, text)


def day_in(text: str) -> str | None:
    """The first day that a text names, as ISO 8601 has it."""
    found = _DAY.search(text)
    if found is None:
        return None
    if found[4]:
        return found[0]
    return f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"


def _after(name: str, text: str) -> str | None:
    """What stands behind the field's own name: `cidade: Recife`, `cidade é Recife`."""
    found = re.search(rf"\b{re.escape(name.replace('_', ' '))}\b\s*(?:[:=]|e|is)\s*([^\n.,;]+)", plain(text))
    return text[found.start(1) : found.end(1)].strip() if found else None
