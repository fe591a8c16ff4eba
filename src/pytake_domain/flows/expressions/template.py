"""Compiled texts: what stands still is a constant, simple outputs are read directly, the rest is Liquid's."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.output import OutputNode
from liquid.expression import Expression

from pytake_domain.flows.expressions import limits
from pytake_domain.flows.expressions.closures import compiled, truthy
from pytake_domain.flows.expressions.language import (
    RenderFailed,
    TemplateWrong,
    Use,
    expression_uses,
    parse_expression,
    parse_template,
    reading,
    template_uses,
)
from pytake_domain.flows.expressions.names import Names
from pytake_domain.flows.expressions.reader import direct
from pytake_domain.flows.expressions.roles import Compared, comparisons
from pytake_domain.flows.expressions.values import plain, text_of

Piece = Callable[[Names], str]
_CACHED = 8_192
_SHORT = 3
_WIDEST = 4
"""Bytes of the widest character in UTF-8."""


class Template:
    """A compiled text. `literal` is its text when it has no variables; `least` counts the characters it has at any rate."""

    __slots__ = ("_evaluate", "_render", "filters", "least", "literal", "source", "uses")

    def __init__(self, source: str) -> None:
        parsed = parse_template(source)
        self.source = source
        analysis = parsed.analyze()
        self.uses: tuple[Use, ...] = tuple(template_uses(parsed, source, analysis))
        self.filters = frozenset(analysis.filters)
        pieces = [_piece(node) for node in parsed.nodes]
        self.literal = "".join(p for p in pieces if isinstance(p, str)) if _all_text(pieces) else None
        self.least = sum(len(piece) for piece in pieces if isinstance(piece, str))
        self._evaluate = _only_output(parsed.nodes)
        self._render: Piece = _joined([p for p in pieces if p is not None]) if None not in pieces else _whole(source)

    def render(self, names: Names) -> str:
        """The text for these names; unknown ones are empty. Raises RenderFailed."""
        if self.literal is not None:
            return self.literal
        try:
            text = self._render(names)
        except Exception as error:
            raise RenderFailed(str(error)[:200]) from error
        if len(text) * _WIDEST > limits.OUTPUT and len(text.encode()) > limits.OUTPUT:
            raise RenderFailed("output limit")
        return text

    def evaluate(self, names: Names) -> Any:
        """The value itself when the text is one output and nothing else, else the text. Raises RenderFailed."""
        if self._evaluate is None:
            return self.render(names)
        try:
            return plain(self._evaluate.evaluate(reading(names)))
        except Exception as error:
            raise RenderFailed(str(error)[:200]) from error


class Predicate:
    """A compiled condition; values that can't be compared make it false."""

    __slots__ = ("_holds", "compared", "source", "uses")

    def __init__(self, source: str) -> None:
        expression = parse_expression(source)
        plain_one = compiled(expression.expression)
        self._holds = (lambda names: expression.evaluate(reading(names))) if plain_one is None else plain_one
        self.source = source
        self.uses: tuple[Use, ...] = tuple(expression_uses(expression, source))
        self.compared = tuple(Compared(*each, liquid=True) for each in comparisons(expression.expression))

    def __call__(self, names: Names) -> bool:
        try:
            return truthy(self._holds(names))
        except Exception:  # noqa: BLE001  whatever the values did, they do not fulfil the condition
            return False


@lru_cache(maxsize=_CACHED)
def template(source: str) -> Template:
    """Compiled once for each source. Raises TemplateWrong."""
    try:
        return Template(source)
    except RecursionError as error:
        raise TemplateWrong("template_too_deep") from error


@lru_cache(maxsize=_CACHED)
def predicate(source: str) -> Predicate:
    """Compiled once for each source. Raises TemplateWrong."""
    try:
        return Predicate(source)
    except RecursionError as error:
        raise TemplateWrong("template_too_deep") from error


def _piece(node: Any) -> str | Piece | None:
    """A constant, a function, or None for what only Liquid can do."""
    if type(node) is ContentNode:
        return node.text
    if type(node) is not OutputNode:
        return None
    expression = node.expression
    if type(expression) is FilteredExpression and not expression.filters and type(expression.left) is Path:
        read = direct(expression.left.path)
        if read is not None:
            return _output(read)
    return _evaluated(expression)


def _output(read: Callable[[Names], Any]) -> Piece:
    def write(names: Names) -> str:
        value = read(names)
        return value if type(value) is str else text_of(value)

    return write


def _evaluated(expression: Expression) -> Piece:
    return lambda names: text_of(_shown(expression.evaluate(reading(names))))


def _shown(value: Any) -> Any:
    return f"{value.start}..{value.stop - 1}" if type(value) is range else value


def _joined(pieces: Sequence[str | Piece]) -> Piece:
    """One function out of many; text, output, text is the commonest shape and goes without a loop."""
    if len(pieces) <= _SHORT and sum(callable(piece) for piece in pieces) == 1:
        place = next(place for place, piece in enumerate(pieces) if callable(piece))
        output = pieces[place]
        before = "".join(piece for piece in pieces[:place] if isinstance(piece, str))
        after = "".join(piece for piece in pieces[place + 1 :] if isinstance(piece, str))
        if not isinstance(output, str):
            return lambda names: before + output(names) + after
    made = tuple(pieces)
    return lambda names: "".join([piece if isinstance(piece, str) else piece(names) for piece in made])


def _whole(source: str) -> Piece:
    return parse_template(source).render


def _all_text(pieces: Sequence[object]) -> bool:
    return all(isinstance(piece, str) for piece in pieces)


def _only_output(nodes: Sequence[Any]) -> Expression | None:
    seen = [node for node in nodes if not (type(node) is ContentNode and node.blank)]
    return seen[0].expression if len(seen) == 1 and type(seen[0]) is OutputNode else None
