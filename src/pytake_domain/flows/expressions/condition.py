"""Conditions as drawn: typed comparisons under all, any and not, or an expression; compiled to functions.

Forms:
`{"all": [...]}`, `{"any": [...]}`, `{"not": ...}`, `{"variable": "vars.age", "op": "greater", "value": 17, "as": "number"}`,
`{"expression": "..."}` or the expression itself as a text.
"""

from collections.abc import Mapping
from typing import Any

from pytake_domain.flows.expressions.comparison import ALIASES, NEGATED, ORDERED, TYPES, Test, comparison
from pytake_domain.flows.expressions.language import TemplateWrong, Use
from pytake_domain.flows.expressions.names import Names
from pytake_domain.flows.expressions.reader import reader
from pytake_domain.flows.expressions.roles import Compared, Role
from pytake_domain.flows.expressions.template import predicate, template

_DEEPEST = 10
_MOST = 100
_PATH = 200


class Condition:
    """A compiled condition: call it with the names. `uses` are the variables it reads, `compared` those it compares."""

    __slots__ = ("compared", "filters", "test", "uses")

    def __init__(self, test: Test, seen: "_Seen") -> None:
        self.test, self.uses, self.compared = test, tuple(seen.uses), tuple(seen.compared)
        self.filters = frozenset(seen.filters)

    def __call__(self, names: Names) -> bool:
        return self.test(names)


class ConditionWrong(Exception):
    """A condition that can't be compiled: our code, where in the condition, and what was found."""

    def __init__(self, code: str, field: str = "", **params: str | int) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params


def condition(drawn: object) -> Condition:
    """Compile what was drawn. Raises ConditionWrong with the place inside of it."""
    seen = _Seen()
    test = _compile(drawn, "", seen, _DEEPEST)
    return Condition(test, seen)


class _Seen:
    """What was met on the way."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self.compared: list[Compared] = []
        self.filters: set[str] = set()


def _compile(drawn: object, field: str, seen: _Seen, depth: int) -> Test:
    if depth == 0:
        raise ConditionWrong("condition_too_deep", field, most=_DEEPEST)
    if isinstance(drawn, str):
        return _expression(drawn, field, seen)
    if not isinstance(drawn, Mapping):
        raise ConditionWrong("not_a_condition", field)
    if "expression" in drawn:
        return _expression(drawn["expression"], _at(field, "expression"), seen)
    for word, join in (("all", _all), ("any", _any)):
        if word in drawn:
            return join(_parts(drawn[word], _at(field, word), seen, depth))
    if "not" in drawn:
        inner = _compile(drawn["not"], _at(field, "not"), seen, depth - 1)
        return lambda names: not inner(names)
    return _comparison(drawn, field, seen)


def _at(field: str, name: str | int) -> str:
    return f"{field}.{name}" if field else str(name)


def _parts(drawn: object, field: str, seen: _Seen, depth: int) -> tuple[Test, ...]:
    if not isinstance(drawn, (list, tuple)) or not drawn:
        raise ConditionWrong("not_a_list_of_conditions", field)
    if len(drawn) > _MOST:
        raise ConditionWrong("too_many_conditions", field, most=_MOST)
    return tuple(_compile(part, _at(field, index), seen, depth - 1) for index, part in enumerate(drawn))


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


def _expression(source: object, field: str, seen: _Seen) -> Test:
    if not isinstance(source, str) or not source.strip():
        raise ConditionWrong("not_a_condition", field)
    try:
        compiled = predicate(source)
    except TemplateWrong as wrong:
        raise ConditionWrong(wrong.code, field, line=wrong.line, column=wrong.column, detail=wrong.detail) from wrong
    seen.uses.extend(compiled.uses)
    seen.compared.extend(compiled.compared)
    return compiled


def _comparison(drawn: Mapping[Any, Any], field: str, seen: _Seen) -> Test:
    path = _path(drawn.get("variable"), _at(field, "variable"))
    kind = drawn.get("as", "")
    if kind not in ("", *TYPES):
        raise ConditionWrong("unknown_type", _at(field, "as"), type=str(kind)[:40])
    op = drawn.get("op", drawn.get("operator", "equals"))
    name = ALIASES.get(op, op) if isinstance(op, str) else ""
    plain = NEGATED.get(name, name)
    role = Role.ASKED if plain == "is_set" else Role.ORDERED if plain in ORDERED else Role.TESTED
    seen.uses.append(Use(tuple(path), 1, 0, role))
    right = _value(drawn.get("value"), _at(field, "value"), seen)
    if not callable(right):
        seen.compared.append(Compared(tuple(path), name, right, kind))
    test = comparison(op, kind, reader(path), right) if isinstance(op, str) else None
    if test is None:
        raise ConditionWrong("unknown_operator", _at(field, "op"), operator=str(op)[:40])
    return test


def _path(drawn: object, field: str) -> list[str]:
    text = drawn.strip() if isinstance(drawn, str) else ""
    if text.startswith("{{") and text.endswith("}}"):
        text = text[2:-2].strip()
    parts = text.split(".")
    if not text or len(text) > _PATH or not all(part.replace("_", "a").replace("-", "a").isalnum() for part in parts):
        raise ConditionWrong("not_a_variable", field)
    return parts


def _value(drawn: object, field: str, seen: _Seen) -> Any:
    """A constant, or a template to be rendered each time."""
    if not isinstance(drawn, str) or "{" not in drawn:
        return drawn
    try:
        compiled = template(drawn)
    except TemplateWrong as wrong:
        raise ConditionWrong(wrong.code, field, line=wrong.line, column=wrong.column, detail=wrong.detail) from wrong
    seen.uses.extend(compiled.uses)
    seen.filters |= compiled.filters
    return drawn if compiled.literal is not None else compiled.evaluate
