"""What operators are shown of traces and logs."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_app.observability.recent import LogRecordOut, SpanOut


class TraceOut(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that followed from one beginning, by when it began; `complete` is false where its first span is gone."""

    trace_id: str
    name: str
    started_at: dt.datetime
    duration_ms: float
    services: list[str]
    status: str
    complete: bool
    spans: list[SpanOut]


class TracesOut(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    data: list[TraceOut]


class LogsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    data: list[LogRecordOut]


def traces_of(spans: Sequence[SpanOut]) -> list[TraceOut]:
    """Spans by their trace."""
    together: dict[str, list[SpanOut]] = {}
    for span in spans:
        together.setdefault(span.trace_id, []).append(span)
    traces = [_trace(trace_id, parts) for trace_id, parts in together.items()]
    return sorted(traces, key=lambda each: each.started_at, reverse=True)


def _trace(trace_id: str, parts: list[SpanOut]) -> TraceOut:
    spans = sorted(parts, key=lambda span: span.started_at)
    root = next((span for span in spans if span.parent_id is None), None)
    first = root or spans[0]
    ends = max(span.started_at + dt.timedelta(milliseconds=span.duration_ms) for span in spans)
    return TraceOut(
        trace_id=trace_id,
        name=first.name,
        started_at=first.started_at,
        duration_ms=round((ends - first.started_at).total_seconds() * 1000, 3),
        services=sorted({span.service for span in spans}),
        status=next((span.status for span in spans if span.status != "ok"), "ok"),
        complete=root is not None,
        spans=spans,
    )
