"""Problems of single texts, ids and counts; shared by every kind of content."""

import re
from collections.abc import Iterable, Iterator

from pytake_domain.kernel.errors import Problem

_SURROGATE = re.compile("[\ud800-\udfff]")


def required(field: str, text: str, longest: int) -> Iterator[Problem]:
    """A text that has to be there; `longest` in Unicode characters."""
    if not text.strip():
        yield Problem(field=field, code="required")
    if len(text) > longest:
        yield Problem(field=field, code="too_long", params={"most": longest, "length": len(text)})
    if "\0" in text or _SURROGATE.search(text):
        yield Problem(field=field, code="not_text")


def optional(field: str, text: str | None, longest: int) -> Iterator[Problem]:
    """A text that may be left out."""
    if text:
        yield from required(field, text, longest)


def identifier(field: str, value: str, longest: int) -> Iterator[Problem]:
    """An id that comes back in answers: no spaces around it."""
    yield from required(field, value, longest)
    if value.strip() and value != value.strip():
        yield Problem(field=field, code="padded")


def counted(field: str, count: int, least: int, most: int) -> Iterator[Problem]:
    """How many there are of something."""
    if not count and least:
        yield Problem(field=field, code="required")
    elif count < least:
        yield Problem(field=field, code="too_few", params={"least": least, "count": count})
    if count > most:
        yield Problem(field=field, code="too_many", params={"most": most, "count": count})


def unique(values: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Each value once; pairs of field and value."""
    seen: set[str] = set()
    for field, value in values:
        if value in seen:
            yield Problem(field=field, code="not_unique")
        seen.add(value)
