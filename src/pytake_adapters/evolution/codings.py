"""How bytes and long numbers come through, by version of the server; and what of a message is kept."""

import base64
import binascii
from typing import Any

LOW, HALF = 1 << 32, 1 << 63

_NOISE = frozenset(
    {
        "apikey",
        "base64",
        "messageContextInfo",
        "mediaKey",
        "jpegThumbnail",
        "fileEncSha256",
        "instanceId",
        "encPayload",
        "encIv",
    }
)
"""Secrets, and bytes that serve nobody here."""


def number(value: object) -> int | None:
    """A 64-bit number: plain, as decimal text, or in two halves of 32 bits. None for what no column holds."""
    found: int | None = None
    match value:
        case bool():
            return None
        case int():
            found = value
        case str() if value.isascii() and value.removeprefix("-").isdigit() and len(value) <= 20:  # noqa: PLR2004  64 bits
            found = int(value)
        case {"low": int(low), "high": int(high)}:
            found = high * LOW + low % LOW
    return found if found is not None and -HALF <= found < HALF else None


def octets(value: object) -> bytes | None:
    """Bytes: as base64, as an object of index and byte, or as a Node buffer."""
    match value:
        case str():
            try:
                return base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError):
                return None
        case {"type": "Buffer", "data": list(data)}:
            return _of(data)
        case dict() if _is_indexed(value):
            return _of(list(value.values()))
    return None


def tidy(value: Any) -> Any:
    """The same without secrets, media and other bytes: what is kept of an element that we have no place for."""
    match value:
        case dict():
            return {
                key: tidy(item)
                for key, item in value.items()
                if key not in _NOISE and not (type(item) is dict and _is_indexed(item))
            }
        case list():
            return [tidy(item) for item in value]
    return value


def _is_indexed(value: dict[str, Any]) -> bool:
    return bool(value) and all(key == str(index) for index, key in enumerate(value))


def _of(values: list[Any]) -> bytes | None:
    try:
        return bytes(values)
    except (TypeError, ValueError):
        return None
