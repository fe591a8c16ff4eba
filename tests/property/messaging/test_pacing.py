"""Bulk leaves evenly, number by number, in no more time than a batch may take."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.kernel.ids import NumberId
from pytake_domain.messaging import PaceAsk
from pytake_domain.messaging.pacing import HASTE, LONGEST, evenly
from pytake_domain.testing.builders import fresh

NUMBERS = [NumberId(fresh()) for _ in range(3)]
RATES = {NUMBERS[0]: 0.1, NUMBERS[1]: 60.0, NUMBERS[2]: 750.0}
BATCHES = st.lists(st.sampled_from(NUMBERS), max_size=64).map(
    lambda numbers: [PaceAsk(number_id=number, per_second=RATES[number]) for number in numbers]
)


@given(BATCHES)
def test_each_number_leaves_in_order_with_the_same_gap_and_its_first_at_once(asks: list[PaceAsk]) -> None:
    delays = defaultdict(list)
    for ask, delay in zip(asks, evenly(asks), strict=True):
        delays[ask.number_id].append(delay)

    for number, times in delays.items():
        gap = min(HASTE / RATES[number], LONGEST / len(times))
        assert times == pytest.approx([place * gap for place in range(len(times))])


@given(BATCHES)
def test_no_batch_takes_longer_than_it_may(asks: list[PaceAsk]) -> None:
    assert all(0 <= delay < LONGEST for delay in evenly(asks))
