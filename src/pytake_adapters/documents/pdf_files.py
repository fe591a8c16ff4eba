"""PDF: the text of its pages, lines put together again to paragraphs."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError

from pytake_adapters.documents.found import CHARACTERS_MOST, PAGES_MOST, TEXT, Found, Refused

FULL = 0.7
"""A line that is so much shorter than the longest one ends its paragraph."""
_ITEM = re.compile(r"(?:[-*•▪◦\u2013]|\d{1,3}[.)])\s")
_ENDS = (".", "!", "?", ":", ";")


def read_pdf(path: Path) -> tuple[str, list[Found]]:
    """Its title and its text. Raises Refused."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path)
        _look(reader)
        return str((reader.metadata and reader.metadata.title) or ""), list(_text(reader))
    except FileNotDecryptedError as error:
        raise Refused("document_encrypted") from error
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("document_broken") from error


def _look(reader: PdfReader) -> None:
    # Many are locked against changes alone: they open with no password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("document_encrypted")
    pages = len(reader.pages)
    if pages > PAGES_MOST:
        raise Refused("document_too_many_pages", most=PAGES_MOST, count=pages)


def _text(reader: PdfReader) -> Iterator[Found]:
    characters = 0
    for page in reader.pages:
        text = page.extract_text()
        characters += len(text)
        if characters > CHARACTERS_MOST * 2:
            raise Refused("document_too_long", most=CHARACTERS_MOST)
        yield from ((TEXT, 0, paragraph) for paragraph in paragraphs(text))


def paragraphs(text: str) -> Iterator[str]:
    """Of a page's lines. A word that was broken at the end of a line is one again."""
    lines = [line.strip() for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    gathered = ""
    last = ""
    for line in lines:
        ended = last.endswith(_ENDS) or (len(last) < FULL * longest and not last.endswith("-"))
        if gathered and (not line or ended or _ITEM.match(line)):
            yield gathered
            gathered = ""
        if line:
            broken = gathered.endswith("-") and gathered[-2:-1].isalpha() and line[:1].islower()
            gathered = gathered[:-1] + line if broken else f"{gathered} {line}".strip()
        last = line
    if gathered:
        yield gathered
