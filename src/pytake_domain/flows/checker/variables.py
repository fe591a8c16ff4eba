"""Every variable has a value on every way that leads to where it is read.

An error where the customer would read a gap, or where less or greater is asked of nothing; a warning where the author has seen
it coming (a default filter, a text inside an `if`), where a comparison simply does not hold, and in what no customer reads.
Asking whether it has a value is no doubt at all, and proves that it has one on the branch that says so.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from pytake_domain.flows.build import Build, Read
from pytake_domain.flows.checker.paths import Paths, back
from pytake_domain.flows.expressions import Role, implied
from pytake_domain.flows.expressions.values import text_of
from pytake_domain.flows.nodes.condition import ELSE, ConditionNode
from pytake_domain.flows.nodes.switch import Switch
from pytake_domain.flows.problem import FlowProblem, Severity

_MOST = 200
"""Doubts that are told; whoever has more starts with these."""

Gains = Mapping[tuple[str, str], frozenset[str]]


def variables(paths: Paths, build: Build, known: Iterable[str] = ()) -> Iterator[FlowProblem]:
    """Reads that some way comes to without a value."""
    given = _gains(paths, build)
    place = {name: 1 << n for n, name in enumerate(dict.fromkeys(read.variable for read in build.reads))}
    sure = _assigned(paths, {arrow: sum(place.get(name, 0) for name in names) for arrow, names in given.items()})
    for name in known:
        place.pop(name, None)
    without: dict[str, dict[str, str | None]] = {}
    told: set[tuple[str, str, str]] = set()
    for read in _at_nodes_and_edges(paths, build.reads):
        key = (read.node_id, read.variable, read.field)
        bit = place.get(read.variable)
        if bit is None or read.role is Role.ASKED or key in told or len(told) >= _MOST:
            continue
        after = paths.handle_of.get((read.node_id, read.field))
        if sure.get(read.node_id, -1) & bit:
            continue
        if read.variable not in without:
            without[read.variable] = _without(paths, given, read.variable)
        before = without[read.variable]
        set_on_the_way_out = after is not None and read.variable in given.get((read.node_id, after), ())
        if read.node_id in before and not set_on_the_way_out:
            told.add(key)
            params: dict[str, str | int] = {"variable": read.variable, "line": read.line, "column": read.column}
            field = read.field if after is not None else f"data.{read.field}"
            yield FlowProblem(
                code="maybe_undefined",
                node_id=read.node_id,
                field=field.rstrip("."),
                params=params,
                severity=_severity(read),
                path=back(before, read.node_id),
            )


def _severity(read: Read) -> Severity:
    gap = read.said and read.role is Role.SHOWN
    return Severity.ERROR if gap or read.role is Role.ORDERED else Severity.WARNING


def _at_nodes_and_edges(paths: Paths, reads: Iterable[Read]) -> Iterator[Read]:
    """Those that can be come to, the worst of each place first."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1}
    yield from sorted((read for read in reads if read.node_id in paths.nodes), key=lambda read: rank[_severity(read)])


def _gains(paths: Paths, build: Build) -> Gains:
    """Variables that surely have a value by each handle of each node: set there, or proved by its condition."""
    proved = _proved(paths, build)
    return {
        (node_id, handle): frozenset(paths.nodes[node_id].sets(handle)) | proved.get((node_id, handle), frozenset())
        for node_id, handle, _ in paths.steps()
    }


def _proved(paths: Paths, build: Build) -> dict[tuple[str, str], frozenset[str]]:
    """A branch is taken when its condition holds and none before it did, a case when the value is there."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    failed: dict[str, frozenset[str]] = {}
    for tested in build.tested:
        data = paths.nodes.get(tested.node_id)
        if not isinstance(data, ConditionNode) or tested.field.startswith("edges."):
            continue
        before = failed.get(tested.node_id, frozenset())
        handle = data.handle_of(tested.field)
        holds, fails = implied(tested.drawn)
        found.setdefault((tested.node_id, handle), before | holds)
        failed[tested.node_id] = before | fails
    found.update({(node_id, ELSE): names for node_id, names in failed.items()})
    for node_id, node in paths.nodes.items():
        if isinstance(node, Switch) and (name := node.variable) is not None:
            found.update({(node_id, c.id): frozenset({name}) for c in node.cases if all(map(text_of, c.values))})
    return found


def _assigned(paths: Paths, gains: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Variables, as bits, that have a value on every way to each node."""
    sure = dict.fromkeys(paths.arrows, -1)
    sure[paths.start] = 0
    changed = True
    while changed:
        changed = False
        for node_id, handle, target in paths.steps():
            now = sure[target] & (sure[node_id] | gains[node_id, handle])
            if now != sure[target]:
                sure[target], changed = now, True
    return sure


def _without(paths: Paths, gains: Gains, variable: str) -> dict[str, str | None]:
    """The nodes that some way leads to on which this variable gets no value, each with the one before it on the shortest."""
    before: dict[str, str | None] = {paths.start: None}
    waiting = deque([paths.start])
    while waiting:
        node_id = waiting.popleft()
        for handle, target in paths.arrows.get(node_id, ()):
            if variable not in gains[node_id, handle] and target not in before:
                before[target] = node_id
                waiting.append(target)
    return before
