"""What a variable is read for: how bad it is when it has no value there."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

import msgspec
from liquid import Node, RenderContext
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions import logical as liquid
from liquid.builtin.expressions.primitive import FloatLiteral, IntegerLiteral, StringLiteral
from liquid.builtin.tags import case_tag, if_tag, unless_tag
from liquid.expression import Expression


class Role(StrEnum):
    """`shown` as it is; `guarded` by a default filter or inside a condition; `tested` by a comparison; `ordered` by less or
    greater, which means nothing without a value; `asked` whether there is a value at all.
    """

    SHOWN = "shown"
    GUARDED = "guarded"
    TESTED = "tested"
    ORDERED = "ordered"
    ASKED = "asked"


class Compared(msgspec.Struct, frozen=True):
    """A path that is compared with a constant. `kind`: both are read as that first; `liquid`: by Liquid, which reads nothing."""

    path: tuple[str, ...]
    op: str
    constant: Any
    kind: str = ""
    liquid: bool = False


_ORDERED = (liquid.LtExpression, liquid.GtExpression, liquid.LeExpression, liquid.GeExpression)
_COMPARED = (*_ORDERED, liquid.EqExpression, liquid.NeExpression, liquid.ContainsExpression)
_JOINED = (liquid.LogicalAndExpression, liquid.LogicalOrExpression, liquid.LogicalNotExpression)
_GUARDS = (if_tag.IfNode, unless_tag.UnlessNode, case_tag.CaseNode)
_OF = {
    liquid.LtExpression: "less",
    liquid.GtExpression: "greater",
    liquid.LeExpression: "at_most",
    liquid.GeExpression: "at_least",
    liquid.EqExpression: "equals",
    liquid.NeExpression: "not_equals",
}


def template_roles(nodes: Iterable[Node], context: RenderContext) -> dict[int, Role]:
    """By where in the source each path begins."""
    found: dict[int, Role] = {}
    for node, inside in _nodes(nodes, context, inside=False):
        testing = isinstance(node, _GUARDS) or "Block" in type(node).__name__
        for expression in node.expressions():
            for path, role in _read(expression, Role.TESTED if testing else Role.SHOWN):
                found[path.token.start_index] = Role.GUARDED if inside and role is Role.SHOWN else role
    return found


def expression_roles(expression: Expression) -> dict[int, Role]:
    """The same for a condition."""
    return {path.token.start_index: role for path, role in _read(expression, Role.TESTED)}


def comparisons(expression: Expression) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Paths that are compared with a constant: the path, the operator's name, the constant."""
    name = _OF.get(type(expression))
    if name is not None:
        left, right = expression.left, expression.right  # type: ignore[attr-defined]
        for path, constant in ((left, right), (right, left)):
            if isinstance(path, Path) and isinstance(constant, (StringLiteral, IntegerLiteral, FloatLiteral)):
                yield tuple(str(part) for part in path.path), name, constant.value
    for child in expression.children():
        yield from comparisons(child)


def _nodes(nodes: Iterable[Node], context: RenderContext, *, inside: bool) -> Iterator[tuple[Node, bool]]:
    for node in nodes:
        yield node, inside
        yield from _nodes(node.children(context), context, inside=inside or isinstance(node, _GUARDS))


def _read(expression: Expression, role: Role) -> Iterator[tuple[Path, Role]]:
    """Every path in an expression with its role; a bare one where a test is expected only asks whether there is a value."""
    if isinstance(expression, Path):
        yield expression, Role.ASKED if role is Role.TESTED else role
        for child in expression.children():
            yield from _read(child, Role.SHOWN)
        return
    if isinstance(expression, _COMPARED):
        # A path below a comparison is compared, not asked for.
        for child in expression.children():
            for path, inner in _read(child, Role.SHOWN):
                yield path, Role.ORDERED if isinstance(expression, _ORDERED) and inner is Role.SHOWN else Role.TESTED
        return
    if isinstance(expression, FilteredExpression) and any(f.name == "default" for f in expression.filters or ()):
        role = Role.GUARDED
    elif isinstance(expression, liquid.BooleanExpression):
        role = Role.TESTED
    elif not isinstance(expression, _JOINED) and role is Role.TESTED:
        role = Role.SHOWN
    for child in expression.children():
        yield from _read(child, role)
