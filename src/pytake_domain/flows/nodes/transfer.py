"""`transfer`: hands the contact to people."""

from typing import ClassVar

from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.nodes.shared import Compiled, NodeData, Saying, spoken
from pytake_domain.flows.run import Run
from pytake_domain.whatsapp import Text
from pytake_domain.whatsapp import limits as provider

_LONGEST_NOTE = 1_000


class Transfer(NodeData, frozen=True, kw_only=True):
    """To a queue, an agent or a skill, or to whoever is there; `text` is said first, `summary` is for the agent."""

    type: ClassVar[str] = "transfer"
    ends: ClassVar[bool] = True
    queue_id: str | None = None
    agent_id: str | None = None
    skill: str | None = None
    reason: str = ""
    text: LocalText | None = None
    summary: LocalText | None = None

    def sends(self) -> tuple[Saying, ...]:
        """What is said last."""
        return spoken(self.text) if self.text else ()

    def problems(self, build: Build) -> None:
        """One destination, and one that exists."""
        if sum(target is not None for target in (self.queue_id, self.agent_id, self.skill)) > 1:
            build.problem("several_destinations", "queue_id")
        build.known("queue", self.queue_id and self.queue_id.strip().casefold(), build.queues, "queue_id")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Transfer(
            build.say(self.text, "text", provider.TEXT_BODY) if self.text else None,
            build.say(self.summary, "summary", _LONGEST_NOTE) if self.summary else None,
            self,
        )


class _Transfer(Compiled):
    __slots__ = ("data", "say", "summary")

    def __init__(self, say: Say | None, summary: Say | None, data: Transfer) -> None:
        super().__init__()
        self.say, self.summary, self.data = say, summary, data

    def enter(self, run: Run) -> None:
        body = self.say(run) if self.say else ""
        if body.strip():
            run.send(Text(body=body))
        note = self.summary(run) if self.summary else ""
        data = self.data
        run.transfer(data.reason or "flow", note=note, queue_id=data.queue_id, agent_id=data.agent_id, skill=data.skill)
