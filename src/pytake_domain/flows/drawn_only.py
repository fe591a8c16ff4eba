"""What is drawn and does not run: notes and frames on the canvas, and nodes that are switched off."""

from collections.abc import Iterator

import msgspec

from pytake_domain.flows.graph import DEFAULT, Edge, Graph, Node
from pytake_domain.flows.problem import FlowProblem, Severity

START = "start"


class Sticky(msgspec.Struct, frozen=True, kw_only=True):
    """A note on the canvas."""

    text: str = ""
    color: str | None = None
    width: float | None = None
    height: float | None = None


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame around nodes that belong together; one that is `collapsed` hides its `members` and stands for them."""

    label: str = ""
    color: str | None = None
    width: float | None = None
    height: float | None = None
    collapsed: bool = False
    members: tuple[str, ...] = ()


DECORATION: dict[str, type[Sticky] | type[Frame]] = {"sticky": Sticky, "frame": Frame}
"""Types that are no steps."""


def running(graph: Graph) -> Graph:
    """The graph that runs. Who would come to a node that is switched off goes on at once by its default, else by its first edge;
    where that is nowhere, so is the way to it.
    """
    off = {node.id for node in graph.nodes if switched_off(node)}
    if not off:
        return graph
    on: dict[str, str] = {}
    for edge in graph.edges:
        if edge.source in off and (edge.source not in on or edge.handle == DEFAULT):
            on[edge.source] = edge.target
    return Graph(
        nodes=tuple(node for node in graph.nodes if node.id not in off),
        edges=tuple(
            led for edge in graph.edges if edge.source not in off and (led := _past(edge, off, on)) is not None
        ),
    )


def switched_off(node: Node) -> bool:
    """Is it not there for whoever runs? The beginning always is."""
    return node.type in DECORATION or (node.type != START and node.data.get("disabled") is True)


def drawn_wrong(graph: Graph) -> Iterator[FlowProblem]:
    """Notes and frames that an editor may not know how to draw. A warning: whoever runs does not meet them."""
    for node in graph.nodes:
        if (kind := DECORATION.get(node.type)) is None:
            continue
        try:
            msgspec.convert({key: value for key, value in node.data.items() if value is not None}, kind)
        except (msgspec.ValidationError, RecursionError, TypeError) as error:
            yield FlowProblem(
                code="bad_value",
                node_id=node.id,
                field="data",
                params={"detail": str(error)[:200]},
                severity=Severity.WARNING,
            )


def _past(edge: Edge, off: set[str], on: dict[str, str]) -> Edge | None:
    """The edge to the first node behind it that is on; None where there is none, or only a circle of those that are off."""
    target = edge.target
    seen: set[str] = set()
    while target in off:
        if target in seen or target not in on:
            return None
        seen.add(target)
        target = on[target]
    return edge if target == edge.target else msgspec.structs.replace(edge, target=target)
