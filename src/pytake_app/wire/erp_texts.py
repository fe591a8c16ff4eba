"""What all shapes of ERPs share: how long texts may be, and fields that are called the same."""

from typing import Any

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem

LONGEST_ID = 100
LONGEST = {"subject": 200, "description": 2_000, "comment": 2_000, "contact_name": 200}
"""Of texts; whatever else is given is an id, or a word of a list."""


def bounded(given: msgspec.Struct) -> None:
    """Raises Invalid for texts that no ERP would take."""
    check_lengths(**{name: getattr(given, name) for name in given.__struct_fields__})


def check_lengths(**texts: object) -> None:
    """The same of single values. Raises Invalid."""
    problems = [
        Problem(field=name, code="too_long", params={"most": most})
        for name, value in texts.items()
        if isinstance(value, str) and len(value) > (most := LONGEST.get(name, LONGEST_ID))
    ]
    if problems:
        raise Invalid(*problems)


def same(thing: object, *names: str) -> dict[str, Any]:
    """What is called the same on the wire."""
    return {name: getattr(thing, name) for name in names}
