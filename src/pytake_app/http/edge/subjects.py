"""Whose data an answer shows: the ids of people in the Structs that handlers answer, found by their types."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

import msgspec

from pytake_app.wire.contacts import ContactShort
from pytake_app.wire.identity import UserOut

PEOPLE: tuple[type[msgspec.Struct], ...] = (ContactShort, UserOut)
"""Their `id` is a person's, and nothing in them is about another one."""
NAMED = ("contact_id", "merged_id")
"""Fields that are a person's id, wherever they are."""
MOST = 500


def subjects_in(content: object) -> set[UUID]:
    """Ids of people in an answer, a few hundred at most."""
    found: set[UUID] = set()
    _gather(content, found)
    return found


def _gather(value: object, found: set[UUID]) -> None:
    if isinstance(value, msgspec.Struct):
        ids, inside = _plan(type(value))
        for name in ids:
            inner = getattr(value, name)
            if isinstance(inner, UUID):
                found.add(inner)
        for name in inside:
            _gather(getattr(value, name), found)
    elif isinstance(value, (list, tuple)):
        for each in value:
            if len(found) >= MOST:
                return
            _gather(each, found)
    elif isinstance(value, Mapping):
        for each in value.values():
            _gather(each, found)


@cache
def _plan(kind: type[msgspec.Struct]) -> tuple[Sequence[str], Sequence[str]]:
    """Fields that name a person, and those in which somebody may be."""
    if issubclass(kind, PEOPLE):
        return ("id",), ()
    hints = get_type_hints(kind)
    ids = [name for name in kind.__struct_fields__ if name in NAMED]
    return tuple(ids), tuple(n for n in kind.__struct_fields__ if n not in ids and _leads(hints[n], frozenset({kind})))


def _leads(hint: object, above: frozenset[type]) -> bool:
    """May somebody be named in what is of this type? What is not said of it may hold anything."""
    if hint is Any or isinstance(hint, TypeVar):
        return True
    for kind in _structs(hint):
        if issubclass(kind, PEOPLE) or any(name in NAMED for name in kind.__struct_fields__):
            return True
        if kind not in above and any(_leads(each, above | {kind}) for each in get_type_hints(kind).values()):
            return True
    return any(_leads(each, above) for each in get_args(hint) if each is Any or isinstance(each, TypeVar))


def _structs(hint: object) -> Iterator[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield hint
    for each in get_args(hint):
        yield from _structs(each)
