"""Paths into JSON as authors write them: `$.items[0].price`, `data.name`, `invoices[*].amount`. Nothing is called or computed."""

import re
from typing import Any

_STEP = re.compile(r"""\.?(?P<name>[^.\[\]"']+)|\[(?P<index>-?\d{1,6})\]|\[(?P<all>\*)\]|\[["'](?P<key>[^"']+)["']\]""")
LONGEST = 200
MOST_STEPS = 20


class PathWrong(ValueError):
    """It is no path."""


class Every:
    """All items of a list."""


EVERY = Every()
Path = tuple[str | int | Every, ...]


def read_path(source: str) -> Path:
    """Raises PathWrong."""
    text = source.strip()
    if len(text) > LONGEST:
        raise PathWrong("too_long")
    text = text.removeprefix("$")
    steps: list[str | int | Every] = []
    place = 0
    while place < len(text):
        found = _STEP.match(text, place)
        if found is None or found.end() == place or len(steps) >= MOST_STEPS:
            raise PathWrong("not_a_path")
        steps.append(
            EVERY
            if found["all"]
            else int(found["index"])
            if found["index"] is not None
            else found["name"] or found["key"]
        )
        place = found.end()
    return tuple(steps)


def follow(value: Any, path: Path) -> Any:
    """What lies there; None where nothing does. `[*]` gives a list of what the rest finds in each item."""
    for place, step in enumerate(path):
        if isinstance(step, Every):
            return [follow(item, path[place + 1 :]) for item in value] if isinstance(value, list) else None
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value
