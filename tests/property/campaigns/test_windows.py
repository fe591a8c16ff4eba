"""Windows of campaigns on any clock, against looking at every minute."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from pytake_domain.campaigns import QuietHours, Schedule, Window
from pytake_domain.kernel.time import DAYS, Span

ZONES = (
    "America/Sao_Paulo",
    "America/New_York",
    "Europe/Lisbon",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Manaus",
)
# Around changes of clocks: Brazil's last ones (at midnight), New York's, Lisbon's and Lord Howe's (half an hour).
MOMENTS = (
    dt.datetime(2018, 11, 3, 20, tzinfo=dt.UTC),
    dt.datetime(2019, 2, 16, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 3, 7, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 31, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 3, 28, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 10, 24, 20, tzinfo=dt.UTC),
    dt.datetime(2026, 4, 4, 10, tzinfo=dt.UTC),
)
MINUTE = dt.timedelta(minutes=1)

quarters = st.integers(0, 96).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")


def spans() -> st.SearchStrategy[Span]:
    return (
        st.tuples(quarters, quarters)
        .filter(lambda pair: pair[0] < pair[1])
        .map(lambda pair: Span(start=pair[0], end=pair[1]))
    )


def hushes() -> st.SearchStrategy[QuietHours]:
    early = st.integers(0, 95).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
    return st.tuples(early, early).filter(lambda p: p[0] != p[1]).map(lambda p: QuietHours(start=p[0], end=p[1]))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    schedule = Schedule(
        days=tuple(draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))),
        send_times=tuple(draw(st.lists(spans(), max_size=3))),
        quiet_hours=draw(st.none() | hushes()),
    )
    quiet = draw(st.lists(hushes(), max_size=1))
    return Window(schedule=schedule, zone=draw(st.sampled_from(ZONES)), quiet=tuple(quiet))


def looked_at(window: Window, now: dt.datetime) -> bool:
    """By the face of the clock, as the rule is said."""
    local = now.astimezone(ZoneInfo(window.zone))
    face = f"{local.hour:02}:{local.minute:02}"
    if DAYS[local.weekday()] not in window.schedule.days:
        return False
    times = window.schedule.send_times
    if times and not any(s.start <= face < s.end for s in times):
        return False
    hushed = [q for q in (window.schedule.quiet_hours, *window.quiet) if q is not None]
    return not any((q.start <= face < q.end) if q.start < q.end else (face >= q.start or face < q.end) for q in hushed)


@settings(max_examples=400, deadline=None)
@given(window=windows(), base=st.sampled_from(MOMENTS), minutes=st.integers(0, 20 * 60))
def test_it_is_open_when_the_clock_there_says_so(window: Window, base: dt.datetime, minutes: int) -> None:
    now = base + minutes * MINUTE
    assert window.is_open(now) == looked_at(window, now)


@settings(max_examples=150, deadline=None)
@given(window=windows(), base=st.sampled_from(MOMENTS), minutes=st.integers(0, 12 * 60))
def test_the_next_opening_is_the_first_open_minute(window: Window, base: dt.datetime, minutes: int) -> None:
    now = base + minutes * MINUTE
    opening = window.next_opening(now)
    first = next((at for n in range(2 * 24 * 60) if looked_at(window, at := now + n * MINUTE)), None)
    if first is not None:
        assert opening == first
    else:
        assert opening is None or opening >= now + dt.timedelta(days=2)


@settings(max_examples=100, deadline=None)
@given(window=windows(), base=st.sampled_from(MOMENTS), minutes=st.integers(0, 20 * 60))
def test_it_stays_open_until_it_closes(window: Window, base: dt.datetime, minutes: int) -> None:
    now = base + minutes * MINUTE
    if not window.is_open(now):
        return
    closing = window.closing(now)
    until = closing if closing is not None else now + dt.timedelta(days=1)
    steps = int((until - now) / MINUTE)
    assert all(window.is_open(now + n * MINUTE) for n in range(0, steps, 5))


def test_a_window_with_an_end_never_opens_after_it() -> None:
    end = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
    schedule = Schedule(
        start_date=end - dt.timedelta(days=3), end_date=end, send_times=(Span(start="20:00", end="21:00"),)
    )
    window = Window(schedule=schedule, zone="America/Sao_Paulo")
    assert window.next_opening(end - dt.timedelta(days=10)) == dt.datetime(2026, 11, 28, 23, tzinfo=dt.UTC)
    assert window.next_opening(end - dt.timedelta(hours=1)) is None
    assert Window(schedule=Schedule(days=("mon",)), zone="UTC", closed=frozenset()).next_opening(end) is not None


def test_quiet_hours_that_take_all_of_the_times_leave_nothing() -> None:
    schedule = Schedule(
        send_times=(Span(start="22:00", end="23:00"),), quiet_hours=QuietHours(start="21:00", end="08:00")
    )
    assert Window(schedule=schedule, zone="UTC").next_opening(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) is None
