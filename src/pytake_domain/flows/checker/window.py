"""Free-form messages leave only within 24 hours of the customer's last one: no way may lead to one later than that.

Followed is the longest silence of the customer so far, on every way, capped at the window. Waits make it grow, an answer ends
it. It begins closed when no message of theirs starts the flow: by a schedule, an event or a consent that is an error, by hand a
warning, since somebody may start it for who has just written, and a flow that others call begins with theirs.

A message that came during a delay answers the next question at once, and may be as old as the delay: with one such message in
mind the silence after an answer is the age of that message. What fails only then is a warning. What is asked outside is taken
to be answered at once.
"""

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping

import msgspec

from pytake_domain.flows.checker.known import Known
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.compiled import START, read_plan
from pytake_domain.flows.graph import DEFAULT, Graph
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.trigger import TriggerKind
from pytake_domain.whatsapp import Support

CLOSED = int(dt.timedelta(hours=24).total_seconds())
_SILENT = frozenset({TriggerKind.SCHEDULE, TriggerKind.EVENT, TriggerKind.OPT_IN})
_LOOKED_AT = 40
"""Situations looked at for each node, on the average; beyond it every node that speaks is doubtful."""
_LOOKED_AT_IN_OTHERS = 100_000
"""The same for all called flows together; beyond it they are doubtful."""

_HOUR = 3_600


class _At(msgspec.Struct, gc=False, eq=False):
    """A node entered after so much silence; `kept` is the age of a message that nothing has answered yet."""

    node: str
    silence: int
    kept: int
    since: int
    before: "_At | None" = None

    def way(self) -> tuple[str, ...]:
        """How it was come to."""
        way: list[str] = []
        at: _At | None = self
        while at is not None:
            way.append(at.node)
            at = at.before
        return tuple(reversed(way))


def window(paths: Paths, known: Known) -> Iterator[FlowProblem]:
    """Messages that may come too late."""
    tables = (known.capabilities or {}).values()
    if tables and all(table.feature("free_text_any_time").support is not Support.NO for table in tables):
        return
    kind = known.trigger.kind if known.trigger is not None else None
    began = CLOSED if kind in _SILENT else 0
    others = _Others(known.graphs or {})
    late = Silence(paths, others).late(began, kept=False)
    doubtful = Silence(paths, others).late(began, kept=True)
    for node_id in paths.order:
        for ways, severity in ((late, Severity.ERROR), (doubtful, Severity.WARNING)):
            if node_id in ways:
                yield FlowProblem(code="window_may_be_closed", node_id=node_id, severity=severity, path=ways[node_id])
                break
    if kind is TriggerKind.MANUAL:
        # Once is enough: what is said first is what may come too late.
        by_hand = Silence(paths, others).late(CLOSED, kept=False)
        for node_id in [n for n in paths.order if n in by_hand and n not in late and n not in doubtful][:1]:
            way = by_hand[node_id]
            yield FlowProblem(code="window_may_be_closed", node_id=node_id, severity=Severity.WARNING, path=way)


class _Others:
    """The flows that may be called, what is known of them, and how many situations in them may still be looked at."""

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self.graphs = graphs
        self.known: dict[tuple[str, int, bool], tuple[bool, int]] = {}
        self.left = _LOOKED_AT_IN_OTHERS
        self._paths: dict[str, Paths] = {}

    def paths(self, flow_id: str) -> Paths:
        """The ways through one of them."""
        if flow_id not in self._paths:
            plan = read_plan(self.graphs[flow_id])
            start = next((node.id for node in plan.graph.nodes if node.type == START), "")
            self._paths[flow_id] = Paths(plan, start)
        return self._paths[flow_id]


class Silence:
    """Follows the silence through one flow, and through those it calls."""

    def __init__(self, paths: Paths, others: _Others) -> None:
        self._paths, self._others = paths, others
        self._speaks = {node_id: any(s.free for s in data.sends()) for node_id, data in paths.nodes.items()}
        self._best: dict[str, list[tuple[int, int]]] = {}
        self.looked_at = 0
        self.longest = 0
        """The longest silence at an end of the flow."""

    def late(self, began: int, *, kept: bool) -> dict[str, tuple[str, ...]]:
        """Nodes that may speak too late, with the shortest way to each."""
        found: dict[str, tuple[str, ...]] = {}
        waiting = deque([_At(self._paths.start, began, 0, 0)] if self._paths.start in self._paths.arrows else [])
        left = _LOOKED_AT * len(self._paths.arrows) + 1_000
        while waiting:
            at = waiting.popleft()
            left -= 1
            self.looked_at += 1
            if left < 0:
                self.longest = CLOSED
                return found | {n: self._paths.to(n) for n, speaks in self._speaks.items() if speaks and n not in found}
            if self._covered(at):
                continue
            if at.node not in found and self._too_late(at, kept=kept):
                found[at.node] = at.way()
            waiting.extend(self._next(at, kept=kept))
        return found

    def _covered(self, at: _At) -> bool:
        """Was it here after at least as much silence? A turn of a circle that makes it longer may be taken again and again."""
        best = self._best.setdefault(at.node, [])
        if any(at.silence <= silence and at.kept <= kept for silence, kept in best):
            return True
        if best:
            earlier = at.before
            while earlier is not None and earlier.since == at.since:
                if earlier.node == at.node and earlier.silence < at.silence:
                    at.silence = CLOSED
                    at.kept = CLOSED if earlier.kept < at.kept else at.kept
                    break
                earlier = earlier.before
        best.append((at.silence, at.kept))
        return False

    def _too_late(self, at: _At, *, kept: bool) -> bool:
        if at.silence >= CLOSED and self._speaks.get(at.node, False):
            return True
        called = self._flow(at.node)
        return called is not None and self._through(called, at.silence, kept=kept)[0]

    def _next(self, at: _At, *, kept: bool) -> Iterator[_At]:
        data = self._paths.nodes.get(at.node)
        arrows = self._paths.arrows[at.node]
        if data is None or not arrows or data.final():
            self.longest = max(self.longest, at.silence)
        for handle, target in arrows if data is not None else ():
            more = data.silence(handle) if data is not None else None
            called = self._flow(at.node)
            if more is None:
                # What came during a delay is answered first, and is as old as the delay.
                yield _At(target, at.kept if kept else 0, 0, at.since + 1, at)
            elif called is not None and handle == DEFAULT:
                yield _At(target, self._through(called, at.silence, kept=kept)[1], at.kept, at.since + 1, at)
            else:
                grown = int(more.total_seconds())
                kept_now = min(at.kept + grown, CLOSED) if kept else 0
                yield _At(target, min(at.silence + grown, CLOSED), kept_now, at.since, at)

    def _flow(self, node_id: str) -> str | None:
        """The flow that is called or jumped to from here, when it is known."""
        flow_id = getattr(self._paths.nodes.get(node_id), "flow_id", None)
        return str(flow_id) if flow_id is not None and str(flow_id) in self._others.graphs else None

    def _through(self, flow_id: str, silence: int, *, kept: bool) -> tuple[bool, int]:
        """Does that flow speak too late when it begins after such a silence, and how much of it is there at its end?"""
        if 0 < silence < CLOSED:  # to the hour: so many situations are few
            silence = min(-(-silence // _HOUR) * _HOUR, CLOSED - 1)
        others, key = self._others, (flow_id, silence, kept)
        if key not in others.known:
            if others.left <= 0:
                return True, CLOSED
            others.known[key] = False, silence  # in a circle of calls, until it is known
            inner = Silence(others.paths(flow_id), others)
            late = inner.late(silence, kept=kept)
            others.left -= inner.looked_at
            others.known[key] = bool(late), inner.longest
        return others.known[key]
