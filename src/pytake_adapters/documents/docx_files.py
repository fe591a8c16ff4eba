"""DOCX read by the standard library: what would blow up, and what brings entities of its own, is refused before it is parsed."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

from pytake_adapters.documents.found import HEADING, ROW, TEXT, UNPACKED_MOST, Found, Refused
from pytake_adapters.zips import BROKEN_ZIP, PIECE, LargerThanSaid, declares, windows

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
DOCUMENT, STYLES, CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
ENTRIES_MOST = 5_000
STEEPEST = 200
_BROKEN: tuple[type[Exception], ...] = (*BROKEN_ZIP, ET.ParseError, KeyError)


def read_docx(path: Path) -> tuple[str, list[Found]]:
    """Its title and its text. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = _looked_at(packed)
            headings = _headings(packed) if STYLES in names else {}
            title = _title(packed) if CORE in names else ""
            with packed.open(DOCUMENT) as part:
                return title, list(_blocks(part, headings))
    except _BROKEN as error:
        raise Refused("document_broken") from error


def _looked_at(packed: zipfile.ZipFile) -> set[str]:
    parts = packed.infolist()
    if len(parts) > ENTRIES_MOST:
        raise Refused("too_large_unpacked", most=UNPACKED_MOST // 2**20)
    for part in parts:
        if part.flag_bits & 1:
            raise Refused("document_encrypted")
        if part.filename in (DOCUMENT, STYLES, CORE):
            steep = part.file_size > PIECE and part.file_size > STEEPEST * max(part.compress_size, 1)
            if steep or part.file_size > UNPACKED_MOST:
                raise Refused("too_large_unpacked", most=UNPACKED_MOST // 2**20)
            _scan(packed, part)
    return {part.filename for part in parts}


def _scan(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raises Refused for entities of its own, and for a part that is larger than it says."""
    try:
        for seen in windows(packed, part):
            if declares(seen):
                raise Refused("document_broken")
    except LargerThanSaid:
        raise Refused("too_large_unpacked", most=UNPACKED_MOST // 2**20) from None


def _headings(packed: zipfile.ZipFile) -> dict[str, int]:
    """Levels by the ids of styles: ids are written in the language of whoever wrote, names are not."""
    found: dict[str, int] = {}
    with packed.open(STYLES) as part:
        for _, style in ET.iterparse(part):  # noqa: S314  entities were refused
            if style.tag != f"{W}style":
                continue
            name = style.find(f"{W}name")
            said = (name.get(f"{W}val") or "").lower() if name is not None else ""
            number = said.removeprefix("heading ")
            if said == "title":
                found[style.get(f"{W}styleId") or ""] = 1
            elif said.startswith("heading ") and number.isdigit():
                found[style.get(f"{W}styleId") or ""] = min(int(number), 6)
            style.clear()
    return found


def _title(packed: zipfile.ZipFile) -> str:
    with packed.open(CORE) as part:
        found = ET.parse(part).find(TITLE)  # noqa: S314  entities were refused
    return (found.text or "") if found is not None else ""


class _Paragraph:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self.style = ""
        self.hidden = False

    def take(self, element: ET.Element) -> None:
        match element.tag.removeprefix(W):
            case "pStyle":
                self.style = element.get(f"{W}val") or ""
            case "vanish":
                self.hidden = element.get(f"{W}val") not in ("0", "false")
            case "t" if not self.hidden:
                self.texts.append(element.text or "")
            case "tab" | "br" | "cr":
                self.texts.append(" ")
            case "noBreakHyphen":
                self.texts.append("-")


def _blocks(part: IO[bytes], headings: dict[str, int]) -> Iterator[Found]:
    """Paragraphs by their styles; of a table its rows, cells apart by a bar."""
    body = _Body(headings)
    skipped = 0
    for event, element in ET.iterparse(part, events=("start", "end")):  # noqa: S314  entities were refused
        if element.tag == FALLBACK:
            skipped += 1 if event == "start" else -1
        elif skipped:
            continue
        elif event == "start":
            body.begin(element.tag.removeprefix(W))
        else:
            yield from body.end(element)


class _Body:
    """What is open while the parts of a document come by."""

    def __init__(self, headings: dict[str, int]) -> None:
        self._headings = headings
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[list[str]] = []

    def begin(self, tag: str) -> None:
        if tag == "p":
            self._paragraphs.append(_Paragraph())
        elif tag == "tr":
            self._rows.append([])
        elif tag == "tc" and self._rows:
            self._rows[-1].append("")
        elif tag == "r" and self._paragraphs:
            self._paragraphs[-1].hidden = False

    def end(self, element: ET.Element) -> Iterator[Found]:
        tag = element.tag.removeprefix(W)
        if tag == "tr" and self._rows:
            yield ROW, 0, " | ".join(cell for cell in self._rows.pop() if cell)
            element.clear()
        elif self._paragraphs:
            self._paragraphs[-1].take(element)
            if tag == "p":
                yield from self._paragraph(self._paragraphs.pop())
                element.clear()

    def _paragraph(self, paragraph: _Paragraph) -> Iterator[Found]:
        text = "".join(paragraph.texts)
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] = f"{self._rows[-1][-1]} {text}".strip()
        elif level := self._headings.get(paragraph.style, 0):
            yield HEADING, level, text
        else:
            yield TEXT, 0, text
