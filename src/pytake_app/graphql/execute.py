"""A document from text to answer: read, weighed, checked, done within its time, recorded."""

import asyncio
from collections.abc import Awaitable
from typing import Any, ClassVar

import msgspec
from graphql import ExecutionResult, GraphQLError, execute, validate
from graphql.validation import specified_rules

from pytake_app.graphql.asking import Asking
from pytake_app.graphql.errors import GraphqlBatched, GraphqlOperation, GraphqlTimedOut
from pytake_app.graphql.limits import Weighed, read, weigh
from pytake_app.graphql.schema import made
from pytake_domain.kernel.errors import PytakeError

TIME = 20.0
"""Seconds that a query may take. What changes something is not cut off in the middle."""
MOST_ERRORS = 10


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One document, its variables, and which of its operations is meant. `extensions` are for tools, and change nothing."""

    MANY: ClassVar[type[PytakeError]] = GraphqlBatched
    OWN_BOUNDS: ClassVar[frozenset[str]] = frozenset({"query"})

    query: str
    variables: dict[str, Any] | None = None
    operationName: str | None = None  # noqa: N815  GraphQL's own name
    extensions: dict[str, Any] | None = None


class Refused(Exception):
    """The document breaks rules of the language or the schema."""

    def __init__(self, failures: list[GraphQLError]) -> None:
        super().__init__("refused")
        self.failures = failures


def checked(asked: Asked, *, kinds: tuple[str, ...]) -> Weighed:
    """What is asked, when it may be done. Raises Refused, and what `limits` raises."""
    whole = made()
    weighed = weigh(read(asked.query), asked.operationName, asked.variables or {}, whole.core, whole.cost)
    if weighed.kind not in kinds:
        raise GraphqlOperation(reason=weighed.kind)
    failures = validate(whole.core, weighed.document, specified_rules, max_errors=MOST_ERRORS)
    if failures:
        raise Refused(failures)
    return weighed


async def answered(weighed: Weighed, asked: Asked, asking: Asking, *, patience: float = TIME) -> ExecutionResult:
    """Data and errors. Raises GraphqlTimedOut."""
    asking.alone = weighed.roots == 1
    result = _begun(weighed, asked, asking)
    if isinstance(result, ExecutionResult):
        return result
    if weighed.kind == "mutation":
        return await result
    try:
        return await asyncio.wait_for(result, patience)
    except TimeoutError as error:
        raise GraphqlTimedOut(seconds=round(patience)) from error


def _begun(weighed: Weighed, asked: Asked, asking: Asking) -> ExecutionResult | Awaitable[ExecutionResult]:
    name = weighed.operation.name
    return execute(
        made().core,
        weighed.document,
        context_value=asking,
        variable_values=asked.variables or {},
        operation_name=name.value if name is not None else None,
    )


def is_failed(result: ExecutionResult) -> bool:
    """Was nothing of it done?"""
    return not result.data or all(value is None for value in result.data.values())


__all__ = ["Asked", "Refused", "answered", "checked", "is_failed"]
