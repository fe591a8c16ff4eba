"""Comparisons that mean nothing for what a variable holds: a name that is greater than 3."""

from collections.abc import Iterator

from pytake_domain.flows.build import Build, variable_of
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.expressions import ORDERED, Compared
from pytake_domain.flows.expressions.values import moment, number
from pytake_domain.flows.nodes.shared import Holds
from pytake_domain.flows.problem import FlowProblem, Severity

_EQUAL = frozenset({"equals", "not_equals"})


def kinds(paths: Paths, build: Build) -> Iterator[FlowProblem]:
    """Warnings, where every node that sets the variable gives it the same kind of value."""
    held = _held(paths)
    for tested in build.tested:
        if tested.node_id not in paths.nodes:
            continue
        for compared in tested.condition.compared:
            name = variable_of(compared.path)
            holds = held.get(name, Holds.ANY) if compared.path[-1] == name else Holds.ANY
            if not _sensible(holds, compared):
                field = tested.field if tested.field.startswith("edges.") else f"data.{tested.field}".rstrip(".")
                yield FlowProblem(
                    code="wrong_kind",
                    node_id=tested.node_id,
                    field=field,
                    params={"variable": name, "holds": holds.value, "with": str(compared.constant)[:80]},
                    severity=Severity.WARNING,
                    path=paths.to(tested.node_id),
                )


def _held(paths: Paths) -> dict[str, Holds]:
    held: dict[str, Holds] = {}
    for node_id, handle in dict.fromkeys((node_id, handle) for node_id, handle, _ in paths.steps()):
        for name, kind in paths.nodes[node_id].sets(handle).items():
            held[name] = kind if held.get(name, kind) is kind else Holds.ANY
    return held


def _sensible(holds: Holds, compared: Compared) -> bool:
    constant, ordered = compared.constant, compared.op in ORDERED
    if holds is Holds.ANY or constant is None or not (ordered or compared.op in _EQUAL):
        return True
    if holds in (Holds.LIST, Holds.OBJECT):
        return isinstance(constant, (list, tuple, dict))
    is_number = isinstance(constant, (int, float)) and not isinstance(constant, bool)
    if holds is Holds.TEXT:
        # Ours reads a text as a number when both look like one; `as` says that this is meant.
        return not is_number or bool(compared.kind) or not (ordered or compared.liquid)
    if holds is Holds.NUMBER:
        return is_number or (not compared.liquid and isinstance(constant, str) and number(constant) is not None)
    if holds is Holds.DATE:
        return compared.kind == "date" or (isinstance(constant, str) and moment(constant) is not None)
    return not ordered
