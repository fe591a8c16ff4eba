"""XLSX read row by row; files that would blow up, and cells that are no values, are refused before they are read."""

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pytake_adapters.zips import BROKEN_ZIP, PIECE, LargerThanSaid, declares, windows
from pytake_domain.contacts import FileUnreadable
from pytake_domain.kernel.errors import Problem

ENTRIES_MOST = 2_000
LARGEST = 1024 * 1024 * 1024
"""Bytes of all parts, unpacked."""
LARGEST_WORDS = 96 * 1024 * 1024
"""Bytes of the table of texts, which has to be in memory."""
STEEPEST = 200
"""So many times larger than packed: real ones are below a tenth of it."""
CELLS_MOST = 1_000
FORMULA = "f"
"""What the library calls such a cell."""


class XlsxTable:
    """See OpenTable."""

    encoding: str | None = None
    separator: str | None = None

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def rows(self) -> Iterator[Sequence[str]]:
        """See the port."""
        try:
            for number, row in enumerate(self._sheet.iter_rows(), start=1):
                cells = _texts(row, number)
                while cells and not cells[-1].strip():
                    cells.pop()
                yield cells
        except FileUnreadable:
            raise
        except Exception as error:
            raise _unreadable("xlsx_broken") from error


@contextmanager
def opened_xlsx(path: Path) -> Iterator[XlsxTable]:
    """Its first sheet. Raises FileUnreadable."""
    _look(path)
    with path.open("rb") as file:
        # Given by its bytes: the library goes by the ends of names.
        try:
            book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        except Exception as error:
            raise _unreadable("xlsx_broken") from error
        try:
            if not book.worksheets:
                raise _unreadable("no_rows")
            sheet = book.worksheets[0]
            # What a file says of its own size is not to be relied upon.
            sheet.reset_dimensions()
            yield XlsxTable(sheet)
        finally:
            book.close()


def _look(path: Path) -> None:
    """Raises FileUnreadable for what must not be unpacked, and for merged cells."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            if len(parts) > ENTRIES_MOST or sum(part.file_size for part in parts) > LARGEST:
                raise _unreadable("too_large_unpacked", most=LARGEST // 2**20)
            for part in parts:
                if part.file_size > PIECE and part.file_size > STEEPEST * max(part.compress_size, 1):
                    raise _unreadable("too_large_unpacked", most=LARGEST // 2**20)
                if part.filename.endswith("sharedStrings.xml") and part.file_size > LARGEST_WORDS:
                    raise _unreadable("too_many_words", most=LARGEST_WORDS // 2**20)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _scan(packed, part)
    except BROKEN_ZIP as error:
        if isinstance(error, FileUnreadable):
            raise
        raise _unreadable("xlsx_broken") from error


def _scan(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Raises FileUnreadable for entities of its own, merged cells, and parts that are larger than they say."""
    try:
        for seen in windows(packed, part):
            if declares(seen):
                raise _unreadable("xlsx_broken")
            if b"<mergeCell " in seen and "worksheets/" in part.filename:
                raise _unreadable("merged_cells")
    except LargerThanSaid:
        raise _unreadable("too_large_unpacked", most=LARGEST // 2**20) from None


def _texts(row: Sequence[Any], number: int) -> list[str]:
    if len(row) > CELLS_MOST:
        raise _unreadable("row_too_large", line=number)
    return [_text(cell, number) for cell in row]


def _text(cell: Any, row: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == FORMULA:
        raise _unreadable("formula_in_cell", line=row)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)  # noqa: PLR2004  whole numbers
    if isinstance(value, dt.datetime):
        plain = value.time() == dt.time()
        return value.date().isoformat() if plain else value.isoformat()
    return str(value)


def _unreadable(code: str, **params: str | int) -> FileUnreadable:
    return FileUnreadable(Problem(field="file", code=code, params=params))
