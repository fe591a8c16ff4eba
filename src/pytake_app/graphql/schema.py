"""The schema: every route of the tables as a field, types out of the wire, and what leads from one thing to another."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, get_args

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from pytake_app.graphql.bridge import Bridge, many
from pytake_app.graphql.edges import FOLLOWED, LED, LIVE, out_of_lists
from pytake_app.graphql.fields import MUTATIONS, OUTSIDE, QUERIES, Field
from pytake_app.graphql.names import camel
from pytake_app.graphql.pages import PageInfo
from pytake_app.graphql.resolvers import Fields, leading
from pytake_app.graphql.routes import Route, route_of
from pytake_app.graphql.scalars import config, read
from pytake_app.graphql.subscriptions import LiveEvent, subscription
from pytake_app.http.dashboard import wanted_period

GIVEN: dict[str, Callable[..., Any]] = {"wanted_figures": wanted_period}
"""Dependencies of the application that are made of query parameters."""
READS, READS_OUTSIDE = 10, 100
"""What a field costs beside its rows."""


class Made:
    """The schema, what each field costs, and which fields are lists."""

    def __init__(self) -> None:
        self.routes = {name: _route(each) for name, each in {**QUERIES, **MUTATIONS}.items()}
        self._connections: dict[Any, Any] = {}
        self._asks: dict[tuple[str, str], Route] = {}
        self._led: set[tuple[str, str]] = set()
        self._bridge = Bridge()
        self._fields = Fields(self._bridge, self._connection)
        query = self._type("Query", QUERIES, "What can be read: each field is a route of the REST API.")
        mutation = self._type("Mutation", MUTATIONS, "What can be done: each field is a route of the REST API.")
        self._lead()
        self.whole = strawberry.Schema(query, mutation, subscription(self._bridge.shown(LiveEvent)), config=config())
        self.core: GraphQLSchema = self.whole._schema  # noqa: SLF001  the way to the engine
        _quicken(self.core)

    def cost(self, parent: str, field: str) -> int:
        """Of a field of a type, without its rows."""
        route = self._asks.get((parent, field))
        if route is None:
            return int((parent, field) in self._led)
        return READS_OUTSIDE if route.template.startswith(OUTSIDE) else READS

    def _type(self, name: str, table: dict[str, Field], said: str) -> type:
        self._asks |= {(name, camel(each)): self.routes[each] for each in table}
        return create_type(name, [self._fields.of(each, self.routes[each]) for each in table], description=said)

    def _lead(self) -> None:
        """Added when all types are there, for they lead in circles."""
        for led in (*LED, *LIVE, *out_of_lists(self.routes)):
            answer = self._connection(get_args(led.answer)[0]) if led.paged else self._bridge.shown(led.answer)
            name = self._add(led.kind, leading(led, answer))
            self._led.add((name, camel(led.name)))
        for each in FOLLOWED:
            route = _route(each.route)
            name = self._add(
                each.kind, self._fields.of(each.name, route, {each.parameter: "id"}, self._name(each.kind))
            )
            self._asks[name, camel(each.name)] = route

    def _name(self, kind: type) -> str:
        return str(self._bridge.shown(kind).__strawberry_definition__.name)

    def _add(self, kind: type, field: StrawberryField) -> str:
        """In the place of what is of the same name; the name of the type."""
        definition = self._bridge.shown(kind).__strawberry_definition__
        definition.fields[:] = [each for each in definition.fields if each.python_name != field.python_name]
        definition.fields.append(field)
        return str(definition.name)

    def _connection(self, item: Any) -> Any:
        if item not in self._connections:
            node: Any = self._bridge.shown(item)
            name = node.__strawberry_definition__.name
            edge: Any = create_type(f"{name}Edge", [_field("node", node), _field("cursor", str | None)])
            self._connections[item] = create_type(
                f"{name}Connection",
                [
                    _field("nodes", many(node)),
                    _field("edges", many(edge)),
                    _field("page_info", self._bridge.shown(PageInfo)),
                    _field("total_count", int | None),
                ],
            )
        return self._connections[item]


def _route(field: Field) -> Route:
    return route_of(*field, GIVEN)


def _field(name: str, annotation: Any) -> StrawberryField:
    return StrawberryField(python_name=name, type_annotation=StrawberryAnnotation(annotation))


def _quicken(schema: GraphQLSchema) -> None:
    """Fields that are only read need nothing of what is made ready for resolvers."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                if getattr(field.resolve, "_is_default", False):
                    field.resolve = _reading(field.extensions["strawberry-definition"].python_name)


def _reading(name: str) -> Callable[..., Any]:
    return lambda source, _info: read(source, name)


_making = Lock()


def made() -> Made:
    """Made once for a process, by whoever asks first."""
    with _making:
        return _made()


@cache
def _made() -> Made:
    return Made()
