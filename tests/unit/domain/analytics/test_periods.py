"""Days of a company's time zone, the period before, and figures along them."""

import datetime as dt

import pytest

from pytake_domain.analytics import HourCount, Metric, PeriodName, heat, senders, series, span_of, totals, trend
from pytake_domain.kernel.errors import Invalid

SAO_PAULO, NEW_YORK = "America/Sao_Paulo", "America/New_York"
NOW = dt.datetime(2026, 11, 3, 12, 40, tzinfo=dt.UTC)
"""9:40 of a Tuesday in São Paulo."""


def utc(day: int, hour: int, month: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


def test_a_period_is_whole_local_days() -> None:
    week = span_of(None, SAO_PAULO, NOW, None, None)
    assert (week.first, week.last, week.days) == (dt.date(2026, 10, 28), dt.date(2026, 11, 3), 7)
    assert (week.since, week.until) == (utc(28, 3, 10), utc(4, 3))
    today = span_of(PeriodName.TODAY, SAO_PAULO, dt.datetime(2026, 11, 4, 2, tzinfo=dt.UTC), None, None)
    assert today.first == dt.date(2026, 11, 3)


def test_today_is_compared_with_yesterday_at_the_same_time() -> None:
    today = span_of(PeriodName.TODAY, SAO_PAULO, NOW, None, None)
    assert (today.since, today.counted_until(NOW)) == (utc(3, 3), utc(3, 13))
    assert today.before(NOW) == (utc(2, 3), utc(2, 13))


def test_days_that_are_over_are_compared_whole() -> None:
    past = span_of(None, SAO_PAULO, NOW, dt.date(2026, 10, 1), dt.date(2026, 10, 2))
    assert past.counted_until(NOW) == past.until
    assert past.before(NOW) == (utc(29, 3, 9), utc(1, 3, 10))


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (dt.date(2026, 10, 2), dt.date(2026, 10, 1), "to"),
        (dt.date(2025, 1, 1), dt.date(2026, 10, 1), "from"),
        (None, dt.date(2026, 10, 1), "from"),
        (dt.date(1, 1, 1), None, "from"),
        (dt.date(2026, 1, 1), dt.date(9999, 12, 31), "to"),
    ],
)
def test_periods_that_are_none_name_their_field(first: dt.date | None, last: dt.date | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        span_of(None, SAO_PAULO, NOW, first, last)
    assert refused.value.problems[0].field == field


def test_a_figure_along_the_time_has_empty_points_too() -> None:
    counts = [
        HourCount(utc(3, 3), "received", 2),
        HourCount(utc(3, 12), "received", 1),
        HourCount(utc(3, 4), "sent", 9),
    ]
    today = span_of(PeriodName.TODAY, SAO_PAULO, NOW, None, None)
    points = series(Metric.MESSAGES_RECEIVED, counts, today, NOW)
    assert [p.value for p in points] == [2, *[0] * 8, 1]
    week = span_of(PeriodName.WEEK, SAO_PAULO, NOW, None, None)
    days = series(Metric.MESSAGES_RECEIVED, [HourCount(utc(30, 2, 10), "received", 5), *counts], week, NOW)
    assert [p.value for p in days] == [0, 5, 0, 0, 0, 0, 3], "two in the night belongs to the day before"


def test_days_of_changing_clocks_have_one_point_each() -> None:
    """On the first of November 2026 New York's day has 25 hours."""
    span = span_of(None, NEW_YORK, NOW, dt.date(2026, 10, 31), dt.date(2026, 11, 2))
    hours = [span.since + i * dt.timedelta(hours=1) for i in range(73)]
    points = series(Metric.MESSAGES_RECEIVED, [HourCount(h, "received", 1) for h in hours], span, NOW)
    assert span.until - span.since == dt.timedelta(hours=73)
    assert [p.value for p in points] == [24, 25, 24]


def test_heat_is_by_local_weekday_and_hour() -> None:
    rows = heat(
        Metric.MESSAGES_RECEIVED, [HourCount(utc(3, 2), "received", 4), HourCount(utc(3, 12), "read", 1)], SAO_PAULO
    )
    assert rows[0][23] == 4, "Monday night"
    assert sum(map(sum, rows)) == 4


def test_each_figure_has_one_definition() -> None:
    counts = [HourCount(utc(3, 3), name, n) for n, name in enumerate(("sent", "delivered", "read", "played"), 1)]
    counts += [
        HourCount(utc(3, 3), "failed", 7),
        HourCount(utc(3, 3), "queued", 1),
        HourCount(utc(3, 4), "by:flow", 18),
    ]
    found = totals(counts)
    assert found[Metric.MESSAGES_SENT] == 10
    assert found[Metric.MESSAGES_DELIVERED] == 9
    assert found[Metric.MESSAGES_READ] == 7
    assert found[Metric.MESSAGES_FAILED] == 7
    assert senders(counts) == {"flow": 18}


def test_a_trend_is_in_per_cent_of_what_was_before() -> None:
    assert (trend(15, 10), trend(5, 10), trend(1, 3), trend(4, 0), trend(0, 0)) == (50.0, -50.0, -66.7, None, None)
