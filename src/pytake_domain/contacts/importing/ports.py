"""What imports and exports need from outside: files of tables, and a store."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from enum import StrEnum
from typing import Protocol

from pytake_domain.contacts.address import Address
from pytake_domain.contacts.importing.job import ContactImport, TakenIn, TakingTerms
from pytake_domain.contacts.importing.rows import PersonRow, Refusal
from pytake_domain.kernel.ids import ImportId


class OpenTable(Protocol):
    """A file that was opened as a table."""

    @property
    def encoding(self) -> str | None:
        """How its letters are written; None where that is part of the format."""
        ...

    @property
    def separator(self) -> str | None:
        """What stands between its cells; None where that is part of the format."""
        ...

    def rows(self) -> Iterator[Sequence[str]]:
        """From the first one on, as text, without empty ones behind the last. Raises FileUnreadable."""
        ...


class TableFile(Protocol):
    """A file at hand for a while."""

    def pieces(self, size: int) -> Iterator[bytes]:
        """Its bytes."""
        ...

    def open(self, *, encoding: str | None = None, separator: str | None = None) -> AbstractContextManager[OpenTable]:
        """As a table, whatever is in it. Raises FileUnreadable."""
        ...


class Tables(Protocol):
    """Files of tables, in bounded memory."""

    def spooled(self, pieces: AsyncIterator[bytes], *, most: int) -> AbstractAsyncContextManager[TableFile]:
        """All of them as one file, which goes with the block. Raises TooLarge."""
        ...


class TableForm(StrEnum):
    """As what a table is written."""

    CSV = "csv"
    XLSX = "xlsx"


class TableWriter(Protocol):
    """Writes tables for spreadsheets."""

    def written(self, form: TableForm, rows: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:
        """In pieces; never all of it in memory."""
        ...


class ImportRepository(Protocol):
    """Imports of one tenant, their files and their refused rows, inside a work."""

    async def add(self, one: ContactImport) -> None:
        """Begin."""
        ...

    async def get(self, import_id: ImportId, *, lock: bool = False) -> ContactImport:
        """Raises ImportNotFound."""
        ...

    async def latest(self, *, before: ImportId | None, limit: int) -> Sequence[ContactImport]:
        """The newest first, from behind `before` on."""
        ...

    async def save(self, one: ContactImport) -> None:
        """As it is now."""
        ...

    async def put_piece(self, import_id: ImportId, number: int, piece: bytes) -> None:
        """A part of the file."""
        ...

    async def piece(self, import_id: ImportId, number: int) -> bytes | None:
        """None behind the last."""
        ...

    async def drop_file(self, import_id: ImportId) -> None:
        """It is not needed any more."""
        ...

    async def refuse(self, import_id: ImportId, rows: Sequence[Refusal]) -> None:
        """Keep them for who corrects them."""
        ...

    async def refused(self, import_id: ImportId, *, after: int, limit: int) -> Sequence[Refusal]:
        """By their numbers, from behind `after` on."""
        ...

    async def known(self, addresses: Sequence[Address]) -> int:
        """How many of them are somebody's."""
        ...

    async def take_in(self, rows: Sequence[PersonRow], terms: TakingTerms) -> TakenIn:
        """Set by set: who is known by the address (Brazil's ninth digit or not) learns what the row says, others become contacts.

        Whoever was deleted is there again. A no is not overruled by the consent of a file.
        """
        ...
