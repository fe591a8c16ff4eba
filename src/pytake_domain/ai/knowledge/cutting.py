"""A document cut into pieces: each small enough for a model, with the headings it stands under, nothing lost between them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pytake_domain.ai.knowledge.reading import Block, BlockKind

PIECE_MOST = 1_200
"""Letters of a piece, its headings included."""
OVERLAP = 160
"""So many letters of the piece before at most, so that what belongs together is found together."""
HEADING_MOST = 80
DEEPEST = 6
BETWEEN = " > "
PATH_MOST = DEEPEST * (HEADING_MOST + len(BETWEEN))
ROOM_LEAST = PIECE_MOST - PATH_MOST - 1
_SENTENCE = re.compile(r"(?<=[.!?…;:])\s+")


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """`place` counts from 0. The first `repeated` letters of `text` are the end of the piece before."""

    place: int
    text: str
    heading: str = ""
    repeated: int = 0

    @property
    def whole(self) -> str:
        """As it is read and searched: under its headings."""
        return f"{self.heading}\n{self.text}" if self.heading else self.text


def cut(blocks: Sequence[Block]) -> Iterator[Piece]:
    """Sections apart; within one, as much as has room. The lines of tables stay whole as long as one fits into a piece."""
    place = 0
    for heading, units in _sections(blocks):
        room = PIECE_MOST - len(heading) - 1 if heading else PIECE_MOST
        for text, repeated in _packed(units, room):
            yield Piece(place=place, text=text, heading=heading, repeated=repeated)
            place += 1


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[str, list[str]]]:
    """Runs of texts under the same headings. A heading with nothing under it is a text."""
    path: list[tuple[int, str]] = []
    units: list[str] = []
    for block, after in pairwise((*blocks, None)):
        assert block is not None  # noqa: S101  only the last is none
        if block.kind is BlockKind.HEADING and len(block.text) <= HEADING_MOST:
            if units:
                yield _shown(path), units
                units = []
            level = _level(block)
            path = [one for one in path if one[0] < level]
            bare = after is None or (after.kind is BlockKind.HEADING and _level(after) <= level)
            if bare:
                yield _shown(path), [block.text]
            path.append((level, block.text))
        else:
            units.extend(_units(block))
    if units:
        yield _shown(path), units


def _level(heading: Block) -> int:
    return min(max(heading.level, 1), DEEPEST)


def _shown(path: Sequence[tuple[int, str]]) -> str:
    """Outermost first; each level stands in it once, so that all have room."""
    return BETWEEN.join(text for _, text in path)


def _units(block: Block) -> Iterator[str]:
    """What is not cut further: a text or a line that has room, else its sentences, else runs of words, else of letters."""
    if len(block.text) <= ROOM_LEAST:
        yield block.text
        return
    gathered = ""
    for sentence in _SENTENCE.split(block.text):
        for part in _runs(sentence):
            if gathered and len(gathered) + 1 + len(part) > ROOM_LEAST:
                yield gathered
                gathered = part
            else:
                gathered = f"{gathered} {part}" if gathered else part
    if gathered:
        yield gathered


def _runs(sentence: str) -> Iterator[str]:
    while len(sentence) > ROOM_LEAST:
        at = sentence.rfind(" ", 1, ROOM_LEAST + 1)
        if at > 0:
            yield sentence[:at]
            sentence = sentence[at + 1 :]
        else:
            yield sentence[:ROOM_LEAST]
            sentence = sentence[ROOM_LEAST:]
    if sentence:
        yield sentence


def _packed(units: Sequence[str], room: int) -> Iterator[tuple[str, int]]:
    text, repeated = "", 0
    for unit in units:
        if text and len(text) + 1 + len(unit) > room:
            yield text, repeated
            tail = _tail(text)
            fits = bool(tail) and len(tail) + 1 + len(unit) <= room
            text, repeated = (f"{tail}\n{unit}", len(tail) + 1) if fits else (unit, 0)
        else:
            text = f"{text}\n{unit}" if text else unit
    if text:
        yield text, repeated


def _tail(text: str) -> str:
    """Its last lines, or its last sentences, as far as they have room."""
    for between in ("\n", None):
        parts = text.split(between) if between else _SENTENCE.split(text.rpartition("\n")[2])
        tail = ""
        for part in reversed(parts[1:]):
            longer = f"{part}{between or ' '}{tail}" if tail else part
            if len(longer) > OVERLAP:
                break
            tail = longer
        if tail:
            return tail
    return ""
