"""Everything that is wrong with a flow before it is published, each problem with its node."""

from collections.abc import Iterable, Iterator, Mapping

from pytake_domain.flows.build import Build
from pytake_domain.flows.checker import Known, prove
from pytake_domain.flows.checker.circles import circles, round_from
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.compiled import START, CompiledFlow, Plan, compile_plan, read_plan
from pytake_domain.flows.drawn_only import drawn_wrong
from pytake_domain.flows.graph import DEFAULT, Graph
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.trigger import Trigger
from pytake_domain.templates import MessageTemplate
from pytake_domain.whatsapp import Capabilities


def validate(
    graph: Graph,
    *,
    trigger: Trigger | None = None,
    variables: Iterable[str] = (),
    queues: Iterable[str] | None = None,
    flows: Iterable[str] | None = None,
    templates: Iterable[MessageTemplate] | None = None,
    graphs: Mapping[str, Graph] | None = None,
    capabilities: Mapping[str, Capabilities] | None = None,
    flow_id: str | None = None,
) -> tuple[FlowProblem, ...]:
    """All problems, errors first, in the order of the nodes.

    `variables` are known beside those the flow sets; `queues` and `flows` are the ids there are (of queues their names too),
    `templates` those of the number's account, `graphs` the published flows by id, `capabilities` those of the active
    numbers' providers by name; None when nobody looked. `flow_id` is this flow's own.
    """
    variables = tuple(variables)
    plan = read_plan(graph)
    build = Build(
        variables=variables,
        queues=None if queues is None else frozenset(queue.casefold() for queue in queues),
        flows=None if flows is None else frozenset(map(str, flows)),
        templates=None if templates is None else {(one.name, one.language): one for one in templates},
    )
    compiled = compile_plan(plan, build)
    known = Known(trigger=trigger, variables=variables, graphs=graphs, capabilities=capabilities, flow_id=flow_id)
    found = [
        *(trigger.problems() if trigger else ()),
        *_starts(graph),
        *drawn_wrong(graph),
        *compiled.problems,
        *_branches(plan),
        *_unreachable(plan, compiled.start),
        *_cycles(plan, compiled, Paths(plan, compiled.start)),
        *prove(plan, compiled, build, known),
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


def _cycles(plan: Plan, compiled: CompiledFlow, paths: Paths) -> Iterator[FlowProblem]:
    """Circles in which nobody is waited for; each is told once, with its first node."""
    steps = {node_id: _at_once(plan, compiled, node_id) for node_id in plan.data if not compiled.nodes[node_id].waits}
    for circle in circles(steps):
        first = next(node_id for node_id in plan.data if node_id in circle)
        names = ", ".join(node_id for node_id in plan.data if node_id in circle)
        path = (*way, *round_from(first, steps, circle)) if (way := paths.to(first)) else ()
        yield FlowProblem(code="cycle_without_wait", node_id=first, params={"nodes": names[:500]}, path=path)


def _at_once(plan: Plan, compiled: CompiledFlow, node_id: str) -> list[str]:
    """Where it leads without waiting for anybody; the way back to a loop is gone only so often."""
    nodes = compiled.nodes
    return [t for t in plan.targets(node_id) if not nodes[t].waits and node_id not in nodes[t].inside]
