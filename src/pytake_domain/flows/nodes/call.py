"""`call`: runs another flow with arguments of its own, and goes on with its results."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from pytake_domain.flows.build import Build
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import ERROR, Compiled, Given, Holds, NodeData
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.flows.session import Frame
from pytake_domain.kernel.ids import FlowId

_MOST = 50


class Call(NodeData, frozen=True, kw_only=True):
    """The published version of `flow_id` knows its `arguments` and nothing else of this flow's variables.

    When it ends, `results` fill variables of this flow with those of the other (`{"total": "sum"}`: `total` here is `sum`
    there). A flow that hands over to people does not come back. The edge `error` is taken when that flow is not published.
    """

    type: ClassVar[str] = "call"
    flow_id: UUID
    arguments: dict[str, Any] = msgspec.field(default_factory=dict)
    results: dict[str, str] = msgspec.field(default_factory=dict)

    def defines(self) -> tuple[str, ...]:
        """The results."""
        return tuple(self.results)

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """The results; one that the other flow never set is nothing."""
        return dict.fromkeys(self.results, Holds.ANY) if handle == DEFAULT else {}

    def canonical(self, handle: str) -> str:
        """Error, or the way on."""
        return ERROR if handle == ERROR else DEFAULT

    def optional(self) -> tuple[str, ...]:
        """When it can't go there."""
        return (ERROR,)

    def problems(self, build: Build) -> None:
        """The flow must exist, names must be usable."""
        build.known("flow", str(self.flow_id), build.flows, "flow_id")
        for field, names in (("arguments", self.arguments), ("results", self.results)):
            if len(names) > _MOST:
                build.problem("too_many", field, most=_MOST, count=len(names))
            for name in names:
                build.variable(name, f"{field}.{name[:40]}")
        for name, theirs in self.results.items():
            build.variable(theirs, f"results.{name[:40]}")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Call(FlowId(self.flow_id), build.value(self.arguments, "arguments"), tuple(self.results.items()))


class _Call(Compiled):
    __slots__ = ("arguments", "flow_id", "results")

    def __init__(
        self, flow_id: FlowId, arguments: Callable[[Names], Any], results: tuple[tuple[str, str], ...]
    ) -> None:
        super().__init__()
        self.flow_id, self.arguments, self.results = flow_id, arguments, results

    def enter(self, run: Run) -> None:
        try:
            arguments = self.arguments(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        run.jump(self.flow_id, returns=True, arguments=arguments)

    def resume(self, run: Run, given: Given) -> str:
        del given
        if run.calls:
            run.scope(run.calls[-1].variables or {})
            run.calls = run.calls[:-1]
        if ERROR in self.exits:
            return ERROR
        raise FlowFailure("jump_failed:not_published")

    def returned(self, run: Run, frame: Frame) -> str:
        found = {mine: run.variables.get(theirs) for mine, theirs in self.results}
        run.scope(frame.variables or {})
        for name, value in found.items():
            run.set(name, value)
        return DEFAULT
