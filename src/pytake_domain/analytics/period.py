"""Periods of whole days in the company's time zone, the one before, and how they are cut for charts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from pytake_domain.analytics.metric import COUNTERS, HourCount, Metric
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.time import day_in, midnight

HOUR = dt.timedelta(hours=1)
LONGEST_DAYS = 366
BY_THE_HOUR = 2
"""Periods of so many days at most are cut into hours, longer ones into days."""
YEARS = (2000, 2100)


class PeriodName(StrEnum):
    """`today` and the last so many days, today included; `custom` names its days."""

    TODAY = "today"
    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    CUSTOM = "custom"


_DAYS = {PeriodName.TODAY: 1, PeriodName.WEEK: 7, PeriodName.MONTH: 30, PeriodName.QUARTER: 90}


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From the midnight that begins its first day to the one that ends its last, in UTC; `until` is not included."""

    first: dt.date
    last: dt.date
    time_zone: str

    @property
    def since(self) -> dt.datetime:
        """Its beginning."""
        return midnight(self.first, self.time_zone)

    @property
    def until(self) -> dt.datetime:
        """Its end."""
        return midnight(self.last + dt.timedelta(days=1), self.time_zone)

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def is_short(self) -> bool:
        """Is it cut into hours?"""
        return self.days <= BY_THE_HOUR

    def counted_until(self, now: dt.datetime) -> dt.datetime:
        """Where it ends by now: at the end of the hour that runs, or at its own end."""
        running = now.astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0) + HOUR
        return max(self.since, min(self.until, running))

    def before(self, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        """As many days right before, cut where this one is by now: today is compared with yesterday at the same time."""
        first = self.first - dt.timedelta(days=self.days)
        since = midnight(first, self.time_zone)
        return since, min(self.since, since + (self.counted_until(now) - self.since))


def span_of(
    name: PeriodName | None, time_zone: str, now: dt.datetime, first: dt.date | None, last: dt.date | None
) -> Span:
    """The named one, or the days given; the last seven when nothing is. Raises Invalid."""
    chosen = name or (PeriodName.CUSTOM if first or last else PeriodName.WEEK)
    today = day_in(time_zone, now)
    if chosen is not PeriodName.CUSTOM:
        return Span(first=today - dt.timedelta(days=_DAYS[chosen] - 1), last=today, time_zone=time_zone)
    end = last or today
    if first is None:
        raise Invalid(Problem(field="from", code="required"))
    for field, day in (("from", first), ("to", end)):
        if not YEARS[0] <= day.year < YEARS[1]:
            raise Invalid(Problem(field=field, code="out_of_range", params={"least": YEARS[0], "most": YEARS[1]}))
    if first > end:
        raise Invalid(Problem(field="to", code="ends_before_it_begins"))
    if (end - first).days >= LONGEST_DAYS:
        raise Invalid(Problem(field="from", code="period_too_long", params={"most": LONGEST_DAYS}))
    return Span(first=first, last=end, time_zone=time_zone)


class Point(msgspec.Struct, frozen=True):
    """A value of the hour or day that begins at this moment."""

    at: dt.datetime
    value: int


def series(metric: Metric, counts: Iterable[HourCount], span: Span, now: dt.datetime) -> Sequence[Point]:
    """One point an hour or a day, up to now, empty ones too."""
    end = span.counted_until(now)
    if span.is_short:
        hours = int((end - span.since) / HOUR)
        points = {span.since + i * HOUR: 0 for i in range(hours)}
    else:
        starts = (midnight(span.first + dt.timedelta(days=i), span.time_zone) for i in range(span.days))
        points = {start: 0 for start in starts if start < end}
    here = ZoneInfo(span.time_zone)
    for each in counts:
        if each.counter in COUNTERS[metric]:
            local = each.hour.astimezone(here).date()
            at = each.hour if span.is_short else midnight(local, span.time_zone)
            points[at] = points.get(at, 0) + each.count
    return [Point(at, value) for at, value in sorted(points.items())]


def heat(metric: Metric, counts: Iterable[HourCount], time_zone: str) -> Sequence[Sequence[int]]:
    """Seven days from Monday on, of twenty-four local hours each."""
    here = ZoneInfo(time_zone)
    rows = [[0] * 24 for _ in range(7)]
    for each in counts:
        if each.counter in COUNTERS[metric]:
            local = each.hour.astimezone(here)
            rows[local.weekday()][local.hour] += each.count
    return rows
