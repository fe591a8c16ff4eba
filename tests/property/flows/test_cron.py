"""Schedules come when croniter says, and once a local time also where the clock changes."""

import contextlib
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pytake_domain.flows.cron import CronWrong, next_after, read_cron

ZONES = ("America/Sao_Paulo", "America/New_York", "Europe/Lisbon", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
MOMENTS = st.integers(946_684_800, 2_208_988_800).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))


def field(least: int, most: int) -> st.SearchStrategy[str]:
    number = st.integers(least, most)
    # A range of one number means something of its own to croniter.
    ranged = st.tuples(number, number).filter(lambda p: p[0] < p[1]).map(lambda p: f"{p[0]}-{p[1]}")
    step = st.integers(1, 20)
    part = st.one_of(
        number.map(str),
        ranged,
        st.tuples(ranged, step).map(lambda pair: f"{pair[0]}/{pair[1]}"),
        step.map("*/{}".format),
    )
    return st.one_of(st.just("*"), st.just("*"), st.lists(part, min_size=1, max_size=3).map(",".join))


EXPRESSIONS = st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, MOMENTS)
def test_a_schedule_comes_when_croniter_says(expression: str, moment: dt.datetime) -> None:
    try:
        cron, found = read_cron(expression), next_after(expression, moment, dt.UTC)
    except CronWrong:
        return  # a day that there is not
    # Days that are all of them, but not written as a star, limit nothing for us and are a limit to croniter.
    _, _, days, _, weekdays = expression.split()
    assume(days == "*" or len(cron.days) < len(range(1, 32)))
    assume(weekdays == "*" or len(cron.weekdays) < len(range(7)))
    assert found == croniter(expression, moment).get_next(dt.datetime)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, MOMENTS, st.sampled_from(ZONES))
def test_it_comes_later_at_a_local_time_that_it_names_and_none_is_left_out(
    expression: str, moment: dt.datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    try:
        cron, found = read_cron(expression), next_after(expression, moment, zone)
    except CronWrong:
        return
    assume(found is not None)
    assert found is not None
    assert found > moment
    assert found.second == found.microsecond == 0
    local = found.astimezone(zone)
    back = local.replace(tzinfo=None) - dt.timedelta(hours=1), local.replace(tzinfo=None) - dt.timedelta(minutes=30)
    at = local.hour * 60 + local.minute
    skipped = any(
        cron.on(naive.date())
        and naive.hour * 60 + naive.minute in cron.minutes
        and naive.replace(tzinfo=zone).astimezone(dt.UTC) == found
        for naive in back
    )
    assert (cron.on(local.date()) and at in cron.minutes) or skipped
    # Nothing between: every named minute of the next hours is the found one or later.
    for minutes in range(1, 180):
        between = (moment + dt.timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        there = between.astimezone(zone)
        if moment < between < found and there.fold == 0:
            assert not (cron.on(there.date()) and there.hour * 60 + there.minute in cron.minutes)


@given(st.text(max_size=20))
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with contextlib.suppress(CronWrong):
        assert read_cron(text).minutes


@pytest.mark.parametrize(
    "text",
    ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "5/10 * * * *", "* * * * 8", "9-5 * * * *", "a * * * *"],
)
def test_these_are_no_schedules(text: str) -> None:
    with pytest.raises(CronWrong) as refused:
        read_cron(text)
    assert refused.value.code == "not_a_cron"


@pytest.mark.parametrize("text", ["0 0 30 2 *", "0 0 31 4,6 *"])
def test_days_that_never_come_are_told(text: str) -> None:
    with pytest.raises(CronWrong) as refused:
        read_cron(text)
    assert refused.value.code == "cron_never"


NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("expression", "after", "local"),
    [
        ("30 2 * * *", "2026-03-08T00:00", "2026-03-08T03:30"),  # 2:30 is skipped: an hour later
        ("30 2 * * *", "2026-03-08T03:30", "2026-03-09T02:30"),
        ("30 1 * * *", "2026-11-01T00:00", "2026-11-01T01:30"),  # 1:30 comes twice: once
        ("30 1 * * *", "2026-11-01T01:30", "2026-11-02T01:30"),
        ("0 9 * * mon-fri", "2026-11-20T09:00", "2026-11-23T09:00"),
        ("0 9 29 feb *", "2096-03-01T00:00", "2104-02-29T09:00"),
        ("0 0 13 * fri", "2026-11-01T00:00", "2026-11-06T00:00"),  # either is enough
    ],
)
def test_where_the_clock_changes(expression: str, after: str, local: str) -> None:
    moment = dt.datetime.fromisoformat(after).replace(tzinfo=NEW_YORK)
    found = next_after(expression, moment, NEW_YORK)
    assert found is not None
    assert found.astimezone(NEW_YORK).replace(tzinfo=None).isoformat(timespec="minutes") == local
