"""A graph made ready to run, once a version: typed nodes, edges by their handles, texts and conditions compiled."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from pytake_domain.flows.build import Build
from pytake_domain.flows.drawn_only import running
from pytake_domain.flows.graph import Edge, Graph, Node, deep_problem, too_deep
from pytake_domain.flows.nodes import NODE_TYPES, NodeData
from pytake_domain.flows.nodes.loop import EACH, LoopNode
from pytake_domain.flows.nodes.shared import Compiled, Way
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.kernel.ids import FlowId, FlowVersionId

_PLACE = re.compile(r"^(?P<what>.*?)(?: - at `(?P<place>.*)`)?$", re.DOTALL)
START = "start"


class CompiledFlow:
    """A version ready to run. A node that could not be compiled fails the session that enters it, and nothing else."""

    __slots__ = ("flow_id", "nodes", "problems", "reads_clock", "reads_erp", "reads_hours", "start", "version_id")

    def __init__(
        self,
        *,
        flow_id: FlowId,
        version_id: FlowVersionId,
        start: str,
        nodes: dict[str, Compiled],
        problems: tuple[FlowProblem, ...],
        reads_clock: bool,
        reads_hours: bool = False,
        reads_erp: bool = False,
    ) -> None:
        self.flow_id, self.version_id = flow_id, version_id
        self.start, self.nodes = start, nodes
        self.problems, self.reads_clock = problems, reads_clock
        self.reads_hours, self.reads_erp = reads_hours, reads_erp


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A graph as read: the data of each node (None where it can't be read), the edges that leave it by their handle, problems."""

    graph: Graph
    data: dict[str, NodeData | None]
    leaving: dict[str, dict[str, list[Edge]]]
    problems: tuple[FlowProblem, ...]

    def targets(self, node_id: str) -> Iterable[str]:
        """Where its edges lead."""
        return (edge.target for edges in self.leaving.get(node_id, {}).values() for edge in edges)


NO_FLOW = FlowId(UUID(int=0))
NO_VERSION = FlowVersionId(UUID(int=0))
"""Of a graph that is compiled only to be looked at."""


def unreadable(version_id: FlowVersionId) -> CompiledFlow:
    """What stands for a version that can't be read any more: a session that is on it fails with that reason."""
    return CompiledFlow(flow_id=NO_FLOW, version_id=version_id, start="", nodes={}, problems=(), reads_clock=False)


def compile_graph(graph: Graph, *, flow_id: FlowId = NO_FLOW, version_id: FlowVersionId = NO_VERSION) -> CompiledFlow:
    """Never raises: what is wrong is in `problems`, and fails the session that comes to it."""
    return compile_plan(read_plan(graph), Build(), flow_id=flow_id, version_id=version_id)


def read_plan(graph: Graph) -> Plan:
    """Node data by type, edges by handle; what is only drawn is not there."""
    graph = running(graph)
    problems: list[FlowProblem] = []
    data: dict[str, NodeData | None] = {}
    for node in graph.nodes:
        if node.id in data or not node.id:
            problems.append(FlowProblem(code="not_unique", node_id=node.id, field="id"))
            continue
        data[node.id] = _read(node, problems)
    leaving: dict[str, dict[str, list[Edge]]] = {node_id: {} for node_id in data}
    for edge in graph.edges:
        if missing := [end for end in ("source", "target") if getattr(edge, end) not in data]:
            params: dict[str, str | int] = {missing[0]: getattr(edge, missing[0])[:80]}
            known = edge.source if edge.source in data else None
            problems.append(FlowProblem(code="unknown_node", node_id=known, field=f"edges.{edge.id}", params=params))
            continue
        if too_deep(edge):
            problems.append(deep_problem(edge, f"edges.{edge.id}.condition"))
            continue
        source = data[edge.source]
        handle = source.canonical(edge.handle) if source is not None else edge.handle
        leaving[edge.source].setdefault(handle, []).append(edge)
    return Plan(graph=graph, data=data, leaving=leaving, problems=tuple(problems))


def compile_plan(
    plan: Plan, build: Build, *, flow_id: FlowId = NO_FLOW, version_id: FlowVersionId = NO_VERSION
) -> CompiledFlow:
    """Every node compiled, with its exits; problems are noted in `build`."""
    defined = (name for data in plan.data.values() if data is not None for name in data.defines())
    build.variables = build.variables.union(defined)
    nodes: dict[str, Compiled] = {}
    for node in plan.graph.nodes:
        if node.id in nodes:
            continue
        leaving = plan.leaving.get(node.id, {})
        build.at(node, frozenset(leaving))
        data = plan.data.get(node.id)
        if data is None:
            compiled = Compiled()
        else:
            data.problems(build)
            compiled = data.compile(build)
        compiled.id = node.id
        if isinstance(data, LoopNode):
            compiled.inside = _inside(plan, node.id)
        compiled.exits = {handle: _exit(edges, build) for handle, edges in leaving.items()}
        nodes[node.id] = compiled
    starts = [node.id for node in plan.graph.nodes if node.type == START]
    return CompiledFlow(
        flow_id=flow_id,
        version_id=version_id,
        start=starts[0] if starts else "",
        nodes=nodes,
        problems=(*plan.problems, *build.problems),
        reads_clock=build.reads_clock,
        reads_hours=build.reads_hours,
        reads_erp=build.reads_erp,
    )


def _inside(plan: Plan, loop: str) -> frozenset[str]:
    """The nodes that can only be reached through the loop's `each`."""
    waiting = [node.id for node in plan.graph.nodes if node.type == START][:1]
    outside: set[str] = set()
    while waiting:
        node_id = waiting.pop()
        if node_id in outside:
            continue
        outside.add(node_id)
        for handle, edges in plan.leaving.get(node_id, {}).items():
            if node_id != loop or handle != EACH:
                waiting += [edge.target for edge in edges]
    return frozenset(plan.data) - outside


def _exit(edges: list[Edge], build: Build) -> str | Way:
    if len(edges) == 1 and edges[0].condition is None:
        return edges[0].target
    conditional = [edge for edge in edges if edge.condition is not None]
    plain = [edge for edge in edges if edge.condition is None]
    if len(plain) > 1:
        build.problem("ambiguous_edges", f"edges.{plain[1].id}", handle=plain[1].handle)
    if not plain:
        build.problem("missing_branch", f"edges.{edges[-1].id}", handle="else")
    tests = [(build.condition(edge.condition, f"edges.{edge.id}.condition"), edge.target) for edge in conditional]
    return (*tests, *((None, edge.target) for edge in plain[:1]))


def _read(node: Node, problems: list[FlowProblem]) -> NodeData | None:
    kind = NODE_TYPES.get(node.type)
    if kind is None:
        problems.append(
            FlowProblem(code="unknown_node_type", node_id=node.id, field="type", params={"type": node.type[:80]})
        )
        return None
    if too_deep(node):
        problems.append(deep_problem(node, "data"))
        return None
    drawn: dict[str, Any] = {key: value for key, value in node.data.items() if value is not None}
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    problems.extend(
        FlowProblem(code="unknown_field", node_id=node.id, field=f"data.{key}"[:120], severity=Severity.WARNING)
        for key in drawn
        if key not in known
    )
    try:
        return msgspec.convert(drawn, kind)
    except (msgspec.ValidationError, RecursionError, TypeError, ValueError) as error:
        found = _PLACE.match(str(error))
        place = (found["place"] if found else None) or "$"
        field = re.sub(r"\[(\w+|\.\.\.)\]", r".\1", place.removeprefix("$")).strip(".")
        missing = re.search(r"missing required field `(\w+)`", str(error))
        if missing:
            field = f"{field}.{missing[1]}".strip(".")
        detail = found["what"][:200] if found else ""
        code = "required" if missing else "bad_value"
        problems.append(
            FlowProblem(code=code, node_id=node.id, field=f"data.{field}".rstrip("."), params={"detail": detail})
        )
        return None
