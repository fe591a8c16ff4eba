"""Reading foreign documents without trusting them: what is not of the kind that was asked for counts as missing."""

from collections.abc import Iterator
from typing import Any

from pytake_domain.flows.expressions.values import number

_LONGEST_WHERE = 80
_MOST_TEXTS = 200_000
_HUGE = 10**15


def obj(value: Any, *path: str) -> dict[str, Any]:
    """The object there, an empty one when there is none."""
    found = inside(value, *path)
    return found if isinstance(found, dict) else {}


def items(value: Any, *path: str) -> list[Any]:
    """The list there."""
    found = inside(value, *path)
    return found if isinstance(found, list) else []


def objs(value: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of the list there."""
    return [item for item in items(value, *path) if isinstance(item, dict)]


def text(value: Any, *path: str) -> str:
    """The text there; a number is one too."""
    found = inside(value, *path)
    if isinstance(found, bool):
        return ""
    if isinstance(found, (int, float)):
        return str(found) if figure(found) is not None else ""
    # Half of a surrogate pair can be neither stored nor sent.
    return found.encode("utf-8", "ignore").decode() if isinstance(found, str) else ""


def figure(value: Any, *path: str) -> int | float | None:
    """The number there, also when it was written as a text."""
    found = inside(value, *path)
    value = None if isinstance(found, bool) else number(found)
    return value if value is not None and abs(value) < _HUGE else None


def inside(value: Any, *path: str) -> Any:
    """What lies at the end of the path of keys; None when nothing does."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def short(value: str) -> str:
    """A name fit for a report."""
    line = " ".join(value[: _LONGEST_WHERE * 2].split())
    return line if len(line) <= _LONGEST_WHERE else line[: _LONGEST_WHERE - 1] + "…"


def texts_in(value: Any) -> Iterator[str]:
    """All texts anywhere in it, so far as it is no monster."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_TEXTS:
        seen += 1
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            waiting.extend(found.values())
        elif isinstance(found, list):
            waiting.extend(found)
