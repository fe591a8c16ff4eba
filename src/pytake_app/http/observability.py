"""Health, readiness, liveness and metrics for machines; recent traces and logs for the platform's administrators."""

from contextlib import suppress
from enum import StrEnum
from typing import Annotated

import msgspec
from litestar import Controller, MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter, SkipValidation

from pytake_adapters.postgres.queue_figures import PostgresQueueFigures
from pytake_adapters.redis.recent import RecentRecords
from pytake_app.http.edge.draining import Draining
from pytake_app.observability.health import Health, HealthChecks
from pytake_app.observability.metrics import Metrics
from pytake_app.observability.recent import LOGS, SPANS, LogRecordOut, SpanOut
from pytake_app.wire.observability import LogsOut, TracesOut, traces_of
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem, Unavailable

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
LOOKED_THROUGH = 5_000
MOST_SHOWN = 1_000
Limit = Annotated[int, QueryParameter(schema_extra={"minimum": 1, "maximum": MOST_SHOWN})]

_logs = msgspec.json.Decoder(LogRecordOut)
_spans = msgspec.json.Decoder(SpanOut)


class Level(StrEnum):
    """From the least to the most serious."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"


class ObservabilityController(Controller):
    """`/observability`."""

    path = "/observability"
    tags = ("observability",)

    @get("/health", summary="Health of every dependency")
    async def health(self, health_checks: NamedDependency[HealthChecks]) -> Response[Health]:
        """200 while messages flow, 503 when they can't; each dependency says for itself."""
        health = await health_checks.ask()
        return Response(health, status_code=503 if health.status == "down" else 200)

    @get("/ready", summary="Readiness")
    async def ready(
        self, health_checks: NamedDependency[HealthChecks], draining: NamedDependency[SkipValidation[Draining]]
    ) -> Response[dict[str, bool]]:
        """Should requests be sent here?"""
        # Not when this process is about to end, either.
        is_ready = not draining.begun and (await health_checks.ask()).status != "down"
        return Response({"ready": is_ready}, status_code=200 if is_ready else 503)

    @get("/live", summary="Liveness", sync_to_thread=False)
    def live(self) -> dict[str, bool]:
        """Does the process answer at all?"""
        return {"live": True}

    @get("/metrics", summary="Prometheus text", media_type=MediaType.TEXT)
    async def metrics(
        self, metrics: NamedDependency[Metrics], queue_figures: NamedDependency[PostgresQueueFigures]
    ) -> Response[bytes]:
        """Of this process, and of the queues that all processes share."""
        with suppress(Unavailable):
            metrics.queued(await queue_figures.measure())
        return Response(metrics.text(), media_type=PROMETHEUS)

    @get("/traces", summary="Recent traces")
    async def traces(
        self,
        actor: NamedDependency[Actor],
        recent_records: NamedDependency[RecentRecords],
        limit: Limit = 50,
        trace_id: FromQuery[str] = "",
    ) -> TracesOut:
        """From the webhook to the provider, through all processes; `trace_id` asks for one. How many are kept is a setting
        (`PYTAKE_TRACE_SHARE`).
        """
        actor.require(Permission.PLATFORM)
        _check(limit)
        spans = [_spans.decode(row) for row in await recent_records.newest(SPANS, LOOKED_THROUGH)]
        wanted = [span for span in spans if not trace_id or span.trace_id == trace_id]
        return TracesOut(data=traces_of(wanted)[:limit])

    @get("/logs", summary="Recent log records by level and service")
    async def logs(
        self,
        actor: NamedDependency[Actor],
        recent_records: NamedDependency[RecentRecords],
        level: FromQuery[Level] = Level.INFO,
        service: FromQuery[str] = "",
        trace_id: FromQuery[str] = "",
        limit: Limit = 100,
    ) -> LogsOut:
        """`level` and above; `service` is `api`, `worker`, `worker-talk` or `worker-bulk`. They hold no personal data."""
        actor.require(Permission.PLATFORM)
        _check(limit)
        levels = list(Level)[list(Level).index(level) :]
        records = (_logs.decode(row) for row in await recent_records.newest(LOGS, LOOKED_THROUGH))
        found = [
            record
            for record in records
            if record.level in levels
            and (not service or record.service == service)
            and (not trace_id or record.trace_id == trace_id)
        ]
        return LogsOut(data=found[:limit])


def _check(limit: int) -> None:
    """Raises Invalid."""
    if not 1 <= limit <= MOST_SHOWN:
        raise Invalid(Problem(field="limit", code="out_of_range", params={"least": 1, "most": MOST_SHOWN}))
