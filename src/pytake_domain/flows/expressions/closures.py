"""Plain comparisons of Liquid as Python functions: the same answers, a fraction of the time."""

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from liquid.builtin.expressions import Path
from liquid.builtin.expressions import logical as liquid
from liquid.builtin.expressions.primitive import (
    FalseLiteral,
    FloatLiteral,
    IntegerLiteral,
    Nil,
    StringLiteral,
    TrueLiteral,
)
from liquid.expression import Expression

from pytake_domain.flows.expressions.names import Names
from pytake_domain.flows.expressions.reader import reader

Value = Callable[[Names], Any]
_NUMBERS = (int, float, Decimal)


class Incomparable(TypeError):
    """Two values that have no order, or a container that is none; Liquid calls it an error."""


def compiled(expression: Expression) -> Value | None:  # noqa: PLR0911  one line a kind of expression
    """A function that gives what Liquid would; None for what is not plain enough."""
    kind = type(expression)
    if kind is Path:
        return reader(expression.path)  # type: ignore[attr-defined]
    if kind in (StringLiteral, IntegerLiteral, FloatLiteral):
        constant = expression.value  # type: ignore[attr-defined]
        return lambda _: constant
    if kind in (TrueLiteral, FalseLiteral, Nil):
        fixed = {TrueLiteral: True, FalseLiteral: False, Nil: None}[kind]
        return lambda _: fixed
    if kind is liquid.LogicalNotExpression:
        inner = compiled(expression.right)  # type: ignore[attr-defined]
        return None if inner is None else (lambda names: not truthy(inner(names)))
    if kind is liquid.LogicalAndExpression or kind is liquid.LogicalOrExpression:
        return _logical(expression)
    compare = _COMPARISONS.get(kind)
    if compare is None:
        return None
    left, right = compiled(expression.left), compiled(expression.right)  # type: ignore[attr-defined]
    return None if left is None or right is None else _compared(compare, left, right)


def _logical(expression: Any) -> Value | None:
    left, right = compiled(expression.left), compiled(expression.right)
    if left is None or right is None:
        return None
    if type(expression) is liquid.LogicalAndExpression:
        return lambda names: truthy(left(names)) and truthy(right(names))
    return lambda names: truthy(left(names)) or truthy(right(names))


def _compared(compare: Callable[[Any, Any], bool], left: Value, right: Value) -> Value:
    return lambda names: compare(left(names), right(names))


def truthy(value: Any) -> bool:
    """Everything but nil and false, as in Liquid."""
    return value is not None and value is not False


def _equal(left: Any, right: Any) -> bool:
    if type(left) is bool or type(right) is bool:
        return type(left) is type(right) and left == right
    return bool(left == right)


def _less(left: Any, right: Any) -> bool:
    if (isinstance(left, str) and isinstance(right, str)) or (
        isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS)
    ):
        return bool(left < right)  # type: ignore[operator]
    if left is None or right is None:
        return False
    raise Incomparable


def _at_most(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left <= right
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return left <= right
    return False if left is None or right is None else _equal(left, right)


def _contains(left: Any, right: Any) -> bool:
    if not (truthy(left) and truthy(right)):
        return False
    if isinstance(left, str):
        return str(right) in left
    if isinstance(left, Collection):
        return right in left
    raise Incomparable


_COMPARISONS: dict[type[Expression], Callable[[Any, Any], bool]] = {
    liquid.EqExpression: _equal,
    liquid.NeExpression: lambda left, right: not _equal(left, right),
    liquid.LtExpression: _less,
    liquid.GtExpression: lambda left, right: _less(right, left),
    liquid.LeExpression: _at_most,
    liquid.GeExpression: lambda left, right: _at_most(right, left),
    liquid.ContainsExpression: _contains,
}
