"""Numbers, dates and texts as people and JSON write them, in one form."""

import datetime as dt
import math
import re
from typing import Any

from liquid import is_undefined

from pytake_domain.kernel.text import fold

LEAST, MOST = -(2**63), 2**64 - 1
_LONGEST_NUMBER = 40
_LONGEST_DATE = 40
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[.,]?")
_SIGNS = str.maketrans("", "", " \u00a0R$€£%")
_ENDS = " \t.,;:!?¡¿\"'()[]*_~`-"
_THOUSANDS = 3


def folded(text: str) -> str:
    """The same as `fold`, sooner for texts without accents."""
    if text.isascii():
        return " ".join(text.lower().split()).strip(_ENDS)
    return fold(text)


def number(value: Any) -> int | float | None:
    """A number out of a value, read as people write it: `1.234,56`, `1,234.56`, `R$ 10`; None when it is none.

    A single separator followed by exactly three digits is read as Brazil writes thousands: `1.500` is 1500.
    """
    kind = type(value)
    if kind is int:
        return value  # type: ignore[no-any-return]
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is not str or not value or len(value) > _LONGEST_NUMBER:
        return None
    return _read_number(value.translate(_SIGNS))


def _read_number(text: str) -> int | float | None:
    if not _NUMBER.fullmatch(text) or not text.isascii():
        return None
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return int(text)
    whole, fraction = text[:last], text[last + 1 :]
    separator = text[last]
    other = "." if separator == "," else ","
    if separator in whole:
        return _grouped(text, separator) if other not in whole else None
    if other in whole:
        grouped = _grouped(whole, other)
        return (
            None if grouped is None else float(f"{'-' if whole.startswith('-') else ''}{abs(grouped)}.{fraction or 0}")
        )
    if separator == "." and len(fraction) == _THOUSANDS and whole.strip("+-") not in ("", "0"):
        return int(whole + fraction)
    return float(f"{whole or 0}.{fraction or 0}") if whole not in ("+", "-") else float(f"{whole}0.{fraction or 0}")


def _grouped(text: str, separator: str) -> int | None:
    first, *groups = text.split(separator)
    if not first.strip("+-") or any(len(group) != _THOUSANDS for group in groups):
        return None
    return int(first + "".join(groups))


def day(value: Any) -> dt.date | dt.datetime | None:
    """A date or moment out of an ISO text or a date itself; None when it is none."""
    if isinstance(value, dt.date):
        return value
    if type(value) is not str or not 8 <= len(value) <= _LONGEST_DATE:  # noqa: PLR2004  shortest ISO date
        return None
    try:
        return dt.date.fromisoformat(value) if len(value) <= 10 else dt.datetime.fromisoformat(value)  # noqa: PLR2004  YYYY-MM-DD
    except ValueError:
        return None


def moment(value: Any) -> dt.datetime | None:
    """The same with its zone, so that dates and times compare; a date is its midnight in UTC."""
    found = day(value)
    if found is None:
        return None
    if not isinstance(found, dt.datetime):
        return dt.datetime(found.year, found.month, found.day, tzinfo=dt.UTC)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def text_of(value: Any) -> str:
    """How Liquid writes a value: nothing for nil, true and false in lower case, lists joined."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    if value is None:
        return ""
    if kind is bool:
        return "true" if value else "false"
    if kind is list:
        return "".join(map(str, value))
    return str(value)


def plain(value: Any) -> Any:
    """A value as JSON has it: what is undefined is None, ranges and tuples are lists, dates are their ISO text, and so are whole
    numbers of more than 64 bits, which nothing could keep.
    """
    if isinstance(value, int) and not LEAST <= value <= MOST:
        return str(value)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if is_undefined(value):
        return None
    if isinstance(value, (list, tuple, range)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else text_of(value)
