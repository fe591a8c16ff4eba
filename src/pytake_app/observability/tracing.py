"""Where traces go: to whoever looks at recent ones, and to a collector where there is one."""

import logging
from asyncio import CancelledError, create_task, to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from pytake_app.observability.recent import Recent, RecentLogs, RecentSpans


@asynccontextmanager
async def observed(recent: Recent, service: str, otlp_endpoint: str) -> AsyncIterator[None]:
    """This process is observed as `service` while the block runs. Which traces are begun is said where they begin."""
    provider = _provider(service)
    processors: list[SpanProcessor] = [RecentSpans(recent, service)]
    if otlp_endpoint:
        processors.append(BatchSpanProcessor(OTLPSpanExporter(endpoint=otlp_endpoint)))
    for processor in processors:
        provider.add_span_processor(processor)
    handler = RecentLogs(recent, service)
    logging.getLogger().addHandler(handler)
    running = create_task(recent.run())
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        for processor in processors:
            await to_thread(processor.shutdown)
        running.cancel()
        with suppress(CancelledError):
            await running


def _provider(service: str) -> TracerProvider:
    """The process's own: it can be set once."""
    present = trace.get_tracer_provider()
    if isinstance(present, TracerProvider):
        return present
    made = TracerProvider(sampler=ALWAYS_ON, resource=Resource.create({"service.name": f"pytake-{service}"}))
    trace.set_tracer_provider(made)
    return made
