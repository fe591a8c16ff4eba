"""One trace through all processes: what is stored for somebody else to go on with carries where it began.

A row carries the trace as W3C's `traceparent` (https://www.w3.org/TR/trace-context/), and only when its trace is kept: of all
the others nothing is stored, made or sent.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation import set_span_in_context
from opentelemetry.util.types import AttributeValue

_tracer = trace.get_tracer("pytake")
_VERSION = "00"
_PARTS, _TRACE, _SPAN = 4, 32, 16
_HEX = 16


def carried() -> str | None:
    """What to store with work for later; None when nothing is kept of what runs now."""
    at = trace.get_current_span().get_span_context()
    if not at.is_valid or not at.trace_flags.sampled:
        return None
    return f"{_VERSION}-{at.trace_id:032x}-{at.span_id:016x}-01"


@contextmanager
def begun(name: str, share: float, **attributes: AttributeValue) -> Iterator[Span | None]:
    """A new trace, of a share (0 to 1) of those that could begin here; None for the others."""
    if share <= 0 or (share < 1 and random.random() >= share):  # noqa: S311  nothing is guessed by it
        yield None
        return
    with _span(name, None, SpanKind.SERVER, attributes) as span:
        yield span


@contextmanager
def resumed(name: str, carried_over: str | None, **attributes: AttributeValue) -> Iterator[Span | None]:
    """What follows belongs to the trace that a row carried; nothing when it carried none."""
    parent = _read(carried_over) if carried_over else None
    if parent is None:
        yield None
        return
    with _span(name, NonRecordingSpan(parent), SpanKind.CONSUMER, attributes) as span:
        yield span


@contextmanager
def within(name: str, **attributes: AttributeValue) -> Iterator[Span | None]:
    """A part of what runs now, such as a request to somebody else's server; nothing when nothing is kept of it."""
    if not trace.get_current_span().is_recording():
        yield None
        return
    with _span(name, trace.get_current_span(), SpanKind.CLIENT, attributes) as span:
        yield span


@contextmanager
def _span(name: str, parent: Span | None, kind: SpanKind, attributes: dict[str, AttributeValue]) -> Iterator[Span]:
    context = set_span_in_context(parent) if parent is not None else None
    # An exception's text may hold what somebody wrote: its type has to do.
    with _tracer.start_as_current_span(
        name, context, kind, attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def _read(text: str) -> SpanContext | None:
    parts = text.split("-")
    if len(parts) != _PARTS or len(parts[1]) != _TRACE or len(parts[2]) != _SPAN:
        return None
    try:
        numbers = int(parts[1], _HEX), int(parts[2], _HEX)
    except ValueError:
        return None
    context = SpanContext(*numbers, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
    return context if context.is_valid else None
