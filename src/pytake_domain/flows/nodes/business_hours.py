"""`business_hours`: one way while the company answers, another while it does not."""

from typing import ClassVar

from pytake_domain.flows.build import Build
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import Run
from pytake_domain.kernel.time import BusinessHours

OPEN = "open"
CLOSED = "closed"


class BusinessHoursNode(NodeData, frozen=True, kw_only=True):
    """`hours` of its own, or the company's; a company without hours is always open."""

    type: ClassVar[str] = "business_hours"
    hours: BusinessHours | None = None

    def canonical(self, handle: str) -> str:
        """Some editors write true and false."""
        return {"true": OPEN, "yes": OPEN, "false": CLOSED, "no": CLOSED}.get(handle, handle)

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Both ways."""
        del drawn
        return (OPEN, CLOSED)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        build.reads_hours = build.reads_hours or self.hours is None
        return _BusinessHours(self.hours)


class _BusinessHours(Compiled):
    __slots__ = ("hours",)

    def __init__(self, hours: BusinessHours | None) -> None:
        super().__init__()
        self.hours = hours

    def enter(self, run: Run) -> str:
        hours = self.hours or run.facts.hours
        return OPEN if hours is None or hours.is_open(run.now) else CLOSED
