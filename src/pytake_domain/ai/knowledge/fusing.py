"""What was found by its words and what was found by its meaning, as one list."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import msgspec

from pytake_domain.ai.passage import Passage
from pytake_domain.kernel.ids import KnowledgeId

PieceKey: TypeAlias = tuple[KnowledgeId, int]
SOFT = 60
"""How gently a place further down counts less: the usual number of reciprocal rank fusion."""
WORDS_LEAST = 0.15
"""Of a question's words, by how seldom they are, a piece has to say so much."""
NEAR_LEAST = 0.2
"""So near a piece has to be: models put texts that have nothing to do with each other about there."""


class FoundPiece(msgspec.Struct, frozen=True, kw_only=True):
    """A piece and how well it fits, from 0 to 1: the share of the question's words, or the cosine of the angle."""

    document_id: KnowledgeId
    title: str
    place: int
    text: str
    fit: float
    source: str = ""

    @property
    def key(self) -> PieceKey:
        """Which piece it is."""
        return self.document_id, self.place


def fused(words: Sequence[FoundPiece], near: Sequence[FoundPiece] | None, *, limit: int) -> tuple[Passage, ...]:
    """The best first. Each list, best first, says by rank and fit how good a piece is; `near` is None where nobody looked.

    A piece at the top of every list that fits wholly has 1.
    """
    lists = [[one for one in words if one.fit >= WORDS_LEAST]]
    if near is not None:
        lists.append([one for one in near if one.fit >= NEAR_LEAST])
    pieces: dict[PieceKey, FoundPiece] = {}
    scores: dict[PieceKey, float] = {}
    for found in lists:
        for rank, one in enumerate(found):
            pieces.setdefault(one.key, one)
            part = min(max(one.fit, 0.0), 1.0) * (SOFT + 1) / (SOFT + 1 + rank) / len(lists)
            scores[one.key] = scores.get(one.key, 0.0) + part
    best = sorted(scores, key=lambda key: (-scores[key], str(key[0]), key[1]))[:limit]
    return tuple(_passage(pieces[key], scores) for key in best)


def _passage(piece: FoundPiece, scores: Mapping[PieceKey, float]) -> Passage:
    return Passage(
        document_id=piece.document_id,
        title=piece.title,
        place=piece.place,
        text=piece.text,
        score=round(min(scores[piece.key], 1.0), 4),
        source=piece.source,
    )
