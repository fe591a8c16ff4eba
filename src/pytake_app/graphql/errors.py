"""What is refused of a document, before anything of it is done; and every failure as GraphQL tells it."""

import logging
from typing import Any

import msgspec
from graphql import GraphQLError

from pytake_app.graphql.names import path_in
from pytake_app.http.edge.errors import ErrorBody, ErrorEnvelope, envelope
from pytake_app.phrases import sentence
from pytake_domain.kernel import errors as kinds
from pytake_domain.kernel.errors import Invalid, Malformed, PytakeError, Throttled, Unavailable
from pytake_domain.kernel.text import Language

log = logging.getLogger(__name__)


class GraphqlSyntax(Malformed):
    """It is no GraphQL: `reason` is what the parser says."""

    code = "GRAPHQL_SYNTAX"


class GraphqlInvalid(Invalid):
    """It asks for what the schema does not have: `reason` says what."""

    code = "GRAPHQL_INVALID"


class GraphqlBatched(Invalid):
    """More than one document in a request; each is asked for by itself."""

    code = "GRAPHQL_BATCHED"


class GraphqlTooLong(Invalid):
    """Over so many characters or words: `allowed` is the most."""

    code = "GRAPHQL_TOO_LONG"


class GraphqlTooDeep(Invalid):
    """Fields within fields, over so many levels."""

    code = "GRAPHQL_TOO_DEEP"


class GraphqlTooWide(Invalid):
    """More fields, aliases or directives than are answered at once: `what` and `allowed`."""

    code = "GRAPHQL_TOO_WIDE"


class GraphqlTooCostly(Invalid):
    """`cost` is what it would read, in rows or so; ask for smaller pages."""

    code = "GRAPHQL_TOO_COSTLY"


class GraphqlOperation(Invalid):
    """Which operation is meant is not clear, or it is of a kind that is not taken here."""

    code = "GRAPHQL_OPERATION"


class GraphqlTimedOut(Unavailable):
    """It took longer than `seconds`, and was given up."""

    code = "GRAPHQL_TIMED_OUT"


TRANSIENT = (Unavailable, Throttled, kinds.UpstreamFailed, kinds.UpstreamTimedOut)
KINDS: tuple[type[PytakeError], ...] = (
    kinds.Malformed,
    kinds.Unauthenticated,
    kinds.Forbidden,
    kinds.NotFound,
    kinds.LimitReached,
    kinds.Conflict,
    kinds.TooLarge,
    kinds.Throttled,
    kinds.Unavailable,
    kinds.UpstreamTimedOut,
    kinds.UpstreamFailed,
    kinds.Invalid,
)


def kind_of(error: PytakeError) -> str:
    """Which of the kinds of failures it is, in a word: not_found, forbidden."""
    found = next((kind for kind in KINDS if isinstance(error, kind)), PytakeError)
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in found.__name__).strip("_")


def told(error: PytakeError, language: Language, request_id: str, place: GraphQLError | None = None) -> dict[str, Any]:
    """An entry of `errors`: the sentence, where it happened, and in `extensions` the body that REST has for it."""
    extensions = _extensions(envelope(error, language, request_id), kind_of(error))
    if "retry_after" in error.params:
        extensions["retry_after"] = error.params["retry_after"]
    if "reason" in error.params and isinstance(error, (GraphqlSyntax, GraphqlInvalid)):
        extensions["reason"] = error.params["reason"]
    return _entry(extensions, place)


def told_of(failure: GraphQLError, language: Language, request_id: str) -> dict[str, Any]:
    """The same of whatever a field raised; what was not expected is a bug, logged and told without its words."""
    cause = failure.original_error
    if isinstance(cause, PytakeError):
        return told(cause, language, request_id, failure)
    if cause is None or failure.path is None:
        # Found before any field was begun: a variable that its type does not take.
        return told(GraphqlInvalid(reason=failure.message), language, request_id, failure)
    log.error("%s graphql %s: bug", request_id, failure.path, exc_info=cause)
    body = ErrorEnvelope(ErrorBody("BUG", sentence("BUG", language), [], request_id))
    return _entry(_extensions(body, "bug"), failure)


def _extensions(body: ErrorEnvelope, kind: str) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(body.error)
    for detail in shown["details"]:
        detail["field"] = path_in(detail["field"])
    return {**shown, "kind": kind}


def _entry(extensions: dict[str, Any], place: GraphQLError | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"message": extensions.pop("message")}
    if place is not None and place.locations:
        entry["locations"] = [{"line": at.line, "column": at.column} for at in place.locations]
    if place is not None and place.path:
        entry["path"] = list(place.path)
    return {**entry, "extensions": extensions}
