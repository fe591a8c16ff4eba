"""`end`: the flow is done, or returns to the one that called it."""

from typing import ClassVar

from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.nodes.shared import Compiled, NodeData, Saying, spoken
from pytake_domain.flows.run import Run
from pytake_domain.whatsapp import Text
from pytake_domain.whatsapp import limits as provider

_LONGEST_NAME = 64


class End(NodeData, frozen=True, kw_only=True):
    """`text` is said last; `event` is told to whoever listens, with the session's variables."""

    type: ClassVar[str] = "end"
    ends: ClassVar[bool] = True
    text: LocalText | None = None
    event: str | None = None

    def sends(self) -> tuple[Saying, ...]:
        """What is said last."""
        return spoken(self.text) if self.text else ()

    def problems(self, build: Build) -> None:
        """An event needs a name."""
        if self.event is not None and not 1 <= len(self.event.strip()) <= _LONGEST_NAME:
            build.problem("not_an_event_name", "event", most=_LONGEST_NAME)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _End(build.say(self.text, "text", provider.TEXT_BODY) if self.text else None, self.event)


class _End(Compiled):
    __slots__ = ("event", "say")

    def __init__(self, say: Say | None, event: str | None) -> None:
        super().__init__()
        self.say, self.event = say, event

    def enter(self, run: Run) -> None:
        body = self.say(run) if self.say else ""
        if body.strip():
            run.send(Text(body=body))
        if self.event:
            run.emit(self.event, dict(run.variables))
        run.complete()
