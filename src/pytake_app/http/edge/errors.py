"""Whatever goes wrong becomes one envelope: kind to status, code to sentence."""

import logging
import re
from typing import Any

import msgspec
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import HTTP_500_INTERNAL_SERVER_ERROR

from pytake_app.http.edge.request_id import request_id
from pytake_app.phrases import preferred, problem, sentence
from pytake_domain.kernel import errors as kinds
from pytake_domain.kernel.errors import Problem, PytakeError
from pytake_domain.kernel.text import Language

log = logging.getLogger(__name__)
LARGEST_BODY = 1024 * 1024
"""Bytes of a request; webhooks may have more."""
DAILY = frozenset({"UNAUTHENTICATED", "TOKEN_EXPIRED"})
"""Refusals that happen every day; all others are of a password, token or proof that is wrong, forged, replayed or too old."""

STATUS: dict[type[PytakeError], int] = {
    kinds.Malformed: 400,
    kinds.Invalid: 422,
    kinds.Unauthenticated: 401,
    kinds.Forbidden: 403,
    kinds.NotFound: 404,
    kinds.Conflict: 409,
    kinds.LimitReached: 409,
    kinds.TooLarge: 413,
    kinds.Throttled: 429,
    kinds.Unavailable: 503,
    kinds.UpstreamFailed: 502,
    kinds.UpstreamTimedOut: 504,
}
_MISSING = re.compile(r"[Mm]issing required query parameter '([^']+)'")
_LONG = re.compile(r"Expected `(?P<kind>str|array|object)` of length <= (?P<most>\d+)")
WORDS_OF_PYTHON = {"since": "from", "until": "to", "kind": "type", "form": "format"}
"""Query parameters that handlers can't call by their name on the wire."""
BY_STATUS = {
    400: "MALFORMED",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    408: "HEAD_TOO_SLOW",
    413: "TOO_LARGE",
    414: "ADDRESS_TOO_LONG",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMITED",
    431: "HEAD_TOO_LARGE",
    503: "UNAVAILABLE",
}


class Detail(msgspec.Struct, frozen=True):
    """One wrong field."""

    field: str
    message: str
    code: str


class ErrorBody(msgspec.Struct, frozen=True):
    """`error` of the envelope."""

    code: str
    message: str
    details: list[Detail]
    request_id: str


class ErrorEnvelope(msgspec.Struct, frozen=True):
    """The one form of every error."""

    error: ErrorBody


def status_of(error: PytakeError) -> int:
    """The HTTP status of an expected failure, by its kind."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def envelope(error: PytakeError, language: Language, own_id: str) -> ErrorEnvelope:
    """An expected failure in somebody's language."""
    details = [Detail(p.field, problem(p.code, language, p.params), p.code) for p in error.problems]
    params: dict[str, str | int] = dict(error.params)
    return ErrorEnvelope(ErrorBody(error.code, sentence(error.code, language, params), details, own_id))


def language_of(request: Request[Any, Any, Any]) -> Language:
    """What the caller reads."""
    return preferred(request.headers.get("accept-language"))


def provide_language(request: Request[Any, Any, Any]) -> Language:
    """What the caller reads, for handlers that answer with sentences."""
    return language_of(request)


def on_expected(request: Request[Any, Any, Any], error: PytakeError) -> Response[ErrorEnvelope]:
    """Ours."""
    headers = {}
    if isinstance(error, kinds.Throttled):
        headers["Retry-After"] = str(max(1, int(error.params.get("retry_after", 1))))
    if isinstance(error, kinds.Unavailable):
        headers["Retry-After"] = "2"
        log.warning("%s: %s", request_id(request.scope), error)
    if isinstance(error, kinds.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
        if error.code not in DAILY:
            log.info("%s: %s", request_id(request.scope), error)
    if isinstance(error, kinds.Forbidden):
        log.info("%s: %s", request_id(request.scope), error)
    body = envelope(error, language_of(request), request_id(request.scope))
    return Response(body, status_code=status_of(error), headers=headers, media_type=MediaType.JSON)


def on_validation(request: Request[Any, Any, Any], error: ValidationException) -> Response[ErrorEnvelope]:
    """The framework could not decode the request: 400 when it is not JSON at all, 422 with the fields otherwise."""
    extra = error.extra if isinstance(error.extra, list) else []
    if not extra and "JSON" in error.detail:
        return on_expected(request, kinds.Malformed())
    problems = [_problem(item) for item in extra if isinstance(item, dict)]
    if not extra and (missing := _MISSING.search(error.detail)):
        problems = [Problem(field=missing[1], code="required")]
    return on_expected(request, kinds.Invalid(*problems))


def _problem(item: dict[str, Any]) -> Problem:
    field = str(item.get("key") or "body").removeprefix("data.")
    if item.get("source") == "query":
        field = WORDS_OF_PYTHON.get(field, field)
    message = str(item.get("message", ""))
    if "missing required field" in message:
        name = message.partition("`")[2].rstrip("`")
        return Problem(field=name if field in ("body", "data") else f"{field}.{name}", code="required")
    if "unknown field" in message:
        name = message.partition("`")[2].partition("`")[0]
        return Problem(field=name if field in ("body", "data") else f"{field}.{name}", code="unknown_field")
    if "Missing required" in message:
        return Problem(field=field, code="required")
    if long := too_long(field, message):
        return long
    return Problem(field=field, code="wrong_type")


def too_long(field: str, message: str) -> Problem | None:
    """What a type's own bound says, out of msgspec's sentence."""
    found = _LONG.search(message)
    if found is None:
        return None
    code = "too_long" if found["kind"] == "str" else "too_many"
    return Problem(field=field, code=code, params={"most": int(found["most"])})


def on_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[ErrorEnvelope]:
    """Routing, methods, sizes; what the framework itself calls an internal error is a bug of ours."""
    if error.status_code == HTTP_500_INTERNAL_SERVER_ERROR:
        return on_bug(request, error)
    code = BY_STATUS.get(error.status_code, "MALFORMED")
    text = sentence(code, language_of(request), {"allowed": LARGEST_BODY})
    body = ErrorEnvelope(ErrorBody(code, text, [], request_id(request.scope)))
    allowed = {k: v for k, v in (error.headers or {}).items() if k.lower() in ("allow", "retry-after")}
    return Response(body, status_code=error.status_code, headers=allowed, media_type=MediaType.JSON)


def on_bug(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorEnvelope]:
    """Anything else is a bug: logged with its trace, told without."""
    log.error("%s %s: bug", request_id(request.scope), request.scope.get("path_template"), exc_info=error)
    body = ErrorEnvelope(ErrorBody("BUG", sentence("BUG", language_of(request)), [], request_id(request.scope)))
    return Response(body, status_code=HTTP_500_INTERNAL_SERVER_ERROR, media_type=MediaType.JSON)
