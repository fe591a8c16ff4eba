"""Which part of a file a client asks for (RFC 9110, section 14); pure."""

import re

import msgspec

_ONE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
LONGEST = 64


class Slice(msgspec.Struct, frozen=True):
    """From `start` up to and without `end`."""

    start: int
    end: int


class NotSatisfiable(Exception):
    """The file has no such part."""


def slice_of(header: str | None, size: int) -> Slice | None:
    """The part a Range header asks for; None for the whole file, also when it asks for what we do not offer.

    Raises NotSatisfiable for a part behind the end.
    """
    found = _ONE.fullmatch((header or "").strip().lower()[:LONGEST])
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        last = int(found[2])
        if not last or not size:
            raise NotSatisfiable
        return Slice(max(0, size - last), size)
    start = int(found[1])
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise NotSatisfiable
    return Slice(start, min(int(found[2]) + 1, size) if found[2] else size)
