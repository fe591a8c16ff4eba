"""What can go wrong. `code` is what programs go by; `message` is in the language of the client's `language`."""

import contextlib
from typing import ClassVar

import httpx
import msgspec


class Detail(msgspec.Struct, frozen=True):
    """What is wrong with one field."""

    field: str
    message: str
    code: str


class ErrorBody(msgspec.Struct, frozen=True):
    """`error` of an answer."""

    code: str
    message: str
    details: list[Detail] = []
    request_id: str = ""


class _Envelope(msgspec.Struct, frozen=True):
    error: ErrorBody


class PytakeError(Exception):
    """A refusal of the server. `request_id` finds it in the server's logs; `retry_after`: seconds, where it said so."""

    STATUS: ClassVar[frozenset[int]] = frozenset()

    def __init__(self, status: int, body: ErrorBody, retry_after: float | None = None) -> None:
        super().__init__(f"{body.code}: {body.message}" + "".join(f" [{d.field}: {d.message}]" for d in body.details))
        self.status = status
        self.code = body.code
        self.message = body.message
        self.details = body.details
        self.request_id = body.request_id
        self.retry_after = retry_after


class Unauthenticated(PytakeError):
    """Nobody is signed in, or the proof is wrong."""

    STATUS = frozenset({401})


class Forbidden(PytakeError):
    """Signed in, and not allowed."""

    STATUS = frozenset({403})


class NotFound(PytakeError):
    """Not there, or another company's."""

    STATUS = frozenset({404})


class Conflict(PytakeError):
    """Contradicts the present state."""

    STATUS = frozenset({409})


class Invalid(PytakeError):
    """Can't be read, or `details` say which fields are wrong."""

    STATUS = frozenset({400, 413, 415, 422})


class Throttled(PytakeError):
    """Too many requests, longer than the client waits by itself."""

    STATUS = frozenset({429})


class Failed(PytakeError):
    """The server's fault, or that of something behind it."""

    STATUS = frozenset(range(500, 600))


class Unreachable(Exception):
    """No answer came. What was asked may have been done; a POST can be repeated with the same `key`."""


class SecondStepNeeded(Exception):
    """The person has a second factor: give `code`, or prove a passkey with `token`."""

    def __init__(self, token: str, means: list[str]) -> None:
        super().__init__(f"a second factor is needed: {', '.join(means)}")
        self.token = token
        self.means = means


def waiting_time(response: httpx.Response) -> float | None:
    """`Retry-After` in seconds; PyTake sends no dates."""
    with contextlib.suppress(ValueError):
        return max(0.0, float(response.headers.get("Retry-After", "")))
    return None


def body_of(response: httpx.Response) -> ErrorBody | None:
    """The error of an answer; None when somebody else answered, such as a proxy."""
    with contextlib.suppress(msgspec.MsgspecError):
        return msgspec.json.decode(response.content, type=_Envelope).error
    return None


def error_of(response: httpx.Response) -> PytakeError:
    """What an answer that is no success means."""
    body = body_of(response) or ErrorBody(f"HTTP_{response.status_code}", response.reason_phrase or "no success")
    return error_from(response.status_code, body, waiting_time(response))


def error_from(status: int, body: ErrorBody, retry_after: float | None = None) -> PytakeError:
    """By its status."""
    kinds = (Unauthenticated, Forbidden, NotFound, Conflict, Invalid, Throttled, Failed)
    kind = next((each for each in kinds if status in each.STATUS), PytakeError)
    return kind(status, body, retry_after)
