"""HubSoft's answers: success is said in the envelope, and so are most failures, with 200."""

import re
from typing import Any

from pytake_adapters.net.body import JSON
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import ErpFailed, FailureKind, reading

_DONE = frozenset({200, 201})
_SUCCESS = frozenset({"success", "suscess"})
"""The second is how some of its endpoints spell it."""
_REFUSED = frozenset({400, 422})
_NOT_KNOWN, _NOT_ALLOWED, _NOT_THERE, _SERVER_ERROR = 401, 403, 404, 500
_LACKING = re.compile(r"permiss[aã]o", re.IGNORECASE)


def accepted(answer: Answer) -> JSON:
    """An object that says it is a success."""
    body = told(answer)
    if said(body) not in _SUCCESS:
        raise refusal(body)
    return body


def told(answer: Answer) -> JSON:
    """An object that says success or error, and came with a status that allows to believe it."""
    if answer.status == _NOT_KNOWN:
        raise ErpFailed(FailureKind.AUTH, "status 401")
    if answer.status >= _SERVER_ERROR:
        raise ErpFailed(FailureKind.UNAVAILABLE, f"status {answer.status}")
    if answer.status == _NOT_ALLOWED:
        raise ErpFailed(FailureKind.PERMISSION, _words(_object(answer)) or "status 403")
    if answer.status in _REFUSED:
        raise ErpFailed(FailureKind.VALIDATION, _words(_object(answer)) or f"status {answer.status}")
    if answer.status == _NOT_THERE and said(body := _object(answer)) == "error":
        raise ErpFailed(FailureKind.NOT_FOUND, _words(body))
    if answer.status not in _DONE:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, f"status {answer.status}")
    body = answer.json()
    if not isinstance(body, dict) or said(body) not in {*_SUCCESS, "error"}:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no status")
    return body


def said(body: JSON) -> str:
    """What it calls itself."""
    return (reading.text(body.get("status")) or "").casefold()


def refusal(body: JSON) -> ErpFailed:
    """What an error in the envelope means."""
    words = _words(body)
    if _LACKING.search(words):
        return ErpFailed(FailureKind.PERMISSION, words)
    return ErpFailed(FailureKind.VALIDATION if _errors(body) else FailureKind.BUSINESS, words)


def listed(body: JSON, name: str) -> list[JSON]:
    """The rows under this name: a list of nothing but objects."""
    found = body.get(name)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, f"no {name}")
    return found


def inner(body: JSON, name: str) -> JSON:
    """The object under this name."""
    found = body.get(name)
    if not isinstance(found, dict):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, f"no {name}")
    return found


def number(value: str) -> int:
    """An id of HubSoft's as it wants it in JSON. Raises NOT_FOUND for what can't be one."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):  # noqa: PLR2004  digits of its columns
        raise ErpFailed(FailureKind.NOT_FOUND)
    return int(value)


def _object(answer: Answer) -> JSON:
    try:
        body: Any = answer.json()
    except ErpFailed:
        return {}
    return body if isinstance(body, dict) else {}


def _errors(body: JSON) -> list[str]:
    found: Any = body.get("errors")
    if isinstance(found, dict):
        found = [each for some in found.values() for each in (some if isinstance(some, list) else [some])]
    return [each for each in map(reading.text, found) if each] if isinstance(found, list) else []


def _words(body: JSON) -> str:
    heard = reading.first((body.get("msg"), body.get("message")))
    return reading.spoken(" ".join(filter(None, (heard, *_errors(body)))))
