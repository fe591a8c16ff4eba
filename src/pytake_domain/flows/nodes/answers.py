"""Reading answers: what a customer typed, as the value the question asks for."""

import datetime as dt
import re
from enum import StrEnum

from pytake_domain.flows import limits
from pytake_domain.flows.expressions.filters import tongue
from pytake_domain.flows.expressions.values import folded, number
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.text import Document, Phone

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})", re.ASCII)
_LONGEST = 254
_DAYS_AWAY = {
    "hoje": 0,
    "today": 0,
    "hoy": 0,
    "amanha": 1,
    "tomorrow": 1,
    "manana": 1,
    "ontem": -1,
    "yesterday": -1,
    "ayer": -1,
    "depois de amanha": 2,
}


class Kind(StrEnum):
    """What a question asks for."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CPF_CNPJ = "cpf_cnpj"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"


class Refused(Exception):
    """No such answer; the code names why, and the sentence to say."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_text(text: str, *, shortest: int = 1, longest: int = limits.ANSWER_LENGTH) -> str:
    """Words, without the spaces around them. Raises Refused."""
    found = text.strip()
    if len(found) < shortest:
        raise Refused("too_short")
    if len(found) > min(longest, limits.ANSWER_LENGTH):
        raise Refused("too_long")
    return found


def read_number(text: str, *, least: float | None, most: float | None, whole: bool) -> int | float:
    """A number as people write it. Raises Refused."""
    found = number(text.strip())
    if found is None:
        raise Refused("not_a_number")
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if whole and not isinstance(found, int):
        raise Refused("not_whole")
    if (least is not None and found < least) or (most is not None and found > most):
        raise Refused("out_of_range")
    return found


def read_date(text: str, *, today: dt.date, language: str) -> str:
    """A date as ISO text: 25/12, 25/12/26, 2026-12-25, amanhã; English has the month first. Raises Refused."""
    words = folded(text[:40])
    if words in _DAYS_AWAY:
        return (today + dt.timedelta(days=_DAYS_AWAY[words])).isoformat()
    try:
        if found := _YEAR_FIRST.fullmatch(words):
            year, month, day = (int(part) for part in found.groups())
            return dt.date(year, month, day).isoformat()
        if found := _DAY_FIRST.fullmatch(words):
            return _day_first(found, today, language).isoformat()
    except ValueError as error:
        raise Refused("not_a_date") from error
    raise Refused("not_a_date")


def _day_first(found: re.Match[str], today: dt.date, language: str) -> dt.date:
    day, month = int(found[1]), int(found[2])
    if tongue(language) == "en" and day <= 12:  # noqa: PLR2004  months
        day, month = month, day
    written = found[3]
    if not written:
        return dt.date(today.year, month, day)
    year = int(written)
    if len(written) == 2:  # noqa: PLR2004  26, or 85 for a birthday
        year += today.year // 100 * 100
        if year > today.year + 20:
            year -= 100
    return dt.date(year, month, day)


def read_document(text: str, *, only: str | None) -> str:
    """A CPF or CNPJ, digits and letters alone. Raises Refused."""
    try:
        found = Document.parse(text[:40])
    except Invalid as error:
        raise Refused("not_a_document") from error
    if only is not None and found.kind.value != only:
        raise Refused("not_a_document")
    return found.value


def read_email(text: str) -> str:
    """An address in lower case. Raises Refused."""
    found = text.strip().strip("<>")
    if len(found) > _LONGEST or not _EMAIL.fullmatch(found) or ".." in found:
        raise Refused("not_an_email")
    return found.lower()


def read_phone(text: str) -> str:
    """A telephone number in E.164. Raises Refused."""
    try:
        return Phone.parse(text[:40]).value
    except Invalid as error:
        raise Refused("not_a_phone") from error
