"""Work that can wait: it yields at once, comes back slowly, and never stands still."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.kernel.giving_way import LEAST, Share

TURNS = st.lists(st.booleans(), max_size=60)
MOST = st.sampled_from((0.1, 0.5, 1.0))


def _after(most: float, turns: list[bool]) -> Share:
    share = Share(most=most, now=most)
    for in_the_way in turns:
        share = share.after(in_the_way=in_the_way)
    return share


@given(MOST, TURNS)
def test_it_never_uses_more_than_its_most_and_never_stands_still(most: float, turns: list[bool]) -> None:
    assert most * LEAST <= _after(most, turns).now <= most


@given(MOST, TURNS)
def test_in_the_way_it_takes_half_and_otherwise_more(most: float, turns: list[bool]) -> None:
    share = _after(most, turns)

    assert share.after(in_the_way=True).now == max(most * LEAST, share.now / 2)
    assert share.after(in_the_way=False).now > share.now or share.now == most


@given(MOST, TURNS, st.floats(0.001, 10))
def test_a_turn_and_its_rest_are_the_share(most: float, turns: list[bool], took: float) -> None:
    share = _after(most, turns)

    assert took / (took + share.rest(took)) == pytest.approx(share.now)


@given(MOST, TURNS)
def test_left_alone_it_is_back_in_full(most: float, turns: list[bool]) -> None:
    assert _after(most, [*turns, *[False] * 16]).now == most
