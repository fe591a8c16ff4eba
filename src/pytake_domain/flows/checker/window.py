"""Free-form messages leave only within 24 hours of the customer's last one: no way may lead to one later than that.

Followed is the longest silence of the customer so far, on every way, capped at the window. Waits make it grow, an answer ends
it. It begins closed when no message of theirs starts the flow: by a schedule, an event or a consent that is an error, by hand a
warning, since somebody may start it for who has just written, and a flow that others call begins with theirs.

A message that came during a delay answers the next question at once, and may be as old as the delay: with one such message in
mind the silence after an answer is the age of that message. What fails only then is a warning. What is asked outside is taken
to be answered at once.
"""

from collections.abc import Iterator

import msgspec

from pytake_domain.flows.checker.known import Known
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.checker.silence import CLOSED, Others, Silence
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.trigger import TriggerKind
from pytake_domain.whatsapp import Support

_SILENT = frozenset({TriggerKind.SCHEDULE, TriggerKind.EVENT, TriggerKind.OPT_IN})
_LOOKED_AT = 20
"""Situations looked at for each node, on the average, in search of the shortest ways; beyond it any way to the node is told."""


def window(paths: Paths, known: Known) -> Iterator[FlowProblem]:
    """Messages that may come too late."""
    tables = (known.capabilities or {}).values()
    if tables and all(table.feature("free_text_any_time").support is not Support.NO for table in tables):
        return
    kind = known.trigger.kind if known.trigger is not None else None
    began = CLOSED if kind in _SILENT else 0
    others = Others(known.graphs or {})
    late = _ways(paths, Silence(paths, others, kept=False), began)
    doubtful = _ways(paths, Silence(paths, others, kept=True), began)
    for node_id in paths.order:
        for ways, severity in ((late, Severity.ERROR), (doubtful, Severity.WARNING)):
            if node_id in ways:
                yield FlowProblem(code="window_may_be_closed", node_id=node_id, severity=severity, path=ways[node_id])
                break
    if kind is TriggerKind.MANUAL:
        # Once is enough: what is said first is what may come too late.
        by_hand = _ways(paths, Silence(paths, others, kept=False), CLOSED)
        for node_id in [n for n in paths.order if n in by_hand and n not in late and n not in doubtful][:1]:
            way = by_hand[node_id]
            yield FlowProblem(code="window_may_be_closed", node_id=node_id, severity=Severity.WARNING, path=way)


class _Step(msgspec.Struct, gc=False, eq=False):
    """A node entered after so much silence; `since` counts what ended a silence before."""

    node: str
    silence: int
    kept: int
    since: int = 0
    before: "_Step | None" = None

    def way(self) -> tuple[str, ...]:
        """How it was come to."""
        way: list[str] = []
        step: _Step | None = self
        while step is not None:
            way.append(step.node)
            step = step.before
        return tuple(reversed(way))


def _ways(paths: Paths, silence: Silence, began: int) -> dict[str, tuple[str, ...]]:
    """Nodes that may speak too late, with the shortest way to each: step by step, all that can be come to at once."""
    wanted = silence.late(silence.settle(began))
    found: dict[str, tuple[str, ...]] = {}
    best: dict[str, list[tuple[int, int]]] = {}
    layer = [_Step(paths.start, began, 0)] if wanted else []
    left = _LOOKED_AT * len(paths.arrows) + 1_000
    while layer and left > 0 and len(found) < len(wanted):
        # The longest silence first: those it covers need not be looked at.
        layer.sort(key=lambda step: (-step.silence, -step.kept))
        ahead: list[_Step] = []
        for step in layer:
            if _covered(step, best.setdefault(step.node, [])):
                continue
            left -= 1
            if (
                step.node in wanted
                and step.node not in found
                and silence.too_late(step.node, (step.silence, step.kept))
            ):
                found[step.node] = step.way()
            for goes_on, target, (longest, kept) in silence.after(step.node, (step.silence, step.kept)):
                ahead.append(_Step(target, longest, kept, step.since + (not goes_on), step))
        layer = ahead
    return {node_id: found.get(node_id) or paths.to(node_id) for node_id in wanted}


def _covered(step: _Step, best: list[tuple[int, int]]) -> bool:
    """Was it here after at least as much silence? A turn of a circle that makes it longer may be taken again and again."""
    if any(step.silence <= silence and step.kept <= kept for silence, kept in best):
        return True
    earlier = step.before if best else None
    while earlier is not None and earlier.since == step.since:
        if earlier.node == step.node and earlier.silence < step.silence:
            step.silence = CLOSED
            step.kept = CLOSED if earlier.kept < step.kept else step.kept
            break
        earlier = earlier.before
    best.append((step.silence, step.kept))
    return False
