"""Which format a file has: by its first bytes; its name and its declared type only tell texts apart, and must not contradict."""

import re
import zipfile
from pathlib import Path

from pytake_adapters.documents.found import Refused
from pytake_adapters.zips import BROKEN_ZIP

PDF, DOCX, HTML, MARKDOWN, PLAIN = "pdf", "docx", "html", "markdown", "text"
NAMES = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".txt": PLAIN,
}
LOOKED_AT = 4096
ZIP, OLD_OFFICE, RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"
_HTML = re.compile(rb"<!doctype\s+html|<(?:html|head|body|article|main|div|p|h1|table)[\s>]", re.IGNORECASE)
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"OggS",
    b"RIFF",
    b"ID3",
)


def kind_of(path: Path, name: str, mime_type: str) -> str:
    """Raises Refused for what is none of them, and for what is not what its name says."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
    if not head.strip(b"\0 \t\r\n"):
        raise Refused("document_without_text")
    said = NAMES.get(Path(name).suffix.lower())
    found = _by_bytes(path, head)
    if found is None:
        if said in (PDF, DOCX):
            raise Refused("document_not_what_it_says", kind=said)
        found = HTML if _is_html(head, said, mime_type) else MARKDOWN if _is_markdown(said, mime_type) else PLAIN
    elif said is not None and said != found:
        raise Refused("document_not_what_it_says", kind=said)
    return found


def _by_bytes(path: Path, head: bytes) -> str | None:
    """None: a text, as far as its beginning goes."""
    if head.startswith(ZIP):
        try:
            with zipfile.ZipFile(path) as packed:
                names = set(packed.namelist()[:2_000])
        except BROKEN_ZIP as error:
            raise Refused("document_broken") from error
        if "word/document.xml" in names:
            return DOCX
        raise Refused("document_kind_unknown")
    if head.startswith(OLD_OFFICE):
        raise Refused("old_word")
    if head.startswith((RTF, *_BINARY)):
        raise Refused("document_kind_unknown")
    return PDF if b"%PDF-" in head[:1024] else None


def _is_html(head: bytes, said: str | None, mime_type: str) -> bool:
    if said in (MARKDOWN, PLAIN):
        return False
    declared = "html" in mime_type.lower()
    return declared or said == HTML or _HTML.search(head.replace(b"\0", b"")) is not None


def _is_markdown(said: str | None, mime_type: str) -> bool:
    return said == MARKDOWN or "markdown" in mime_type.lower()
