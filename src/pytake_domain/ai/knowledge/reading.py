"""A document as it was read: what stands in it, in its order, whatever it was written with."""

from enum import StrEnum

import msgspec

LARGEST_FILE = 20 * 1024 * 1024
CHARACTERS_MOST = 2_000_000
PAGES_MOST = 2_000
LONGEST_TITLE = 200


class BlockKind(StrEnum):
    """A heading stands over what follows it; a row is a line of a table."""

    HEADING = "heading"
    TEXT = "text"
    ROW = "row"


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, never empty. `level` is a heading's, from 1."""

    kind: BlockKind
    text: str
    level: int = 0


class ReadDocument(msgspec.Struct, frozen=True, kw_only=True):
    """All of one. `title` as it says itself; empty where it says none."""

    blocks: tuple[Block, ...]
    title: str = ""

    @property
    def characters(self) -> int:
        """How much there is to read."""
        return sum(len(block.text) for block in self.blocks)
