"""`jump`: goes on in another flow, for good or until that one ends."""

from typing import ClassVar
from uuid import UUID

from pytake_domain.flows.build import Build
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import EffectDone
from pytake_domain.flows.nodes.shared import ERROR, Compiled, Given, NodeData
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.kernel.ids import FlowId


class Jump(NodeData, frozen=True, kw_only=True):
    """To the published version of `flow_id`, which goes on with the same variables; with `returns` it comes back here.

    The edge `error` is taken when that flow is not published.
    """

    type: ClassVar[str] = "jump"
    flow_id: UUID
    returns: bool = False

    def canonical(self, handle: str) -> str:
        """Error, or the way on."""
        return ERROR if handle == ERROR else DEFAULT

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """A way on, when it comes back."""
        del drawn
        return (DEFAULT,) if self.returns else ()

    def optional(self) -> tuple[str, ...]:
        """When it can't go there."""
        return (ERROR,)

    def final(self) -> bool:
        """It does not come back."""
        return not self.returns

    def problems(self, build: Build) -> None:
        """The flow must exist."""
        build.known("flow", str(self.flow_id), build.flows, "flow_id")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        del build
        return _Jump(FlowId(self.flow_id), returns=self.returns)


class _Jump(Compiled):
    __slots__ = ("flow_id", "returns")

    def __init__(self, flow_id: FlowId, *, returns: bool) -> None:
        super().__init__()
        self.flow_id, self.returns = flow_id, returns

    def enter(self, run: Run) -> None:
        run.jump(self.flow_id, returns=self.returns)

    def resume(self, run: Run, given: Given) -> str:
        if self.returns:
            run.calls = run.calls[:-1]
        if ERROR in self.exits:
            return ERROR
        raise FlowFailure(
            f"jump_failed:{given.error}" if isinstance(given, EffectDone) and given.error else "jump_failed"
        )
