"""Which column of a file is what: guessed from the words at its head and from what stands in it."""

import re
from collections.abc import Mapping, Sequence

from pytake_domain.contacts.attribute import Attribute
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.text import Phone, fold

PHONE, NAME, EMAIL, LANGUAGE, TIME_ZONE, VIP, TAGS = "phone", "name", "email", "language", "time_zone", "vip", "tags"
TARGETS = (PHONE, NAME, EMAIL, LANGUAGE, TIME_ZONE, VIP, TAGS)
ATTR = "attr."
COLUMNS_MOST = 200
ENOUGH = 0.6
"""Of the samples so many have to look like it."""

WORDS: Mapping[str, str] = {
    PHONE: """telefone|telefones|fone|celular|whatsapp|numero|numero de telefone|numero do telefone|tel|contato|phone|phone number
|mobile|cell|cellphone|telephone|number|telefono|movil|numero de telefono|numero movil""",
    NAME: "nome|nome completo|cliente|name|full name|fullname|customer|nombre|nombre completo",
    EMAIL: "email|e-mail|mail|endereco de email|correo|correo electronico|email address",
    LANGUAGE: "idioma|lingua|language|lang|lengua",
    TIME_ZONE: "fuso|fuso horario|time zone|timezone|zona horaria|huso horario",
    VIP: "vip",
    TAGS: "etiqueta|etiquetas|tag|tags|marcador|marcadores|label|labels",
}
_TARGET_OF = {word.strip(): target for target, words in WORDS.items() for word in words.split("|")}
FIELD_NAME_MOST = 40
_NO_WORD = re.compile(r"[^a-z0-9]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def guess(header: Sequence[str], samples: Sequence[Sequence[str]], known: Mapping[str, Attribute]) -> list[str | None]:
    """What each column is; None for what nobody knows. Each target is guessed once, by its word before by its looks."""
    found: list[str | None] = [None] * len(header)
    labels = {fold(a.label): ATTR + a.name for a in known.values()} | {
        fold(a.name): ATTR + a.name for a in known.values()
    }
    for place, title in enumerate(header):
        word = fold(title.replace("_", " "))
        target = _TARGET_OF.get(word) or labels.get(fold(title))
        if target is not None and target not in found:
            found[place] = target
    for target, looks in ((PHONE, looks_like_phone), (EMAIL, looks_like_email)):
        if target in found:
            continue
        for place in range(len(header)):
            cells = [row[place] for row in samples if place < len(row) and row[place].strip()]
            if found[place] is None and cells and sum(map(looks, cells)) >= ENOUGH * len(cells):
                found[place] = target
                break
    return found


def looks_like_phone(cell: str) -> bool:
    """Is it a telephone number, as people write them?"""
    digits = re.sub(r"\D", "", cell)
    if not re.fullmatch(r"[+()\-.\s\d]+", cell) or not 10 <= len(digits) <= 15:  # noqa: PLR2004  E.164, with an area code
        return False
    try:
        Phone.parse(cell)
    except Invalid:
        return False
    return True


def looks_like_email(cell: str) -> bool:
    """Is it an address of electronic mail?"""
    return _EMAIL.fullmatch(cell.strip()) is not None


def has_header(first: Sequence[str]) -> bool:
    """Is a file's first row its head? Not when it holds a number or an address of somebody."""
    cells = [cell for cell in first if cell.strip()]
    return bool(cells) and not any(looks_like_phone(c) or looks_like_email(c) or c.strip().isdigit() for c in cells)


def field_names(columns: Sequence[str | None], first: Sequence[str], *, header: bool) -> tuple[str | None, ...]:
    """A name for each column that is nothing of a contact, as texts may say it (`Valor da fatura` is `valor_da_fatura`); None
    for the others.
    """
    names: list[str | None] = []
    for place in range(max(len(columns), len(first))):
        if place < len(columns) and columns[place] is not None:
            names.append(None)
            continue
        title = first[place] if header and place < len(first) else ""
        word = _NO_WORD.sub("_", fold(title)).strip("_")[:FIELD_NAME_MOST]
        name = word if word and not word[0].isdigit() else f"column_{place + 1}"
        names.append(name if name not in names else f"{name}_{place + 1}")
    return tuple(names)


def check_columns(columns: Sequence[str | None], known: Mapping[str, Attribute]) -> None:
    """Raises Invalid: a telephone number is needed, each target is one column's, attributes are defined."""
    problems = []
    used = [target for target in columns if target is not None]
    for target in dict.fromkeys(used):
        name = target.removeprefix(ATTR)
        if target not in TARGETS and not (target.startswith(ATTR) and name in known):
            targets = ", ".join([*TARGETS, *(ATTR + each for each in sorted(known)[:20])])
            problems.append(Problem(field="columns", code="not_a_choice", params={"choices": targets}))
        elif used.count(target) > 1:
            problems.append(Problem(field="columns", code="column_twice", params={"column": target}))
    if PHONE not in used:
        problems.append(Problem(field="columns", code="no_phone_column"))
    if problems:
        raise Invalid(*problems)
