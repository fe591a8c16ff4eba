"""What a request carries, looked at before the framework converts it: who sends it, its media type, every field."""

import re
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from typing import Any, get_args

import msgspec
from litestar import Request
from litestar.exceptions import ClientException
from litestar.status_codes import HTTP_415_UNSUPPORTED_MEDIA_TYPE

from pytake_app.http.edge.authentication import Authenticator
from pytake_app.http.edge.errors import LARGEST_BODY, too_long
from pytake_app.http.edge.shape import refuse_deep, refuse_large
from pytake_domain.kernel.errors import Invalid, Malformed, Problem, TooLarge

JSON = "application/json"
PROVEN = {"actor", "signed_in"}
"""Dependencies of handlers that know who calls."""
NUL = (b"\\u0000", b"%00")
_PLACE = re.compile(r" - at `(?:key in )?\$\.?(?P<place>[^`]*)`$")
_FIELD = re.compile(r"field `(?P<field>[^`]*)`")

Check = Callable[[Request[Any, Any, Any]], Awaitable[None]]


class WrongMediaType(ClientException):
    """Another media type than JSON."""

    status_code = HTTP_415_UNSUPPORTED_MEDIA_TYPE


def request_check(authenticator: Authenticator) -> Check:
    """A proof first, then the form: nobody learns from a refusal what a route takes."""

    async def check(request: Request[Any, Any, Any]) -> None:
        handler: Any = request.route_handler
        if PROVEN & set(handler.parsed_fn_signature.parameters):
            await authenticator.signed_in(request)
        _check_query(request.scope["query_string"])
        if NUL[1] in request.scope["query_string"]:
            refuse_nul(dict(request.query_params))
        if handler.parsed_data_field is not None:
            await _check_body(request, handler.parsed_data_field.annotation)

    return check


def _check_query(query: bytes) -> None:
    """Bytes that are no UTF-8: the framework decodes them when it is already about to refuse something else. Raises Malformed."""
    try:
        query.decode()
    except UnicodeDecodeError as error:
        raise Malformed from error


async def _check_body(request: Request[Any, Any, Any], kind: Any) -> None:
    media_type = request.headers.get("content-type", JSON).partition(";")[0].strip().lower()
    if media_type != JSON:
        raise WrongMediaType
    body = await request.body()
    if not body and type(None) in get_args(kind):
        return  # nothing to say is not malformed where nothing need be said
    many = getattr(kind, "MANY", None)
    if many is not None and body.lstrip()[:1] == b"[":
        raise many  # what must not be asked for several at once says so itself
    refuse_deep(body)
    try:
        _decoder(kind).decode(body)
    except msgspec.ValidationError as error:
        raise Invalid(problem_of(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed from error
    refuse_large(body, kind)
    if NUL[0] in body:
        refuse_nul(msgspec.json.decode(body))


async def json_of(request: Request[Any, Any, Any], kind: Any) -> Any:
    """The body of a route that takes a form as well, and more of that. Raises WrongMediaType, TooLarge, Malformed, Invalid."""
    if len(await request.body()) > LARGEST_BODY:
        raise TooLarge(allowed=LARGEST_BODY)
    await _check_body(request, kind)
    return _decoder(kind).decode(await request.body())


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def problem_of(message: str) -> Problem:
    """The field and the rule out of msgspec's sentence: `Expected `str`, got `int` - at `$.rows[0].title``."""
    found = _PLACE.search(message)
    place = re.sub(r"\[(\w+|\.\.\.)\]", r".\1", found["place"] if found else "").strip(".")
    named = _FIELD.search(message)
    if named and message.startswith("Object missing"):
        return Problem(field=f"{place}.{named['field']}".strip("."), code="required")
    if named and message.startswith("Object contains unknown"):
        # A field may have no name at all.
        return Problem(field=f"{place}.{named['field']}".strip(".") or "body", code="unknown_field")
    if long := too_long(place or "body", message):
        return long
    code = "unknown" if message.startswith("Invalid enum value") else "wrong_type"
    return Problem(field=place or "body", code=code)


def refuse_nul(given: Any) -> None:
    """Nothing can store it, and no customer can be sent it. Raises Invalid."""
    problems = [Problem(field=place or "body", code="not_text") for place in _nul_places(given, "")]
    if problems:
        raise Invalid(*problems)


def _nul_places(given: Any, place: str) -> Iterator[str]:
    if isinstance(given, str):
        if "\0" in given:
            yield place
        return
    items = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    for key, value in items:
        if isinstance(key, str) and "\0" in key:
            yield place
        yield from _nul_places(value, f"{place}.{key}".strip("."))
