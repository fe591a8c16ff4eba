"""`wait_until`: waits for a moment: a date and time, a weekday, or the next time the company answers."""

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.expressions.values import day
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import ERROR, Compiled, Given, NodeData
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.kernel.errors import Invalid
from pytake_domain.kernel.time import DAYS, BusinessHours, minutes

_WEEK = dt.timedelta(days=7)


class WaitUntil(NodeData, frozen=True, kw_only=True):
    """One of `at` (a date or a moment, mostly from a variable), `weekday` (mon … sun), or `business_hours`.

    `time` (09:00) is the time of day for a date without one and for a weekday, midnight without it; with `time` alone it is the
    next such time. Times are the contact's own. A moment that is over is not waited for. What is no date, or lies more than
    thirty days ahead, leaves by `error`, or ends the session. `hours` are the node's own, else the company's; a company without
    hours always answers.
    """

    type: ClassVar[str] = "wait_until"
    at: str | None = None
    time: str | None = None
    weekday: str | None = None
    business_hours: bool = False
    hours: BusinessHours | None = None

    def silence(self, handle: str) -> dt.timedelta | None:
        """As long as it may wait at most."""
        if handle == ERROR:
            return dt.timedelta()
        if self.at is not None or self.business_hours:
            return limits.LONGEST_DELAY
        return _WEEK if self.weekday is not None else dt.timedelta(days=1)

    def canonical(self, handle: str) -> str:
        """Error, or the way on."""
        return ERROR if handle == ERROR else DEFAULT

    def optional(self) -> tuple[str, ...]:
        """When there is no such moment."""
        return (ERROR,)

    def problems(self, build: Build) -> None:
        """One moment, written right."""
        given = [
            name
            for name, value in (
                ("at", self.at),
                ("weekday", self.weekday),
                ("business_hours", self.business_hours or None),
            )
            if value is not None
        ]
        if not given and self.time is None:
            build.problem("required", "at")
        for name in given[1:]:
            build.problem("several_moments", name)
        if self.weekday is not None and self.weekday not in DAYS:
            build.problem("unknown_day", "weekday")
        if self.time is not None and _minutes(self.time) is None:
            build.problem("not_a_time_of_day", "time")
        if self.at is not None and "{" not in self.at and day(self.at.strip()) is None:
            build.problem("not_a_date", "at")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        build.reads_hours = build.reads_hours or (self.business_hours and self.hours is None)
        at = build.value(self.at, "at") if self.at is not None else None
        return _WaitUntil(at, self)


def _minutes(text: str) -> int | None:
    try:
        found = minutes(text)
    except Invalid:
        return None
    return found if found < 24 * 60 else None


class _WaitUntil(Compiled):
    __slots__ = ("at", "business_hours", "hours", "minutes", "weekday")

    def __init__(self, at: Callable[[Names], Any] | None, data: WaitUntil) -> None:
        super().__init__()
        self.waits = at is None and not data.business_hours  # else it may be that moment already
        self.at, self.business_hours, self.hours = at, data.business_hours, data.hours
        self.minutes = _minutes(data.time or "00:00") or 0
        self.weekday = DAYS.index(data.weekday) if data.weekday in DAYS else None

    def enter(self, run: Run) -> str | None:
        try:
            until = self._moment(run)
        except (OverflowError, ValueError):
            until = None
        if until is None or until - run.now > limits.LONGEST_DELAY:
            if ERROR in self.exits:
                return ERROR
            raise FlowFailure("no_such_moment" if until is None else "too_far_ahead")
        if until <= run.now:
            return DEFAULT
        run.wait_until(until)
        return None

    def resume(self, run: Run, given: Given) -> str:
        del run, given
        return DEFAULT

    def _moment(self, run: Run) -> dt.datetime | None:
        if self.business_hours:
            hours = self.hours or run.facts.hours
            return run.now if hours is None else hours.next_opening(run.now)
        here = run.now.astimezone(run.zone)
        if self.at is None:
            return self._next(run, here)
        try:
            found = self.at(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        found = day(found.strip() if isinstance(found, str) else found)
        if isinstance(found, dt.datetime):
            return (found if found.tzinfo else found.replace(tzinfo=run.zone)).astimezone(dt.UTC)
        return None if found is None else self._on(found, run)

    def _on(self, date: dt.date, run: Run) -> dt.datetime:
        clock = dt.time(self.minutes // 60, self.minutes % 60)
        return dt.datetime.combine(date, clock, run.zone).astimezone(dt.UTC)

    def _next(self, run: Run, here: dt.datetime) -> dt.datetime:
        """The next such weekday, or the next such time of day."""
        ahead = 0 if self.weekday is None else (self.weekday - here.weekday()) % 7
        found = self._on(here.date() + dt.timedelta(days=ahead), run)
        if found <= run.now:
            found = self._on(here.date() + dt.timedelta(days=ahead + (1 if self.weekday is None else 7)), run)
        return found
