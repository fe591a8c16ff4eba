"""The one language for texts and conditions: Liquid, with every limit set, compiled once."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from liquid import BoundTemplate, Environment, Node, RenderContext, Token, TokenStream
from liquid.builtin.expressions import BooleanExpression, Path, tokenize
from liquid.builtin.expressions.primitive import RangeLiteral
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.static_analysis import TemplateAnalysis
from liquid.token import TOKEN_EXPRESSION
from liquid.utils import ReadOnlyChainMap

from pytake_domain.flows.expressions import limits
from pytake_domain.flows.expressions.filters import FILTERS
from pytake_domain.flows.expressions.metering import join, metered, replace
from pytake_domain.flows.expressions.names import Names
from pytake_domain.flows.expressions.roles import Role, expression_roles, template_roles

_REFUSED_TAGS = ("include", "render", "tablerow", "liquid", "doc", "echo", "ifchanged", "increment", "decrement")
_CACHED = 8_192


class TemplateWrong(Exception):
    """A mistake in a template: our code for it, where it is (line from 1, column from 0), and Liquid's own sentence."""

    def __init__(self, code: str, *, line: int = 1, column: int = 0, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.column, self.detail = code, line, column, detail


class RenderFailed(Exception):
    """A template that compiles came to grief over these values, or over a limit."""


class Use(msgspec.Struct, frozen=True):
    """A variable that a template reads: its path from the root, where, and what for."""

    path: tuple[str, ...]
    line: int
    column: int
    role: Role = Role.SHOWN


class _Limited(Environment):
    block_nesting_limit = limits.NESTING
    context_depth_limit = limits.NESTING * 2
    loop_iteration_limit = limits.LOOP
    local_namespace_limit = limits.NAMESPACE
    output_stream_limit = limits.OUTPUT
    logical_not_operator = True
    logical_parentheses = True
    ternary_expressions = True


def _environment() -> Environment:
    env = _Limited()
    for tag in _REFUSED_TAGS:
        del env.tags[tag]
    for name in ("safe", "escapejs"):
        env.filters.pop(name, None)
    env.filters.update(FILTERS)
    env.filters["replace"], env.filters["join"] = replace, join
    env.filters = {name: metered(env, func) for name, func in env.filters.items()}
    return env


ENVIRONMENT = _environment()
_BLANK = ENVIRONMENT.from_string("")


class Reading(RenderContext):
    """Names to evaluate expressions against, outside of any template: Liquid's own rules without its set-up."""

    def __init__(self, names: Names) -> None:
        self.env = ENVIRONMENT
        self.template = _BLANK
        self.scope = ReadOnlyChainMap(names)
        self.tag_namespace = {}
        self.autoescape = False


def reading(names: Names) -> Reading:
    """The context of these names, made at their first use; filters are counted afresh."""
    context: Reading | None = names.cached
    if context is None:
        context = names.cached = Reading(names)
    elif context.tag_namespace:
        context.tag_namespace.clear()
    return context


@lru_cache(maxsize=_CACHED)
def parse_template(source: str) -> BoundTemplate:
    """Raises TemplateWrong."""
    if len(source) > limits.SOURCE:
        raise TemplateWrong("template_too_long", detail=str(limits.SOURCE))
    try:
        template = ENVIRONMENT.from_string(source)
        context = RenderContext(template)
        for node in _nodes(template.nodes, context):
            _check(node.expressions())
        for name, spans in template.analyze().filters.items():
            if name not in ENVIRONMENT.filters:
                line, column = position(source, spans[0].index)
                raise TemplateWrong("unknown_filter", line=line, column=column, detail=name)
    except LiquidError as error:
        raise _wrong(error) from error
    except RecursionError as error:
        raise TemplateWrong("template_too_deep") from error
    return template


@lru_cache(maxsize=_CACHED)
def parse_expression(source: str) -> BooleanExpression:
    """A condition, with or without braces around it. Raises TemplateWrong."""
    if len(source) > limits.SOURCE:
        raise TemplateWrong("template_too_long", detail=str(limits.SOURCE))
    bare = source.strip()
    if bare.startswith("{{") and bare.endswith("}}"):
        bare = bare[2:-2]
    parent = Token(TOKEN_EXPRESSION, bare, max(0, source.find(bare)), source)
    try:
        expression = BooleanExpression.parse(ENVIRONMENT, TokenStream(tokenize(bare, parent)))
        _check([expression])
    except LiquidError as error:
        raise _wrong(error) from error
    except RecursionError as error:
        raise TemplateWrong("template_too_deep") from error
    return expression


def template_uses(template: BoundTemplate, source: str, analysis: TemplateAnalysis) -> Iterator[Use]:
    """Variables a template reads and does not assign itself."""
    roles = template_roles(template.nodes, RenderContext(template))
    for variables in analysis.globals.values():
        for variable in variables:
            line, column = position(source, variable.span.index)
            role = roles.get(variable.span.index, Role.SHOWN)
            yield Use(tuple(str(part) for part in variable.segments), line, column, role)


def expression_uses(expression: Expression, source: str) -> Iterator[Use]:
    """Variables a condition reads."""
    roles = expression_roles(expression)
    for part in _parts([expression]):
        if isinstance(part, Path):
            line, column = position(source, part.token.start_index)
            role = roles.get(part.token.start_index, Role.TESTED)
            yield Use(tuple(str(segment) for segment in part.path), line, column, role)


def position(source: str, index: int) -> tuple[int, int]:
    """Line from 1 and column from 0 of a character."""
    before = source[: max(0, index)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)


def _wrong(error: LiquidError) -> TemplateWrong:
    line, column = 1, 0
    if error.token is not None and error.token.start_index >= 0:
        line, column = position(error.token.source, error.token.start_index)
    return TemplateWrong("template_wrong", line=line, column=column, detail=str(error.message or "")[:200])


def _nodes(nodes: Iterable[Node], context: RenderContext) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nodes(node.children(context), context)


def _parts(expressions: Iterable[Expression]) -> Iterator[Expression]:
    for expression in expressions:
        yield expression
        yield from _parts(expression.children())


def _check(expressions: Iterable[Expression]) -> None:
    # A range is as long as its ends say, and every filter or comparison would walk it: both ends must be seen to be near.
    for part in _parts(expressions):
        if isinstance(part, RangeLiteral):
            first, last = getattr(part.start, "value", None), getattr(part.stop, "value", None)
            if not (isinstance(first, int) and isinstance(last, int) and 0 <= last - first < limits.LOOP):
                line, column = position(part.token.source, part.token.start_index)
                raise TemplateWrong("range_too_long", line=line, column=column, detail=str(limits.LOOP))
