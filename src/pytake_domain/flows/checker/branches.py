"""Every branch can be taken: none comes after one that always is, or asks for what the variable never holds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from pytake_domain.flows.build import Build, Tested, variable_of
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.nodes.answers import Kind
from pytake_domain.flows.nodes.condition import ELSE, ConditionNode
from pytake_domain.flows.nodes.menu import options_of
from pytake_domain.flows.nodes.message import Message
from pytake_domain.flows.nodes.question import Question
from pytake_domain.flows.nodes.set_variable import SetVariable
from pytake_domain.flows.nodes.switch import Switch, same
from pytake_domain.flows.problem import FlowProblem, Severity

_MOST = 200
"""Values of one variable that are tried."""

_TRIED = 50_000
"""Values that are tried in all the conditions of a flow; what is beyond it is not doubted."""


def branches(paths: Paths, build: Build, known: Iterable[str] = ()) -> Iterator[FlowProblem]:
    """Warnings, each with the branch and why it is never taken."""
    held = _held(paths, known)
    tries = _Tries(held)
    groups: dict[tuple[str, str], list[Tested]] = defaultdict(list)
    for tested in build.tested:
        if tested.node_id in paths.nodes:
            groups[tested.node_id, "edges" if tested.field.startswith("edges.") else ""].append(tested)
    for (node_id, where), tests in groups.items():
        data = paths.nodes[node_id]
        for tested, because in _dead(tests, tries):
            handle = data.handle_of(tested.field) if isinstance(data, ConditionNode) and not where else ""
            yield _never(paths, tested, handle, because)
        if isinstance(data, ConditionNode) and not where and any(_constant(tested) is True for tested in tests):
            yield _never(paths, tests[-1], ELSE, "always_true_before")
    yield from _cases(paths, held)


def _never(paths: Paths, tested: Tested, handle: str, because: str) -> FlowProblem:
    field = tested.field if tested.field.startswith("edges.") else f"data.{tested.field}".rstrip(".")
    return FlowProblem(
        code="branch_never_taken",
        node_id=tested.node_id,
        field=field,
        params={"handle": handle or tested.field, "because": because},
        severity=Severity.WARNING,
        path=paths.to(tested.node_id),
    )


def _dead(tests: list[Tested], tries: "_Tries") -> Iterator[tuple[Tested, str]]:
    """Conditions of one node that never decide, in their order."""
    drawn: set[bytes] = set()
    always = False
    for tested in tests:
        key = msgspec.json.encode(tested.drawn, order="deterministic")
        constant = _constant(tested)
        if always:
            yield tested, "always_true_before"
        elif key in drawn:
            yield tested, "same_condition_before"
        elif constant is False:
            yield tested, "never_true"
        elif not tries.possible(tested):
            yield tested, "no_such_value"
        always = always or constant is True
        drawn.add(key)


def _constant(tested: Tested) -> bool | None:
    """What it always says; None when that depends on something."""
    return None if tested.condition.uses else _holds(tested, Names())


class _Tries:
    """Conditions tried with the few values that a variable may have."""

    def __init__(self, held: dict[str, tuple[Any, ...]]) -> None:
        self._held, self._left = held, _TRIED

    def possible(self, tested: Tested) -> bool:
        """Does it hold for any value that the one variable it reads may have, or for none at all?"""
        read = {variable_of(use.path) for use in tested.condition.uses}
        if len(read) != 1 or any(use.path[-1] not in read for use in tested.condition.uses):
            return True
        name = read.pop()
        if name not in self._held or self._left < len(self._held[name]):
            return True
        self._left -= len(self._held[name])
        return _holds(tested, Names(vars={})) or any(
            _holds(tested, Names({name: value, "vars": {name: value}})) for value in self._held[name]
        )


def _holds(tested: Tested, names: Names) -> bool:
    try:
        return tested.condition(names)
    except RenderFailed:
        return False


def _held(paths: Paths, known: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Variables that only ever get one of a few values, with these."""
    held: dict[str, list[Any]] = {}
    open_ended = set(known)
    for data in paths.nodes.values():
        for name in data.defines():
            values = _values(data, name)
            if values is None:
                open_ended.add(name)
            else:
                held.setdefault(name, []).extend(values)
    return {name: tuple(v) for name, v in held.items() if name not in open_ended and len(v) <= _MOST}


def _values(data: object, name: str) -> list[Any] | None:
    """Values that this node may give it; None when nobody knows."""
    if (isinstance(data, Question) and data.asks is Kind.CHOICE) or (isinstance(data, Message) and data.options):
        return [option.id if option.value is None else option.value for option in options_of(data.options)]
    if isinstance(data, SetVariable):
        return data.constants(name)
    return None


def _cases(paths: Paths, held: dict[str, tuple[Any, ...]]) -> Iterator[FlowProblem]:
    """Cases of a switch on such a variable that never come."""
    for node_id, data in paths.nodes.items():
        name = data.variable if isinstance(data, Switch) else None
        if not isinstance(data, Switch) or name is None or name not in held:
            continue
        there = {same(value) for value in held[name]}
        for place, case in enumerate(data.cases):
            if not any(same(value) in there for value in case.values):
                yield FlowProblem(
                    code="branch_never_taken",
                    node_id=node_id,
                    field=f"data.cases.{place}.value",
                    params={"handle": case.id, "because": "no_such_value"},
                    severity=Severity.WARNING,
                    path=paths.to(node_id),
                )
