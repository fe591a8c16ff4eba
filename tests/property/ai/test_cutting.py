"""Documents are cut without losing anything, into pieces of a bounded size."""

from hypothesis import example, given
from hypothesis import strategies as st

from pytake_domain.ai import Block, BlockKind, Piece, cut
from pytake_domain.ai.knowledge.cutting import HEADING_MOST, OVERLAP, PIECE_MOST, ROOM_LEAST

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=12)
SENTENCES = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
TEXTS = st.one_of(
    SENTENCES,
    st.lists(SENTENCES, min_size=1, max_size=30).map(". ".join),
    st.integers(1, 3 * PIECE_MOST).map(lambda size: "x" * size),
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(lambda text: Block(kind=BlockKind.TEXT, text=text), TEXTS),
        st.builds(lambda text: Block(kind=BlockKind.ROW, text=text), TEXTS),
        st.builds(lambda text, level: Block(kind=BlockKind.HEADING, text=text, level=level), TEXTS, st.integers(0, 6)),
    ),
    max_size=30,
)


def words(text: str) -> str:
    return "".join(text.split())


def heading(text: str, level: int) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, level=level)


def text(said: str) -> Block:
    return Block(kind=BlockKind.TEXT, text=said)


@given(blocks=BLOCKS)
@example(blocks=[heading("a", 1), heading("b", 1)])
@example(blocks=[heading("a", 1), heading("b", 2), text("c")])
@example(blocks=[heading("a" * HEADING_MOST, level) for level in range(1, 9)] + [text("b" * PIECE_MOST)])
def test_nothing_is_lost_and_nothing_told_in_another_order(blocks: list[Block]) -> None:
    pieces = list(cut(blocks))
    texts = "".join(words(piece.text[piece.repeated :]) for piece in pieces)
    told = [words(b.text) for b in blocks if b.kind is not BlockKind.HEADING or len(b.text) > HEADING_MOST]
    at = 0
    for each in told:
        at = texts.index(each, at) + len(each)
    every = "".join(words(piece.whole) for piece in pieces)
    for block in blocks:
        if block.kind is BlockKind.HEADING and len(block.text) <= HEADING_MOST:
            assert words(block.text) in every


@given(blocks=BLOCKS)
def test_pieces_have_bounded_sizes_and_count_from_nothing(blocks: list[Block]) -> None:
    pieces = list(cut(blocks))
    assert [piece.place for piece in pieces] == list(range(len(pieces)))
    for piece in pieces:
        assert piece.text.strip()
        assert len(piece.whole) <= PIECE_MOST
        assert 0 <= piece.repeated <= OVERLAP + 1
        assert piece.repeated < len(piece.text)


@given(blocks=BLOCKS)
def test_what_is_repeated_is_the_end_of_the_piece_before(blocks: list[Block]) -> None:
    before: Piece | None = None
    for piece in cut(blocks):
        if piece.repeated:
            assert before is not None
            assert before.text.endswith(piece.text[: piece.repeated - 1])
            assert before.heading == piece.heading
        before = piece


@given(rows=st.lists(st.text("abc |", min_size=1, max_size=ROOM_LEAST).filter(str.strip), max_size=40))
def test_lines_of_tables_stay_whole(rows: list[str]) -> None:
    pieces = list(cut([heading("Preços", 1), *(Block(kind=BlockKind.ROW, text=row) for row in rows)]))
    for row in rows:
        assert any(row in piece.text for piece in pieces)


def test_pieces_stand_under_their_headings() -> None:
    blocks = [
        heading("Planos", 1),
        text("Temos três."),
        heading("Fibra", 2),
        text("500 mega."),
        heading("Móvel", 2),
        heading("Contato", 1),
        text("Ligue."),
    ]
    assert [(p.heading, p.text) for p in cut(blocks)] == [
        ("Planos", "Temos três."),
        ("Planos > Fibra", "500 mega."),
        ("Planos", "Móvel"),
        ("Contato", "Ligue."),
    ]
