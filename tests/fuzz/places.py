"""Places within bytes that have a form: values of JSON, also behind a first line and inside of texts."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

Path = tuple[Any, ...]
MOST, DEEPEST = 2_000, 100
NESTED = ("{", "[")


def at_a_place(given: bytes, where: int, change: Callable[[Any], Any]) -> bytes:
    """JSON with another value at one of its places; what is no JSON stays as it is, but for the part behind its first line."""
    made = _changed(given, where, change)
    if made is None:
        first, line, rest = given.partition(b"\n")
        behind = _changed(rest, where, change) if rest else None
        return given if behind is None else first + line + behind
    return made


def _changed(given: bytes, where: int, change: Callable[[Any], Any]) -> bytes | None:
    try:
        value = json.loads(given)
        places = list(places_of(value))
        path = places[where % len(places)]
        # Every other time a text that is JSON itself is gone into.
        made = put(value, path, _inside(where, change) if where // len(places) % 2 else change)
        return json.dumps(made, ensure_ascii=where % 3 == 0).encode("utf-8", "surrogateescape")
    except (ValueError, RecursionError, UnicodeError, OverflowError):
        return None


def _inside(where: int, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def go(value: Any) -> Any:
        if isinstance(value, str) and value.startswith(NESTED):
            return at_a_place(value.encode("utf-8", "surrogatepass"), where // 7, change).decode("utf-8", "replace")
        return change(value)

    return go


def places_of(value: Any) -> Iterator[Path]:
    """The first so many, the whole before all: what is deep and wide would take longer to walk through than to read."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    for _ in range(MOST):
        if not waiting:
            return
        path, each = waiting.pop()
        yield path
        if len(path) < DEEPEST:
            items = each.items() if isinstance(each, dict) else enumerate(each) if isinstance(each, list) else ()
            waiting += [((*path, key), inner) for key, inner in islice(items, MOST)]


def put(value: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """The same with another value there."""
    if not path:
        return change(value)
    first, *rest = path
    if isinstance(value, dict):
        return {key: put(each, tuple(rest), change) if key == first else each for key, each in value.items()}
    return [put(each, tuple(rest), change) if place == first else each for place, each in enumerate(value)]


def get(value: Any, path: Path) -> Any:
    """What stands there."""
    for step in path:
        value = value[step]
    return value
