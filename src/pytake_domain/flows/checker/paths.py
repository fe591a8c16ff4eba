"""The ways through a flow: which node leads where, and the shortest way to each."""

from collections import deque
from collections.abc import Iterator, Mapping

from pytake_domain.flows.compiled import Plan
from pytake_domain.flows.nodes import NodeData


class Paths:
    """Nodes that can be reached, in the order of their distance, and what leaves them."""

    __slots__ = ("arrows", "before", "handle_of", "nodes", "order", "start")

    def __init__(self, plan: Plan, start: str) -> None:
        self.start = start
        self.nodes: dict[str, NodeData] = {}
        self.arrows: dict[str, tuple[tuple[str, str], ...]] = {}
        self.before: dict[str, str] = {}
        self.order: list[str] = []
        self.handle_of: dict[tuple[str, str], str] = {}
        """By which handle a node is left when the condition in this field of an edge is asked."""
        self._walk(plan)

    def _walk(self, plan: Plan) -> None:
        waiting = deque([self.start] if self.start in plan.data else [])
        seen = set(waiting)
        while waiting:
            node_id = waiting.popleft()
            self.order.append(node_id)
            data = plan.data[node_id]
            if data is None:  # nobody gets past it
                self.arrows[node_id] = ()
                continue
            self.nodes[node_id] = data
            leaving = plan.leaving[node_id]
            self.arrows[node_id] = tuple(
                dict.fromkeys((handle, edge.target) for handle, edges in leaving.items() for edge in edges)
            )
            for handle, edges in leaving.items():
                self.handle_of.update({(node_id, f"edges.{edge.id}.condition"): handle for edge in edges})
            for _, target in self.arrows[node_id]:
                if target not in seen:
                    seen.add(target)
                    self.before[target] = node_id
                    waiting.append(target)

    def to(self, node_id: str) -> tuple[str, ...]:
        """The shortest way from the start; nothing for what can't be reached."""
        return back(self.before, node_id) if node_id in self.arrows else ()

    def steps(self) -> Iterator[tuple[str, str, str]]:
        """Every arrow: from where, by which handle, to where."""
        for node_id in self.order:
            for handle, target in self.arrows[node_id]:
                yield node_id, handle, target


def back(before: Mapping[str, str | None], node_id: str) -> tuple[str, ...]:
    """A way by who came before whom."""
    way = [node_id]
    while (previous := before.get(way[-1])) is not None:
        way.append(previous)
    return tuple(reversed(way))
