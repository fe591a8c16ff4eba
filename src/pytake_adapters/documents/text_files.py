"""Plain text and Markdown, and how the letters of any text are written."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from pytake_adapters.documents.found import HEADING, ROW, TEXT, Found, Refused

LOOKED_AT = 64 * 1024
CONTROLS_MOST = 0.01
"""Texts have hardly any; what has more is something else."""
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_RULE = re.compile(r"[\s|:\-=+*_]+")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s+")
_CONTROLS = frozenset(chr(code) for code in range(32)) - set("\t\n\r\f\v\x1b")


def read_text(path: Path) -> list[Found]:
    """Paragraphs are apart by an empty line."""
    return list(_paragraphs(decoded(path.read_bytes()), marked=False))


def read_markdown(path: Path) -> list[Found]:
    """Its headings and the lines of its tables besides."""
    return list(_paragraphs(decoded(path.read_bytes()), marked=True))


def decoded(content: bytes, *, said: str | None = None) -> str:
    """By its mark, as it says itself, by its zeros, by whether all of it is UTF-8; else as Windows writes. Raises Refused."""
    text = _decoded(content, said)
    head = text[:LOOKED_AT]
    if sum(letter in _CONTROLS for letter in head) > CONTROLS_MOST * len(head):
        raise Refused("document_kind_unknown")
    return text


def _decoded(content: bytes, said: str | None) -> str:
    head = content[:LOOKED_AT]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if zeros := head.count(0):
        if zeros < len(head) // 4:
            raise Refused("document_kind_unknown")
        return content.decode("utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", "replace")
    for encoding in (said, "utf-8-sig"):
        if encoding is not None:
            try:
                return content.decode(encoding)
            except (UnicodeError, LookupError):
                continue
    return content.decode("cp1252", "replace")


def _paragraphs(text: str, *, marked: bool) -> Iterator[Found]:
    lines: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        heading = _HEADING.match(bare) if marked else None
        row = marked and bare.startswith("|") and bare.endswith("|") and len(bare) > 2  # noqa: PLR2004  a cell
        if lines and (not bare or heading or row or _ITEM.match(bare)):
            yield TEXT, 0, " ".join(lines)
            lines = []
        if heading:
            yield HEADING, len(heading[1]), heading[2]
        elif row:
            if not _RULE.fullmatch(bare):
                yield ROW, 0, " | ".join(cell.strip() for cell in bare.strip("|").split("|"))
        elif bare:
            lines.append(bare)
    if lines:
        yield TEXT, 0, " ".join(lines)
