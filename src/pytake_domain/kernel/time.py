"""The clock as a port, a tenant's day, and business hours."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MAX_SEARCH_DAYS = 370


class Clock(Protocol):
    """Where the time comes from; pure code takes `now` as an argument instead."""

    def now(self) -> dt.datetime:
        """This moment in UTC, with its zone."""
        ...


@cache
def zone_names() -> frozenset[str]:
    """The IANA names there are; looked up once, since that goes through a folder of files."""
    return frozenset(available_timezones())


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name. Raises Invalid when there is none of that name."""
    if name not in zone_names():
        raise Invalid(Problem(field="time_zone", code="unknown_time_zone"))
    return ZoneInfo(name)


def day_in(time_zone: str, now: dt.datetime) -> dt.date:
    """Which day it is there at this moment: in the evening another one than in UTC."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def midnight(day: dt.date, time_zone: str) -> dt.datetime:
    """The moment in UTC when a local day begins, down to the whole hour, since counts are kept by the hour."""
    local = dt.datetime.combine(day, dt.time(), ZoneInfo(time_zone))
    return local.astimezone(dt.UTC).replace(minute=0)


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """A month of a company: its first day, and its bounds in UTC."""

    first: dt.date
    since: dt.datetime
    until: dt.datetime


def month_of(now: dt.datetime, time_zone: str) -> Month:
    """The one that runs."""
    first = day_in(time_zone, now).replace(day=1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return Month(first=first, since=midnight(first, time_zone), until=midnight(following, time_zone))


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Open from `start` (included) to `end` (excluded), as HH:MM of the local day; 24:00 ends the day."""

    start: str
    end: str

    def __post_init__(self) -> None:
        if not minutes(self.start) < minutes(self.end):
            raise Invalid(Problem(field="hours", code="span_ends_before_it_starts"))


class SpecialDay(msgspec.Struct, frozen=True, kw_only=True):
    """A date (YYYY-MM-DD) that is not like its weekday: its own hours, none when closed."""

    date: str
    name: str = ""
    spans: tuple[Span, ...] = ()


class BusinessHours(msgspec.Struct, frozen=True, kw_only=True):
    """When a company answers: spans a weekday (`mon` … `sun`) in its time zone, and dates that differ."""

    time_zone: str
    week: Mapping[str, tuple[Span, ...]]
    exceptions: tuple[SpecialDay, ...] = ()

    def __post_init__(self) -> None:
        if self.time_zone not in zone_names():
            raise Invalid(Problem(field="time_zone", code="unknown_time_zone"))
        if unknown := set(self.week) - set(DAYS):
            raise Invalid(Problem(field=f"week.{min(unknown)}", code="unknown_day"))

    def spans_on(self, day: dt.date) -> tuple[Span, ...]:
        """The spans of a local date, exceptions first."""
        for exception in self.exceptions:
            if exception.date == day.isoformat():
                return exception.spans
        return tuple(self.week.get(DAYS[day.weekday()], ()))

    def is_open(self, now: dt.datetime) -> bool:
        """Is the company open at this moment?"""
        local = now.astimezone(ZoneInfo(self.time_zone))
        minute = local.hour * 60 + local.minute
        return any(minutes(span.start) <= minute < minutes(span.end) for span in self.spans_on(local.date()))

    def next_opening(self, now: dt.datetime) -> dt.datetime | None:
        """The next moment (UTC) it is open, `now` itself when open already; None when it never opens within a year."""
        if self.is_open(now):
            return now
        here = ZoneInfo(self.time_zone)
        local = now.astimezone(here)
        for days in range(MAX_SEARCH_DAYS):
            day = local.date() + dt.timedelta(days=days)
            for span in sorted(self.spans_on(day), key=lambda s: minutes(s.start)):
                at = dt.datetime.combine(day, dt.time(), here) + dt.timedelta(minutes=minutes(span.start))
                if at > local:
                    return at.astimezone(dt.UTC)
        return None


def minutes(text: str) -> int:
    """HH:MM as minutes of the day, 00:00 to 24:00. Raises Invalid for anything else."""
    hours, colon, rest = text.partition(":")
    if not (colon and hours.isdigit() and rest.isdigit() and len(rest) == 2 and len(hours) <= 2):  # noqa: PLR2004  HH:MM
        raise Invalid(Problem(field="hours", code="not_a_time_of_day"))
    total = int(hours) * 60 + int(rest)
    if int(rest) > 59 or total > 24 * 60:  # noqa: PLR2004  a clock's face
        raise Invalid(Problem(field="hours", code="not_a_time_of_day"))
    return total
