"""Filters of days: some days or months on, business days, how far away a day is and in words.

A business day is a day of the week on which the company answers (Monday to Friday when it has no calendar), except its holidays.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

from liquid import RenderContext
from liquid.filter import liquid_filter, with_context

from pytake_domain.flows.expressions.values import day, number

MOST = 10_000
"""Days or months that a filter goes on or back."""

MOST_COUNTED = 366
"""Business days that a filter goes on or back, and days that it looks through: each is looked at."""

_WORKDAYS = (1, 2, 3, 4, 5)
_RELATIVE = {
    "pt": {-1: "ontem", 0: "hoje", 1: "amanhã", "past": "há {} dias", "future": "em {} dias"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow", "past": "{} days ago", "future": "in {} days"},
    "es": {-1: "ayer", 0: "hoy", 1: "mañana", "past": "hace {} días", "future": "en {} días"},
}


def when(value: Any, context: RenderContext) -> dt.date | dt.datetime | None:
    """The day or moment that a value is; `now` and `today` are those of the step, nobody reads a clock."""
    if value in ("now", "today"):
        value = context.resolve(value, default=None)
    return day(value)


def relative(found: dt.date, context: RenderContext, tongue: str) -> str | None:
    """`amanhã`, `há 3 dias`; None when today is not known."""
    away = _away(found, context)
    if away is None:
        return None
    words = _RELATIVE[tongue]
    return words[away] if away in words else words["future" if away > 0 else "past"].format(abs(away))


def _away(found: dt.date, context: RenderContext) -> int | None:
    today = context.resolve("today", default=None)
    return (_date(found, context) - today).days if type(today) is dt.date else None


def _date(found: dt.date, context: RenderContext) -> dt.date:
    """The day of a moment where the contact lives."""
    if not isinstance(found, dt.datetime):
        return found
    now = context.resolve("now", default=None)
    zone = now.tzinfo if isinstance(now, dt.datetime) else None
    return (found.astimezone(zone) if found.tzinfo is not None and zone is not None else found).date()


def _moved(move: Callable[[dt.date, int, RenderContext], dt.date], most: int = MOST) -> Callable[..., Any]:
    """A filter that moves a day by an amount; what is no day or no amount stays as it is."""

    @with_context
    @liquid_filter
    def moved(value: Any, amount: Any = 1, *, context: RenderContext) -> Any:
        found, by = when(value, context), number(amount)
        if found is None or by is None or abs(by) > most:
            return value
        try:
            return move(found, int(by), context)
        except (OverflowError, ValueError):  # beyond the calendar
            return value

    return moved


def _days_on(found: dt.date, by: int, context: RenderContext) -> dt.date:
    del context
    return found + dt.timedelta(days=by)


def _months_on(found: dt.date, by: int, context: RenderContext) -> dt.date:
    """The same day so many months on, the last one where the month is shorter."""
    del context
    year, month = divmod(found.year * 12 + found.month - 1 + by, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return found.replace(year=year, month=month + 1, day=min(found.day, last))


def _business_days_on(found: dt.date, by: int, context: RenderContext) -> dt.date:
    """So many business days on or back; by none, the day itself or the next that is one."""
    works = _working(context)
    step = dt.timedelta(days=-1 if by < 0 else 1)
    left = abs(by)
    if left == 0:
        while not works(found):
            found += step
    while left:
        found += step
        left -= works(found)
    return found


def _working(context: RenderContext) -> Callable[[dt.date], bool]:
    company = context.resolve("company", default=None)
    known = company if isinstance(company, dict) else {}
    workdays = known.get("workdays") or _WORKDAYS
    holidays = frozenset(known.get("holidays") or ())
    if not set(workdays) & set(range(1, 8)) or len(holidays) > MOST_COUNTED * 10:
        workdays, holidays = _WORKDAYS, frozenset()
    return lambda one: one.isoweekday() in workdays and one.isoformat()[:10] not in holidays


@with_context
@liquid_filter
def days_until(value: Any, *, context: RenderContext) -> Any:
    """`{{ due | days_until }}`: days from today, below zero for the past; nothing for what is no day."""
    found = when(value, context)
    return None if found is None else _away(found, context)


@with_context
@liquid_filter
def is_business_day(value: Any, *, context: RenderContext) -> bool:
    """`{% assign open = today | is_business_day %}`."""
    found = when(value, context)
    return found is not None and _working(context)(found)


@with_context
@liquid_filter
def business_days_until(value: Any, *, context: RenderContext) -> Any:
    """Business days after today up to this day; none for the past, nothing for what is no day or too far away."""
    found, today = when(value, context), context.resolve("today", default=None)
    if found is None or type(today) is not dt.date or (_date(found, context) - today).days > MOST_COUNTED:
        return None
    works = _working(context)
    ahead = (_date(found, context) - today).days
    return sum(works(today + dt.timedelta(days=n)) for n in range(1, ahead + 1))


FILTERS: dict[str, Callable[..., Any]] = {
    "add_days": _moved(_days_on),
    "add_months": _moved(_months_on),
    "add_business_days": _moved(_business_days_on, MOST_COUNTED),
    "days_until": days_until,
    "business_days_until": business_days_until,
    "is_business_day": is_business_day,
}
BUSINESS = frozenset({"add_business_days", "business_days_until", "is_business_day"})
"""Filters that ask for the company's calendar."""

CLOCK = frozenset({*FILTERS, "date"})
"""Filters that may ask for the step's day."""
