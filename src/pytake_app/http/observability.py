"""Health, readiness, liveness and metrics."""

from litestar import Controller, MediaType, Response, get
from litestar.di import NamedDependency

from pytake_app.observability.health import Health, HealthChecks
from pytake_app.observability.metrics import Metrics

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


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
    async def ready(self, health_checks: NamedDependency[HealthChecks]) -> Response[dict[str, bool]]:
        """Should requests be sent here?"""
        health = await health_checks.ask()
        is_ready = health.status != "down"
        return Response({"ready": is_ready}, status_code=200 if is_ready else 503)

    @get("/live", summary="Liveness", sync_to_thread=False)
    def live(self) -> dict[str, bool]:
        """Does the process answer at all?"""
        return {"live": True}

    @get("/metrics", summary="Prometheus text", media_type=MediaType.TEXT, sync_to_thread=False)
    def metrics(self, metrics: NamedDependency[Metrics]) -> Response[bytes]:
        """Of this process."""
        return Response(metrics.text(), media_type=PROMETHEUS)
