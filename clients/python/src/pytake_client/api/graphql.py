"""`graphql`. Made by generate.py out of the OpenAPI document: change that, not this."""

from typing import Any

from pytake_client.calls import Call
from pytake_client.types import Asked


def ask(body: Asked) -> Call[dict[str, Any]]:
    """Ask in GraphQL.

    One document in `query`, with `variables` and `operationName`. Each field is a route: the same permissions, errors
    (in `extensions`) and records. What is too long, deep, wide or costly is refused before anything of it is done.
    """
    return Call("POST", "/graphql", returns=dict[str, Any], body=body)
