"""Figures of a period as a sheet to take away."""

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pytake_app.phrases import figure
from pytake_domain.analytics import Figure, PeriodName, Sheet, Span, Wanted
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.text import Language

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML has no way to write."""


class SheetForm(StrEnum):
    """How it is taken away."""

    CSV = "csv"
    PDF = "pdf"
    XLSX = "xlsx"


class ExportIn(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}
):
    """The period as everywhere: its name, or days from and to."""

    format: SheetForm
    period: PeriodName | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    whatsapp_config_id: UUID | None = None


def wanted_of(given: ExportIn) -> Wanted:
    """As the domain has it."""
    number_id = NumberId(given.whatsapp_config_id) if given.whatsapp_config_id else None
    return Wanted(name=given.period, first=given.since, last=given.until, number_id=number_id)


def sheet_of(company: str, span: Span, figures: Sequence[Figure], language: Language, now: dt.datetime) -> Sheet:
    """A row a figure; a day a column would not fit a page."""
    days = f"{span.first.isoformat()} .. {span.last.isoformat()} ({span.time_zone})"
    made = now.astimezone(ZoneInfo(span.time_zone)).strftime("%Y-%m-%d %H:%M")
    return Sheet(
        title=f"{company} · {figure('title', language)}",
        about=(days, made),
        columns=tuple(figure(name, language) for name in ("figure", "period", "previous", "change")),
        rows=tuple(
            (
                figure(each.metric.value, language),
                str(each.value),
                str(each.before),
                "" if each.trend is None else f"{each.trend:+.1f} %",
            )
            for each in figures
        ),
        language=language,
        made_at=now,
    )


def csv_of(span: Span, figures: Sequence[Figure]) -> bytes:
    """A row a figure and hour or day, by the names of the API; for machines and spreadsheets."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(("metric", "at", "value"))
    here = ZoneInfo(span.time_zone)
    for each in figures:
        for point in each.spark:
            rows.writerow((each.metric.value, point.at.astimezone(here).isoformat(), point.value))
    return text.getvalue().encode()


def xlsx_of(sheet: Sheet, span: Span, figures: Sequence[Figure]) -> bytes:
    """Two tables: each figure against the period before, and a row a figure and hour or day. What is text stays text, whatever it
    begins with; a time is the company's own.
    """
    book = Workbook(write_only=True)
    summary = book.create_sheet(figure("summary", sheet.language))
    summary.column_dimensions["A"].width = 36
    for line in (sheet.title, *sheet.about):
        summary.append([_text(summary, line)])
    summary.append([])
    summary.append([_text(summary, name, bold=True) for name in sheet.columns])
    for row, each in zip(sheet.rows, figures, strict=True):
        change = None if each.trend is None else each.trend / 100
        summary.append([_text(summary, row[0]), each.value, each.before, _share(summary, change)])
    series = book.create_sheet(figure("series", sheet.language))
    series.column_dimensions["A"].width, series.column_dimensions["B"].width = 36, 20
    series.append([_text(series, figure(name, sheet.language), bold=True) for name in ("figure", "moment", "value")])
    here = ZoneInfo(span.time_zone)
    for row, each in zip(sheet.rows, figures, strict=True):
        for point in each.spark:
            at = point.at.astimezone(here).replace(tzinfo=None)
            series.append([_text(series, row[0]), at, point.value])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: WriteOnlyWorksheet, value: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=_UNWRITABLE.sub("", value))
    # What begins with a sign of calculation would be one.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _share(sheet: WriteOnlyWorksheet, value: float | None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = "+0.0%;-0.0%;0.0%"
    return cell
