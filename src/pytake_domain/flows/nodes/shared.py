"""What all node types share: the form of their data, and of what they compile to."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build, LocalText, Say
from pytake_domain.flows.expressions import Names
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import EffectDone, MessageIn, TimedOut
from pytake_domain.flows.problem import Severity
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.flows.session import Frame
from pytake_domain.kernel.chance import sticky_fraction

TIMEOUT, INVALID, ERROR = "timeout", "invalid", "error"
"""Handles for an answer that did not come, one that was wrong too often, and an outcome that is none."""

Given: TypeAlias = MessageIn | TimedOut | EffectDone
"""What a waiting node may be resumed with."""

Way: TypeAlias = tuple[tuple[Callable[[Names], bool] | None, str], ...]
"""Where a handle leads when its edges have conditions: the first that holds, None always does."""


class Holds(StrEnum):
    """What a variable holds, as far as that can be told from the drawing."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"
    OBJECT = "object"
    ANY = "any"


_KINDS: dict[type, Holds] = {
    str: Holds.TEXT,
    int: Holds.NUMBER,
    float: Holds.NUMBER,
    bool: Holds.BOOLEAN,
    list: Holds.LIST,
    tuple: Holds.LIST,
    dict: Holds.OBJECT,
}


class Saying(msgspec.Struct, frozen=True, kw_only=True):
    """One message that a node sends: `kind` as in the capability table; `free`: it needs an open window; `most` times at most."""

    kind: str
    free: bool = True
    least: int = 1
    most: int = 1


def holds_of(values: Iterable[Any]) -> Holds:
    """What a variable holds that gets one of these constant values."""
    kinds = {_KINDS.get(type(value), Holds.ANY) for value in values}
    return kinds.pop() if len(kinds) == 1 else Holds.ANY


def literal(text: str) -> bool:
    """Is it a text of its own, without anything to fill in?"""
    return bool(text.strip()) and "{" not in text


def spoken(text: LocalText) -> tuple[Saying, ...]:
    """One message of words, none when they may come out blank."""
    texts = [text] if isinstance(text, str) else list(text.values())
    return (Saying(kind="text", least=1 if texts and all(literal(one) for one in texts) else 0),)


def timed(build: Build, seconds: int | None) -> None:
    """Note what is wrong with a time-out and its branch."""
    longest = int(limits.LONGEST_DELAY.total_seconds())
    if seconds is not None and not 1 <= seconds <= longest:
        build.problem("out_of_range", "timeout", least=1, most=longest)
    if seconds is not None and TIMEOUT not in build.drawn:
        build.problem("missing_branch", "timeout", severity=Severity.WARNING, handle=TIMEOUT)
    if TIMEOUT in build.drawn and seconds is None:
        build.problem("required", "timeout")


def pick(run: Run, said: tuple[Say, ...]) -> str:
    """One of several ways to say it, by the session and the place in it: a replay says the same."""
    if len(said) == 1:
        return said[0](run)
    place = int(sticky_fraction(run.prefix, run.node or "", str(run.counter)) * len(said))
    return said[place](run)


class Compiled:
    """A node ready to run. `exits` leads from handles to node ids; `waits`: somebody or some time is waited for; `inside`: the
    nodes of a loop, coming back from which goes on with it.

    `enter` and `resume` give the handle to leave by, or None when the session waits now or has ended.
    """

    __slots__ = ("exits", "id", "inside", "waits")

    def __init__(self) -> None:
        self.id = ""
        self.exits: dict[str, str | Way] = {}
        self.waits = False
        self.inside: frozenset[str] = frozenset()

    def enter(self, run: Run) -> str | None:
        """The session comes to this node."""
        del run
        raise FlowFailure("node_broken")

    def resume(self, run: Run, given: Given) -> str | None:
        """What the session waited for at this node is here."""
        del run, given
        raise FlowFailure("not_waiting_here")

    def returned(self, run: Run, frame: Frame) -> str:
        """The flow that this node called is at its end; the handle to leave by."""
        del run, frame
        return DEFAULT


class NodeData(msgspec.Struct, frozen=True, kw_only=True):
    """A node's `data`. `label` and `note` are the author's own; one that is `disabled` is passed by as if it were not there."""

    type: ClassVar[str]
    ends: ClassVar[bool] = False
    """Nothing leaves this node: the session ends here or goes elsewhere."""

    label: str = ""
    note: str = ""
    disabled: bool = False

    def defines(self) -> tuple[str, ...]:
        """Variables this node may set."""
        return ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """Variables that surely have a value of this kind once the node was left by this handle."""
        del handle
        return {}

    def sends(self) -> tuple[Saying, ...]:
        """What it says when it is entered, each with the kind of content; nothing for most nodes."""
        return ()

    def silence(self, handle: str) -> dt.timedelta | None:
        """How much longer the customer may have been silent when it is left by this handle; None: they have just written."""
        del handle
        return dt.timedelta()

    def canonical(self, handle: str) -> str:
        """The handle that a drawn one means."""
        return DEFAULT if self.required(frozenset()) == (DEFAULT,) and not self.optional() else handle

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Handles that must lead somewhere, given those that do."""
        del drawn
        return () if self.ends else (DEFAULT,)

    def optional(self) -> tuple[str, ...]:
        """Handles that may lead somewhere."""
        return ()

    def final(self) -> bool:
        """Is this a proper end of a path?"""
        return self.ends

    def problems(self, build: Build) -> None:
        """Note what is wrong beyond what compiling finds."""

    def compile(self, build: Build) -> Compiled:
        """The node ready to run; problems are noted in `build`. A type that forgets this fails when it is entered."""
        build.problem("node_broken")
        return Compiled()
