"""`observability`. Made by generate.py out of the OpenAPI document: change that, not this."""

from pytake_client.calls import Call
from pytake_client.types import Health, Level, LogsOut, TracesOut


def health() -> Call[Health]:
    """Health of every dependency.

    200 while messages flow, 503 when they can't; each dependency says for itself.
    """
    return Call("GET", "/observability/health", returns=Health)


def live() -> Call[dict[str, bool]]:
    """Liveness.

    Does the process answer at all?
    """
    return Call("GET", "/observability/live", returns=dict[str, bool])


def logs(
    *, level: Level | None = None, service: str | None = None, trace_id: str | None = None, limit: int | None = None
) -> Call[LogsOut]:
    """Recent log records by level and service.

    `level` and above; `service` is `api`, `worker`, `worker-talk` or `worker-bulk`. They hold no personal data.
    """
    return Call(
        "GET",
        "/observability/logs",
        returns=LogsOut,
        query={"level": level, "service": service, "trace_id": trace_id, "limit": limit},
    )


def metrics() -> Call[bytes]:
    """Prometheus text.

    Of this process, and of the queues that all processes share.
    """
    return Call("GET", "/observability/metrics", returns=bytes)


def ready() -> Call[dict[str, bool]]:
    """Readiness.

    Should requests be sent here?
    """
    return Call("GET", "/observability/ready", returns=dict[str, bool])


def traces(*, limit: int | None = None, trace_id: str | None = None) -> Call[TracesOut]:
    """Recent traces.

    From the webhook to the provider, through all processes; `trace_id` asks for one. How many are kept is a setting
    (`PYTAKE_TRACE_SHARE`).
    """
    return Call("GET", "/observability/traces", returns=TracesOut, query={"limit": limit, "trace_id": trace_id})
