"""Which invoices a rule speaks of today; pure."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.billing.rule import ReminderRule
from pytake_domain.kernel.time import DAYS

FARTHEST = 14
"""Closed days in a row after which a reminder would come too late to make sense."""


def due_dates(rule: ReminderRule, today: dt.date, closed: frozenset[str]) -> Sequence[dt.date]:
    """Due dates whose reminder falls on today: that of today itself, and those of the closed days right before it."""
    if not is_open(rule, today, closed):
        return ()
    found = [today - dt.timedelta(days=rule.days)]
    for back in range(1, FARTHEST + 1):
        day = today - dt.timedelta(days=back)
        if is_open(rule, day, closed):
            break
        found.append(day - dt.timedelta(days=rule.days))
    return found


def reminder_day(rule: ReminderRule, due_on: dt.date, closed: frozenset[str]) -> dt.date | None:
    """The day on which a reminder of it goes out; None when no day near it is open."""
    day = due_on + dt.timedelta(days=rule.days)
    for _ in range(FARTHEST + 1):
        if is_open(rule, day, closed):
            return day
        day += dt.timedelta(days=1)
    return None


def is_open(rule: ReminderRule, day: dt.date, closed: frozenset[str]) -> bool:
    """Does it write on that day?"""
    return DAYS[day.weekday()] in rule.schedule.days and day.isoformat() not in closed
