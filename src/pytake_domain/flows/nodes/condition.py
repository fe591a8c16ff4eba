"""`condition`: if, else if, else."""

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from pytake_domain.flows.build import Build
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import FlowFailure, Run

ELSE = "else"
THEN = "true"
_MOST = 50


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """Taken by the handle `id` when `when` holds and none before it did."""

    id: str
    when: str | dict[str, Any]


class ConditionNode(NodeData, frozen=True, kw_only=True):
    """Branches in their order, then `else`.

    Short forms: one condition in `when`, `expression`, or `variable`, `op` and `value`; they leave by `true` or by `else`.
    Without any of these, the conditions stand on the edges themselves.
    """

    type: ClassVar[str] = "condition"
    branches: tuple[Branch, ...] = ()
    when: str | dict[str, Any] | None = None
    expression: str | None = None
    variable: str | None = None
    op: str | None = None
    operator: str | None = None
    value: Any = None

    def _branches(self) -> tuple[Branch, ...]:
        if self.branches:
            return self.branches
        if self.when is not None:
            return (Branch(id=THEN, when=self.when),)
        if self.expression is not None:
            return (Branch(id=THEN, when=self.expression),)
        if self.variable is not None:
            op = self.op or self.operator or "equals"
            return (Branch(id=THEN, when={"variable": self.variable, "op": op, "value": self.value}),)
        return ()

    def handle_of(self, field: str) -> str:
        """The handle of the branch whose condition stands in this field."""
        place = field.removeprefix("branches.").partition(".")[0]
        return self.branches[int(place)].id if self.branches and place.isdigit() else THEN

    def canonical(self, handle: str) -> str:
        """Several words mean `true` and `else`; on the edges' own conditions there is one handle."""
        ids = [branch.id for branch in self._branches()]
        if not ids:
            return DEFAULT
        if handle in ids:
            return handle
        return {"yes": THEN, "then": THEN, "no": ELSE, "false": ELSE, DEFAULT: ELSE}.get(handle, handle)

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Every branch, and else."""
        del drawn
        ids = tuple(branch.id for branch in self._branches())
        return (*ids, ELSE) if ids else (DEFAULT,)

    def problems(self, build: Build) -> None:
        """Ids are unique and there are not too many."""
        ids = [branch.id for branch in self.branches]
        if len(ids) > _MOST:
            build.problem("too_many", "branches", most=_MOST, count=len(ids))
        for place, branch_id in enumerate(ids):
            if not branch_id or branch_id in (ELSE, DEFAULT):
                build.problem("not_an_id", f"branches.{place}.id")
            if branch_id in ids[:place]:
                build.problem("not_unique", f"branches.{place}.id", value=branch_id)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        branches = self._branches()
        field = "branches.{}.when" if self.branches else ("when" if self.when is not None else "expression")
        if not self.branches and self.variable is not None and self.when is None and self.expression is None:
            field = ""
        tests = tuple((build.condition(b.when, field.format(place)), b.id) for place, b in enumerate(branches))
        return _Condition(tests, ELSE if branches else DEFAULT)


class _Condition(Compiled):
    __slots__ = ("otherwise", "tests")

    def __init__(self, tests: tuple[tuple[Callable[[Names], bool], str], ...], otherwise: str) -> None:
        super().__init__()
        self.tests, self.otherwise = tests, otherwise

    def enter(self, run: Run) -> str:
        names = run.names
        try:
            for holds, handle in self.tests:
                if holds(names):
                    return handle
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        return self.otherwise
