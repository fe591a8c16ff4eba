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
_ONE_KIND = bytes.maketrans(b"{}", b"[]")
_DIGITS, _BEFORE_NUMBERS = b"0123456789", b" \t\r\n:,[-"
_NUMBERS = bytes(48 if byte in _DIGITS else 32 if byte in _BEFORE_NUMBERS else 120 for byte in range(256))
"""Every digit as 0, what may stand before a number as a space, all else as x: a long number is looked for as one text."""
_LONG = b"0" * 19
_OPENING = ord("[")
_decode = msgspec.json.Decoder().decode


class NotJson(Exception):
    """The bytes are no JSON, however forgivingly they are read."""


def parse(body: bytes) -> tuple[Any, tuple[bytes, ...]]:
    """The value, and the pieces that had to be cut out of it because they were nested too deeply. Raises NotJson."""
    if is_plain(body):
        try:
            return _decode(body), ()
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            pass
    return forgivingly(body)


def is_plain(body: bytes) -> bool:
    """May it be decoded as it stands? A NUL can be stored in no PostgreSQL text, so bodies that spell one take the slow way."""
    return b"\\u0000" not in body and not _has_long_number(body) and not is_deep(body)


def _has_long_number(body: bytes) -> bool:
    """Ids of many digits between quotes are none."""
    shown = body.translate(_NUMBERS)
    return b" " + _LONG in shown or shown.startswith(_LONG)


def is_deep(body: bytes, most: int = DEEPEST) -> bool:
    """May it be nested `most` deep or deeper? By its brackets alone, those in texts too: some are taken for deep that are not."""
    brackets = left = body.translate(_ONE_KIND, _NOT_BRACKETS)
    if len(brackets) < most:
        return False
    # Each turn takes the innermost pairs away, so that it takes as many turns as it is deep.
    for _ in range(most - 1):
        fewer = left.replace(b"[]", b"")
        if not fewer:
            return False
        if len(fewer) == len(left):
            break
        left = fewer
    depth = 0
    for bracket in brackets:
        depth += 1 if bracket == _OPENING else -1
        if depth >= most:
            return True
    return False


def nested(body: bytes, most: int) -> bool:
    """Is it nested `most` deep or deeper? For sure; what stands in texts is no nesting."""
    if not is_deep(body, most):
        return False
    depth = 0
    for token in _TOKENS.finditer(body):
        match token.group():
            case b"[" | b"{":
                depth += 1
                if depth >= most:
                    return True
            case b"]" | b"}":
                depth -= 1
    return False


def forgivingly(body: bytes) -> tuple[Any, tuple[bytes, ...]]:
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
