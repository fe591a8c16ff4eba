"""Flows as documents: the same flow always gives the same document, and a document gives the flow back."""

from typing import Any

import msgspec

from pytake_domain.flows.flow import LONGEST_DESCRIPTION, LONGEST_NAME
from pytake_domain.flows.graph import Edge, Graph, Node, read_graph
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.trigger import Trigger, read_trigger

FORMAT = "pytake.flow"
FORMAT_VERSION = 1
"""Grows when a document can't be read the old way any more; `read_document` reads all there were."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something of a foreign document that could not be carried over, or only in another form: where, and what it was."""

    code: str
    where: str = ""
    params: dict[str, str | int] = {}


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says, and what of it could not be carried over."""

    name: str
    graph: Graph
    trigger: Trigger = Trigger()
    description: str = ""
    notes: tuple[Note, ...] = ()


class DocumentWrong(Exception):
    """It is no flow of this format; the problems say where."""

    def __init__(self, *problems: FlowProblem) -> None:
        super().__init__(*(problem.code for problem in problems))
        self.problems = problems


def document(*, name: str, description: str, trigger: Trigger, graph: Graph) -> dict[str, Any]:
    """The flow as plain JSON in one order: of keys, of edges, and the nodes as they were drawn. Ids of edges are left out."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "name": name,
        "description": description,
        "trigger": {"kind": trigger.kind.value, **_sorted(msgspec.to_builtins(trigger))},
        "nodes": [_node(node) for node in graph.nodes],
        "edges": [_edge(edge) for edge in sorted(graph.edges, key=_place)],
    }


def read_document(given: object) -> Imported:
    """Raises DocumentWrong."""
    if not isinstance(given, dict) or given.get("format") not in (FORMAT, None):
        raise DocumentWrong(FlowProblem(code="unknown_format", field="format"))
    version = given.get("format_version", FORMAT_VERSION)
    if version != FORMAT_VERSION:
        params: dict[str, str | int] = {"version": str(version)[:20]}
        raise DocumentWrong(FlowProblem(code="unknown_format_version", field="format_version", params=params))
    edges = given.get("edges", [])
    if isinstance(edges, list):
        edges = [
            {"id": f"e{place + 1}", **edge} if isinstance(edge, dict) else edge for place, edge in enumerate(edges)
        ]
    graph, unread = read_graph(given.get("nodes"), edges)
    trigger, wrong = read_trigger(given.get("trigger"), given.get("trigger_value"))
    if unread or wrong:
        raise DocumentWrong(*unread, *wrong)
    name, description = given.get("name", ""), given.get("description", "")
    for field, text, most in (("name", name, LONGEST_NAME), ("description", description, LONGEST_DESCRIPTION)):
        if not isinstance(text, str) or len(text) > most:
            raise DocumentWrong(FlowProblem(code="too_long", field=field, params={"most": most}))
    return Imported(name=name, description=description, trigger=trigger, graph=graph)


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "type": node.type,
        "data": _sorted(node.data),
        "position": {"x": node.position.x, "y": node.position.y},
    }


def _edge(edge: Edge) -> dict[str, Any]:
    shown: dict[str, Any] = {"source": edge.source, "target": edge.target}
    if edge.source_handle:
        shown["source_handle"] = edge.source_handle
    if edge.condition is not None:
        shown["condition"] = _sorted(edge.condition)
    return shown


def _place(edge: Edge) -> tuple[str, str, bytes, str]:
    return edge.source, edge.handle, msgspec.json.encode(edge.condition, order="deterministic"), edge.target


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [_sorted(item) for item in value]
    return value
