"""One row of a file: somebody, or why not."""

from collections.abc import Mapping, Sequence

import msgspec

from pytake_domain.contacts.address import Address, phone_address
from pytake_domain.contacts.attribute import Attribute
from pytake_domain.contacts.consent import ConsentGiven
from pytake_domain.contacts.contact import AttributeValue
from pytake_domain.contacts.importing.cells import undefused
from pytake_domain.contacts.importing.columns import (
    ATTR,
    COLUMNS_MOST,
    EMAIL,
    LANGUAGE,
    NAME,
    PHONE,
    TAGS,
    TIME_ZONE,
    VIP,
)
from pytake_domain.contacts.tag import TAG_LONGEST, TAGS_MOST
from pytake_domain.identity import normalise_email
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactListId
from pytake_domain.kernel.text import Language, Phone, fold
from pytake_domain.kernel.time import zone

LONGEST_PERSON_NAME = 200
LONGEST_FIELD = 1_000
CORRECTIONS_MOST = 1000
LAST_ROW = 2**31 - 1
_LANGUAGES: Mapping[str, Language] = {
    **{fold(language.value): language for language in Language},
    **dict.fromkeys(("pt", "portugues", "portuguese", "pt br", "pt_br"), Language.PT_BR),
    **dict.fromkeys(("ingles", "english"), Language.EN),
    **dict.fromkeys(("espanhol", "spanish", "espanol"), Language.ES),
}


class ImportPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is read: what its columns are, and what all of its people get beside.

    `updates`: whoever is known already learns what the file says, else they are left as they are. `fields`: under which names
    cells are kept of people on the list alone, by their columns. `corrections`: what stands in cells instead, by the numbers of
    their rows in the file and their places from 0 on.
    """

    columns: tuple[str | None, ...]
    header: bool = True
    encoding: str | None = None
    separator: str | None = None
    country: str = "55"
    updates: bool = True
    tags: tuple[str, ...] = ()
    list_id: ContactListId | None = None
    consent: ConsentGiven | None = None
    corrections: Mapping[int, Mapping[int, str]] = {}
    fields: tuple[str | None, ...] = ()


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a file; None where it says nothing."""

    number: int
    address: Address
    name: str | None = None
    email: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    vip: bool | None = None
    tags: tuple[str, ...] = ()
    attributes: dict[str, AttributeValue] = {}
    fields: dict[str, str] = {}


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is not taken: its number in the file, what is wrong, and its cells, to be corrected."""

    number: int
    problem: Problem
    cells: tuple[str, ...]


def corrected(number: int, cells: Sequence[str], plan: ImportPlan) -> Sequence[str]:
    """The row as somebody wants it to be; a row may be corrected to an empty one."""
    changes = plan.corrections.get(number)
    if not changes:
        return cells
    width = max(len(cells), *(place + 1 for place in changes))
    return [changes.get(place, cells[place] if place < len(cells) else "") for place in range(width)]


def check_corrections(corrections: Mapping[int, Mapping[int, str]]) -> None:
    """Raises Invalid."""
    if len(corrections) > CORRECTIONS_MOST:
        raise Invalid(Problem(field="corrections", code="too_many", params={"most": CORRECTIONS_MOST}))
    if any(not 0 <= row <= LAST_ROW for row in corrections):
        raise Invalid(Problem(field="corrections", code="out_of_range", params={"least": 0, "most": LAST_ROW}))
    places = {place for changes in corrections.values() for place in changes}
    if any(not 0 <= place < COLUMNS_MOST for place in places):
        raise Invalid(Problem(field="corrections", code="out_of_range", params={"least": 0, "most": COLUMNS_MOST - 1}))


def read_row(
    number: int, cells: Sequence[str], plan: ImportPlan, known: Mapping[str, Attribute]
) -> PersonRow | Refusal:
    """The first thing that is wrong with it, or who it is."""
    given = {
        target: undefused(cell.strip())
        for target, cell in zip(plan.columns, cells, strict=False)
        if target is not None and cell.strip()
    }
    if PHONE not in given:
        return Refusal(number=number, problem=Problem(field=PHONE, code="required"), cells=tuple(cells))
    try:
        return PersonRow(
            number=number,
            address=phone_address(Phone.parse(given[PHONE], country=plan.country)),
            name=_name(given.get(NAME)),
            email=normalise_email(given[EMAIL]) if EMAIL in given else None,
            language=_language(given.get(LANGUAGE)),
            time_zone=_time_zone(given.get(TIME_ZONE)),
            vip=_yes(given.get(VIP)),
            tags=_tags(given.get(TAGS, ""), plan.tags),
            attributes=_attributes(given, known),
            fields=_fields(cells, plan.fields),
        )
    except Invalid as error:
        return Refusal(number=number, problem=error.problems[0], cells=tuple(cells))


def _name(text: str | None) -> str | None:
    if text is not None and len(text) > LONGEST_PERSON_NAME:
        raise Invalid(Problem(field=NAME, code="too_long", params={"most": LONGEST_PERSON_NAME}))
    return text


def _language(text: str | None) -> Language | None:
    if text is None:
        return None
    found = _LANGUAGES.get(fold(text))
    if found is None:
        raise Invalid(Problem(field=LANGUAGE, code="not_a_choice", params={"choices": ", ".join(Language)}))
    return found


def _time_zone(text: str | None) -> str | None:
    if text is not None:
        zone(text)
    return text


def _yes(text: str | None) -> bool | None:
    if text is None:
        return None
    word = fold(text)
    if word in ("true", "1", "sim", "s", "yes", "y", "si", "x", "vip"):
        return True
    if word in ("false", "0", "nao", "n", "no"):
        return False
    raise Invalid(Problem(field=VIP, code="not_yes_or_no"))


def _tags(text: str, everybodys: tuple[str, ...]) -> tuple[str, ...]:
    own = (tag.strip() for tag in text.replace(";", ",").replace("|", ",").split(","))
    tags = tuple(dict.fromkeys((*(tag for tag in own if tag), *everybodys)))
    if len(tags) > TAGS_MOST:
        raise Invalid(Problem(field=TAGS, code="too_many", params={"most": TAGS_MOST}))
    if any(len(tag) > TAG_LONGEST for tag in tags):
        raise Invalid(Problem(field=TAGS, code="too_long", params={"most": TAG_LONGEST}))
    return tags


def _attributes(given: Mapping[str, str], known: Mapping[str, Attribute]) -> dict[str, AttributeValue]:
    return {
        name: known[name].read(cell)
        for name, cell in (
            (target.removeprefix(ATTR), cell) for target, cell in given.items() if target.startswith(ATTR)
        )
    }


def _fields(cells: Sequence[str], names: Sequence[str | None]) -> dict[str, str]:
    said = {
        name: undefused(cell.strip())
        for name, cell in zip(names, cells, strict=False)
        if name is not None and cell.strip()
    }
    for name, text in said.items():
        if len(text) > LONGEST_FIELD:
            raise Invalid(Problem(field=f"file.{name}", code="too_long", params={"most": LONGEST_FIELD}))
    return said
