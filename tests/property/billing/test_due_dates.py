"""Whatever the calendar: every due date is reminded of on one day, and never before its own."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.billing import due_dates, reminder_day
from pytake_domain.campaigns import Schedule
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import DAYS, Span
from pytake_domain.testing.builders import fresh
from pytake_domain.testing.contracts.billing import a_rule

START = dt.date(2026, 1, 1)
SPAN = 40

week_days = st.sets(st.sampled_from(DAYS), min_size=1).map(lambda days: tuple(d for d in DAYS if d in days))
holidays = st.frozensets(st.integers(0, SPAN).map(lambda n: (START + dt.timedelta(days=n)).isoformat()), max_size=6)


@given(days=st.integers(-30, 90), week=week_days, closed=holidays)
def test_each_due_date_has_one_day(days: int, week: tuple[str, ...], closed: frozenset[str]) -> None:
    schedule = Schedule(send_times=(Span(start="08:00", end="20:00"),), days=week)
    rule = a_rule(TenantId(fresh()), days=days, schedule=schedule)
    told: dict[dt.date, list[dt.date]] = {}
    for n in range(SPAN):
        today = START + dt.timedelta(days=n)
        for due_on in due_dates(rule, today, closed):
            told.setdefault(due_on, []).append(today)
    for due_on, on in told.items():
        assert len(on) == 1, (due_on, on)
        assert on[0] >= due_on + dt.timedelta(days=days)
        assert reminder_day(rule, due_on, closed) == on[0]
        assert on[0].isoformat() not in closed
        assert DAYS[on[0].weekday()] in week


@given(days=st.integers(-30, 90), closed=holidays)
def test_no_due_date_is_passed_by(days: int, closed: frozenset[str]) -> None:
    rule = a_rule(TenantId(fresh()), days=days)
    told = {due for n in range(SPAN) for due in due_dates(rule, START + dt.timedelta(days=n), closed)}
    for n in range(20):
        due_on = START + dt.timedelta(days=n - days)
        day = reminder_day(rule, due_on, closed)
        if day is not None and day < START + dt.timedelta(days=SPAN):
            assert due_on in told
