"""Comparing values as their types ask: numbers as numbers, dates as dates, the rest as folded text."""

from collections.abc import Callable
from typing import Any

from pytake_domain.flows.expressions.names import Names
from pytake_domain.flows.expressions.values import folded, moment, number, text_of

Test = Callable[[Names], bool]
Read = Callable[[Names], Any]

ALIASES = {
    "==": "equals",
    "=": "equals",
    "eq": "equals",
    "!=": "not_equals",
    "<>": "not_equals",
    "ne": "not_equals",
    ">": "greater",
    "gt": "greater",
    "greater_than": "greater",
    ">=": "at_least",
    "gte": "at_least",
    "greater_or_equal": "at_least",
    "<": "less",
    "lt": "less",
    "less_than": "less",
    "<=": "at_most",
    "lte": "at_most",
    "less_or_equal": "at_most",
    "exists": "is_set",
    "not_exists": "is_not_set",
    "empty": "is_not_set",
    "not_empty": "is_set",
    "is_empty": "is_not_set",
}
NEGATED = {
    "not_equals": "equals",
    "not_contains": "contains",
    "not_in": "in",
    "is_not_set": "is_set",
    "is_false": "is_true",
}
TYPES = ("text", "number", "date", "boolean")
_NO = frozenset({"false", "0", "nao", "n", "no", "falso"})
_YES = frozenset({"true", "1", "sim", "s", "yes", "y", "si", "verdadeiro", "verdadero"})


def comparison(op: str, kind: str, read: Read, right: Any) -> Test | None:
    """The test of a variable; `right` is a constant or reads one. None for an unknown operator."""
    name = ALIASES.get(op, op)
    plain = NEGATED.get(name, name)
    if plain in _UNARY:
        test = _unary(_UNARY[plain], read)
    elif plain in _BINARY:
        test = _binary(plain, kind, read, right)
    else:
        return None
    return (lambda names: not test(names)) if name in NEGATED else test


def _unary(check: Callable[[Any], bool], read: Callable[[Names], Any]) -> Test:
    return lambda names: check(read(names))


def _binary(op: str, kind: str, read: Callable[[Names], Any], right: Any) -> Test:
    compare = _textual(op) if kind == "text" else _typed(_BINARY[op], kind)
    if callable(right):
        return lambda names: compare(read(names), right(names))
    if op in _ORDERED and not kind and type(right) in (int, float):
        return _against_number(_ORDERED[op], read, right)
    if op == "equals" and not kind and type(right) is str and number(right) is None:
        return _against_text(read, right)
    return lambda names: compare(read(names), right)


def _against_number(holds: Callable[[Any, Any], bool], read: Callable[[Names], Any], right: float) -> Test:
    def test(names: Names) -> bool:
        left = read(names)
        if type(left) is not int:
            left = number(left)
        return left is not None and holds(left, right)

    return test


def _against_text(read: Callable[[Names], Any], right: str) -> Test:
    wanted = folded(right)

    def test(names: Names) -> bool:
        left = read(names)
        if type(left) is bool:
            return _as_boolean(right) is left
        return left == right or (left is not None and folded(text_of(left)) == wanted)

    return test


def _textual(op: str) -> Callable[[Any, Any], bool]:
    """Compared as texts even when both look like numbers: a postcode is not a quantity."""
    if op != "equals" and op not in _ORDERED:
        return _BINARY[op]
    holds = _ORDERED.get(op) or (lambda one, other: bool(one == other))
    return lambda left, right: left is not None and holds(folded(text_of(left)), folded(text_of(right)))


def _typed(compare: Callable[[Any, Any], bool], kind: str) -> Callable[[Any, Any], bool]:
    if not kind:
        return compare
    convert: Callable[[Any], Any] = {"number": number, "date": moment, "boolean": _is_true}[kind]

    def typed(left: Any, right: Any) -> bool:
        one, other = (
            convert(left),
            [convert(item) for item in right] if isinstance(right, (list, tuple)) else convert(right),
        )
        return one is not None and other is not None and compare(one, other)

    return typed


def _pair(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both as numbers, else both as moments, else both as folded text; None when one is missing."""
    if left is None or right is None:
        return None
    for convert in (number, moment):
        one, other = convert(left), convert(right)
        if one is not None and other is not None:
            return one, other
    return folded(text_of(left)), folded(text_of(right))


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        pair = _pair(left, right)
        return pair is not None and holds(*pair)

    return compare


def _equals(left: Any, right: Any) -> bool:
    if type(left) is bool or type(right) is bool:
        one, other = _as_boolean(left), _as_boolean(right)
        return one is not None and one is other
    if left == right:
        return True
    pair = _pair(left, right)
    return pair is not None and bool(pair[0] == pair[1])


def _contains(left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    if isinstance(left, (list, tuple)):
        return any(_equals(item, right) for item in left)
    if isinstance(left, dict):
        return text_of(right) in left
    wanted = folded(text_of(right))
    return bool(wanted) and wanted in folded(text_of(left))


def _in(left: Any, right: Any) -> bool:
    if isinstance(right, str):
        right = right.split(",")
    return isinstance(right, (list, tuple)) and any(_equals(left, item) for item in right)


def _is_set(value: Any) -> bool:
    return value is not None and value not in ("", [], {}) and not (isinstance(value, str) and not value.strip())


def _is_true(value: Any) -> bool:
    return _as_boolean(value) is True


def _as_boolean(value: Any) -> bool | None:
    """Yes or no, as JSON or people say it; None for anything else."""
    if value is None or type(value) is bool:
        return value
    text = folded(text_of(value))
    return True if text in _YES else (False if text in _NO else None)


_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "greater": lambda left, right: bool(left > right),
    "at_least": lambda left, right: bool(left >= right),
    "less": lambda left, right: bool(left < right),
    "at_most": lambda left, right: bool(left <= right),
}
_UNARY: dict[str, Callable[[Any], bool]] = {"is_set": _is_set, "is_true": _is_true}
_BINARY: dict[str, Callable[[Any, Any], bool]] = {
    **{name: _ordered(holds) for name, holds in _ORDERED.items()},
    "equals": _equals,
    "contains": _contains,
    "starts_with": lambda left, right: left is not None and folded(text_of(left)).startswith(folded(text_of(right))),
    "ends_with": lambda left, right: left is not None and folded(text_of(left)).endswith(folded(text_of(right))),
    "in": _in,
}
ORDERED = frozenset(_ORDERED)
"""Those that need an order."""

OPERATORS = (*_UNARY, *_BINARY, *NEGATED)
