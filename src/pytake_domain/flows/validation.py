"""Everything that is wrong with a flow before it is published, each problem with its node."""

from collections.abc import Iterable, Iterator

from pytake_domain.flows.build import Build
from pytake_domain.flows.compiled import START, CompiledFlow, Plan, compile_plan, read_plan
from pytake_domain.flows.graph import DEFAULT, Graph
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.trigger import Trigger
from pytake_domain.templates import MessageTemplate


def validate(
    graph: Graph,
    *,
    trigger: Trigger | None = None,
    variables: Iterable[str] = (),
    queues: Iterable[str] | None = None,
    flows: Iterable[str] | None = None,
    templates: Iterable[MessageTemplate] | None = None,
) -> tuple[FlowProblem, ...]:
    """All problems, errors first, in the order of the nodes.

    `variables` are known beside those the flow sets; `queues` and `flows` are the ids there are and `templates` those
    of the number's account, None when nobody looked.
    """
    plan = read_plan(graph)
    build = Build(
        variables=variables,
        queues=None if queues is None else frozenset(map(str, queues)),
        flows=None if flows is None else frozenset(map(str, flows)),
        templates=None if templates is None else {(one.name, one.language): one for one in templates},
    )
    compiled = compile_plan(plan, build)
    found = [
        *(trigger.problems() if trigger else ()),
        *_starts(graph),
        *compiled.problems,
        *_branches(plan),
        *_unreachable(plan, compiled.start),
        *_cycles(plan, compiled),
    ]
    order = {node.id: place for place, node in enumerate(graph.nodes)}
    found.sort(key=lambda p: (p.severity is not Severity.ERROR, order.get(p.node_id or "", -1)))
    return tuple(found)


def errors_of(problems: Iterable[FlowProblem]) -> tuple[FlowProblem, ...]:
    """Those that keep a flow from being published."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def _starts(graph: Graph) -> Iterator[FlowProblem]:
    starts = [node.id for node in graph.nodes if node.type == START]
    if not starts:
        yield FlowProblem(code="no_start", field="nodes")
    for node_id in starts[1:]:
        yield FlowProblem(code="second_start", node_id=node_id)


def _branches(plan: Plan) -> Iterator[FlowProblem]:
    """Missing branches, dead ends, handles that the node does not have."""
    for node_id, data in plan.data.items():
        if data is None:
            continue
        drawn = frozenset(plan.leaving[node_id])
        if not drawn and not data.final():
            # A message may be the last thing said; everything else was drawn in order to go on.
            severity = Severity.ERROR if data.required(drawn) else Severity.WARNING
            yield FlowProblem(code="dead_end", node_id=node_id, severity=severity)
            continue
        required = data.required(drawn)
        for handle in required:
            if handle not in drawn:
                yield FlowProblem(code="missing_branch", node_id=node_id, params={"handle": handle})
        for handle in sorted(drawn.difference(required, data.optional(), (DEFAULT,))):
            yield FlowProblem(code="unknown_handle", node_id=node_id, params={"handle": handle[:80]})


def _unreachable(plan: Plan, start: str) -> Iterator[FlowProblem]:
    seen: set[str] = set()
    waiting = [start] if start in plan.data else []
    while waiting:
        node_id = waiting.pop()
        if node_id not in seen:
            seen.add(node_id)
            waiting.extend(plan.targets(node_id))
    if seen:
        yield from (FlowProblem(code="unreachable", node_id=node_id) for node_id in plan.data if node_id not in seen)


def _cycles(plan: Plan, compiled: CompiledFlow) -> Iterator[FlowProblem]:
    """Circles in which nobody is waited for; each is told once, with its first node."""
    steps = {node_id: _at_once(plan, compiled, node_id) for node_id in plan.data if not compiled.nodes[node_id].waits}
    for circle in _circles(steps):
        first = next(node_id for node_id in plan.data if node_id in circle)
        names = ", ".join(node_id for node_id in plan.data if node_id in circle)
        yield FlowProblem(code="cycle_without_wait", node_id=first, params={"nodes": names[:500]})


def _at_once(plan: Plan, compiled: CompiledFlow, node_id: str) -> list[str]:
    """Where it leads without waiting for anybody; the way back to a loop is gone only so often."""
    nodes = compiled.nodes
    return [t for t in plan.targets(node_id) if not nodes[t].waits and node_id not in nodes[t].inside]


def _circles(steps: dict[str, list[str]]) -> Iterator[set[str]]:
    """Strongly connected parts with an edge inside (Tarjan's way, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root, first in steps.items():
        work = [(root, iter(first))] if root not in index else []
        while work:
            node, targets = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                path.append(node)
                on_path.add(node)
            for target in targets:
                if target not in index:
                    work.append((target, iter(steps[target])))
                    break
                if target in on_path:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    part = set(path[path.index(node) :])
                    del path[path.index(node) :]
                    on_path -= part
                    if len(part) > 1 or node in steps[node]:
                        yield part
