"""No limit is ever passed, on any clock; what is shared is shared by weight."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from pytake_domain.campaigns import (
    Limits,
    NumberPace,
    NumberShare,
    Pace,
    Portfolio,
    Schedule,
    Slowed,
    Used,
    Window,
    allowance,
    forecast,
    shared,
    slower,
)
from pytake_domain.kernel.ids import NumberId
from pytake_domain.testing.builders import AT

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
NUMBERS = [NumberId(UUID(int=n)) for n in range(1, 5)]


def paces(numbers: Sequence[NumberId], portfolio: str | None) -> tuple[NumberPace, ...]:
    return tuple(
        NumberPace(number_id=number, weight=place + 1, per_second=80, portfolio=portfolio)
        for place, number in enumerate(numbers)
    )


@settings(max_examples=200, deadline=None)
@given(
    daily=st.none() | st.integers(1, 500),
    hourly=st.none() | st.integers(1, 200),
    tier=st.none() | st.integers(1, 600),
    headroom=st.integers(0, 50),
    steps=st.lists(st.floats(0.05, 4000), min_size=1, max_size=120),
)
def test_no_stretch_of_time_has_more_than_its_limit(
    daily: int | None, hourly: int | None, tier: int | None, headroom: int, steps: list[float]
) -> None:
    limits = Limits(daily_limit=daily, hourly_limit=hourly)
    sent: list[tuple[dt.datetime, int]] = []
    now = AT
    for step in steps:
        now += dt.timedelta(seconds=step)
        minutes: dict[dt.datetime, int] = {}
        for at, count in sent:
            minute = at.replace(second=0, microsecond=0)
            minutes[minute] = minutes.get(minute, 0) + count
        used = Used(minutes=minutes)
        allowed = allowance(
            limits,
            used,
            paces(NUMBERS[:2], "conta"),
            {"conta": Portfolio(daily_limit=tier, used=used)},
            headroom=headroom,
            pace=Pace(at=now, per_second=1_000),
            now=now,
        )
        assert all(count >= 0 for count in allowed.by_number.values())
        sent.append((now, allowed.total))
        most_tier = tier * (100 - headroom) // 100 if tier is not None else None
        for limit, span in ((daily, DAY), (hourly, HOUR), (most_tier, DAY)):
            if limit is not None:
                assert sum(count for at, count in sent if at > now - span) <= limit
        if not allowed.total and allowed.until is not None:
            assert allowed.until > now


@given(
    rooms=st.lists(st.integers(0, 50), min_size=1, max_size=4),
    weights=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    most=st.none() | st.integers(0, 200),
)
def test_what_is_shared_is_all_there_is_room_for(rooms: list[int], weights: list[int], most: int | None) -> None:
    numbers = NUMBERS[: len(rooms)]
    shares = [NumberShare(number_id=n, weight=w) for n, w in zip(numbers, weights, strict=False)]
    given_room = dict(zip(numbers, rooms, strict=True))
    parts = dict(shared(shares, given_room, most))
    assert all(0 <= parts[n] <= given_room[n] for n in numbers)
    assert sum(parts.values()) == min(sum(rooms), sum(rooms) if most is None else most)


def test_messages_go_by_weight_where_there_is_room() -> None:
    shares = [NumberShare(number_id=NUMBERS[0], weight=3), NumberShare(number_id=NUMBERS[1], weight=1)]
    assert dict(shared(shares, {NUMBERS[0]: 1000, NUMBERS[1]: 1000}, 400)) == {NUMBERS[0]: 300, NUMBERS[1]: 100}
    assert dict(shared(shares, {NUMBERS[0]: 10, NUMBERS[1]: 1000}, 400)) == {NUMBERS[0]: 10, NUMBERS[1]: 390}


@given(st.lists(st.floats(0, 500), min_size=1, max_size=60))
def test_a_number_that_is_refused_slows_down_and_comes_back(pauses: list[float]) -> None:
    known: Slowed | None = None
    now = AT
    for pause in pauses:
        now += dt.timedelta(seconds=pause)
        before = known.now(now) if known is not None else 1.0
        slowed = slower(known, now)
        assert 0 < slowed.now(now) <= max(before, 1 / 64)
        known = slowed
    assert known is not None
    assert known.now(now + HOUR) == 1.0


@given(speed=st.integers(5, 400), looks=st.integers(10, 60))
def test_what_waits_is_what_leaves_within_a_second(speed: int, looks: int) -> None:
    now, waiting = AT, 0
    pace = Pace(at=now)
    for _ in range(looks):
        now += dt.timedelta(seconds=0.2)
        waiting -= min(waiting, speed // 5)
        pace = pace.seen(waiting, now, None)
        waiting += pace.room
        pace = pace.took(pace.room)
    assert waiting <= max(20, speed * 1.6)


@settings(deadline=None)
@given(limit=st.floats(0.1, 200), pauses=st.lists(st.floats(0.01, 3), min_size=5, max_size=80))
def test_a_limit_of_a_second_is_kept_however_often_it_is_looked_at(limit: float, pauses: list[float]) -> None:
    pace, now, sent = Pace(at=AT, per_second=10_000), AT, 0
    for pause in pauses:
        now += dt.timedelta(seconds=pause)
        pace = pace.seen(0, now, limit)
        allowed = allowance(
            Limits(per_second=limit), Used(), paces(NUMBERS[:4], None), {}, headroom=0, pace=pace, now=now
        )
        pace = pace.took(allowed.total)
        sent += allowed.total
    took = (now - AT).total_seconds()
    assert sent <= limit * took + max(1.0, limit)
    looked = sum(min(pause, 0.5) for pause in pauses)
    assert sent >= min(limit * looked * 0.3, 30 * looked) - 2, "and it does not stand still"


@settings(deadline=None)
@given(
    people=st.integers(1, 20_000), daily=st.none() | st.integers(50, 5_000), hourly=st.none() | st.integers(20, 2_000)
)
def test_a_forecast_keeps_to_the_limits(people: int, daily: int | None, hourly: int | None) -> None:
    windows = {"": Window(schedule=Schedule(), zone="UTC")}
    told = forecast(
        {"": people},
        windows,
        Limits(daily_limit=daily, hourly_limit=hourly),
        Used(),
        paces(NUMBERS[:1], None),
        {},
        headroom=0,
        now=AT,
    )
    assert told.left_over == 0 or told.ends_at is None
    if told.ends_at is not None:
        took = told.ends_at - AT
        if hourly is not None:
            assert people <= hourly * (took / HOUR + 2)
        if daily is not None:
            assert people <= daily * (took / DAY + 2)
