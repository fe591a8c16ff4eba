"""Values out of names by their path."""

from collections.abc import Callable, Sequence
from typing import Any

from liquid import Token, is_undefined
from liquid.builtin.expressions import Path
from liquid.token import TOKEN_WORD

from pytake_domain.flows.expressions.language import reading
from pytake_domain.flows.expressions.names import Names

_SPECIAL = frozenset({"size", "first", "last"})
_NOWHERE = Token(TOKEN_WORD, "", -1, "")


def direct(path: Sequence[object]) -> Callable[[Names], Any] | None:
    """Reads a path of plain words; None for a path that only Liquid can follow."""
    if not all(type(segment) is str for segment in path) or _SPECIAL.intersection(path[1:]):
        return None
    root, *rest = [str(segment) for segment in path]
    if not rest:
        return lambda names: names.get(root)
    return _two(root, rest[0]) if len(rest) == 1 else _many(root, tuple(rest))


def reader(path: Sequence[object]) -> Callable[[Names], Any]:
    """Reads a path; None where there is nothing. The last words `size`, `first`, `last` mean what they mean in Liquid."""
    found = direct(path)
    if found is not None:
        return found
    whole = Path(_NOWHERE, [segment if isinstance(segment, (str, int, Path)) else str(segment) for segment in path])
    return lambda names: _defined(whole.evaluate(reading(names)))


def _defined(value: Any) -> Any:
    return None if is_undefined(value) else value


def _two(root: str, leaf: str) -> Callable[[Names], Any]:
    def read(names: Names) -> Any:
        holder = names.get(root)
        if type(holder) is dict:
            return holder.get(leaf)
        try:
            return holder[leaf]  # type: ignore[index]
        except (KeyError, TypeError, IndexError):
            return None

    return read


def _many(root: str, rest: tuple[str, ...]) -> Callable[[Names], Any]:
    def read(names: Names) -> Any:
        holder: Any = names.get(root)
        try:
            for segment in rest:
                holder = holder[segment]
        except (KeyError, TypeError, IndexError):
            return None
        return holder

    return read
