"""Counters in Prometheus' text form."""

from collections.abc import Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from pytake_adapters.postgres.queue_figures import QueueFigure

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """All figures of one process, on a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own: dict[str, Any] = {"registry": self.registry}
        self._requests = Counter("pytake_http_requests", "Requests answered", ("route", "method", "status"), **own)
        self._seconds = Histogram("pytake_http_seconds", "Time to answer", ("route",), buckets=SECONDS, **own)
        self.webhooks = Counter("pytake_webhooks", "Webhooks by outcome", ("outcome",), **own)
        self.sockets = Gauge("pytake_sockets", "Open WebSockets", **own)
        self.queue_depth = Gauge("pytake_queue_depth", "Rows that wait", ("queue",), **own)
        self.queue_age = Gauge("pytake_queue_age_seconds", "Age of the oldest row", ("queue",), **own)

    def answered(self, scope: Any, status: int, seconds: float) -> None:
        """One request; the route's template, never its ids, names it."""
        route = str(scope.get("path_template") or "unknown")
        self._requests.labels(route, scope["method"], str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def queued(self, figures: Sequence[QueueFigure]) -> None:
        """How far behind the queues are."""
        for figure in figures:
            self.queue_depth.labels(figure.queue).set(figure.waiting)
            self.queue_age.labels(figure.queue).set(figure.age)

    def text(self) -> bytes:
        """What Prometheus reads."""
        return generate_latest(self.registry)
