"""`webhook`: tells whoever listens that something happened."""

from collections.abc import Callable
from typing import Any, ClassVar

from pytake_domain.flows.build import Build
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import FlowFailure, Run

_LONGEST_NAME = 64
_MOST = 50


class Webhook(NodeData, frozen=True, kw_only=True):
    """The event `name` with `data`, whose texts may have variables; without `data` it has all the session's variables.

    Nobody is waited for: what must be answered is an `api_call`.
    """

    type: ClassVar[str] = "webhook"
    name: str
    data: dict[str, Any] | None = None

    def problems(self, build: Build) -> None:
        """A name, and not too much."""
        if not 1 <= len(self.name.strip()) <= _LONGEST_NAME:
            build.problem("not_an_event_name", "name", most=_LONGEST_NAME)
        if self.data is not None and len(self.data) > _MOST:
            build.problem("too_many", "data", most=_MOST, count=len(self.data))

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Webhook(self.name.strip(), None if self.data is None else build.value(self.data, "data"))


class _Webhook(Compiled):
    __slots__ = ("data", "name")

    def __init__(self, name: str, data: Callable[[Names], Any] | None) -> None:
        super().__init__()
        self.name, self.data = name, data

    def enter(self, run: Run) -> str:
        try:
            data = dict(run.variables) if self.data is None else self.data(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        run.emit(self.name, data)
        return DEFAULT
