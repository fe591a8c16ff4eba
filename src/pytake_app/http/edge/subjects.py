"""Whose data an answer shows: the ids of people in the Structs that handlers answer, found by their types."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, get_args, get_type_hints
from uuid import UUID

import msgspec

from pytake_app.wire.contacts import ContactShort
from pytake_app.wire.identity import UserOut

PEOPLE: tuple[type[msgspec.Struct], ...] = (ContactShort, UserOut)
"""Their `id` is a person's."""
NAMED = ("contact_id", "merged_id")
"""Fields that are a person's id, wherever they are."""
MOST = 500

Gather = Callable[[Any, set[UUID]], None]


def subjects_in(content: object) -> set[UUID]:
    """Ids of people in an answer, a few hundred at most."""
    found: set[UUID] = set()
    _gather(content, found)
    return found


def _gather(value: object, found: set[UUID]) -> None:
    if len(found) >= MOST:
        return
    if isinstance(value, msgspec.Struct):
        for name, is_person in _plan(type(value)):
            inner = getattr(value, name)
            if not is_person:
                _gather(inner, found)
            elif isinstance(inner, UUID):
                found.add(inner)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _gather(each, found)
    elif isinstance(value, Mapping):
        for each in value.values():
            _gather(each, found)


@cache
def _plan(kind: type[msgspec.Struct]) -> Sequence[tuple[str, bool]]:
    """Fields to look at, and which of them name a person."""
    hints = get_type_hints(kind)
    plan = []
    for name in kind.__struct_fields__:
        is_person = name in NAMED or (name == "id" and issubclass(kind, PEOPLE))
        if is_person or _has_structs(hints[name]):
            plan.append((name, is_person))
    return tuple(plan)


def _has_structs(hint: object) -> bool:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return True
    # What is generic or unknown here may hold Structs.
    return hint is Any or type(hint).__name__ == "TypeVar" or any(_has_structs(each) for each in get_args(hint))
