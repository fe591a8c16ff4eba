"""`loop`: goes through a list, item by item."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.nodes.shared import Compiled, Holds, NodeData
from pytake_domain.flows.run import FlowFailure, Run, storable, weigh
from pytake_domain.flows.session import Loop

EACH, DONE = "each", "done"


class LoopNode(NodeData, frozen=True, kw_only=True):
    """Leaves by `each` for every item of `items`, and by `done` after the last; the path of `each` leads back here.

    `item` and `index` (from 1) name the variables. The list is read once, when the loop begins; nothing is an empty list, and
    what is no list is a list of one. Items beyond `most` are left out. A path may leave the loop early by not coming back;
    whoever comes here from outside the loop begins anew.
    """

    type: ClassVar[str] = "loop"
    items: Any
    item: str = "item"
    index: str | None = None
    most: int = 20

    def defines(self) -> tuple[str, ...]:
        """Item and index."""
        return (self.item, self.index) if self.index else (self.item,)

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """Inside the loop."""
        if handle != EACH:
            return {}
        return {self.item: Holds.ANY} | ({self.index: Holds.NUMBER} if self.index else {})

    def canonical(self, handle: str) -> str:
        """Two ways."""
        return handle

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Round, and out."""
        del drawn
        return (EACH, DONE)

    def problems(self, build: Build) -> None:
        """Usable names, a bound."""
        for field, name in (("item", self.item), ("index", self.index)):
            if name is not None:
                build.variable(name, field)
        if self.item == self.index:
            build.problem("not_unique", "index", value=self.item)
        if not 1 <= self.most <= limits.LOOP_ITEMS:
            build.problem("out_of_range", "most", least=1, most=limits.LOOP_ITEMS)
        if self.items is None or self.items == "":
            build.problem("required", "items")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Loop(build.value(self.items, "items"), self)


class _Loop(Compiled):
    __slots__ = ("index", "item", "items", "most")

    def __init__(self, items: Callable[[Names], Any], data: LoopNode) -> None:
        super().__init__()
        self.items, self.item, self.index = items, data.item, data.index
        self.most = min(max(data.most, 1), limits.LOOP_ITEMS)

    def enter(self, run: Run) -> str:
        depth = next((depth for depth, loop in enumerate(run.loops) if loop.node == self.id), len(run.loops))
        outer = run.loops[:depth]
        if depth < len(run.loops) and run.previous in self.inside:
            loop = msgspec.structs.replace(run.loops[depth], place=run.loops[depth].place + 1)
        else:
            run.loops = outer
            loop = self._begin(run)
        if loop.place >= len(loop.items):
            run.loops = outer
            return DONE
        run.loops = (*outer, loop)
        run.set(self.item, loop.items[loop.place])
        if self.index:
            run.set(self.index, loop.place + 1)
        return EACH

    def _begin(self, run: Run) -> Loop:
        if len(run.loops) >= limits.LOOP_DEPTH:
            raise FlowFailure("loops_too_deep")
        try:
            found = self.items(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        items = [] if found is None or found == "" else found if isinstance(found, list) else [found]
        kept = storable(items[: self.most])
        weigh([kept, *(loop.items for loop in run.loops)])
        return Loop(node=self.id, items=tuple(kept))
