"""How much a document may ask for: counted on the document itself, before anything of it is checked or done."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    Lexer,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    TokenKind,
    VariableNode,
    get_named_type,
    parse,
)

from pytake_app.graphql.errors import (
    GraphqlOperation,
    GraphqlSyntax,
    GraphqlTooCostly,
    GraphqlTooDeep,
    GraphqlTooLong,
    GraphqlTooWide,
)
from pytake_app.graphql.pages import FIRST
from pytake_domain.kernel.page import MAX_LIMIT

LONGEST = 20_000
"""Characters of a document."""
MOST_TOKENS = 3_000
DEEPEST = 12
DEEPEST_OF_SCHEMA = 20
"""Of a question about the schema itself: what tools ask goes through lists of lists."""
MOST_BRACKETS = 60
"""Open at the same time; arguments have some of their own."""
MOST_ROOTS = 20
MOST_ALIASES = 30
MOST_FIELDS = 1_000
MOST_REPEATS = 30
"""Fields that stand beside themselves: whether they fit is looked at for every pair of them."""
MOST_FRAGMENTS = 50
MOST_COST = 3_000
OPENING = (TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L)
CLOSING = (TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R)
Cost = Callable[[str, str], int]


class Weighed(msgspec.Struct, frozen=True):
    """What a document is: its operation, how many fields of the root it asks for, and what they cost."""

    document: DocumentNode
    operation: OperationDefinitionNode
    roots: int
    cost: int

    @property
    def kind(self) -> str:
        """query, mutation or subscription."""
        return self.operation.operation.value


def read(text: str) -> DocumentNode:
    """Raises GraphqlTooLong, GraphqlTooDeep, GraphqlSyntax."""
    if len(text) > LONGEST:
        raise GraphqlTooLong(allowed=LONGEST, unit="characters")
    try:
        _count_tokens(text)
        return parse(text)
    except GraphQLError as error:
        raise GraphqlSyntax(reason=error.message[:300]) from error


def _count_tokens(text: str) -> None:
    """Brackets too, so that nothing is parsed that goes deeper than any parser should."""
    lexer, count, depth = Lexer(Source(text)), 0, 0
    while (kind := lexer.advance().kind) is not TokenKind.EOF:
        count += 1
        depth += 1 if kind in OPENING else -1 if kind in CLOSING else 0
        if count > MOST_TOKENS:
            raise GraphqlTooLong(allowed=MOST_TOKENS, unit="words")
        if depth > MOST_BRACKETS:
            raise GraphqlTooDeep(allowed=DEEPEST)


def weigh(
    document: DocumentNode, name: str | None, variables: Mapping[str, Any], schema: GraphQLSchema, cost: Cost
) -> Weighed:
    """Of the operation that is meant; `cost`: of a field of a type, without its rows. Raises GraphqlOperation, GraphqlTooDeep,
    GraphqlTooWide, GraphqlTooCostly.
    """
    operation = _meant(document, name)
    scales = _Scales(document, variables, schema, cost)
    root = schema.get_root_type(operation.operation)
    if root is None:
        raise GraphqlOperation(reason="kind")
    scales.look(operation.selection_set, 1, root)
    roots = scales.roots(operation.selection_set)
    if roots > MOST_ROOTS:
        raise GraphqlTooWide(what="fields", allowed=MOST_ROOTS)
    total = scales.weight(operation.selection_set, root)
    if total > MOST_COST:
        raise GraphqlTooCostly(cost=total, allowed=MOST_COST)
    return Weighed(document, operation, roots, total)


def _meant(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    known = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fits = [each for each in known if name is None or (each.name is not None and each.name.value == name)]
    if len(fits) != 1:
        raise GraphqlOperation(reason="which")
    return fits[0]


class _Scales:
    """Counts through fragments: how wide and deep by looking at each once, what it costs by each use."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, Any], schema: GraphQLSchema, cost: Cost) -> None:
        self._fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self._defaults = _defaults(document)
        self._variables = variables
        self._schema = schema
        self._cost = cost
        self._open: set[str] = set()
        self._depths: dict[tuple[str, int], None] = {}
        self._weights: dict[str, int] = {}
        self._roots: dict[str, int] = {}
        self._count: Counter[str] = Counter()

    def look(self, selected: SelectionSetNode, depth: int, parent: GraphQLNamedType | None) -> None:
        """Raises GraphqlTooDeep, GraphqlTooWide."""
        seen: set[str] = set()
        for each in selected.selections:
            self._directives(each.directives)
            if isinstance(each, FieldNode):
                name = each.name.value
                if name in seen and each.alias is None:
                    self._counted("repeats", MOST_REPEATS)
                seen.add(name)
                self._field(each, depth, parent)
            elif isinstance(each, InlineFragmentNode):
                self._counted("fragments", MOST_FRAGMENTS)
                self.look(each.selection_set, depth, self._on(each, parent))
            elif isinstance(each, FragmentSpreadNode):
                self._counted("fragments", MOST_FRAGMENTS)
                self._spread(each.name.value, depth)

    def _field(self, field: FieldNode, depth: int, parent: GraphQLNamedType | None) -> None:
        self._counted("fields", MOST_FIELDS)
        if field.alias is not None:
            self._counted("aliases", MOST_ALIASES)
        inner = self._type_of(field, parent)
        deepest = DEEPEST if not _of_schema(field, parent) else DEEPEST_OF_SCHEMA
        if depth > deepest:
            raise GraphqlTooDeep(allowed=deepest)
        if field.selection_set is not None:
            self.look(field.selection_set, depth + 1, inner)

    def _spread(self, name: str, depth: int) -> None:
        fragment = self._fragments.get(name)
        if fragment is None or name in self._open or (name, depth) in self._depths:
            return  # what is not there, or holds itself, is refused by the rules of the language
        self._depths[name, depth] = None
        self._open.add(name)
        self.look(fragment.selection_set, depth, self._schema.get_type(fragment.type_condition.name.value))
        self._open.discard(name)

    def _directives(self, directives: Iterable[DirectiveNode] | None) -> None:
        for _ in directives or ():
            self._counted("directives", MOST_ALIASES)

    def _counted(self, what: str, most: int) -> None:
        self._count[what] += 1
        if self._count[what] > most:
            raise GraphqlTooWide(what=what, allowed=most)

    def roots(self, selected: SelectionSetNode) -> int:
        """Fields of the root; each use of a fragment counts."""
        found = 0
        for each in selected.selections:
            if isinstance(each, FieldNode):
                found += 1
            elif isinstance(each, InlineFragmentNode):
                found += self.roots(each.selection_set)
            elif isinstance(each, FragmentSpreadNode) and each.name.value in self._fragments:
                found += self._roots_of(each.name.value)
        return found

    def _roots_of(self, name: str) -> int:
        """Of a fragment, found out once: each of a chain may use the next one twice."""
        if name in self._open:
            return 0
        if name not in self._roots:
            self._open.add(name)
            self._roots[name] = self.roots(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._roots[name]

    def weight(self, selected: SelectionSetNode, parent: GraphQLNamedType | None) -> int:
        """What it reads, in rows or so."""
        total = 0
        for each in selected.selections:
            if isinstance(each, FieldNode):
                total += self._weight_of(each, parent)
            elif isinstance(each, InlineFragmentNode):
                total += self.weight(each.selection_set, self._on(each, parent))
            elif isinstance(each, FragmentSpreadNode):
                total += self._weight_of_fragment(each.name.value)
        return min(total, 10 * MOST_COST)

    def _weight_of_fragment(self, name: str) -> int:
        fragment = self._fragments.get(name)
        if fragment is None or name in self._open:
            return 0
        if name not in self._weights:
            self._open.add(name)
            on = self._schema.get_type(fragment.type_condition.name.value)
            self._weights[name] = self.weight(fragment.selection_set, on)
            self._open.discard(name)
        return self._weights[name]

    def _weight_of(self, field: FieldNode, parent: GraphQLNamedType | None) -> int:
        own = self._cost(parent.name, field.name.value) if parent is not None else 0
        if field.selection_set is None:
            return own
        inner = self._type_of(field, parent)
        # A connection and its edges are only the way to the rows.
        row = 0 if parent is not None and parent.name.endswith(("Connection", "Edge")) else 1
        return own + self._rows(field, parent) * (row + self.weight(field.selection_set, inner))

    def _rows(self, field: FieldNode, parent: GraphQLNamedType | None) -> int:
        known = parent.fields.get(field.name.value) if isinstance(parent, GraphQLObjectType) else None
        if known is None or "first" not in known.args:
            return 1
        given = next((each.value for each in field.arguments or () if each.name.value == "first"), None)
        if isinstance(given, IntValueNode):
            return max(1, min(int(given.value[:9]), 10 * MAX_LIMIT))
        if isinstance(given, VariableNode):
            name = given.name.value
            told = self._variables.get(name, self._defaults.get(name, FIRST))
            return max(1, min(told, 10 * MAX_LIMIT)) if isinstance(told, int) else FIRST
        return FIRST

    def _type_of(self, field: FieldNode, parent: GraphQLNamedType | None) -> GraphQLNamedType | None:
        if field.name.value in ("__schema", "__type"):
            return self._schema.get_type("__Schema" if field.name.value == "__schema" else "__Type")
        known = parent.fields.get(field.name.value) if isinstance(parent, GraphQLObjectType) else None
        return get_named_type(known.type) if known is not None else None

    def _on(self, fragment: InlineFragmentNode, parent: GraphQLNamedType | None) -> GraphQLNamedType | None:
        on = fragment.type_condition
        return self._schema.get_type(on.name.value) if on is not None else parent


def _defaults(document: DocumentNode) -> dict[str, int]:
    return {
        variable.variable.name.value: int(variable.default_value.value[:9])
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode)
        for variable in each.variable_definitions or ()
        if isinstance(variable.default_value, IntValueNode)
    }


def _of_schema(field: FieldNode, parent: GraphQLNamedType | None) -> bool:
    return field.name.value.startswith("__") or (parent is not None and parent.name.startswith("__"))
