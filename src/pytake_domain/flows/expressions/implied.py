"""What a condition proves: variables that surely have a value when it holds, and when it does not."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from liquid.builtin.expressions import Path
from liquid.builtin.expressions import logical as liquid
from liquid.builtin.expressions.primitive import FloatLiteral, IntegerLiteral, StringLiteral, TrueLiteral
from liquid.expression import Expression

from pytake_domain.flows.expressions.comparison import ALIASES, NEGATED, ORDERED
from pytake_domain.flows.expressions.language import TemplateWrong, parse_expression

Proof: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""Variables with a value when the condition holds, and when it does not."""

_NOTHING: Proof = (frozenset(), frozenset())
_LITERAL = (StringLiteral, IntegerLiteral, FloatLiteral, TrueLiteral)
_NEEDING_BOTH = (liquid.LtExpression, liquid.GtExpression, liquid.LeExpression, liquid.GeExpression)


def implied(drawn: object) -> Proof:  # noqa: PLR0911  one line a form
    """Of a condition as drawn that compiles; of any other, nothing."""
    if isinstance(drawn, str):
        return _source(drawn)
    if not isinstance(drawn, Mapping):
        return _NOTHING
    if "expression" in drawn:
        return _source(drawn["expression"])
    if "all" in drawn:
        return _every([implied(part) for part in drawn["all"]])
    if "any" in drawn:
        return _turned(_every([_turned(implied(part)) for part in drawn["any"]]))
    if "not" in drawn:
        return _turned(implied(drawn["not"]))
    return _comparison(drawn)


def _turned(proof: Proof) -> Proof:
    return proof[1], proof[0]


def _every(proofs: Iterable[Proof]) -> Proof:
    found = list(proofs)
    if not found:
        return _NOTHING
    return frozenset().union(*(proof[0] for proof in found)), frozenset.intersection(*(proof[1] for proof in found))


def _comparison(drawn: Mapping[Any, Any]) -> Proof:
    variable, op, value = drawn.get("variable"), drawn.get("op", drawn.get("operator", "equals")), drawn.get("value")
    if not isinstance(variable, str) or not isinstance(op, str):
        return _NOTHING
    name = ALIASES.get(op, op)
    plain = NEGATED.get(name, name)
    templated = isinstance(value, str) and "{" in value
    missing = value is None or (isinstance(value, (list, tuple)) and None in value)
    if (
        plain not in ORDERED
        and plain not in ("is_set", "is_true", "starts_with", "ends_with")
        and (templated or missing)
    ):
        return _NOTHING
    path = variable.strip().removeprefix("{{").removesuffix("}}").strip().split(".")
    proof: Proof = (frozenset({path[1] if path[0] == "vars" and len(path) > 1 else path[0]}), frozenset())
    return _turned(proof) if name in NEGATED else proof


def _source(source: object) -> Proof:
    try:
        return _expression(parse_expression(source).expression) if isinstance(source, str) else _NOTHING
    except TemplateWrong:
        return _NOTHING


def _expression(expression: Expression) -> Proof:  # noqa: PLR0911  one line a kind of expression
    if isinstance(expression, Path):
        return frozenset(_name(expression)), frozenset()
    if isinstance(expression, liquid.LogicalAndExpression):
        return _every([_expression(expression.left), _expression(expression.right)])
    if isinstance(expression, liquid.LogicalOrExpression):
        return _turned(_every([_turned(_expression(part)) for part in (expression.left, expression.right)]))
    if isinstance(expression, liquid.LogicalNotExpression):
        return _turned(_expression(expression.right))
    if isinstance(expression, _NEEDING_BOTH):
        return frozenset((*_name(expression.left), *_name(expression.right))), frozenset()
    if isinstance(expression, (liquid.EqExpression, liquid.NeExpression)):
        sides = (expression.left, expression.right)
        literal = any(isinstance(side, _LITERAL) for side in sides)
        proof: Proof = (
            frozenset(name for side in sides for name in _name(side)) if literal else frozenset(),
            frozenset(),
        )
        return _turned(proof) if isinstance(expression, liquid.NeExpression) else proof
    if isinstance(expression, liquid.ContainsExpression):
        return frozenset(_name(expression.left)), frozenset()
    return _NOTHING


def _name(expression: Expression) -> tuple[str, ...]:
    if not isinstance(expression, Path):
        return ()
    path = [str(part) for part in expression.path]
    return (path[1] if path[0] == "vars" and len(path) > 1 else path[0],)
