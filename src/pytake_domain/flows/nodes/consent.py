"""`consent`: the contact wants marketing, or wants none any more."""

from typing import ClassVar, Literal

from pytake_domain.flows.build import Build, Say
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import Run

_LONGEST = 200


class Consent(NodeData, frozen=True, kw_only=True):
    """`marketing` becomes `opt_in` or `opt_out`; `source` is kept as the proof: the node, when it is not given."""

    type: ClassVar[str] = "consent"
    marketing: Literal["opt_in", "opt_out"]
    source: str = ""

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Consent(build.say(self.source, "source", _LONGEST, required=False), opted_in=self.marketing == "opt_in")


class _Consent(Compiled):
    __slots__ = ("opted_in", "source")

    def __init__(self, source: Say, *, opted_in: bool) -> None:
        super().__init__()
        self.source, self.opted_in = source, opted_in

    def enter(self, run: Run) -> str:
        run.consent(opted_in=self.opted_in, source=self.source(run).strip() or f"flow:{self.id[:64]}")
        return DEFAULT
