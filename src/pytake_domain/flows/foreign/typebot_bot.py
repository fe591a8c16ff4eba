"""A bot of Typebot as exported: groups of blocks, edges between them, variables by id."""

from typing import Any

import msgspec

from pytake_domain.flows.foreign.drawing import Drawing, position
from pytake_domain.flows.foreign.given import inside, items, obj, objs, text
from pytake_domain.flows.foreign.names import NameBook
from pytake_domain.flows.foreign.typebot_texts import Words
from pytake_domain.flows.graph import Position
from pytake_domain.flows.portable import DocumentWrong
from pytake_domain.flows.problem import FlowProblem

MOST_BLOCKS = 10_000


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One block where it stands: `next` is the place that follows it, `asked` what was said right before."""

    id: str
    kind: str
    given: dict[str, Any]
    at: Position
    where: str
    next: str
    asked: str = ""

    @property
    def options(self) -> dict[str, Any]:
        """How it was set."""
        return obj(self.given, "options")

    @property
    def place(self) -> str:
        """What edges lead to."""
        return f"b:{self.id}"


class Bot:
    """One exported bot while it is drawn."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.name = text(given, "name")
        names = NameBook()
        by_id: dict[str, str] = {}
        for variable in objs(given, "variables"):
            name = text(variable, "name")
            by_id[text(variable, "id")] = name
            value = inside(variable, "value")
            if name and isinstance(value, (str, list)):
                names.begin(name, text(value) if isinstance(value, str) else [text(item) for item in value[:100]])
        self.drawing = Drawing(names)
        self.words = Words(self.drawing, by_id)
        self._edges = {text(edge, "id"): _target(obj(edge, "to")) for edge in objs(given, "edges")}

    def leads(self, given: Any) -> str:
        """The place that the edge of an event, a block or an item leads to; nothing without one."""
        return self._edges.get(text(given, "outgoingEdgeId"), "")

    def note(self, code: str, block: Block, **params: str | int) -> None:
        """Something about a block."""
        self.drawing.note(code, block.where, **params)

    def draw(self, kind: str, data: dict[str, Any], block: Block) -> str:
        """A node for the block."""
        return self.drawing.add(kind, data, block.at)

    def first(self) -> str:
        """The place where the bot begins."""
        for event in objs(self.given, "events"):
            if text(event, "type") == "start":
                return self.leads(event)
        for group in objs(self.given, "groups"):
            for block in objs(group, "blocks"):
                if text(block, "type") == "start":
                    return self.leads(block)
        return ""

    def groups(self) -> list[list[Block]]:
        """All blocks, group by group, each with what follows it."""
        found, count = [], 0
        for group in objs(self.given, "groups"):
            blocks = [block for block in objs(group, "blocks") if text(block, "type") != "start"]
            count += len(blocks)
            if count > MOST_BLOCKS:
                raise DocumentWrong(FlowProblem(code="too_many", field="groups", params={"most": MOST_BLOCKS}))
            title = text(group, "title") or text(group, "id")
            spot = obj(group, "graphCoordinates")
            ids = [text(block, "id") or f"{title}#{place}" for place, block in enumerate(blocks)]
            self.drawing.put(f"g:{text(group, 'id')}", f"b:{ids[0]}" if ids else "")
            found.append(
                [
                    Block(
                        id=ids[place],
                        kind=text(block, "type"),
                        given=block,
                        at=position(spot, place),
                        where=title,
                        next=self.leads(block) or (f"b:{ids[place + 1]}" if place + 1 < len(ids) else ""),
                    )
                    for place, block in enumerate(blocks)
                ]
            )
        return found

    def events(self) -> None:
        """What begins elsewhere than at the start is only told."""
        for event in objs(self.given, "events"):
            kind = text(event, "type")
            if kind != "start":
                self.drawing.note("event_left_out", text(obj(event, "options"), "command") or kind, event=kind)


def is_typebot(given: object) -> bool:
    """Groups and edges tell."""
    return isinstance(given, dict) and isinstance(given.get("groups"), list) and isinstance(given.get("edges"), list)


def _target(to: dict[str, Any]) -> str:
    block, group = text(to, "blockId"), text(to, "groupId")
    return f"b:{block}" if block else f"g:{group}" if group else ""


def items_of(block: Block) -> list[dict[str, Any]]:
    """The block's items: buttons, conditions, ways."""
    return [item for item in items(block.given, "items") if isinstance(item, dict)]
