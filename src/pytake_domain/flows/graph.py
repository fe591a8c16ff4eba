"""A flow as drawn: nodes and edges, in and out of JSON exactly as the contract writes them."""

from typing import Any

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.problem import FlowProblem

DEFAULT = "default"
"""The handle an edge leaves by when it names none."""


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where the node stands on the canvas."""

    x: float = 0.0
    y: float = 0.0


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One box. `data` is checked when the flow is validated, so that a draft may be half done."""

    id: str
    type: str
    data: dict[str, Any] = {}
    position: Position = Position()


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """One arrow, from a node's handle to a node; with a `condition` it is followed only when that holds."""

    id: str
    source: str
    target: str
    source_handle: str | None = None
    condition: str | dict[str, Any] | None = None

    @property
    def handle(self) -> str:
        """The handle it leaves by; no name, an empty one and `default` are the same."""
        return self.source_handle or DEFAULT


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """Nodes and edges."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


def read_graph(nodes: object, edges: object = ()) -> tuple[Graph, tuple[FlowProblem, ...]]:
    """Whatever of these lists is a node or an edge, and a problem for each thing that is neither. Never raises."""
    problems: list[FlowProblem] = []
    drawn = Graph(
        nodes=tuple(_read(Node, nodes, "nodes", limits.NODES, problems)),
        edges=tuple(_read(Edge, edges, "edges", limits.EDGES, problems)),
    )
    return drawn, tuple(problems)


def _read(kind: Any, items: object, field: str, most: int, problems: list[FlowProblem]) -> list[Any]:
    if not isinstance(items, (list, tuple)):
        problems.append(FlowProblem(code="not_a_list", field=field))
        return []
    if len(items) > most:
        problems.append(FlowProblem(code="too_many", field=field, params={"most": most, "count": len(items)}))
        items = items[:most]
    found = []
    for index, item in enumerate(items):
        if isinstance(item, kind):
            found.append(item)
            continue
        try:
            drawn = msgspec.convert(_without_nulls(item), kind)
            if too_deep(drawn):
                problems.append(deep_problem(drawn, f"{field}.{index}"))
                continue
            _require_kept(drawn)
            found.append(drawn)
        except (msgspec.ValidationError, RecursionError, TypeError, OverflowError) as error:
            place = f"{field}.{index}"
            node_id = item.get("id") if field == "nodes" and isinstance(item, dict) else None
            problems.append(
                FlowProblem(
                    code="unreadable",
                    node_id=node_id if isinstance(node_id, str) else None,
                    field=place,
                    params={"detail": str(error)[:200]},
                )
            )
    return found


def too_deep(drawn: Node | Edge) -> bool:
    """Whoever walks through it would run out of stack."""
    return _deeper(drawn.data if isinstance(drawn, Node) else drawn.condition, limits.NESTING)


def deep_problem(drawn: Node | Edge, field: str) -> FlowProblem:
    """Says so."""
    node_id = drawn.id if isinstance(drawn, Node) else drawn.source
    return FlowProblem(code="nested_too_deep", node_id=node_id, field=field, params={"most": limits.NESTING})


def _deeper(value: object, most: int) -> bool:
    if isinstance(value, dict):
        return most <= 0 or any(_deeper(item, most - 1) for item in value.values())
    if isinstance(value, (list, tuple)):
        return most <= 0 or any(_deeper(item, most - 1) for item in value)
    return False


def _require_kept(drawn: Node | Edge) -> None:
    """Raises OverflowError for numbers of more than 64 bits, which no session can hold."""
    msgspec.msgpack.encode(drawn.data if isinstance(drawn, Node) else drawn.condition)


def _without_nulls(item: object) -> object:
    # Clients write null for what they leave out.
    return {key: value for key, value in item.items() if value is not None} if isinstance(item, dict) else item
