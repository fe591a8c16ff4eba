"""Whatever comes from outside, it is read or refused as is documented; never a bug, never without end, never without measure."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fuzz.changes import WAYS, Change, changed
from tests.fuzz.every_parser import BY_NAME
from tests.fuzz.table import kept, tried, weighed

CHANGES = st.lists(st.tuples(st.integers(0, len(WAYS) - 1), st.integers(0, 2**20), st.integers(0, 2**20)), max_size=4)
WEIGHED = 3
"""Inputs whose memory is measured, which takes many times as long."""


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_only_what_is_documented_comes_of_it(name: str) -> None:
    parser = BY_NAME[name]
    seeds = parser.seeds()
    for seed in (*seeds, *kept(name)):
        tried(parser, seed)

    @given(start=st.integers(0, len(seeds) - 1), changes=CHANGES)
    @settings(
        max_examples=parser.tries,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def spoiled(start: int, changes: list[Change]) -> None:
        tried(parser, changed(seeds, start, changes))

    spoiled()


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_no_input_takes_memory_without_measure(name: str) -> None:
    parser, chance = BY_NAME[name], random.Random(name)  # noqa: S311  a draw
    seeds = parser.seeds()
    for _ in range(WEIGHED):
        change = (chance.randrange(len(WAYS)), chance.randrange(2**20), chance.randrange(2**20))
        weighed(parser, changed(seeds, chance.randrange(len(seeds)), [change]))
