"""Figures of a period as a sheet to take away."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from pytake_app.phrases import figure
from pytake_domain.analytics import Figure, PeriodName, Sheet, Span, Wanted
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.text import Language


class SheetForm(StrEnum):
    """How it is taken away."""

    CSV = "csv"
    PDF = "pdf"


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
