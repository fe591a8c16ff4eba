"""One definition of each figure: which counters it is the sum of."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from pytake_domain.analytics.errors import MetricNotFound


class HourCount(msgspec.Struct, frozen=True):
    """So many of a counter in the hour that begins at `hour` (UTC).

    Counters: `received`; ours by the status they have now (`queued`, `sent`, `delivered`, `read`, `played`, `failed`,
    `cancelled`) and once more by who wrote them (`by:agent`, `by:flow` …); conversations `opened`, `reopened`, `resolved`.
    """

    hour: dt.datetime
    counter: str
    count: int


class Metric(StrEnum):
    """What is counted. A message counts in the hour it was stored, by how far it has come since."""

    MESSAGES_RECEIVED = "messages_received"
    MESSAGES_SENT = "messages_sent"
    MESSAGES_DELIVERED = "messages_delivered"
    MESSAGES_READ = "messages_read"
    MESSAGES_FAILED = "messages_failed"
    CONVERSATIONS_OPENED = "conversations_opened"
    CONVERSATIONS_RESOLVED = "conversations_resolved"


COUNTERS: Mapping[Metric, frozenset[str]] = {
    Metric.MESSAGES_RECEIVED: frozenset({"received"}),
    Metric.MESSAGES_SENT: frozenset({"sent", "delivered", "read", "played"}),
    Metric.MESSAGES_DELIVERED: frozenset({"delivered", "read", "played"}),
    Metric.MESSAGES_READ: frozenset({"read", "played"}),
    Metric.MESSAGES_FAILED: frozenset({"failed"}),
    Metric.CONVERSATIONS_OPENED: frozenset({"opened", "reopened"}),
    Metric.CONVERSATIONS_RESOLVED: frozenset({"resolved"}),
}
SENDERS = "by:"


def metric_of(name: str) -> Metric:
    """Raises MetricNotFound."""
    try:
        return Metric(name)
    except ValueError as error:
        raise MetricNotFound from error


def totals(counts: Iterable[HourCount]) -> dict[Metric, int]:
    """Every figure of these hours."""
    by_counter: Counter[str] = Counter()
    for each in counts:
        by_counter[each.counter] += each.count
    return {metric: sum(by_counter[name] for name in names) for metric, names in COUNTERS.items()}


def senders(counts: Iterable[HourCount]) -> dict[str, int]:
    """Messages of ours by who wrote them, whatever became of them."""
    found: Counter[str] = Counter()
    for each in counts:
        if each.counter.startswith(SENDERS):
            found[each.counter.removeprefix(SENDERS)] += each.count
    return dict(sorted(found.items()))


def trend(value: int, before: int) -> float | None:
    """By how much per cent it is more than before; None where there was nothing."""
    return round((value - before) / before * 100, 1) if before else None
