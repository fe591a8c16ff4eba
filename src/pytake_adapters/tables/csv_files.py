"""CSV as people save it: in UTF-8, UTF-16 or Windows' own letters, cells apart by a semicolon, comma, tab or bar."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pytake_domain.contacts import FileUnreadable
from pytake_domain.kernel.errors import Problem

ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
SEPARATORS = ";,\t|"
LOOKED_AT = 64 * 1024
LINES = 20
LARGEST_CELL = 32_767
"""As in a spreadsheet."""
CELLS_MOST = 1_000


class CsvTable:
    """See OpenTable."""

    def __init__(self, file: TextIO, encoding: str, separator: str) -> None:
        self._file = file
        self.encoding: str | None = encoding
        self.separator: str | None = separator

    def rows(self) -> Iterator[Sequence[str]]:
        """See the port."""
        self._file.seek(0)
        reader = csv.reader(self._file, delimiter=self.separator or ",")
        try:
            for row in reader:
                if len(row) > CELLS_MOST or any(len(cell) > LARGEST_CELL for cell in row):
                    raise _unreadable("row_too_large", line=reader.line_num)
                while row and not row[-1].strip():
                    row.pop()
                yield [cell.replace("\0", "").lstrip("\ufeff") for cell in row]
        except csv.Error as error:
            raise _unreadable("csv_broken", line=reader.line_num) from error
        except UnicodeError as error:
            raise _unreadable("letters_unreadable", encoding=self.encoding or "") from error


@contextmanager
def opened_csv(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Iterator[CsvTable]:
    """Raises FileUnreadable."""
    written = encoding or _encoding(path)
    if written not in ENCODINGS:
        raise _unreadable("not_a_choice", choices=", ".join(ENCODINGS))
    if separator is not None and (len(separator) != 1 or separator not in SEPARATORS):
        raise _unreadable("not_a_choice", choices="; , tab |")
    csv.field_size_limit(1024 * 1024)
    # Letters that were wrong are seen here and not in the middle of an import.
    with path.open(encoding="utf-8-sig" if written == "utf-8" else written, newline="") as file:
        try:
            head = file.read(LOOKED_AT)
            if encoding is not None:
                while file.read(LOOKED_AT):
                    pass
        except UnicodeError as error:
            raise _unreadable("letters_unreadable", encoding=written) from error
        yield CsvTable(file, written, separator or _separator(head))


def _encoding(path: Path) -> str:
    """By its mark, by its zeros, by whether all of it is UTF-8; else as Windows writes."""
    with path.open("rb") as file:
        head = file.read(LOOKED_AT)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if zeros := head.count(0):
            if zeros < len(head) // 4:
                raise _unreadable("not_a_table")
            return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            piece = head
            while piece:
                decoder.decode(piece)
                piece = file.read(LOOKED_AT)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _separator(head: str) -> str:
    """Which mark cuts most of the first lines into as many cells each."""
    lines = [line for line in head.splitlines()[:LINES] if line.strip()]
    best, most = ",", 0
    for mark in SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=mark))
        except csv.Error:
            continue
        width, often = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]), default=(0, 0))
        if width > 1 and often * 100 + width > most:
            best, most = mark, often * 100 + width
    return best


def _unreadable(code: str, **params: str | int) -> FileUnreadable:
    return FileUnreadable(Problem(field="file", code=code, params=params))
