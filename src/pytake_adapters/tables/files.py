"""Files of tables on this machine's disk for a while; which format one has is seen from its first bytes."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from pytake_adapters.tables.csv_files import opened_csv
from pytake_adapters.tables.xlsx_files import opened_xlsx
from pytake_domain.contacts import FileUnreadable, OpenTable
from pytake_domain.kernel.errors import Problem, TooLarge

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class DiskFile:
    """See TableFile."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pieces(self, size: int) -> Iterator[bytes]:
        """See the port."""
        with self._path.open("rb") as file:
            while piece := file.read(size):
                yield piece

    def open(self, *, encoding: str | None = None, separator: str | None = None) -> AbstractContextManager[OpenTable]:
        """See the port."""
        with self._path.open("rb") as file:
            head = file.read(8)
        if head == OLD_EXCEL:
            raise FileUnreadable(Problem(field="file", code="old_excel"))
        if head.startswith(ZIP):
            return opened_xlsx(self._path)
        return opened_csv(self._path, encoding=encoding, separator=separator)


class DiskTables:
    """See Tables."""

    @asynccontextmanager
    async def spooled(self, pieces: AsyncIterator[bytes], *, most: int) -> AsyncIterator[DiskFile]:
        """See the port."""
        with tempfile.TemporaryDirectory(prefix="pytake-table-", ignore_cleanup_errors=True) as folder:
            path, size = Path(folder) / "file", 0
            with path.open("wb") as file:
                async for piece in pieces:
                    size += len(piece)
                    if size > most:
                        raise TooLarge(allowed=most)
                    await asyncio.to_thread(file.write, piece)
            yield DiskFile(path)
