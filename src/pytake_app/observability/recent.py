"""Recent log records and spans of all processes, kept for the routes that show them."""

import asyncio
import datetime as dt
import logging
from collections import deque
from contextlib import suppress

import msgspec
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.trace import StatusCode, get_current_span

from pytake_adapters.redis.recent import RecentRecords
from pytake_app.observability.logging import redacted

LOGS, SPANS = "logs", "spans"
EVERY = 0.5
MOST_WAITING = 2_000
"""Records of a process that wait to be put down; the oldest go first when the server is away."""
_NANOSECONDS = 1e9


class LogRecordOut(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the log, without personal data. `trace_id` where it was written in a trace that is kept."""

    at: dt.datetime
    level: str
    service: str
    logger: str
    message: str
    trace_id: str = ""
    exception: str = ""


class SpanOut(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a trace: what was done, by which process, from when, for how long, and how it ended."""

    trace_id: str
    span_id: str
    parent_id: str | None
    name: str
    service: str
    started_at: dt.datetime
    duration_ms: float
    status: str
    attributes: dict[str, str | int | float | bool]


class Recent:
    """Gathers what happens here, and puts it down from time to time."""

    def __init__(self, records: RecentRecords) -> None:
        self._records = records
        self._waiting: dict[str, deque[bytes]] = {kind: deque(maxlen=MOST_WAITING) for kind in (LOGS, SPANS)}

    def add(self, kind: str, record: msgspec.Struct) -> None:
        """From any thread."""
        self._waiting[kind].append(msgspec.json.encode(record))

    async def run(self) -> None:
        """Until it is cancelled; what is in hand then is still put down."""
        try:
            while True:
                await asyncio.sleep(EVERY)
                await self.flush()
        finally:
            with suppress(Exception):
                await asyncio.shield(self.flush())

    async def flush(self) -> None:
        """Put down what waits."""
        for kind, waiting in self._waiting.items():
            batch = [waiting.popleft() for _ in range(len(waiting))]
            if batch and not await self._records.put(kind, batch):
                waiting.extendleft(reversed(batch))


class RecentLogs(logging.Handler):
    """Log records as they are written."""

    def __init__(self, recent: Recent, service: str) -> None:
        super().__init__(logging.INFO)
        self._recent = recent
        self._service = service

    def emit(self, record: logging.LogRecord) -> None:
        """One record; never raises."""
        try:
            context = get_current_span().get_span_context()
            exception = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
            out = LogRecordOut(
                at=dt.datetime.fromtimestamp(record.created, dt.UTC),
                level=record.levelname.lower(),
                service=self._service,
                logger=record.name,
                message=redacted(record.getMessage()),
                trace_id=f"{context.trace_id:032x}" if context.trace_flags.sampled else "",
                exception=redacted(exception),
            )
            self._recent.add(LOGS, out)
        except Exception:  # noqa: BLE001  a log that breaks what it tells of would be worse than none
            self.handleError(record)


class RecentSpans(SpanProcessor):
    """Spans as they end."""

    def __init__(self, recent: Recent, service: str) -> None:
        self._recent = recent
        self._service = service

    def on_end(self, span: ReadableSpan) -> None:
        """One span."""
        context, began, ended = span.context, span.start_time, span.end_time
        if context is None or began is None or ended is None:
            return
        out = SpanOut(
            trace_id=f"{context.trace_id:032x}",
            span_id=f"{context.span_id:016x}",
            parent_id=f"{span.parent.span_id:016x}" if span.parent is not None else None,
            name=span.name,
            service=self._service,
            started_at=dt.datetime.fromtimestamp(began / _NANOSECONDS, dt.UTC),
            duration_ms=round((ended - began) / 1e6, 3),
            status=_status(span),
            attributes={key: value for key, value in (span.attributes or {}).items() if not isinstance(value, tuple)},  # type: ignore[misc]
        )
        self._recent.add(SPANS, out)


def _status(span: ReadableSpan) -> str:
    if span.status.status_code is StatusCode.ERROR:
        return span.status.description or "error"
    return "ok"
