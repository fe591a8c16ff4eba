"""What the server's refusals mean. It has no codes: what is left of WhatsApp's is a text, in a body of many shapes."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from pytake_adapters.net.body import JSON, part, word
from pytake_domain.whatsapp import Consequence, FailureCode, SendFailure

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, TOO_LARGE, TOO_MANY_REQUESTS = 401, 403, 404, 413, 429
SERVER_ERROR, UNAVAILABLE = 500, 503

# Seconds; WhatsApp names none.
NOT_CONNECTED_AFTER = 15.0
THROTTLED_AFTER = 60.0
A_FEW_TRIES = 3
NAME_IN_USE = "name_in_use"
INSTANCE_MISSING = "instance_missing"
QUOTE_BROKEN = "quote_broken"


class _Meaning(msgspec.Struct, frozen=True):
    """What a text means."""

    pattern: re.Pattern[str]
    failure: SendFailure


def _meaning(pattern: str, code: FailureCode, **rest: Any) -> _Meaning:
    return _Meaning(re.compile(pattern, re.IGNORECASE), SendFailure(code=code.value, **rest))


def _later(code: FailureCode, after: float) -> SendFailure:
    return SendFailure(code=code.value, retryable=True, retry_after=after, consequence=Consequence.SLOW_NUMBER)


_RATE_LIMITED = _later(FailureCode.RATE_LIMITED, THROTTLED_AFTER)

_MEANINGS = (
    _Meaning(
        re.compile(r"connection closed|connection lost|onWhatsApp|is not connected", re.IGNORECASE),
        _later(FailureCode.NUMBER_DISCONNECTED, NOT_CONNECTED_AFTER),
    ),
    _Meaning(re.compile(r"rate-overlimit|too many requests", re.IGNORECASE), _RATE_LIMITED),
    # The server could not read our link, so nothing was sent.
    _meaning(
        r"getaddrinfo|ENOTFOUND|request failed with status code",
        FailureCode.MEDIA_UNUSABLE,
        retryable=True,
        most_tries=A_FEW_TRIES,
    ),
    _meaning(r"timed? ?out", FailureCode.PROVIDER_SILENT, ambiguous=True),
    # A bug of the server's, before or after the message left.
    _meaning(r"TypeError", FailureCode.PROVIDER_UNCLEAR, ambiguous=True),
)
"""Texts that mean the same with every status of HTTP, most certain first."""

_OF_REQUESTS = (
    _meaning(r"owned media must be|invalid media", FailureCode.MEDIA_UNUSABLE),
    _meaning(r"requires property|invalid format|is required", FailureCode.MESSAGE_INVALID),
)
"""What is wrong with a request that the server refused."""

_SHOWABLE = re.compile(r"(?!.*(?:prisma|cannot read|object Object|Error:))[\w \"'.,:;()\[\]-]{1,200}", re.IGNORECASE)
"""A sentence for people: no path, no query, no line of a program."""


def failure_of(status: int, said: JSON | None, *, retry_after: float | None = None) -> SendFailure:
    """Why a call was refused; `said` is None when the answer was none of the server's own."""
    text = "" if said is None else " ".join(texts(said))
    failure = _by_status(status, text, said)
    if failure is None:
        found = (meaning for meaning in _MEANINGS if meaning.pattern.search(text))
        meaning = next(found, None)
        failure = meaning.failure if meaning is not None else _otherwise(status, text, known=said is not None)
    if failure.code == FailureCode.RATE_LIMITED and retry_after is not None:
        return msgspec.structs.replace(failure, retry_after=retry_after)
    if "TypeError" in text and status < SERVER_ERROR:
        # Quoting a message that was taken back is refused this way, before anything is sent.
        return msgspec.structs.replace(failure, provider_code=QUOTE_BROKEN)
    return failure


def _by_status(status: int, text: str, said: JSON | None) -> SendFailure | None:  # noqa: PLR0911  one line a case
    """What HTTP itself says, or the one object among the texts; None when only a text tells."""
    if status == TOO_MANY_REQUESTS:
        return _RATE_LIMITED
    if status == TOO_LARGE:
        return _final(FailureCode.MEDIA_UNUSABLE, "HTTP 413")
    if said is None:
        return None
    if status == UNAUTHORIZED:
        return _final(FailureCode.CREDENTIALS_INVALID, text, consequence=Consequence.BREAK_CREDENTIALS)
    if status == UNAVAILABLE and word(said.get("code")) == "LICENSE_REQUIRED":
        return _final(FailureCode.LICENCE_REQUIRED, "", consequence=Consequence.STOP_CAMPAIGNS)
    if _names_nobody(said):
        return _final(FailureCode.RECIPIENT_UNREACHABLE, "", consequence=Consequence.MARK_DESTINATION)
    return _of_the_instance(status, text)


def _of_the_instance(status: int, text: str) -> SendFailure | None:
    if status == NOT_FOUND and "instance" in text.lower():
        # Not the number is at fault, but what its settings name.
        consequence = Consequence.BREAK_CREDENTIALS
        return _final(FailureCode.NUMBER_UNUSABLE, text, provider_code=INSTANCE_MISSING, consequence=consequence)
    if status == FORBIDDEN:
        in_use = NAME_IN_USE if "already in use" in text else None
        return _final(FailureCode.PERMISSION_MISSING, text, provider_code=in_use)
    return None


def _otherwise(status: int, text: str, *, known: bool) -> SendFailure:
    shown = text if known else f"HTTP {status}"
    if not 300 <= status < SERVER_ERROR:  # noqa: PLR2004  a redirection or a refusal: nothing was done
        unclear = SendFailure(code=FailureCode.PROVIDER_UNCLEAR.value, ambiguous=True)
        return msgspec.structs.replace(unclear, detail=_showable(shown))
    for meaning in _OF_REQUESTS:
        if meaning.pattern.search(text):
            return msgspec.structs.replace(meaning.failure, detail=_showable(shown))
    return _final(FailureCode.PROVIDER_REFUSED, shown)


def refusal_in(said: JSON) -> SendFailure | None:
    """A success of HTTP that is none: an error flag, or an error of somebody further on, in the body."""
    code = said.get("code")
    if said.get("error") in (None, False) and type(code) is not int:
        return None
    provider_code = str(code) if type(code) is int else None
    return _final(FailureCode.PROVIDER_REFUSED, " ".join(texts(said)), provider_code=provider_code)


def texts(said: JSON) -> Iterator[str]:
    """Every sentence of an error's body: a text, a list of them, or lists in a list."""
    todo: list[object] = [part(said, "response").get("message", said.get("message"))]
    while todo:
        match todo.pop(0):
            case str(text):
                yield text
            case list(items):
                todo = [*items, *todo]


def _names_nobody(said: JSON) -> bool:
    found = part(said, "response").get("message")
    return type(found) is list and any(type(one) is dict and one.get("exists") is False for one in found)


def _final(
    code: FailureCode,
    text: str,
    *,
    provider_code: str | None = None,
    consequence: Consequence = Consequence.NONE,
) -> SendFailure:
    return SendFailure(code=code.value, provider_code=provider_code, detail=_showable(text), consequence=consequence)


def _showable(text: str) -> str:
    return text if _SHOWABLE.fullmatch(text) else ""
