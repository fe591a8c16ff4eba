"""What reading a ZIP that somebody sent may raise, whatever is wrong with it."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

BROKEN_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    # So zipfile says that it does not know a way of packing, and that a part has a password.
    NotImplementedError,
    RuntimeError,
)

PIECE = 256 * 1024
"""Bytes unpacked at once."""
_TAIL = 32
"""Bytes of a piece that are looked at once more with the next: longer than any word that is looked for."""


class LargerThanSaid(Exception):
    """A part holds more than its header says: what was allowed by that header is not what would be read."""


def windows(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes piece by piece, each behind the end of the one before, without the zeros that UTF-16 has between letters.
    Raises LargerThanSaid, and what is in BROKEN_ZIP.
    """
    tail, size = b"", 0
    with packed.open(part) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size > part.file_size:
                raise LargerThanSaid
            yield (tail + piece).replace(b"\0", b"")
            tail = piece[-_TAIL:]


def declares(seen: bytes) -> bool:
    """Has this XML entities of its own?"""
    return b"<!DOCTYPE" in seen or b"<!ENTITY" in seen
