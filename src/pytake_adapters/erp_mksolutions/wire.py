"""MK's answers as bytes: repaired, read, and their errors told apart. HTTP's status says almost nothing."""

import re
import unicodedata
from typing import Any

from pytake_adapters.net.body import JSON, NotJson, parse
from pytake_adapters.net.erp_server import Answer
from pytake_domain.erp import ErpFailed, FailureKind, reading

_OK = 200
_TOKEN_DEAD = frozenset({401, 403})
_RULE_MISSING = frozenset({404, 500})
_SERVER_ERROR = 500
_NEXT = rb"(?:[\x80-\xBF]|\\u00[89abAB][0-9a-fA-F])"
_SIGN = re.compile(
    rb"[\xC2-\xDF]" + _NEXT + rb"|[\xE0-\xEF]" + _NEXT + rb"{2}|[\xF0-\xF4]" + _NEXT + rb"{3}",
)
_ESCAPED = re.compile(rb"\\u00([0-9a-fA-F]{2})")
_FROM_ELSEWHERE = re.compile(r"\bIP\b|perfil", re.IGNORECASE)
_TOKEN = re.compile(r"token (?:inv|expir)", re.IGNORECASE)
_PARAMETER = re.compile(r"par[aâ]metro", re.IGNORECASE)


class Another(ErpFailed):
    """An answer about another customer or invoice than was asked about: nothing of it may be used."""

    def __init__(self) -> None:
        super().__init__(FailureKind.UNEXPECTED_RESPONSE, "about another")


def repaired(body: bytes) -> bytes:
    """UTF-8 again: MK writes some bytes inside of a letter as the six signs of an escape, whatever its header says."""
    body = _SIGN.sub(lambda found: _ESCAPED.sub(lambda byte: bytes.fromhex(byte[1].decode()), found[0]), body)
    try:
        body.decode()
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace").encode()
    return body


def fold(key: str) -> str:
    """Keys without case, accents, signs: releases differ in them, and some end in a colon."""
    plain = unicodedata.normalize("NFKD", key).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def understood(answer: Answer) -> Any:
    """The JSON with folded keys. A rule that is not there was not licensed; so was one that breaks."""
    if answer.status in _TOKEN_DEAD:
        raise ErpFailed(FailureKind.AUTH, f"status {answer.status}")
    if answer.status in _RULE_MISSING:
        raise ErpFailed(FailureKind.NOT_SUPPORTED, f"status {answer.status}")
    if answer.status > _SERVER_ERROR:
        raise ErpFailed(FailureKind.UNAVAILABLE, f"status {answer.status}")
    if answer.status != _OK:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, f"status {answer.status}")
    try:
        return _folded(parse(repaired(answer.body))[0])
    except NotJson:
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no JSON") from None


def accepted(answer: Answer, *marks: str) -> JSON:
    """An object that says OK, or holds one of the marks where success says nothing."""
    body = no_error(understood(answer))
    if not isinstance(body, dict):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no object")
    if _status(body) != "ok" and not any(mark in body for mark in marks):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no status")
    return body


def listed(answer: Answer, *names: str) -> list[JSON]:
    """The rows of a bare list, or of the one under a name in an object that says OK."""
    body = no_error(understood(answer))
    if isinstance(body, list):
        return rows(body)
    found = accepted(answer, *names)
    return rows(next((found[name] for name in names if name in found), None))


def rows(value: object) -> list[JSON]:
    """A list of nothing but objects."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no list")
    return value


def own(body: JSON, key: str, asked: str) -> None:
    """Raises Another when the id under this key is there and is not the one asked about."""
    found = reading.identifier(body.get(key))
    if found is not None and found != asked:
        raise Another


def no_error(body: Any) -> Any:
    """The body itself, unless it is an error in one of MK's three dialects."""
    told = body[0] if isinstance(body, list) and len(body) == 1 else body
    if isinstance(told, dict):
        code = reading.text(told.get("numerro")) or reading.text(told.get("codigoerro"))
        if _status(told) == "erro" or (code is not None and _status(told) != "ok"):
            said = reading.text(told.get("mensagem")) or ""
            shown = reading.spoken(said)
            raise ErpFailed(_kind((code or "").zfill(3), said), shown if shown.strip("…. ") else f"error {code}")
    return body


def _status(body: JSON) -> str:
    return (reading.text(body.get("status")) or "").casefold()


def _kind(code: str, said: str) -> FailureKind:
    if code in {"001", "999"} or _TOKEN.search(said):
        return FailureKind.AUTH
    if _FROM_ELSEWHERE.search(said):
        return FailureKind.IP_NOT_ALLOWED
    if code == "003":
        return FailureKind.NOT_FOUND
    if code == "002" or (code == "004" and _PARAMETER.search(said)):
        return FailureKind.VALIDATION
    return FailureKind.BUSINESS


def _folded(value: Any) -> Any:
    if isinstance(value, dict):
        return {fold(key): _folded(inner) for key, inner in value.items()}
    return [_folded(inner) for inner in value] if isinstance(value, list) else value
