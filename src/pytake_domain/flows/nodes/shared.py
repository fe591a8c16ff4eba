"""What all node types share: the form of their data, and of what they compile to."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

import msgspec

from pytake_domain.flows.build import Build, LocalText
from pytake_domain.flows.expressions import Names
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import EffectDone, MessageIn, TimedOut
from pytake_domain.flows.run import FlowFailure, Run

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


class Compiled:
    """A node ready to run. `exits` leads from handles to node ids.

    `enter` and `resume` give the handle to leave by, or None when the session waits now or has ended.
    """

    __slots__ = ("exits", "id", "waits")

    def __init__(self) -> None:
        self.id = ""
        self.exits: dict[str, str | Way] = {}
        self.waits = False

    def enter(self, run: Run) -> str | None:
        """The session comes to this node."""
        del run
        raise FlowFailure("node_broken")

    def resume(self, run: Run, given: Given) -> str | None:
        """What the session waited for at this node is here."""
        del run, given
        raise FlowFailure("not_waiting_here")


class NodeData(msgspec.Struct, frozen=True, kw_only=True):
    """A node's `data`. `label` and `note` are the author's own."""

    type: ClassVar[str]
    ends: ClassVar[bool] = False
    """Nothing leaves this node: the session ends here or goes elsewhere."""

    label: str = ""
    note: str = ""

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
