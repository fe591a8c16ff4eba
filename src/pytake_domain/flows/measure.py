"""Counting who went where: exact, since every count is made of the very steps that were stored, in their transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from pytake_domain.flows.input import FlowEntered, Started
from pytake_domain.flows.session import SessionStatus
from pytake_domain.flows.trace import Trace
from pytake_domain.kernel.ids import FlowVersionId

JUMPED = "jump"


class CountKind(StrEnum):
    """`started` a version; `entered` a node; `left` it, `key` is handle and target; `ended` there, `key` is the status; an
    `arm` of a split led to that end, `key` is branch and status.
    """

    STARTED = "started"
    ENTERED = "entered"
    LEFT = "left"
    ENDED = "ended"
    ARM = "arm"


class CountOf(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is counted, on which day (UTC)."""

    version_id: FlowVersionId
    day: dt.date
    kind: CountKind
    node: str = ""
    key: str = ""


class Tally(msgspec.Struct, kw_only=True, gc=False):
    """How often, and how many seconds sessions had been at the node that was left or where they ended."""

    count: int = 0
    seconds: float = 0.0


def tallies(traces: Iterable[Trace]) -> dict[CountOf, Tally]:
    """All counts of these steps."""
    found: dict[CountOf, Tally] = defaultdict(Tally)
    for trace in traces:
        for what, seconds in _counts(trace):
            tally = found[what]
            tally.count += 1
            tally.seconds += seconds
    return dict(found)


def edge_key(handle: str, target: str) -> str:
    """The key of an edge: the handle it leaves by, and where it leads."""
    return f"{handle}>{target}"


def _counts(trace: Trace) -> Iterator[tuple[CountOf, float]]:
    version, day = trace.version_id, trace.at.astimezone(dt.UTC).date()
    before, at = trace.before, trace.at
    if isinstance(trace.given, Started):
        yield CountOf(version, day, CountKind.STARTED), 0.0
    stayed = max((at - before.since).total_seconds(), 0.0) if before is not None else 0.0
    if isinstance(trace.given, FlowEntered) and trace.prior is None and before is not None:
        yield CountOf(before.version_id, day, CountKind.LEFT, before.node, edge_key(JUMPED, "")), stayed
    node = trace.prior
    there = stayed if before is not None and before.node == node and before.version_id == version else 0.0
    for visit in trace.visits:
        if node is not None:
            yield CountOf(version, day, CountKind.LEFT, node, edge_key(visit.via, visit.node)), there
        yield CountOf(version, day, CountKind.ENTERED, visit.node), 0.0
        node, there = visit.node, 0.0
    for arm in trace.arms:
        key = edge_key(arm.branch, trace.status.value)
        yield CountOf(arm.version_id, day, CountKind.ARM, arm.node, key), 0.0
    if trace.over and trace.node is not None:
        stays = 0.0 if trace.visits else stayed
        yield CountOf(version, day, CountKind.ENDED, trace.node, trace.status.value), stays


class NodeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One node: how often entered, left by which edge, where sessions ended and how; seconds a stay takes on average.

    `dropped` ended there before an end of the flow: expired, failed or cancelled. `arms`: of a split, how sessions
    of each branch ended, wherever that was.
    """

    node: str
    entered: int = 0
    left: dict[str, int] = {}
    ended: dict[str, int] = {}
    dropped: int = 0
    arms: dict[str, dict[str, int]] = {}
    seconds: float | None = None


class FlowFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One version over a period."""

    started: int
    ended: dict[str, int]
    nodes: tuple[NodeFigures, ...]


_DROPPED = frozenset(status.value for status in (SessionStatus.EXPIRED, SessionStatus.FAILED, SessionStatus.CANCELLED))


def figures(counts: dict[CountOf, Tally]) -> FlowFigures:
    """A report of counts of one version."""
    started, ended = 0, defaultdict[str, int](int)
    entered: dict[str, int] = defaultdict(int)
    left: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    ends: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    arms: dict[str, dict[str, dict[str, int]]] = defaultdict(dict)
    stays: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for what, tally in counts.items():
        match what.kind:
            case CountKind.STARTED:
                started += tally.count
                continue
            case CountKind.ENTERED:
                entered[what.node] += tally.count
                continue
            case CountKind.ARM:
                branch, _, status = what.key.rpartition(">")
                arms[what.node].setdefault(branch, {}).setdefault(status, 0)
                arms[what.node][branch][status] += tally.count
                continue
            case CountKind.LEFT:
                left[what.node][what.key] += tally.count
            case CountKind.ENDED:
                ends[what.node][what.key] += tally.count
                ended[what.key] += tally.count
        stays[what.node][0] += tally.count
        stays[what.node][1] += tally.seconds
    nodes = tuple(
        NodeFigures(
            node=node,
            entered=entered[node],
            left=dict(left[node]),
            ended=dict(ends[node]),
            arms=arms[node],
            dropped=sum(count for status, count in ends[node].items() if status in _DROPPED),
            seconds=stays[node][1] / stays[node][0] if stays[node][0] else None,
        )
        for node in sorted({*entered, *left, *ends, *arms})
    )
    return FlowFigures(started=started, ended=dict(ended), nodes=nodes)
