"""What an import begins with: how its file is to be read, and the file itself, kept until it is."""

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Protocol

import msgspec
from msgspec.structs import replace

from pytake_domain.contacts.attribute import Attribute
from pytake_domain.contacts.consent import check_consent
from pytake_domain.contacts.errors import FileUnreadable
from pytake_domain.contacts.importing.columns import COLUMNS_MOST, check_columns, field_names, guess, has_header
from pytake_domain.contacts.importing.job import IMPORT, PIECE, ContactImport, ImportPayload, ImportState
from pytake_domain.contacts.importing.ports import ImportRepository, OpenTable, TableFile
from pytake_domain.contacts.importing.rows import ImportPlan, check_corrections
from pytake_domain.contacts.tag import clean_contact_tags
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ImportId, TenantId
from pytake_domain.kernel.work import Job, Jobs

SAMPLES = 20


class ImportWork(Protocol):
    """What of a work an import begins in."""

    @property
    def imports(self) -> ImportRepository:
        """People from files."""
        ...

    @property
    def jobs(self) -> Jobs:
        """Work for later."""
        ...


def planned_import(
    file: TableFile, plan: ImportPlan | None, known: Mapping[str, Attribute], now: dt.datetime, *, fields: bool = False
) -> tuple[ImportPlan, tuple[str, ...]]:
    """And the file's first row. Without a plan it is guessed; with `fields` what is nothing of a contact is kept as well.

    Raises Invalid, FileUnreadable.
    """
    if plan is None:
        with file.open() as table:
            plan, first, _ = guessed(table, known)
    else:
        with file.open(encoding=plan.encoding, separator=plan.separator) as table:
            first = tuple(next(table.rows(), ()))
    plan = checked_plan(plan, known, now)
    return replace(plan, fields=field_names(plan.columns, first, header=plan.header)) if fields else plan, first


def begun_import(
    actor: Actor, import_id: ImportId, filename: str, plan: ImportPlan, first: Sequence[str], now: dt.datetime
) -> ContactImport:
    """One of which nothing is read yet."""
    return ContactImport(
        id=import_id,
        filename=filename[:200],
        state=ImportState.RUNNING,
        created_at=now,
        updated_at=now,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        plan=plan,
        titles=tuple(first) if plan.header else (),
    )


async def keep_import(work: ImportWork, tenant_id: TenantId, one: ContactImport, file: TableFile) -> None:
    """With its file, until a worker reads it."""
    await work.imports.add(one)
    for number, piece in enumerate(file.pieces(PIECE)):
        await work.imports.put_piece(one.id, number, piece)
    await work.jobs.add(_job(tenant_id, one.id))


def _job(tenant_id: TenantId, import_id: ImportId) -> Job:
    return Job(
        kind=IMPORT,
        tenant_id=tenant_id,
        payload=msgspec.json.encode(ImportPayload(import_id)),
        key=f"{IMPORT}:{import_id}",
    )


def checked_plan(plan: ImportPlan, known: Mapping[str, Attribute], now: dt.datetime) -> ImportPlan:
    """Raises Invalid."""
    check_columns(plan.columns, known)
    check_corrections(plan.corrections)
    if plan.consent is not None:
        check_consent(plan.consent, now)
        if not plan.consent.given:
            raise Invalid(Problem(field="consent", code="only_given"))
    tags = clean_contact_tags(plan.tags) if plan.tags else ()
    return replace(plan, tags=tags)


def guessed(
    table: OpenTable, known: Mapping[str, Attribute]
) -> tuple[ImportPlan, tuple[str, ...], tuple[tuple[str, ...], ...]]:
    first = list(islice(table.rows(), SAMPLES + 1))
    if not first:
        raise FileUnreadable(Problem(field="file", code="no_rows"))
    header = has_header(first[0])
    titles = tuple(first[0]) if header else tuple("" for _ in first[0])
    samples = tuple(tuple(row) for row in first[1 if header else 0 :])
    if len(titles) > COLUMNS_MOST:
        raise FileUnreadable(Problem(field="file", code="too_many_columns", params={"most": COLUMNS_MOST}))
    columns = tuple(guess(titles, samples, known))
    plan = ImportPlan(columns=columns, header=header, encoding=table.encoding, separator=table.separator)
    return plan, titles, samples
