"""`tag`: tags the contact, and takes tags away."""

from typing import ClassVar

from pytake_domain.flows.build import Build, Say
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import Run

_LONGEST = 64
_MOST = 50


class Tag(NodeData, frozen=True, kw_only=True):
    """`add` and `remove`, which may have variables; a tag that comes out blank is left out."""

    type: ClassVar[str] = "tag"
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def problems(self, build: Build) -> None:
        """At least one, and not too many."""
        if not self.add and not self.remove:
            build.problem("required", "add")
        for field, tags in (("add", self.add), ("remove", self.remove)):
            if len(tags) > _MOST:
                build.problem("too_many", field, most=_MOST, count=len(tags))

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        add, remove = (
            tuple(build.say(tag, f"{field}.{place}", _LONGEST) for place, tag in enumerate(tags))
            for field, tags in (("add", self.add), ("remove", self.remove))
        )
        return _Tag(add, remove)


class _Tag(Compiled):
    __slots__ = ("add", "remove")

    def __init__(self, add: tuple[Say, ...], remove: tuple[Say, ...]) -> None:
        super().__init__()
        self.add, self.remove = add, remove

    def enter(self, run: Run) -> str:
        for say in self.remove:
            if tag := say(run).strip():
                run.untag(tag)
        for say in self.add:
            if tag := say(run).strip():
                run.tag(tag)
        return DEFAULT
