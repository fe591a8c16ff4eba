"""Imports of contacts: how a file is to be read, what it would do, and what became of it."""

import csv
import datetime as dt
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

import msgspec

from pytake_app.phrases import figure, problem
from pytake_app.wire.people import ConsentIn, consent_given
from pytake_domain.contacts import ContactImport, ImportPlan, ImportState, Preview, Refusal, defused
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactListId
from pytake_domain.kernel.text import Language


class ImportOptionsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The field `options` of the form. `columns` are: phone, name, email, language, time_zone, vip, tags, attr.name, null.
    `corrections`: by rows as refusals number them, what stands in cells instead, by their places from 0 on.
    """

    columns: list[str | None]
    header: bool = True
    encoding: str | None = None
    separator: str | None = None
    country: str = "55"
    updates: bool = True
    tags: list[str] = []
    list_id: UUID | None = None
    consent: ConsentIn | None = None
    corrections: dict[int, dict[int, str]] = {}


class RefusedRowOut(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is not taken, and why."""

    row: int
    field: str
    code: str
    message: str
    cells: list[str]


class ImportPreviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """How the file was read, and what would become of its rows; `reasons` counts the refused ones by field and code."""

    encoding: str | None
    separator: str | None
    header: bool
    titles: list[str]
    samples: list[list[str]]
    columns: list[str | None]
    rows: int
    new: int
    known: int
    refused: int
    reasons: dict[str, int]
    first_refused: list[RefusedRowOut]


class ImportOut(msgspec.Struct, frozen=True, kw_only=True):
    """How far it is: `seen` rows, each of them created, updated, unchanged or refused."""

    id: UUID
    filename: str
    state: ImportState
    seen: int
    created: int
    updated: int
    unchanged: int
    refused: int
    problem: str | None
    created_at: dt.datetime
    updated_at: dt.datetime
    first_refused: list[RefusedRowOut]


def plan_of(fields: Mapping[str, bytes]) -> ImportPlan | None:
    """None when the form says nothing of it. Raises Invalid."""
    if not fields.get("options"):
        return None
    try:
        given = msgspec.json.decode(fields["options"], type=ImportOptionsIn)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Invalid(Problem(field="options", code="plan_unreadable", params={"reason": str(error)[:200]})) from error
    return ImportPlan(
        columns=tuple(given.columns),
        header=given.header,
        encoding=given.encoding,
        separator=given.separator,
        country=given.country,
        updates=given.updates,
        tags=tuple(given.tags),
        list_id=ContactListId(given.list_id) if given.list_id else None,
        consent=consent_given(given.consent) if given.consent else None,
        corrections=given.corrections,
    )


def preview_out(preview: Preview, language: Language) -> ImportPreviewOut:
    """As the API shows it."""
    return ImportPreviewOut(
        encoding=preview.encoding,
        separator=preview.separator,
        header=preview.header,
        titles=list(preview.titles),
        samples=[list(row) for row in preview.samples],
        columns=list(preview.columns),
        rows=preview.rows,
        new=preview.new,
        known=preview.known,
        refused=preview.refused,
        reasons=preview.reasons,
        first_refused=[_refused(row, language) for row in preview.first_refused],
    )


def import_out(one: ContactImport, refused: Sequence[Refusal], language: Language, *, cells_shown: bool) -> ImportOut:
    """As the API shows it; cells hold numbers, which not everybody may see."""
    return ImportOut(
        id=one.id,
        filename=one.filename,
        state=one.state,
        seen=one.seen,
        created=one.created,
        updated=one.updated,
        unchanged=one.unchanged,
        refused=one.refused,
        problem=problem(one.problem.code, language, one.problem.params) if one.problem else None,
        created_at=one.created_at,
        updated_at=one.updated_at,
        first_refused=[_refused(row, language, cells_shown=cells_shown) for row in refused],
    )


def _refused(row: Refusal, language: Language, *, cells_shown: bool = True) -> RefusedRowOut:
    return RefusedRowOut(
        row=row.number,
        field=row.problem.field,
        code=row.problem.code,
        message=problem(row.problem.code, language, row.problem.params),
        cells=list(row.cells) if cells_shown else [],
    )


async def refused_csv(rows: AsyncIterator[Refusal], titles: Sequence[str], language: Language) -> AsyncIterator[bytes]:
    """A file to correct and to import again: its own titles, the cells as they were, and the reason in a column behind them."""
    yield b"\xef\xbb\xbf"
    if titles:
        yield _line([*titles, figure("refused_because", language)])
    async for row in rows:
        reason = problem(row.problem.code, language, row.problem.params)
        missing = [""] * (len(titles) - len(row.cells))
        yield _line([*row.cells, *missing, f"{row.problem.field}: {reason}"])


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(map(defused, cells))
    return line.getvalue().encode()
