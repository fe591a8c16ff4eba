"""`note`: leaves a note in the conversation that only the company sees."""

from typing import ClassVar

from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import Run

_LONGEST = 4_096


class NoteNode(NodeData, frozen=True, kw_only=True):
    """`text`, for the agents; one that comes out blank is left out."""

    type: ClassVar[str] = "note"
    text: LocalText

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Note(build.say(self.text, "text", _LONGEST))


class _Note(Compiled):
    __slots__ = ("say",)

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.say = say

    def enter(self, run: Run) -> str:
        if body := self.say(run).strip():
            run.add_note(body)
        return DEFAULT
