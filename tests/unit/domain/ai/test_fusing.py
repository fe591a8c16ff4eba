"""Two lists become one."""

from hypothesis import given
from hypothesis import strategies as st

from pytake_domain.ai import FoundPiece, fused
from pytake_domain.ai.knowledge.fusing import NEAR_LEAST, WORDS_LEAST
from pytake_domain.kernel.ids import KnowledgeId
from pytake_domain.testing.builders import fresh

ONE = KnowledgeId(fresh())


def piece(place: int, fit: float) -> FoundPiece:
    return FoundPiece(document_id=ONE, title="Manual", place=place, text=f"peça {place}", fit=fit)


def test_what_both_found_comes_before_what_one_found() -> None:
    found = fused([piece(1, 0.9), piece(2, 0.8)], [piece(3, 0.9), piece(2, 0.8)], limit=3)
    assert [each.place for each in found] == [2, 1, 3]
    assert found[0].score > found[1].score


def test_a_piece_that_fits_wholly_everywhere_has_the_whole_score() -> None:
    assert fused([piece(1, 1.0)], [piece(1, 1.0)], limit=1)[0].score == 1.0
    assert fused([piece(1, 1.0)], None, limit=1)[0].score == 1.0


def test_where_nobody_looked_by_meaning_words_alone_count() -> None:
    (alone,) = fused([piece(1, 0.6)], None, limit=5)
    (missed,) = fused([piece(1, 0.6)], [], limit=5)
    assert (alone.score, missed.score) == (0.6, 0.3)


def test_what_hardly_fits_is_not_told() -> None:
    assert fused([piece(1, WORDS_LEAST - 0.01)], [piece(2, NEAR_LEAST - 0.01)], limit=5) == ()


PIECES = st.lists(st.tuples(st.integers(0, 9), st.floats(0, 1)), max_size=12, unique_by=lambda p: p[0]).map(
    lambda found: [piece(*one) for one in sorted(found, key=lambda p: -p[1])]
)


@given(words=PIECES, near=st.one_of(st.none(), PIECES), limit=st.integers(1, 8))
def test_scores_lie_between_nothing_and_all_and_fall(
    words: list[FoundPiece], near: list[FoundPiece] | None, limit: int
) -> None:
    found = fused(words, near, limit=limit)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert len(found) <= limit
    assert len({each.place for each in found}) == len(found)
