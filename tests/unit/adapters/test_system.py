import datetime as dt
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from pytake_adapters.system import SystemChance, SystemClock, Uuid7Ids


def test_the_clock_knows_its_zone() -> None:
    assert SystemClock().now().utcoffset() == dt.timedelta()


def test_ids_are_version_seven_of_this_moment() -> None:
    before = time.time_ns() // 1_000_000
    made = Uuid7Ids().new()

    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_each_id_is_later_than_the_one_before() -> None:
    ids = Uuid7Ids()
    made = [ids.new() for _ in range(50_000)]

    assert all(a < b for a, b in pairwise(made))


def test_ids_go_on_when_the_clock_stands_or_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = Uuid7Ids()
    at = 1_793_707_200_000
    made = []
    for now in (at, at - 60_000, at):
        monkeypatch.setattr(time, "time_ns", lambda now=now: now * 1_000_000)
        made += [ids.new() for _ in range(5_000)]

    assert all(a < b for a, b in pairwise(made))
    assert made[-1].int >> 80 <= at + 4


def test_threads_never_get_the_same_id() -> None:
    ids = Uuid7Ids()
    with ThreadPoolExecutor(4) as threads:
        made = [i for part in threads.map(lambda _: [ids.new() for _ in range(2_000)], range(4)) for i in part]

    assert len(set(made)) == 8_000


def test_chance_is_spread_and_unguessable() -> None:
    chance = SystemChance()
    fractions = [chance.fraction() for _ in range(2_000)]

    assert all(0 <= f < 1 for f in fractions)
    assert 0.4 < sum(fractions) / len(fractions) < 0.6
    assert len({chance.token(16) for _ in range(1_000)}) == 1_000
    assert len(chance.token(32)) == 43
