"""What a company keeps of its people beside names and addresses: attributes, each of one type."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from pytake_domain.contacts.contact import AttributeValue
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import AttributeId
from pytake_domain.kernel.text import fold

ATTRIBUTES_MOST = 100
LONGEST_NAME = 64
LONGEST_LABEL = 120
LONGEST_TEXT = 1_000
OPTIONS_MOST = 200
LARGEST = 1e15
"""Beyond it, whole numbers are no longer told apart."""
SHOWN_MOST = 20
NAME = re.compile(r"[^\W\d]\w*")

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.DOTALL)
_GROUPED = re.compile(r"\d{1,3}(\.\d{3}){2,}|\d{1,3}(\.\d{3})+,\d+")
_GROUPED_COMMA = re.compile(r"\d{1,3}(,\d{3}){2,}|\d{1,3}(,\d{3})+\.\d+")
_PLAIN_NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")
_YES = frozenset({"true", "1", "sim", "s", "yes", "y", "si", "verdadeiro", "verdadero", "x", "on"})
_NO = frozenset({"false", "0", "nao", "n", "no", "falso", "off"})


class AttributeType(StrEnum):
    """What its values are. Dates are days; a choice is one of the options."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"


class Attribute(msgspec.Struct, frozen=True, kw_only=True):
    """One that a company has defined: the name in texts and queries, what people read, and its type, which stays."""

    id: AttributeId
    name: str
    label: str
    type: AttributeType
    created_at: dt.datetime
    updated_at: dt.datetime
    options: tuple[str, ...] = ()
    version: int = 1

    def read(self, given: AttributeValue) -> AttributeValue:
        """As it is kept; None for nothing. Raises Invalid naming the attribute."""
        return read_value(f"attributes.{self.name}", self.type, self.options, given)


def read_value(field: str, kind: AttributeType, options: tuple[str, ...], given: AttributeValue) -> AttributeValue:
    """A value of a type; None for nothing. Raises Invalid for the field."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    code = ""
    params: dict[str, str | int] = {}
    match kind:
        case AttributeType.TEXT:
            text = written(given)
            if len(text) <= LONGEST_TEXT:
                return text
            code, params = "too_long", {"most": LONGEST_TEXT}
        case AttributeType.NUMBER:
            number = _number(given)
            if number is not None:
                return number
            code = "not_a_number"
        case AttributeType.DATE:
            day = _day(given)
            if day is not None:
                return day
            code = "not_a_date"
        case AttributeType.BOOLEAN:
            truth = _truth(given)
            if truth is not None:
                return truth
            code = "not_yes_or_no"
        case AttributeType.CHOICE:
            chosen = {fold(option): option for option in options}.get(fold(written(given)))
            if chosen is not None:
                return chosen
            code, params = "not_a_choice", {"choices": _short(options)}
    raise Invalid(Problem(field=field, code=code, params=params))


def check_attribute(name: str, label: str, kind: AttributeType, options: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The label and options as they are kept. Raises Invalid."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Invalid(Problem(field="name", code="not_a_name", params={"most": LONGEST_NAME}))
    shown = label.strip() or name
    if len(shown) > LONGEST_LABEL:
        raise Invalid(Problem(field="label", code="too_long", params={"most": LONGEST_LABEL}))
    clean = tuple({fold(option): option.strip() for option in options}.values())
    if (kind is AttributeType.CHOICE) is not bool(clean) or "" in clean:
        raise Invalid(Problem(field="options", code="options_of_a_choice"))
    if len(clean) > OPTIONS_MOST:
        raise Invalid(Problem(field="options", code="too_many", params={"most": OPTIONS_MOST}))
    if any(len(option) > LONGEST_TEXT for option in clean):
        raise Invalid(Problem(field="options", code="too_long", params={"most": LONGEST_TEXT}))
    return shown, clean


def read_attributes(
    given: Mapping[str, AttributeValue], stored: Mapping[str, AttributeValue], known: Mapping[str, Attribute]
) -> dict[str, AttributeValue]:
    """All that are given, each as its type wants it; what is stored already may stay, whatever it is.

    Raises Invalid with every problem: a name that nobody has defined is told with those that are there.
    """
    problems: list[Problem] = []
    kept: dict[str, AttributeValue] = {}
    for name, value in given.items():
        if name in stored and _same(stored[name], value):
            kept[name] = value
        elif name not in known:
            params: dict[str, str | int] = {"name": name[:LONGEST_NAME], "known": _short(known)}
            problems.append(Problem(field=f"attributes.{name[:LONGEST_NAME]}", code="unknown_attribute", params=params))
        else:
            try:
                kept[name] = known[name].read(value)
            except Invalid as error:
                problems.extend(error.problems)
    if len(kept) > ATTRIBUTES_MOST:
        problems.append(Problem(field="attributes", code="too_many", params={"most": ATTRIBUTES_MOST}))
    if problems:
        raise Invalid(*problems)
    return {name: value for name, value in kept.items() if value is not None}


def written(value: AttributeValue) -> str:
    """As people write it in one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST:
        return str(int(value))
    return "" if value is None else str(value).strip()


def _same(one: AttributeValue, other: AttributeValue) -> bool:
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _number(given: AttributeValue) -> int | float | None:
    """Of `1.234,5` and `1,234.5` the last mark is the decimal one; a single mark is always decimal."""
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        text = given.strip().removeprefix("+").replace("\u00a0", "").replace(" ", "")
        sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
        if _GROUPED.fullmatch(text):
            text = text.replace(".", "").replace(",", ".")
        elif _GROUPED_COMMA.fullmatch(text):
            text = text.replace(",", "")
        elif text.count(",") == 1 and "." not in text:
            text = text.replace(",", ".")
        if not text.isascii() or not _PLAIN_NUMBER.fullmatch(text):
            return None
        given = sign * float(text)
    if given is None or not math.isfinite(given) or abs(given) > LARGEST:
        return None
    return int(given) if float(given).is_integer() else float(given)


def _day(given: AttributeValue) -> str | None:
    found = _DATE.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None:
        return None
    year, month, day, day_first, month_then, year_last = found.groups()
    try:
        return dt.date(int(year or year_last), int(month or month_then), int(day or day_first)).isoformat()
    except ValueError:
        return None


def _truth(given: AttributeValue) -> bool | None:
    if isinstance(given, bool):
        return given
    word = fold(written(given))
    return True if word in _YES else False if word in _NO else None


def _short(names: Iterable[str]) -> str:
    shown = list(names)
    more = ["..."] if len(shown) > SHOWN_MOST else []
    return ", ".join([*sorted(shown)[:SHOWN_MOST], *more]) or "-"
