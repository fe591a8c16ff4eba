"""People from a file: looked at, read in batches, reported on."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import islice

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.attribute import Attribute
from pytake_domain.contacts.consent import ConsentProof, check_consent
from pytake_domain.contacts.errors import FileUnreadable
from pytake_domain.contacts.importing.job import (
    BATCH,
    LARGEST_FILE,
    ROWS_MOST,
    ContactImport,
    ImportPayload,
    ImportState,
    TakenIn,
    TakingTerms,
)
from pytake_domain.contacts.importing.ports import OpenTable, Tables
from pytake_domain.contacts.importing.rows import ImportPlan, PersonRow, Refusal, corrected, read_row
from pytake_domain.contacts.ports import PeopleWork
from pytake_domain.contacts.use_cases.begin_import import (
    begun_import,
    checked_plan,
    guessed,
    keep_import,
    planned_import,
)
from pytake_domain.contacts.use_cases.people import known_attributes
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ConsentId, Ids, ImportId, TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork

SHOWN_REFUSED = 100
_payload = msgspec.json.Decoder(ImportPayload)


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What a file would do: how it was read, what its columns seem to be, counts, and the first refused rows."""

    encoding: str | None
    separator: str | None
    header: bool
    titles: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    columns: tuple[str | None, ...]
    rows: int
    new: int
    known: int
    refused: int
    reasons: dict[str, int]
    first_refused: tuple[Refusal, ...]


class ImportContacts:
    """Imports of a company."""

    def __init__(self, *, open_work: OpenWork[PeopleWork], tables: Tables, clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._tables = tables
        self._clock = clock
        self._ids = ids

    async def start(
        self, actor: Actor, pieces: AsyncIterator[bytes], *, filename: str, plan: ImportPlan | None
    ) -> ContactImport:
        """Keep the file, and read it later. Without a plan it is guessed. Raises Invalid, FileUnreadable, TooLarge."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            known = await known_attributes(work)
            if plan is not None and plan.list_id is not None:
                await work.contact_lists.get(plan.list_id)
        async with self._tables.spooled(pieces, most=LARGEST_FILE) as file:
            now = self._clock.now()
            plan, first = planned_import(file, plan, known, now)
            one = begun_import(actor, ImportId(self._ids.new()), filename, plan, first, now)
            # The whole file is here already, so nobody is waited for in this transaction.
            async with self._open_work(actor.tenant_id) as work:
                await keep_import(work, actor.tenant_id, one, file)
        return one

    async def preview(self, actor: Actor, pieces: AsyncIterator[bytes], plan: ImportPlan | None) -> Preview:
        """What would become of every row; nothing is kept. Raises Invalid, FileUnreadable, TooLarge."""
        actor.require(Permission.WRITE_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            known = await known_attributes(work)
        async with self._tables.spooled(pieces, most=LARGEST_FILE) as file:
            wanted = (plan.encoding, plan.separator) if plan is not None else (None, None)
            with file.open(encoding=wanted[0], separator=wanted[1]) as table:
                looked, titles, samples = guessed(table, known)
                used = plan if plan is not None else looked
                found = (table.encoding, table.separator)
                counts = _Counts()
                if not _lacks_phone(used):
                    used = checked_plan(used, known, self._clock.now())
                    async for batch in _batches(table, used, known):
                        await self._look(actor, batch, counts)
        return Preview(
            encoding=found[0],
            separator=found[1],
            header=used.header,
            titles=titles,
            samples=samples,
            columns=used.columns,
            rows=counts.new + counts.known + counts.refused,
            new=counts.new,
            known=counts.known,
            refused=counts.refused,
            reasons=counts.reasons,
            first_refused=tuple(counts.first),
        )

    async def _look(self, actor: Actor, batch: "_Batch", counts: "_Counts") -> None:
        async with self._open_work(actor.tenant_id) as work:
            known = await work.imports.known([person.address for person in batch.people])
        counts.known += known
        counts.new += len(batch.people) - known
        counts.refused += len(batch.refused)
        for refusal in batch.refused:
            reason = f"{refusal.problem.field}:{refusal.problem.code}"
            counts.reasons[reason] = counts.reasons.get(reason, 0) + 1
        counts.first += batch.refused[: SHOWN_REFUSED - len(counts.first)]

    async def get(self, actor: Actor, import_id: ImportId) -> tuple[ContactImport, Sequence[Refusal]]:
        """How far it is, and the first refused rows. Raises ImportNotFound."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            one = await work.imports.get(import_id)
            return one, await work.imports.refused(import_id, after=0, limit=SHOWN_REFUSED)

    async def latest(self, actor: Actor, *, before: ImportId | None, limit: int) -> Sequence[ContactImport]:
        """The newest first."""
        actor.require(Permission.READ_CONTACTS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.imports.latest(before=before, limit=limit)

    async def refused(self, actor: Actor, import_id: ImportId) -> AsyncIterator[Refusal]:
        """Every refused row, in pages; for a file to correct. Raises ImportNotFound."""
        actor.require(Permission.WRITE_CONTACTS)
        after = 0
        while True:
            async with self._open_work(actor.tenant_id) as work:
                await work.imports.get(import_id)
                page = await work.imports.refused(import_id, after=after, limit=BATCH)
            for refusal in page:
                yield refusal
            if len(page) < BATCH:
                return
            after = page[-1].number

    async def run(self, tenant_id: TenantId, payload: bytes) -> None:
        """Go on with it, from the batch behind the last one that was committed: its numbers are committed with it."""
        import_id = _payload.decode(payload).import_id
        async with self._open_work(tenant_id) as work:
            one = await work.imports.get(import_id)
            known = await known_attributes(work)
        if one.state is not ImportState.RUNNING or one.plan is None:
            return
        try:
            async with self._tables.spooled(self._pieces(tenant_id, import_id), most=LARGEST_FILE) as file:
                plan = one.plan
                with file.open(encoding=plan.encoding, separator=plan.separator) as table:
                    done = one.seen
                    async for batch in _batches(table, plan, known):
                        if batch.last <= done:
                            continue
                        await self._take(tenant_id, import_id, batch, plan)
            await self._end(tenant_id, import_id, None)
        except Invalid as error:
            await self._end(tenant_id, import_id, error.problems[0])

    async def _pieces(self, tenant_id: TenantId, import_id: ImportId) -> AsyncIterator[bytes]:
        number = 0
        while True:
            async with self._open_work(tenant_id) as work:
                piece = await work.imports.piece(import_id, number)
            if piece is None:
                return
            yield piece
            number += 1

    async def _take(self, tenant_id: TenantId, import_id: ImportId, batch: "_Batch", plan: ImportPlan) -> None:
        now = self._clock.now()
        async with self._open_work(tenant_id) as work:
            one = await work.imports.get(import_id, lock=True)
            if one.seen >= batch.last:
                return
            terms = TakingTerms(at=now, updates=plan.updates, list_id=plan.list_id, consent=plan.consent)
            taken = await work.imports.take_in(batch.people, terms)
            await work.imports.refuse(import_id, batch.refused)
            await work.tags.know(sorted({tag for person in batch.people for tag in person.tags}), now)
            if plan.list_id is not None and plan.fields:
                await work.contact_lists.describe(plan.list_id, {who: row.fields for who, row in taken.rows.items()})
            await self._prove(work, one, taken, plan)
            await work.imports.save(
                replace(
                    one,
                    created=one.created + len(taken.created),
                    updated=one.updated + len(taken.updated),
                    unchanged=one.unchanged + len(batch.people) - len(taken.created) - len(taken.updated),
                    refused=one.refused + len(batch.refused),
                    updated_at=now,
                )
            )

    async def _prove(self, work: PeopleWork, one: ContactImport, taken: TakenIn, plan: ImportPlan) -> None:
        said, now = plan.consent, self._clock.now()
        if said is None or not taken.agreed:
            return
        about = {
            "purpose": said.purpose,
            "given": True,
            "at": check_consent(said, now),
            "source": said.source.strip(),
            "text": said.text,
            "recorded_at": now,
            "actor_kind": one.actor_kind,
            "actor_id": one.actor_id,
        }
        proofs = (ConsentProof(id=ConsentId(self._ids.new()), contact_id=each, **about) for each in taken.agreed)  # type: ignore[arg-type]
        await work.consents.add(*proofs)

    async def _end(self, tenant_id: TenantId, import_id: ImportId, problem: Problem | None) -> None:
        async with self._open_work(tenant_id) as work:
            one = await work.imports.get(import_id, lock=True)
            state = ImportState.DONE if problem is None else ImportState.FAILED
            await work.imports.save(replace(one, state=state, problem=problem, updated_at=self._clock.now()))
            await work.imports.drop_file(import_id)


class _Counts(msgspec.Struct):
    new: int = 0
    known: int = 0
    refused: int = 0
    reasons: dict[str, int] = {}
    first: list[Refusal] = []


class _Batch(msgspec.Struct):
    """People and refused rows; `last` is how many rows of the file are behind its end."""

    people: list[PersonRow]
    refused: list[Refusal]
    last: int


def _lacks_phone(plan: ImportPlan) -> bool:
    return "phone" not in plan.columns


async def _batches(table: OpenTable, plan: ImportPlan, known: Mapping[str, Attribute]) -> AsyncIterator[_Batch]:
    """The same batches each time the file is read. They are read beside the event loop, which has others to serve."""
    rows, seen, count = _numbered(table, plan), set[int](), 0
    while batch := await asyncio.to_thread(_batch, rows, plan, known, seen):
        count += len(batch.people) + len(batch.refused)
        batch.last = count
        yield batch


def _batch(
    rows: Iterator[tuple[int, Sequence[str]]], plan: ImportPlan, known: Mapping[str, Attribute], seen: set[int]
) -> _Batch | None:
    """A row whose number is in one before is refused. None at the end."""
    batch = _Batch(people=[], refused=[], last=0)
    for number, cells in islice(rows, BATCH):
        row = read_row(number, cells, plan, known)
        if isinstance(row, PersonRow):
            key = hash(min(address.value for address in row.address.alike()))
            if key not in seen:
                seen.add(key)
                batch.people.append(row)
                continue
            row = Refusal(number=number, problem=Problem(field="phone", code="twice_in_file"), cells=tuple(cells))
        batch.refused.append(row)
    return batch if batch.people or batch.refused else None


def _numbered(table: OpenTable, plan: ImportPlan) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows of people with their numbers in the file, as corrected; empty ones are left out. Raises FileUnreadable beyond the
    most.
    """
    for number, read in enumerate(table.rows(), start=1):
        if number > ROWS_MOST + plan.header:
            raise FileUnreadable(Problem(field="file", code="too_many_people", params={"most": ROWS_MOST}))
        cells = corrected(number, read, plan)
        if (number > 1 or not plan.header) and any(cell.strip() for cell in cells):
            yield number, cells
