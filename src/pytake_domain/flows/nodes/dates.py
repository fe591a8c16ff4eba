"""Dates as people say them, in Portuguese, English and Spanish: amanhã, next Friday, dentro de 3 días, 15 de março."""

import calendar
import datetime as dt
import re

from pytake_domain.flows.expressions.filters import tongue
from pytake_domain.flows.expressions.values import folded

_LONGEST = 40
_MOST_AHEAD = 4_000
_LEAP_CYCLE = 8
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})", re.ASCII)
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
    "anteontem": -2,
    "anteayer": -2,
    "day before yesterday": -2,
    "depois de amanha": 2,
    "day after tomorrow": 2,
    "pasado manana": 2,
}
_WEEKDAYS = (
    ("segunda", "seg", "monday", "mon", "lunes", "lun"),
    ("terca", "ter", "tuesday", "tue", "tues", "martes", "mar"),
    ("quarta", "qua", "wednesday", "wed", "miercoles", "mie"),
    ("quinta", "qui", "thursday", "thu", "thurs", "jueves", "jue"),
    ("sexta", "sex", "friday", "fri", "viernes", "vie"),
    ("sabado", "sab", "saturday", "sat"),
    ("domingo", "dom", "sunday", "sun"),
)
_WEEKDAY = {name: place for place, names in enumerate(_WEEKDAYS) for name in names}
_MONTHS = (
    ("janeiro", "jan", "january", "enero", "ene"),
    ("fevereiro", "fev", "february", "feb", "febrero"),
    ("marco", "mar", "march", "marzo"),
    ("abril", "abr", "april", "apr"),
    ("maio", "mai", "may", "mayo"),
    ("junho", "jun", "june", "junio"),
    ("julho", "jul", "july", "julio"),
    ("agosto", "ago", "august", "aug"),
    ("setembro", "set", "september", "sep", "sept", "septiembre", "setiembre"),
    ("outubro", "out", "october", "oct", "octubre"),
    ("novembro", "nov", "november", "noviembre"),
    ("dezembro", "dez", "december", "dec", "diciembre", "dic"),
)
_MONTH = {name: place for place, names in enumerate(_MONTHS, 1) for name in names}
_NUMBERS = {
    **dict.fromkeys(("um", "uma", "one", "a", "an", "un", "una"), 1),
    **dict.fromkeys(("dois", "duas", "two", "dos"), 2),
    **dict.fromkeys(("tres", "three"), 3),
    **dict.fromkeys(("quatro", "four", "cuatro"), 4),
    **dict.fromkeys(("cinco", "five"), 5),
    **dict.fromkeys(("seis", "six"), 6),
    **dict.fromkeys(("sete", "seven", "siete"), 7),
    **dict.fromkeys(("oito", "eight", "ocho"), 8),
    **dict.fromkeys(("nove", "nine", "nueve"), 9),
    **dict.fromkeys(("dez", "ten", "diez"), 10),
}
_UNITS = {
    **dict.fromkeys(("dia", "dias", "day", "days"), 1),
    **dict.fromkeys(("semana", "semanas", "week", "weeks"), 7),
}
_AWAY = re.compile(r"(?:daqui a|daqui|dentro de|em|in|en) (\w+) (\w+)")
_NEXT = re.compile(
    r"(?:(?:na|no|on|el|this|esta|este|proxima|proximo|next) )*([a-z]+)(?:[- ]feira)?(?: que vem| que viene)?"
)
_DAY_ALONE = re.compile(r"(?:no |el |on )?(?:dia |the |dia )?(\d{1,2})(?:st|nd|rd|th|o)?", re.ASCII)
_DAY_MONTH = re.compile(
    r"(?:no |el |on )?(?:dia |the )?(\d{1,2}|primeiro)(?:st|nd|rd|th|o)?(?: de| of)? ([a-z]+)(?:(?: de| del|,)? (\d{4}))?",
    re.ASCII,
)
_MONTH_DAY = re.compile(r"(?:on )?([a-z]+) (?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.ASCII)


def date_said(text: str, *, today: dt.date, language: str, ahead: bool = False) -> dt.date | None:
    """The date that somebody means; None when it is none. English has the month first.

    A day without its year is of this year, with `ahead` the next one there is.
    """
    words = folded(text[:_LONGEST]).removeprefix("the ")
    try:
        if words in _DAYS_AWAY:
            return today + dt.timedelta(days=_DAYS_AWAY[words])
        return _in_digits(words, today, language, ahead=ahead) or _in_words(words, today, ahead=ahead)
    except (ValueError, OverflowError):
        return None


def _in_digits(words: str, today: dt.date, language: str, *, ahead: bool) -> dt.date | None:
    if found := _YEAR_FIRST.fullmatch(words):
        year, month, day = (int(part) for part in found.groups())
        return dt.date(year, month, day)
    found = _DAY_FIRST.fullmatch(words)
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    if tongue(language) == "en" and day <= 12:  # noqa: PLR2004  months
        day, month = month, day
    return _dated(day, month, found[3], today, ahead=ahead)


def _dated(day: int, month: int, written: str | None, today: dt.date, *, ahead: bool) -> dt.date:
    """Raises ValueError when there is no such day."""
    if not written:
        return _this_or_next_year(day, month, today) if ahead else dt.date(today.year, month, day)
    year = int(written)
    if len(written) == 2:  # noqa: PLR2004  26, or 85 for a birthday
        year += today.year // 100 * 100
        if year > today.year + 20:
            year -= 100
    return dt.date(year, month, day)


def _this_or_next_year(day: int, month: int, today: dt.date) -> dt.date:
    """The next one, also of 29 February. Raises ValueError when there is none in any year."""
    for year in range(today.year, today.year + _LEAP_CYCLE + 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(day)


def _in_words(words: str, today: dt.date, *, ahead: bool) -> dt.date | None:
    if found := _AWAY.fullmatch(words):
        return _away(found[1], found[2], today)
    if words in ("semana que vem", "na semana que vem", "proxima semana", "next week", "la proxima semana"):
        return today + dt.timedelta(days=7)
    if (found := _NEXT.fullmatch(words)) and found[1] in _WEEKDAY:
        return today + dt.timedelta(days=(_WEEKDAY[found[1]] - today.weekday() - 1) % 7 + 1)
    if (found := _DAY_MONTH.fullmatch(words)) and found[2] in _MONTH:
        day = 1 if found[1] == "primeiro" else int(found[1])
        return _dated(day, _MONTH[found[2]], found[3], today, ahead=ahead)
    if (found := _MONTH_DAY.fullmatch(words)) and found[1] in _MONTH:
        return _dated(int(found[2]), _MONTH[found[1]], found[3], today, ahead=ahead)
    found = _DAY_ALONE.fullmatch(words)
    return _next_day(int(found[1]), today) if found else None


def _away(count: str, unit: str, today: dt.date) -> dt.date | None:
    number = int(count) if count.isascii() and count.isdigit() and len(count) <= 4 else _NUMBERS.get(count)  # noqa: PLR2004
    if number is None or unit not in _UNITS or number > _MOST_AHEAD:
        return None
    return today + dt.timedelta(days=number * _UNITS[unit])


def _next_day(day: int, today: dt.date) -> dt.date:
    """The next day of this number, today included. Raises ValueError when no month has it."""
    if not 1 <= day <= 31:  # noqa: PLR2004  days of a month
        raise ValueError(day)
    year, month = today.year, today.month
    for _ in range(3):  # two months in a row may lack it, as one that is over and a short one
        if day <= calendar.monthrange(year, month)[1] and dt.date(year, month, day) >= today:
            return dt.date(year, month, day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004  months
    raise ValueError(day)
