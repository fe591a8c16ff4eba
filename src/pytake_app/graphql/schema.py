"""The schema: every route of the tables as a field, types out of the wire, and what leads from one thing to another."""

from collections.abc import Callable
from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from pytake_app.graphql.bridge import Bridge
from pytake_app.graphql.fields import MUTATIONS, OUTSIDE, QUERIES, Field
from pytake_app.graphql.names import camel
from pytake_app.graphql.pages import PageInfo
from pytake_app.graphql.resolvers import Fields
from pytake_app.graphql.routes import Route, route_of
from pytake_app.graphql.scalars import config, read
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
        self._more: dict[type, list[StrawberryField]] = {}
        self._bridge = Bridge(self._more)
        self._fields = Fields(self._bridge, self._connection)
        self._lead()
        query = self._type("Query", QUERIES, "What can be read: each field is a route of the REST API.")
        mutation = self._type("Mutation", MUTATIONS, "What can be done: each field is a route of the REST API.")
        self.whole = strawberry.Schema(query, mutation, config=config())
        self.core: GraphQLSchema = self.whole._schema  # noqa: SLF001  the way to the engine
        _quicken(self.core)

    def cost(self, parent: str, field: str) -> int:
        """Of a field of a type, without its rows."""
        route = self._asks.get((parent, field))
        if route is None:
            return 0
        return READS_OUTSIDE if route.template.startswith(OUTSIDE) else READS

    def _type(self, name: str, table: dict[str, Field], said: str) -> type:
        self._asks |= {(name, camel(each)): self.routes[each] for each in table}
        return create_type(name, [self._fields.of(each, self.routes[each]) for each in table], description=said)

    def _lead(self) -> None:
        """What leads from one thing to another; types that they lead to are made when they are asked for."""

    def _connection(self, item: Any) -> Any:
        if item not in self._connections:
            node = self._bridge.shown(item)
            name = node.__strawberry_definition__.name
            edge = create_type(f"{name}Edge", [_field("node", node), _field("cursor", str | None)])
            self._connections[item] = create_type(
                f"{name}Connection",
                [
                    _field("nodes", list[node]),
                    _field("edges", list[edge]),
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


@cache
def made() -> Made:
    """Made once for a process."""
    return Made()
