"""Tables written for spreadsheets: CSV as it goes, XLSX by way of the disk."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from openpyxl import Workbook

from pytake_domain.contacts import TableForm

BOM = b"\xef\xbb\xbf"
LINES = 200
PIECE = 256 * 1024
ILLEGAL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""What XML can't hold."""


class SpreadsheetWriter:
    """See TableWriter."""

    def written(self, form: TableForm, rows: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:
        """See the port."""
        return _csv(rows) if form is TableForm.CSV else _xlsx(rows)


async def _csv(rows: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:
    """With a mark by which Excel knows UTF-8, and semicolons, which it takes for separators where commas are decimal."""
    yield BOM
    lines, many = io.StringIO(), 0
    writer = csv.writer(lines, delimiter=";")
    async for row in rows:
        writer.writerow(row)
        many += 1
        if many % LINES == 0:
            yield lines.getvalue().encode("utf-8", "replace")
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue().encode("utf-8", "replace")


async def _xlsx(rows: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:
    """Every cell is text: what looks like a formula is none."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("contacts")
    async for row in rows:
        sheet.append([cell.translate(ILLEGAL) for cell in row])
    with tempfile.TemporaryDirectory(prefix="pytake-sheet-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "file.xlsx"
        await asyncio.to_thread(book.save, path)
        with path.open("rb") as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
