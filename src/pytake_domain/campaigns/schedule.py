"""When a campaign may write to somebody: its days and hours, where they are or where the company is."""

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.time import DAYS, Span, minutes, zone_names

CONTACT_ZONE = "contact"
DAY = 24 * 60
LOOK_AHEAD = 400
"""Days after which a window that has not opened never will."""
SPANS_MOST = 10


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` to `end`, HH:MM of the local day, nobody is written to; over midnight when it ends before it starts."""

    start: str
    end: str

    def __post_init__(self) -> None:
        if minutes(self.start) == minutes(self.end):
            raise Invalid(Problem(field="schedule.quiet_hours", code="span_ends_before_it_starts"))

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """In minutes of a day, from which they are taken out."""
        start, end = minutes(self.start) % DAY, minutes(self.end)
        return ((start, end),) if start < end else ((0, end), (start, DAY))


class Holidays(StrEnum):
    """What a campaign does on days that the company's calendar has as closed."""

    SEND = "send"
    SKIP = "skip"


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """From `start_date` (at once without one) until `end_date`, on `days` within `send_times`, never within `quiet_hours`.

    `time_zone` is whose clock that is: an IANA name, `contact` for each person's own, the company's without one.
    """

    start_date: dt.datetime | None = None
    end_date: dt.datetime | None = None
    time_zone: str | None = None
    days: tuple[str, ...] = DAYS
    send_times: tuple[Span, ...] = ()
    quiet_hours: QuietHours | None = None
    holidays: Holidays = Holidays.SEND

    def problems(self) -> Iterator[Problem]:
        """What is wrong with it, whatever the time."""
        if self.time_zone not in (None, CONTACT_ZONE) and self.time_zone not in zone_names():
            yield Problem(field="schedule.time_zone", code="unknown_time_zone")
        for name in ("start_date", "end_date"):
            moment: dt.datetime | None = getattr(self, name)
            if moment is not None and moment.tzinfo is None:
                yield Problem(field=f"schedule.{name}", code="time_zone_required")
        if unknown := set(self.days) - set(DAYS):
            yield Problem(field="schedule.days", code="unknown_day", params={"day": min(unknown)})
        if not self.days:
            yield Problem(field="schedule.days", code="required")
        if len(self.send_times) > SPANS_MOST:
            yield Problem(field="schedule.send_times", code="too_many", params={"most": SPANS_MOST})


def open_spans(schedule: Schedule, *more: QuietHours) -> tuple[tuple[int, int], ...]:
    """Spans of a day in minutes in which it may write: its times without quiet hours, in order, joined where they meet."""
    spans = [(minutes(s.start), minutes(s.end)) for s in schedule.send_times] or [(0, DAY)]
    for quiet in (*([schedule.quiet_hours] if schedule.quiet_hours is not None else []), *more):
        for hush, wake in quiet.spans:
            spans = [p for s, e in spans for p in ((s, min(e, hush)), (max(s, wake), e)) if p[0] < p[1]]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule on somebody's clock. `closed` are dates (YYYY-MM-DD) on which nothing is sent, `quiet` are quiet hours that
    hold beside its own.
    """

    schedule: Schedule
    zone: str
    closed: frozenset[str] = frozenset()
    quiet: tuple[QuietHours, ...] = ()

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """See `open_spans`."""
        return open_spans(self.schedule, *self.quiet)

    def is_open(self, now: dt.datetime) -> bool:
        """May they be written to at this moment?"""
        start, end = self.schedule.start_date, self.schedule.end_date
        if (start is not None and now < start) or (end is not None and now >= end):
            return False
        local = now.astimezone(ZoneInfo(self.zone))
        minute = local.hour * 60 + local.minute
        return self._opens_on(local.date()) and any(s <= minute < e for s, e in self.spans)

    def next_opening(self, now: dt.datetime) -> dt.datetime | None:
        """The first moment (UTC) from `now` on at which it is open; None when it never is again.

        An hour that the clock skips opens when it goes on; one that it repeats is open both times.
        """
        start, end = self.schedule.start_date, self.schedule.end_date
        moment = max(now, start) if start is not None else now
        if self.is_open(moment):
            return moment
        for at in self._openings(moment):
            if end is not None and at >= end:
                return None
            if at > moment and self.is_open(at):
                return at
        return None

    def closing(self, now: dt.datetime) -> dt.datetime | None:
        """Until when it stays open, for a moment at which it is; None when it never closes."""
        end, spans = self.schedule.end_date, self.spans
        if spans == ((0, DAY),) and not self.closed and set(self.schedule.days) == set(DAYS):
            return end
        here = ZoneInfo(self.zone)
        local = now.astimezone(here)
        minute = local.hour * 60 + local.minute
        until = next(e for s, e in spans if s <= minute < e)
        at = _moment(local.date(), until, here)
        # Where the clock goes back within it, the hour that comes twice is open twice.
        at = at if at > now else now + dt.timedelta(minutes=until - minute)
        return min(at, end) if end is not None else at

    def _opens_on(self, day: dt.date) -> bool:
        return DAYS[day.weekday()] in self.schedule.days and day.isoformat() not in self.closed

    def _openings(self, after: dt.datetime) -> Iterator[dt.datetime]:
        here = ZoneInfo(self.zone)
        first, spans = after.astimezone(here).date(), self.spans
        for ahead in range(LOOK_AHEAD):
            day = first + dt.timedelta(days=ahead)
            if self._opens_on(day):
                for start, _ in spans:
                    yield from _moments(day, start, here)


def _moments(day: dt.date, minute: int, here: ZoneInfo) -> Iterator[dt.datetime]:
    """The moments at which a clock there comes to this minute: two where it goes back, the end of the gap where it skips it."""
    first, second = _moment(day, minute, here), _moment(day, minute, here, fold=1)
    if first > second:
        yield _gap_end(second, first, here)
        return
    yield first
    if second != first:
        yield second


def _gap_end(before: dt.datetime, after: dt.datetime, here: ZoneInfo) -> dt.datetime:
    """When the clock goes on, between a moment before it skips and one after: to the minute, as clocks are changed."""
    ahead = after.astimezone(here).utcoffset()
    while after - before > dt.timedelta(minutes=1):
        middle = before + (after - before) // dt.timedelta(minutes=2) * dt.timedelta(minutes=1)
        if middle.astimezone(here).utcoffset() == ahead:
            after = middle
        else:
            before = middle
    return after


def _moment(day: dt.date, minute: int, here: ZoneInfo, *, fold: int = 0) -> dt.datetime:
    """The day's minute on a clock there, in UTC; 24:00 is the next day's beginning."""
    over, rest = divmod(minute, DAY)
    date = day + dt.timedelta(days=over)
    local = dt.datetime(date.year, date.month, date.day, rest // 60, rest % 60, tzinfo=here, fold=fold)
    return local.astimezone(dt.UTC)
