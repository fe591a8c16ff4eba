"""`wait`: waits for whatever the customer sends next, without asking anything."""

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from pytake_domain.flows.build import Build
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import MessageIn
from pytake_domain.flows.nodes.shared import TIMEOUT, Compiled, Given, Holds, NodeData, timed
from pytake_domain.flows.run import Run


class Wait(NodeData, frozen=True, kw_only=True):
    """`variable` gets the words, or what came instead of words: a file, a place, a form's answers.

    After `timeout` seconds the edge `timeout` is taken, or the session expires.
    """

    type: ClassVar[str] = "wait"
    variable: str | None = None
    timeout: int | None = None

    def defines(self) -> tuple[str, ...]:
        """What came."""
        return (self.variable,) if self.variable else ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """What came, if anything did."""
        return {self.variable: Holds.ANY} if self.variable and handle != TIMEOUT else {}

    def silence(self, handle: str) -> dt.timedelta | None:
        """They have just written, unless time ran out."""
        return dt.timedelta(seconds=self.timeout or 0) if handle == TIMEOUT else None

    def canonical(self, handle: str) -> str:
        """Time-out, or the way on."""
        return TIMEOUT if handle == TIMEOUT else DEFAULT

    def optional(self) -> tuple[str, ...]:
        """When nothing comes."""
        return (TIMEOUT,)

    def problems(self, build: Build) -> None:
        """A usable name, a time-out within bounds."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        timed(build, self.timeout)

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        del build
        return _Wait(self.variable, self.timeout)


class _Wait(Compiled):
    __slots__ = ("timeout", "variable")

    def __init__(self, variable: str | None, timeout: int | None) -> None:
        super().__init__()
        self.waits = True
        self.variable, self.timeout = variable, timeout

    def enter(self, run: Run) -> None:
        run.wait_answer(self.timeout)

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, MessageIn):
            return TIMEOUT if TIMEOUT in self.exits else run.expire()
        if self.variable:
            run.set(self.variable, given.text if given.spoken and given.data is None else given.data or given.text)
        return DEFAULT
