"""Flows that call or jump to each other come to an end: no circle that waits for nobody, no calls without a bottom."""

from collections.abc import Iterator, Mapping

from pytake_domain.flows import limits
from pytake_domain.flows.checker.circles import circles
from pytake_domain.flows.checker.known import Known
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.compiled import START, read_plan
from pytake_domain.flows.graph import Graph
from pytake_domain.flows.problem import FlowProblem

_HERE = "this one"
"""The flow that is checked, when it has no id yet."""


def calls(paths: Paths, known: Known) -> Iterator[FlowProblem]:
    """Nodes from which flows call each other without an end."""
    if not any(_flow(paths, node_id) for node_id in paths.nodes):
        return
    own = known.flow_id or _HERE
    flows = {own: paths} | {flow_id: _paths(graph) for flow_id, graph in (known.graphs or {}).items() if flow_id != own}
    without_end = dict.fromkeys(_rounds(flows, own), "jumps")
    without_end.update(dict.fromkeys(_bottomless(flows, own), "calls"))
    for node_id, kind in without_end.items():
        yield FlowProblem(
            code="calls_without_end",
            node_id=node_id,
            field="data.flow_id",
            params={"kind": kind, "most": limits.CALL_DEPTH},
            path=paths.to(node_id),
        )


def _paths(graph: Graph) -> Paths:
    plan = read_plan(graph)
    return Paths(plan, next((node.id for node in graph.nodes if node.type == START), ""))


def _flow(paths: Paths, node_id: str) -> str | None:
    """The flow that this node leads to."""
    flow_id = getattr(paths.nodes[node_id], "flow_id", None)
    return None if flow_id is None else str(flow_id)


def _returns(paths: Paths, node_id: str) -> bool:
    data = paths.nodes[node_id]
    return data.type == "call" or bool(getattr(data, "returns", False))


def _waits(paths: Paths, node_id: str, handle: str) -> bool:
    """Is somebody or some time waited for before it is left by this handle?"""
    silence = paths.nodes[node_id].silence(handle)
    return silence is None or bool(silence)


def _rounds(flows: Mapping[str, Paths], own: str) -> list[str]:
    """Nodes of this flow that lead to others in a circle in which nobody is waited for."""
    steps: dict[str, list[str]] = {}
    for flow_id, paths in flows.items():
        for node_id in paths.nodes:
            led = _flow(paths, node_id)
            arrows = paths.arrows[node_id]
            there = [f"{flow_id}\0{target}" for handle, target in arrows if not _waits(paths, node_id, handle)]
            if led is not None and led in flows:
                there.append(f"{led}\0{flows[led].start}")
            steps[f"{flow_id}\0{node_id}"] = there
    for key in tuple(steps):
        steps[key] = [target for target in steps[key] if target in steps]
    found = []
    for circle in circles(steps):
        ours = (key.partition("\0")[2] for key in circle if key.partition("\0")[0] == own)
        found += [node_id for node_id in ours if _flow(flows[own], node_id) in flows]
    return found


def _bottomless(flows: Mapping[str, Paths], own: str) -> list[str]:
    """Nodes of this flow that begin more calls inside calls than there may be, or as many as one likes."""
    leads = {
        flow_id: [
            (node_id, led) for node_id in paths.nodes if (led := _flow(paths, node_id)) is not None and led in flows
        ]
        for flow_id, paths in flows.items()
    }
    depth: dict[str, int] = dict.fromkeys(flows, 0)
    # The deepest chain of each flow, one call more each round: what still grows then has no bottom or one too deep.
    for _ in range((limits.CALL_DEPTH + 2) * (len(flows) + 1)):
        before = dict(depth)
        for flow_id, paths in flows.items():
            for node_id, led in leads[flow_id]:
                deeper = depth[led] + _returns(paths, node_id)
                depth[flow_id] = max(depth[flow_id], min(deeper, limits.CALL_DEPTH + 1))
        if depth == before:
            break
    return [node_id for node_id, led in leads[own] if depth[led] + _returns(flows[own], node_id) > limits.CALL_DEPTH]
