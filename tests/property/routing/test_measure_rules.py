"""Figures say what happened, whatever happened."""

import datetime as dt
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.kernel.ids import ConversationId, UserId
from pytake_domain.messaging import ConversationChange, harmless, mentioned
from pytake_domain.routing import RELEVANT, Change, period_of, spells, times
from pytake_domain.testing.builders import AT

PLACES = [ConversationId(UUID(int=n)) for n in range(3)]
ENDS = (ConversationChange.RESOLVED, ConversationChange.ARCHIVED, ConversationChange.BOT)


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Transitions of a few conversations, in order."""
    count = draw(st.integers(0, 30))
    return [
        Change(
            id=UUID(int=1_000 + place),
            conversation_id=draw(st.sampled_from(PLACES)),
            at=AT + dt.timedelta(minutes=place),
            change=draw(st.sampled_from(RELEVANT)),
            reason=draw(st.sampled_from(("", "answered", "answered_on_phone"))),
            assigned_to=draw(st.sampled_from((None, UserId(UUID(int=77))))),
        )
        for place in range(count)
    ]


@given(histories())
def test_spells_of_one_conversation_follow_each_other_and_end_once(history: list[Change]) -> None:
    found = spells(history)
    ends = [change for change in history if change.change in ENDS]
    assert sum(spell.ended_at is not None for spell in found) <= len(ends)
    for place in PLACES:
        own = sorted((s for s in found if s.conversation_id == place), key=lambda s: s.began_at)
        for spell in own:
            assert spell.ended_at is None or spell.began_at <= spell.ended_at
        for before, after in pairwise(own):
            assert before.ended_at is not None
            assert before.ended_at <= after.began_at


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200))
def test_times_lie_within_what_was_measured(seconds: list[float]) -> None:
    found = times(seconds)
    assert found.count == len(seconds)
    assert found.mean is not None
    assert found.median is not None
    assert found.p95 is not None
    low, high = min(seconds) - 0.1, max(seconds) + 0.1
    assert low <= found.median <= found.p95 + 0.1 <= high + 0.1
    assert low <= found.mean <= high


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 91))
def test_a_period_is_whole_local_days(first: dt.date, days: int) -> None:
    found = period_of("America/Sao_Paulo", AT, first, first + dt.timedelta(days=days))
    assert dt.timedelta(days=days) < found.until - found.since < dt.timedelta(days=days + 2)


@given(st.text(max_size=60))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not harmless(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(st.uuids(), max_size=5), st.text(alphabet=st.characters(exclude_characters="@[]"), max_size=20))
def test_mentions_are_found_each_once_in_their_order(people: list[UUID], between: str) -> None:
    body = between.join(f"@[{person}]" for person in people)
    assert list(mentioned(body)) == list(dict.fromkeys(people))
