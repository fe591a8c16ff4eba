"""The longest silence of the customer with which each node may be come to, capped at the window."""

import datetime as dt
from collections.abc import Iterator, Mapping

from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.compiled import START, read_plan
from pytake_domain.flows.graph import DEFAULT, Graph

CLOSED = int(dt.timedelta(hours=24).total_seconds())
"""Seconds after which only templates arrive."""

_TURNS = 20
"""Times that all nodes are looked at; a silence that still grows then does so in a circle, and without an end."""

_LOOKED_AT = 200_000
"""Nodes looked at in all called flows together; beyond it they are doubtful."""

_HOUR = 3_600

At = tuple[int, int]
"""The silence, and the age of a message that nothing has answered yet, in seconds."""


class Others:
    """The flows that may be called, and what is known of them."""

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self.graphs = graphs
        self._paths: dict[str, Paths] = {}
        self._known: dict[tuple[str, int, bool], tuple[bool, int]] = {}
        self._left = _LOOKED_AT

    def through(self, flow_id: str, silence: int, *, kept: bool) -> tuple[bool, int]:
        """Does this flow speak too late when it begins after such a silence, and how much of it is there at its end?"""
        if 0 < silence < CLOSED:  # to the hour: so many situations are few
            silence = min(-(-silence // _HOUR) * _HOUR, CLOSED - 1)
        key = flow_id, silence, kept
        if key not in self._known:
            if self._left <= 0:
                return True, CLOSED
            self._known[key] = False, silence  # in a circle of calls, until it is known
            inner = Silence(self._of(flow_id), self, kept=kept)
            settled = inner.settle(silence)
            self._left -= inner.looked_at
            self._known[key] = bool(inner.late(settled)), inner.at_end(settled)
        return self._known[key]

    def _of(self, flow_id: str) -> Paths:
        if flow_id not in self._paths:
            plan = read_plan(self.graphs[flow_id])
            start = next((node.id for node in plan.graph.nodes if node.type == START), "")
            self._paths[flow_id] = Paths(plan, start)
        return self._paths[flow_id]


class Silence:
    """Followed through one flow and those it calls; with `kept`, a message written during a delay is answered later."""

    def __init__(self, paths: Paths, others: Others, *, kept: bool) -> None:
        self._paths, self._others, self._kept = paths, others, kept
        self._speaks = {node_id: any(s.free for s in data.sends()) for node_id, data in paths.nodes.items()}
        self.looked_at = 0

    def settle(self, began: int) -> dict[str, At]:
        """The longest of each node that can be come to."""
        settled: dict[str, At] = {self._paths.start: (began, 0)} if self._paths.arrows else {}
        order = _ahead(self._paths)
        turn, changed = 0, True
        while changed:
            turn, changed = turn + 1, False
            for node_id in order:
                if node_id not in settled:
                    continue
                self.looked_at += 1
                for _, target, at in self.after(node_id, settled[node_id]):
                    old = settled.get(target)
                    new = at if old is None else (max(old[0], at[0]), max(old[1], at[1]))
                    if new != old:
                        if turn > _TURNS and old is not None:
                            new = (CLOSED if new[0] > old[0] else new[0], CLOSED if new[1] > old[1] else new[1])
                        settled[target], changed = new, True
        return settled

    def late(self, settled: Mapping[str, At]) -> frozenset[str]:
        """Nodes that may speak too late."""
        return frozenset(node_id for node_id, at in settled.items() if self.too_late(node_id, at))

    def at_end(self, settled: Mapping[str, At]) -> int:
        """The longest at an end of the flow."""
        nodes = self._paths.nodes
        ends = [n for n in settled if not self._paths.arrows[n] or (n in nodes and nodes[n].final())]
        return max((settled[n][0] for n in ends), default=0)

    def too_late(self, node_id: str, at: At) -> bool:
        """Does it speak, or lead to a flow that does, after the window may have closed?"""
        if at[0] >= CLOSED and self._speaks.get(node_id, False):
            return True
        called = self._flow(node_id)
        return called is not None and self._others.through(called, at[0], kept=self._kept)[0]

    def after(self, node_id: str, at: At) -> Iterator[tuple[bool, str, At]]:
        """Where it leads: whether the silence goes on, to which node, with which silence."""
        data = self._paths.nodes.get(node_id)
        if data is None:
            return
        silence, kept = at
        for handle, target in self._paths.arrows[node_id]:
            more = data.silence(handle)
            called = self._flow(node_id)
            if more is None:
                # What came during a delay is answered first, and is as old as the delay.
                yield False, target, (kept, 0)
            elif called is not None and handle == DEFAULT:
                yield False, target, (self._others.through(called, silence, kept=self._kept)[1], kept)
            else:
                grown = int(more.total_seconds())
                yield True, target, (min(silence + grown, CLOSED), min(kept + grown, CLOSED) if self._kept else 0)

    def _flow(self, node_id: str) -> str | None:
        """The flow that is called or jumped to from here, when it is known."""
        flow_id = getattr(self._paths.nodes.get(node_id), "flow_id", None)
        return str(flow_id) if flow_id is not None and str(flow_id) in self._others.graphs else None


def _ahead(paths: Paths) -> list[str]:
    """All nodes, those that lead to others before these, as far as circles allow (reverse postorder)."""
    if not paths.arrows:
        return []
    left: list[str] = []
    seen = {paths.start}
    work = [(paths.start, iter(paths.arrows[paths.start]))]
    while work:
        node_id, arrows = work[-1]
        for _, target in arrows:
            if target not in seen:
                seen.add(target)
                work.append((target, iter(paths.arrows[target])))
                break
        else:
            left.append(node_id)
            work.pop()
    return left[::-1]
