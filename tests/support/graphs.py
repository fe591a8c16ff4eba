"""Documents for every field of the schema, made out of the schema itself."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
)

from pytake_app.graphql.names import camel
from pytake_app.graphql.schema import made

WIDE = (
    "timeline",
    "lists",
    "campaigns",
    "proofs",
    "erpCard",
    "recipients",
    "analytics",
    "estimate",
    "versions",
    "sessions",
)
APART = (*WIDE, "activity", "effectivePermissions", "deliveries", "atProvider", "capabilities", "variables")
"""Fields of things that are routes of their own: each stands as a field of the root too."""


def root(kind: str) -> dict[str, GraphQLField]:
    """Fields of the root: query or mutation."""
    found = made().core.query_type if kind == "query" else made().core.mutation_type
    assert found is not None
    return dict(found.fields)


def selection(kind: Any, depth: int = 5, above: tuple[str, ...] = ()) -> str:
    """Everything that can be read of it, so deep."""
    named = get_named_type(kind)
    if not isinstance(named, GraphQLObjectType):
        return ""
    parts = []
    for name, field in named.fields.items():
        inner = get_named_type(field.type)
        if any(isinstance(each.type, GraphQLNonNull) for each in field.args.values()) or name in ("edges", *APART):
            continue
        if isinstance(inner, GraphQLObjectType):
            deeper = selection(inner, depth - 1, (*above, named.name)) if depth and inner.name not in above else ""
            if deeper:
                few = "(first: 3)" if "first" in field.args else ""
                parts.append(f"{name}{few} {deeper}")
        else:
            parts.append(name)
    return "{ " + " ".join(parts) + " }" if parts else ""


def document_of(kind: str, name: str, given: dict[str, Any], depth: int = 5) -> tuple[str, dict[str, Any]]:
    """A document that asks for one field with what is given, by the wire's names, of its arguments; and its variables."""
    field = root(kind)[name]
    told = {camel(key): value for key, value in given.items()}
    variables = {key: value for key, value in told.items() if key in field.args}
    declared = ", ".join(f"${key}: {field.args[key].type}" for key in variables)
    passed = ", ".join(f"{key}: ${key}" for key in variables)
    head = f"{kind} Walk({declared})" if declared else f"{kind} Walk"
    call = f"{name}({passed})" if passed else name
    shaped = {key: spelled(field.args[key].type, value) for key, value in variables.items()}
    return f"{head} {{ {call} {selection(field.type, depth)} }}", shaped


def spelled(kind: Any, value: Any) -> Any:
    """A body of the wire, as the schema spells its fields; JSON stays as it is."""
    if isinstance(kind, GraphQLNonNull):
        return spelled(kind.of_type, value)
    if isinstance(kind, GraphQLList):
        return [spelled(kind.of_type, each) for each in value] if isinstance(value, list) else value
    if isinstance(kind, GraphQLInputObjectType) and isinstance(value, dict):
        return {camel(key): spelled(kind.fields[camel(key)].type, each) for key, each in value.items()}
    if getattr(kind, "name", "") == "Int" and value is not None:
        return int(value)
    assert value is None or isinstance(kind, (GraphQLScalarType, GraphQLEnumType, GraphQLInputObjectType)), (
        kind,
        value,
    )
    return value
