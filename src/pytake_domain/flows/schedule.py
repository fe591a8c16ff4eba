"""The moments at which a schedule starts a flow: cron's, without the days that are excepted."""

import datetime as dt
from collections.abc import Collection, Iterator

from pytake_domain.flows.cron import CronWrong, next_after, read_cron
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.kernel.time import BusinessHours, zone_names

_MOST_DATES = 400
_TRIES = 1_000
"""Excepted days that are passed over before it is given up."""


def schedule_problems(cron: str | None, time_zone: str | None, except_on: Collection[str]) -> Iterator[FlowProblem]:
    """What keeps a schedule from coming."""
    if not cron:
        yield FlowProblem(code="required", field="trigger.cron")
    else:
        try:
            read_cron(cron)
        except CronWrong as wrong:
            yield FlowProblem(code=wrong.code, field="trigger.cron")
    if time_zone is not None and time_zone not in zone_names():
        yield FlowProblem(code="unknown_time_zone", field="trigger.time_zone")
    if len(except_on) > _MOST_DATES:
        yield FlowProblem(code="too_many", field="trigger.except_on", params={"most": _MOST_DATES})
    for place, text in enumerate(tuple(except_on)[:_MOST_DATES]):
        try:
            dt.date.fromisoformat(text)
        except ValueError:
            yield FlowProblem(code="not_a_date", field=f"trigger.except_on.{place}")


def next_start(
    cron: str,
    moment: dt.datetime,
    zone: dt.tzinfo,
    *,
    except_on: Collection[str] = (),
    closed: BusinessHours | None = None,
) -> dt.datetime | None:
    """The first moment (UTC) after this one on a day that is not excepted, nor one that the calendar `closed` has as a day
    of its own without hours. None when there is none. Raises CronWrong.
    """
    holidays = {day.date for day in closed.exceptions if not day.spans} if closed is not None else set()
    at = next_after(cron, moment, zone)
    for _ in range(_TRIES):
        if at is None:
            return None
        local = at.astimezone(zone)
        if local.date().isoformat() not in except_on and local.date().isoformat() not in holidays:
            return at
        # Straight to the end of that day: none of its moments counts.
        over = dt.datetime.combine(local.date() + dt.timedelta(days=1), dt.time(), zone) - dt.timedelta(minutes=1)
        at = next_after(cron, max(at, over.astimezone(dt.UTC)), zone)
    return None
