"""What readers of one format give, and how they refuse; without the domain, since a process is started for each document."""

from collections.abc import Iterable
from typing import TypeAlias

HEADING, TEXT, ROW = "heading", "text", "row"
PAGES_MOST = 2_000
CHARACTERS_MOST = 2_000_000
UNPACKED_MOST = 128 * 1024 * 1024

Found: TypeAlias = tuple[str, int, str]
"""Kind, level, text."""
_BROKEN = {code: " " for code in range(32) if chr(code) not in "\t\n"} | {0x7F: " ", 0xFEFF: None, 0xAD: None}
_BROKEN |= dict.fromkeys(range(55296, 57344), "�")


class Refused(Exception):
    """It is not read: why, and the numbers of that."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def plain(text: str) -> str:
    """On one line, of letters that can be stored."""
    return " ".join(text.translate(_BROKEN).split())


def gathered(blocks: Iterable[Found]) -> list[Found]:
    """Those that say something. Raises Refused beyond the most, and when there are none."""
    kept: list[Found] = []
    characters = 0
    for kind, level, raw in blocks:
        text = plain(raw)
        if not text:
            continue
        characters += len(text)
        if characters > CHARACTERS_MOST:
            raise Refused("document_too_long", most=CHARACTERS_MOST)
        kept.append((kind, level, text))
    if not any(any(letter.isalnum() for letter in text) for _, _, text in kept):
        raise Refused("document_without_text")
    return kept
