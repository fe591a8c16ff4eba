"""Conditions as drawn: typed comparisons under all, any and not, or an expression; compiled to functions.

Forms:
`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`, `{"variable": "vars.age", "op": "greater", "value": 17, "as": "number"}`,
`{"expression": "..."}` or the expression itself as a text.
"""

from collections.abc import Callable, Mapping
from typing import Any

from pytake_domain.flows.expressions.language import TemplateWrong, Use
from pytake_domain.flows.expressions.names import Names
from pytake_domain.flows.expressions.reader import reader
from pytake_domain.flows.expressions.template import predicate, template
from pytake_domain.flows.expressions.values import folded, moment, number, text_of

Test = Callable[[Names], bool]
_DEEPEST = 10
_MOST = 100
_PATH = 200

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
_YES = frozenset({"true", "1", "sim", "s", "yes", "y", "si", "verdadeiro", "verdadero"})


class Condition:
    """A compiled condition: call it with the names. `uses` are the variables it reads."""

    __slots__ = ("test", "uses")

    def __init__(self, test: Test, uses: tuple[Use, ...]) -> None:
        self.test = test
        self.uses = uses

    def __call__(self, names: Names) -> bool:
        return self.test(names)


class ConditionWrong(Exception):
    """A condition that can't be compiled: our code, where in the condition, and what was found."""

    def __init__(self, code: str, field: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params


def condition(drawn: object) -> Condition:
    """Compile what was drawn. Raises ConditionWrong with the place inside of it."""
    uses: list[Use] = []
    test = _compile(drawn, "", uses, _DEEPEST)
    return Condition(test, tuple(uses))


def _compile(drawn: object, field: str, uses: list[Use], depth: int) -> Test:
    if depth == 0:
        raise ConditionWrong("condition_too_deep", field, most=_DEEPEST)
    if isinstance(drawn, str):
        return _expression(drawn, field, uses)
    if not isinstance(drawn, Mapping):
        raise ConditionWrong("not_a_condition", field)
    if "expression" in drawn:
        return _expression(drawn["expression"], _at(field, "expression"), uses)
    for word, join in (("all", _all), ("any", _any)):
        if word in drawn:
            return join(_parts(drawn[word], _at(field, word), uses, depth))
    if "not" in drawn:
        inner = _compile(drawn["not"], _at(field, "not"), uses, depth - 1)
        return lambda names: not inner(names)
    return _comparison(drawn, field, uses)


def _at(field: str, name: str | int) -> str:
    return f"{field}.{name}" if field else str(name)


def _parts(drawn: object, field: str, uses: list[Use], depth: int) -> tuple[Test, ...]:
    if not isinstance(drawn, (list, tuple)) or not drawn:
        raise ConditionWrong("not_a_list_of_conditions", field)
    if len(drawn) > _MOST:
        raise ConditionWrong("too_many_conditions", field, most=_MOST)
    return tuple(_compile(part, _at(field, index), uses, depth - 1) for index, part in enumerate(drawn))


def _all(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004  the common pair without a loop
        first, second = tests
        return lambda names: first(names) and second(names)
    return lambda names: all([test(names) for test in tests])  # noqa: C419  a list is quicker than a generator here


def _any(tests: tuple[Test, ...]) -> Test:
    if len(tests) == 1:
        return tests[0]
    return lambda names: any([test(names) for test in tests])  # noqa: C419  as above


def _expression(source: object, field: str, uses: list[Use]) -> Test:
    if not isinstance(source, str) or not source.strip():
        raise ConditionWrong("not_a_condition", field)
    try:
        compiled = predicate(source)
    except TemplateWrong as wrong:
        raise ConditionWrong(wrong.code, field, line=wrong.line, column=wrong.column, detail=wrong.detail) from wrong
    uses.extend(compiled.uses)
    return compiled


def _comparison(drawn: Mapping[Any, Any], field: str, uses: list[Use]) -> Test:
    path = _path(drawn.get("variable"), _at(field, "variable"))
    uses.append(Use(tuple(path), 1, 0))
    read = reader(path)
    op = drawn.get("op", drawn.get("operator", "equals"))
    op = ALIASES.get(op, op) if isinstance(op, str) else ""
    negated = op in NEGATED
    plain_op = NEGATED.get(op, op)
    kind = drawn.get("as", "")
    if kind not in ("", *TYPES):
        raise ConditionWrong("unknown_type", _at(field, "as"), type=str(kind)[:40])
    if plain_op in _UNARY:
        test = _unary(_UNARY[plain_op], read)
    elif plain_op in _BINARY:
        test = _binary(plain_op, kind, read, _value(drawn.get("value"), _at(field, "value"), uses))
    else:
        raise ConditionWrong("unknown_operator", _at(field, "op"), operator=str(drawn.get("op"))[:40])
    return (lambda names: not test(names)) if negated else test


def _path(drawn: object, field: str) -> list[str]:
    text = drawn.strip() if isinstance(drawn, str) else ""
    if text.startswith("{{") and text.endswith("}}"):
        text = text[2:-2].strip()
    parts = text.split(".")
    if not text or len(text) > _PATH or not all(part.replace("_", "a").replace("-", "a").isalnum() for part in parts):
        raise ConditionWrong("not_a_variable", field)
    return parts


def _value(drawn: object, field: str, uses: list[Use]) -> Any:
    """A constant, or a template to be rendered each time."""
    if not isinstance(drawn, str) or "{" not in drawn:
        return drawn
    try:
        compiled = template(drawn)
    except TemplateWrong as wrong:
        raise ConditionWrong(wrong.code, field, line=wrong.line, column=wrong.column, detail=wrong.detail) from wrong
    uses.extend(compiled.uses)
    return drawn if compiled.literal is not None else compiled.evaluate


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
        return left is not None and right is not None and _is_true(left) == _is_true(right)
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
    return value is True or (value is not False and value is not None and folded(text_of(value)) in _YES)


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
OPERATORS = (*_UNARY, *_BINARY, *NEGATED)
