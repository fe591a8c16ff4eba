"""Imports in memory: their progress, files and refused rows; files of tables that are at hand."""

import csv
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from msgspec.structs import replace

from pytake_domain.contacts import (
    MARKETING,
    Address,
    Contact,
    ContactImport,
    ContactRepository,
    FileUnreadable,
    ImportNotFound,
    OpenTable,
    PersonRow,
    Refusal,
    Sighting,
    TableForm,
    TakenIn,
    TakingTerms,
)
from pytake_domain.kernel.errors import Problem, TooLarge
from pytake_domain.kernel.ids import ContactId, ImportId
from pytake_domain.testing.memory.store import TenantRows


class MemoryImports:
    """See ImportRepository."""

    def __init__(self, rows: TenantRows, contacts: ContactRepository) -> None:
        self._rows = rows
        self._contacts = contacts

    async def add(self, one: ContactImport) -> None:
        """See the port."""
        self._rows.imports[one.id] = one

    async def get(self, import_id: ImportId, *, lock: bool = False) -> ContactImport:  # noqa: ARG002  works never meet
        """See the port."""
        if import_id not in self._rows.imports:
            raise ImportNotFound
        return self._rows.imports[import_id]

    async def latest(self, *, before: ImportId | None, limit: int) -> Sequence[ContactImport]:
        """See the port."""
        behind = (one for one in self._rows.imports.values() if before is None or one.id < before)
        return sorted(behind, key=lambda one: one.id, reverse=True)[:limit]

    async def save(self, one: ContactImport) -> None:
        """See the port."""
        self._rows.imports[one.id] = one

    async def put_piece(self, import_id: ImportId, number: int, piece: bytes) -> None:
        """See the port."""
        self._rows.import_pieces[import_id, number] = piece

    async def piece(self, import_id: ImportId, number: int) -> bytes | None:
        """See the port."""
        return self._rows.import_pieces.get((import_id, number))

    async def drop_file(self, import_id: ImportId) -> None:
        """See the port."""
        for key in [key for key in self._rows.import_pieces if key[0] == import_id]:
            del self._rows.import_pieces[key]

    async def refuse(self, import_id: ImportId, rows: Sequence[Refusal]) -> None:
        """See the port."""
        self._rows.import_refusals.update({(import_id, row.number): row for row in rows})

    async def refused(self, import_id: ImportId, *, after: int, limit: int) -> Sequence[Refusal]:
        """See the port."""
        rows = [row for (one, number), row in self._rows.import_refusals.items() if one == import_id and number > after]
        return sorted(rows, key=lambda row: row.number)[:limit]

    async def known(self, addresses: Sequence[Address]) -> int:
        """See the port."""
        return len([each for each in addresses if await self._contacts.find([each]) is not None])

    async def take_in(self, rows: Sequence[PersonRow], terms: TakingTerms) -> TakenIn:
        """See the port."""
        created: list[ContactId] = []
        whose: dict[ContactId, PersonRow] = {}
        there: dict[ContactId, bool] = {}
        for row in rows:
            known = await self._contacts.find([row.address])
            if known is None:
                (made,) = await self._contacts.find_or_add([Sighting(addresses=(row.address,), at=terms.at)])
                await self._contacts.save(_learnt(made, row))
                created.append(made.id)
                whose[made.id] = row
            elif known.id not in there:
                there[known.id] = False
                whose[known.id] = row
                if terms.updates or known.deleted_at is not None:
                    after = replace(_learnt(known, row), deleted_at=None)
                    if after != known:
                        await self._contacts.save(replace(after, updated_at=terms.at))
                        there[known.id] = True
        everybody = [*created, *there]
        if terms.list_id in self._rows.contact_lists:
            for each in everybody:
                self._rows.list_members.setdefault((terms.list_id, each), terms.at)
        return TakenIn(
            created=tuple(created),
            updated=tuple(each for each, changed in there.items() if changed),
            unchanged=tuple(each for each, changed in there.items() if not changed),
            agreed=await self._agree(everybody, terms),
            rows=whose,
        )

    async def _agree(self, everybody: Sequence[ContactId], terms: TakingTerms) -> tuple[ContactId, ...]:
        said = terms.consent
        if said is None:
            return ()
        agreed = []
        for contact in (await self._contacts.get_all(everybody)).values():
            marketing = said.purpose == MARKETING
            silent = contact.opted_out_at is None and contact.opted_in_at is None
            if silent if marketing else said.purpose not in contact.purposes:
                yes = contact.consent(said.purpose, given=True, source=said.source, at=said.at or terms.at)
                await self._contacts.save(replace(yes, updated_at=terms.at))
                agreed.append(contact.id)
        return tuple(agreed)


def _learnt(contact: Contact, row: PersonRow) -> Contact:
    return replace(
        contact,
        name=row.name or contact.name,
        email=row.email or contact.email,
        language=row.language or contact.language,
        time_zone=row.time_zone or contact.time_zone,
        vip=contact.vip if row.vip is None else row.vip,
        tags=tuple(dict.fromkeys((*contact.tags, *row.tags))),
        attributes={**contact.attributes, **row.attributes},
    )


class MemoryTable:
    """See OpenTable."""

    encoding: str | None = "utf-8"

    def __init__(self, text: str, separator: str) -> None:
        self._text = text
        self.separator: str | None = separator

    def rows(self) -> Iterator[Sequence[str]]:
        """See the port."""
        yield from csv.reader(io.StringIO(self._text), delimiter=self.separator or ",")


class MemoryFile:
    """See TableFile: UTF-8 with semicolons or commas."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def pieces(self, size: int) -> Iterator[bytes]:
        """See the port."""
        for start in range(0, len(self._content), size):
            yield self._content[start : start + size]

    @contextmanager
    def open(self, *, encoding: str | None = None, separator: str | None = None) -> Iterator[OpenTable]:
        """See the port."""
        try:
            text = self._content.decode(encoding or "utf-8")
        except (UnicodeError, LookupError) as error:
            problem = Problem(field="file", code="letters_unreadable", params={"encoding": encoding or "utf-8"})
            raise FileUnreadable(problem) from error
        yield MemoryTable(text, separator or (";" if ";" in text else ","))


class MemoryTables:
    """See Tables."""

    @asynccontextmanager
    async def spooled(self, pieces: AsyncIterator[bytes], *, most: int) -> AsyncIterator[MemoryFile]:
        """See the port."""
        content = b"".join([piece async for piece in pieces])
        if len(content) > most:
            raise TooLarge(allowed=most)
        yield MemoryFile(content)


class MemoryTableWriter:
    """See TableWriter: CSV, whatever is asked for."""

    async def written(self, form: TableForm, rows: AsyncIterator[Sequence[str]]) -> AsyncIterator[bytes]:  # noqa: ARG002
        """See the port."""
        async for row in rows:
            lines = io.StringIO()
            csv.writer(lines, delimiter=";").writerow(row)
            yield lines.getvalue().encode()
