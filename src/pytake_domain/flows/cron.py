"""When a schedule comes next: cron's five fields, in a time zone, through its changes of the clock.

Minute, hour, day of the month, month, day of the week (0 and 7 are Sunday); each `*`, numbers, ranges, lists and steps, months
and days by their English names as well. Where day of the month and day of the week are both limited, either is enough.

A time that the clock skips comes as much later as the clock jumps; one that comes twice counts at its first.
"""

import datetime as dt
import re
from bisect import bisect_right
from functools import lru_cache

import msgspec

LONGEST = 100
_DAYS_AHEAD = 366 * 9
"""The 29th of February may be eight years away."""

_NAMES = {
    3: {
        name: number
        for number, name in enumerate(
            ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
        )
    },
    4: {name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))},
}
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
_PART = re.compile(r"(\*|(?P<first>[a-z0-9]{1,3})(?:-(?P<last>[a-z0-9]{1,3}))?)(?:/(?P<step>\d{1,2}))?", re.ASCII)
_SUNDAY = 7


class CronWrong(Exception):
    """Not a schedule; the code says why: `not_a_cron`, or `cron_never` for a day that there is not."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Cron(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule as read: minutes of the day in their order, and the days."""

    minutes: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def on(self, day: dt.date) -> bool:
        """Does it come on this day?"""
        if day.month not in self.months:
            return False
        by_date, by_weekday = day.day in self.days, day.isoweekday() % _SUNDAY in self.weekdays
        return by_date or by_weekday if self.either else by_date and by_weekday


@lru_cache(maxsize=1_024)
def read_cron(expression: str) -> Cron:
    """Raises CronWrong."""
    fields = expression.lower().split()
    if len(fields) != len(_BOUNDS) or len(expression) > LONGEST:
        raise CronWrong("not_a_cron")
    minutes, hours, days, months, weekdays = (_field(text, place) for place, text in enumerate(fields))
    weekdays = frozenset(number % _SUNDAY for number in weekdays)
    by_date, by_weekday = len(days) < 31, len(weekdays) < _SUNDAY  # noqa: PLR2004  a full month
    found = Cron(
        minutes=tuple(sorted(hour * 60 + minute for hour in hours for minute in minutes)),
        days=days,
        months=months,
        weekdays=weekdays,
        either=by_date and by_weekday,
    )
    longest = max(29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31 for month in months)  # noqa: PLR2004  the calendar
    if not found.either and min(days) > longest:
        raise CronWrong("cron_never")
    return found


def next_after(expression: str, moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """The first moment (UTC) after this one; None when there is none within nine years. Raises CronWrong."""
    cron = read_cron(expression)
    try:
        first = moment.astimezone(zone).date() - dt.timedelta(days=1)
        for ahead in range(_DAYS_AHEAD):
            day = first + dt.timedelta(days=ahead)
            if cron.on(day) and (found := _on(cron, day, moment, zone)) is not None:
                return found
    except OverflowError:  # the end of the calendar
        pass
    return None


def _on(cron: Cron, day: dt.date, moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """The first moment of a local day that comes after this one."""
    midnight = dt.datetime.combine(day, dt.time(), zone)
    began, over = midnight.astimezone(dt.UTC), (midnight + dt.timedelta(days=1)).astimezone(dt.UTC)
    if over - began == dt.timedelta(days=1) and midnight.utcoffset() == (midnight + dt.timedelta(days=1)).utcoffset():
        place = bisect_right(cron.minutes, (moment - began) // dt.timedelta(minutes=1))
        return began + dt.timedelta(minutes=cron.minutes[place]) if place < len(cron.minutes) else None
    # The clock changes on this day: every time for itself.
    times = (midnight.replace(hour=m // 60, minute=m % 60).astimezone(dt.UTC) for m in cron.minutes)
    return min((at for at in times if at > moment), default=None)


def _field(text: str, place: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        read = _PART.fullmatch(part)
        if read is None:
            raise CronWrong("not_a_cron")
        least, most = _BOUNDS[place]
        step = int(read["step"] or 1)
        first = _number(read["first"], place) if read["first"] else least
        last = _number(read["last"], place) if read["last"] else first if read["first"] else most
        if not least <= first <= last <= most or step < 1 or (read["step"] and read["first"] and not read["last"]):
            raise CronWrong("not_a_cron")
        found.update(range(first, last + 1, step))
    return frozenset(found)


def _number(text: str, place: int) -> int:
    named = _NAMES.get(place, {}).get(text)
    if named is None and not text.isdigit():
        raise CronWrong("not_a_cron")
    return named if named is not None else int(text)
