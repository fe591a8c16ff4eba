"""Nodes that are switched off: who would come to one goes on at once where it leads."""

import msgspec

from pytake_domain.flows.graph import DEFAULT, Edge, Graph, Node

START = "start"


def without_disabled(graph: Graph) -> Graph:
    """The graph that runs. A node leads on by its default, else by its first edge; where that is nowhere, so is the way to it."""
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
    """The beginning can't be."""
    return node.type != START and node.data.get("disabled") is True


def _past(edge: Edge, off: set[str], on: dict[str, str]) -> Edge | None:
    """The edge to the first node behind it that is on; None where there is none, or only a circle of those that are off."""
    target: str | None = edge.target
    seen: set[str] = set()
    while target in off and target is not None and target not in seen:
        seen.add(target)
        target = on.get(target)
    if target is None or target in off:
        return None
    return edge if target == edge.target else msgspec.structs.replace(edge, target=target)
