"""`start`: where a session begins; declares the variables that whoever starts the flow may hand in."""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from pytake_domain.flows.build import Build
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, Holds, NodeData
from pytake_domain.flows.run import Run


class Start(NodeData, frozen=True, kw_only=True):
    """`variables`: names with the values they have when nobody hands in others."""

    type: ClassVar[str] = "start"
    variables: dict[str, Any] = msgspec.field(default_factory=dict)

    def defines(self) -> tuple[str, ...]:
        """The declared names."""
        return tuple(self.variables)

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """All of them, with whatever was handed in."""
        del handle
        return dict.fromkeys(self.variables, Holds.ANY)

    def problems(self, build: Build) -> None:
        """Names must be usable."""
        for name in self.variables:
            build.variable(name, f"variables.{name}")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        del build
        return _Start(self.variables)


class _Start(Compiled):
    __slots__ = ("defaults",)

    def __init__(self, defaults: dict[str, Any]) -> None:
        super().__init__()
        self.defaults = defaults

    def enter(self, run: Run) -> str:
        for name, value in self.defaults.items():
            if name not in run.variables:
                run.set(name, value)
        return DEFAULT
