"""`split`: sends contacts different ways by weight, each contact always the same way."""

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, Holds, NodeData
from pytake_domain.flows.run import Run
from pytake_domain.kernel.chance import sticky_fraction, weighted

_HEAVIEST = 10_000


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """One way: its handle, and its share of all weights."""

    id: str
    weight: int = 1


class Split(NodeData, frozen=True, kw_only=True):
    """Chooses one of the `branches` by weight; `variable` gets its id.

    A contact goes the same way whenever they come here, in later versions too. Splits with the same `experiment` choose alike,
    wherever they stand; without one, each node chooses by itself.
    """

    type: ClassVar[str] = "split"
    branches: tuple[Branch, ...]
    experiment: str = ""
    variable: str | None = None

    def defines(self) -> tuple[str, ...]:
        """The branch taken."""
        return (self.variable,) if self.variable else ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """The branch taken."""
        del handle
        return {self.variable: Holds.TEXT} if self.variable else {}

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Every branch."""
        del drawn
        return tuple(dict.fromkeys(branch.id for branch in self.branches))

    def canonical(self, handle: str) -> str:
        """Only branches."""
        return handle

    def problems(self, build: Build) -> None:
        """Ids once, weights that can be shared."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        if len(self.branches) > limits.SPLIT_WAYS:
            build.problem("too_many", "branches", most=limits.SPLIT_WAYS, count=len(self.branches))
        if not any(branch.weight > 0 for branch in self.branches):
            build.problem("required", "branches")
        ids: set[str] = set()
        for place, branch in enumerate(self.branches):
            if not branch.id.strip() or branch.id == DEFAULT:
                build.problem("not_an_id", f"branches.{place}.id")
            if branch.id in ids:
                build.problem("not_unique", f"branches.{place}.id", value=branch.id)
            if not 0 <= branch.weight <= _HEAVIEST:
                build.problem("out_of_range", f"branches.{place}.weight", least=0, most=_HEAVIEST)
            ids.add(branch.id)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        del build
        return _Split(self)


class _Split(Compiled):
    __slots__ = ("experiment", "ids", "variable", "weights")

    def __init__(self, data: Split) -> None:
        super().__init__()
        self.ids = tuple(branch.id for branch in data.branches) or (DEFAULT,)
        self.weights = tuple(max(branch.weight, 0) for branch in data.branches) or (1,)
        self.experiment, self.variable = data.experiment, data.variable

    def enter(self, run: Run) -> str:
        session = run.session
        what = (self.experiment,) if self.experiment else (session.flow_id.hex, self.id)
        chosen = self.ids[weighted(self.weights, sticky_fraction("split", *what, session.contact_id.hex))]
        run.split(chosen)
        if self.variable:
            run.set(self.variable, chosen)
        return chosen
