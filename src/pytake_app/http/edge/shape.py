"""How much JSON may hold, whatever it means: what the domain says of a field is mostly far less, and comes after this."""

from collections.abc import Collection, Iterator
from typing import Any, get_args

import msgspec

from pytake_adapters.net.body import nested
from pytake_domain.kernel.errors import Invalid, Problem

LONGEST_TEXT = 64 * 1024
"""Characters of one text."""
MOST_ITEMS = 5_000
"""Of one list, and keys of one object."""
DEEPEST = 64
"""Lists and objects in each other."""


def refuse_deep(body: bytes) -> None:
    """Before anything of it is decoded. Raises Invalid."""
    if nested(body, DEEPEST + 1):
        raise Invalid(Problem(field="body", code="too_deep", params={"most": DEEPEST}))


def refuse_large(body: bytes, kind: Any) -> None:
    """Texts, lists and objects that are too large. Raises Invalid naming each.

    A type names the texts in `OWN_BOUNDS` that may be longer, since they have a bound of their own.
    """
    # A small body holds no large part.
    if len(body) > 2 * MOST_ITEMS:
        problems = list(_large(msgspec.json.decode(body), "", own_bounds(kind)))
        if problems:
            raise Invalid(*problems)


def own_bounds(kind: Any) -> frozenset[str]:
    """Places in a body, with dots."""
    kinds = (kind, *get_args(kind))
    return frozenset(place for each in kinds for place in getattr(each, "OWN_BOUNDS", ()))


def _large(given: Any, place: str, own: Collection[str]) -> Iterator[Problem]:
    if isinstance(given, str):
        if place not in own:
            yield from _more(place, "too_long", len(given), LONGEST_TEXT)
    elif isinstance(given, list):
        yield from _more(place, "too_many", len(given), MOST_ITEMS)
        for index, each in enumerate(given[:MOST_ITEMS]):
            yield from _large(each, f"{place}.{index}".strip("."), own)
    elif isinstance(given, dict):
        yield from _more(place, "too_many", len(given), MOST_ITEMS)
        for key, value in given.items():
            yield from _more(place, "too_long", len(key), LONGEST_TEXT)
            yield from _large(value, f"{place}.{key[:64]}".strip("."), own)


def _more(place: str, code: str, there: int, most: int) -> Iterator[Problem]:
    if there > most:
        yield Problem(field=place or "body", code=code, params={"most": most})
