"""Scalars beside those of the language: whole numbers without a bound, and JSON as it is."""

from typing import Any, NewType

import msgspec
import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig

Long = NewType("Long", int)
"""A whole number that may be over 2³¹, such as bytes."""
Json = NewType("Json", object)
"""Whatever JSON can say."""


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise GraphQLError("Long is a whole number.")
    try:
        return int(value)
    except ValueError as error:
        raise GraphQLError("Long is a whole number.") from error


def config() -> StrawberryConfig:
    """Of the schema: names in camel case, values as the wire's Structs hold them."""
    return StrawberryConfig(
        default_resolver=read,
        scalar_map={
            Long: strawberry.scalar(
                name="Long", description=str(Long.__doc__), serialize=lambda value: value, parse_value=_whole
            ),
            Json: strawberry.scalar(
                name="JSON",
                description="Whatever JSON can say, with its keys as the REST API spells them.",
                serialize=msgspec.to_builtins,
                parse_value=lambda value: value,
            ),
        },
    )


def read(source: Any, name: str) -> Any:
    """A field of a Struct; what was not asked for is null."""
    value = getattr(source, name)
    return None if value is msgspec.UNSET else value
