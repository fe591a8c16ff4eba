"""JSON from outside: read strictly and fast when it is sound, forgivingly when it is not, and taken apart without trust."""

import datetime as dt
import json
import re
from typing import Any, TypeAlias

import msgspec

JSON: TypeAlias = dict[str, Any]

DEEPEST = 64
"""Nesting that any real payload stays far under; what lies deeper is cut out and kept beside."""

LEAST, MOST = -(2**63), 2**64 - 1
"""Whole numbers beyond are kept as text: no column and no packed value holds them."""
MILLISECONDS_FROM = 10**12
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_LONG_NUMBER = re.compile(rb"\d{19}")
_decode = msgspec.json.Decoder().decode


class NotJson(Exception):
    """The bytes are no JSON, however forgivingly they are read."""


def parse(body: bytes) -> tuple[Any, tuple[bytes, ...]]:
    """The value, and the pieces that had to be cut out of it because they were nested too deeply. Raises NotJson."""
    # A NUL can be stored in no PostgreSQL text, so bodies that spell one take the slow way, where it is replaced.
    if b"\\u0000" not in body and _LONG_NUMBER.search(body) is None and not _may_be_deep(body):
        try:
            return _decode(body), ()
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
    return _forgivingly(body)


def _may_be_deep(body: bytes) -> bool:
    """By its brackets alone; those in texts count as well, so that some go the slow way without need."""
    brackets = body.translate(None, _NOT_BRACKETS)
    if len(brackets) < DEEPEST:
        return False
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket in b"[{" else -1
        if depth >= DEEPEST:
            return True
    return False


def _forgivingly(body: bytes) -> tuple[Any, tuple[bytes, ...]]:
    """Lone surrogates, broken UTF-8, endless numbers and abysmal nesting spoil one value here, not the whole post."""
    shallow, cut = _prune(body)
    try:
        value = json.loads(
            shallow.decode(errors="replace"),
            strict=False,
            parse_int=_number,
            parse_constant=lambda _: None,
        )
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    return _clean(value), cut


def _number(text: str) -> int | str:
    number = int(text) if len(text) <= len(str(LEAST)) else None
    return text if number is None or not LEAST <= number <= MOST else number


def _prune(body: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    kept: list[bytes] = []
    cut: list[bytes] = []
    depth = copied = start = 0
    for token in _TOKENS.finditer(body):
        match token.group():
            case b"[" | b"{":
                depth += 1
                if depth == DEEPEST:
                    start = token.start()
            case b"]" | b"}":
                if depth == DEEPEST:
                    kept += (body[copied:start], b'"..."')
                    copied = token.end()
                    cut.append(body[start:copied])
                depth -= 1
    return b"".join((*kept, body[copied:])), tuple(cut)


def _clean(value: Any) -> Any:
    match value:
        case str():
            sound = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            return sound.replace("\0", "\N{REPLACEMENT CHARACTER}")
        case dict():
            return {_clean(key): _clean(item) for key, item in value.items()}
        case list():
            return [_clean(item) for item in value]
    return value


def raw(element: object) -> bytes:
    """The element as JSON again, for keeping; what JSON can't say is kept as Python writes it."""
    try:
        return msgspec.json.encode(element)
    except (TypeError, ValueError, RecursionError):
        return repr(element).encode(errors="replace")


def word(value: object) -> str | None:
    """A text that says something; None for everything else."""
    return value if type(value) is str and value else None


def identifier(value: object) -> str | None:
    """An id, written as text or as a number."""
    if type(value) is int:
        return str(value)
    return value if type(value) is str and value else None


def part(element: JSON, key: str) -> JSON:
    """The object under this key; an empty one when there is none."""
    value = element.get(key)
    return value if type(value) is dict else {}


def parts(element: JSON, key: str) -> list[JSON]:
    """The objects in the list under this key."""
    value = element.get(key)
    return [item for item in value if type(item) is dict] if type(value) is list else []


def moment(stamp: object, otherwise: dt.datetime) -> dt.datetime:
    """Seconds or milliseconds, text or number; when it can't be one, `otherwise`."""
    try:
        seconds: Any = int(stamp) if type(stamp) is str else stamp
        if type(seconds) not in (int, float) or not seconds > 0:
            return otherwise
        if seconds >= MILLISECONDS_FROM:
            seconds /= 1000
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
