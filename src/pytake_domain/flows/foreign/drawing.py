"""A graph drawn from a foreign document: nodes, edges, and notes of what became of the rest."""

from typing import Any

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.flow import LONGEST_NAME
from pytake_domain.flows.foreign.given import figure, short
from pytake_domain.flows.foreign.names import NameBook
from pytake_domain.flows.graph import DEFAULT, Edge, Graph, Node, Position
from pytake_domain.flows.nodes import NODE_TYPES
from pytake_domain.flows.portable import DocumentWrong, Imported, Note
from pytake_domain.flows.problem import FlowProblem

START, END = "start", "end"
MOST_NOTES = 500
MOST_LETTERS = 1_000_000
_STEP = 140.0
_FARTHEST = 1_000_000.0


class Drawing:
    """Nodes are added one after the other; arrows may lead to places that are drawn later, by the foreign ids of those."""

    def __init__(self, names: NameBook) -> None:
        self.names = names
        self.notes: list[Note] = []
        self.places: dict[str, str] = {}
        """The node that stands where something foreign began."""
        self._nodes: dict[str, Node] = {}
        self._arrows: dict[tuple[str, str], str] = {}
        self._count = self._letters = 0
        self._told: set[tuple[str | int, ...]] = set()

    def add(self, kind: str, data: dict[str, Any], at: Position) -> str:
        """A node; its id. Raises DocumentWrong when there are too many."""
        self._count += 1
        if self._count >= limits.NODES - 1:
            raise DocumentWrong(FlowProblem(code="too_many", field="nodes", params={"most": limits.NODES}))
        node_id = f"n{self._count}"
        self._nodes[node_id] = Node(id=node_id, type=kind, data=data, position=at)
        return node_id

    def lead(self, node_id: str, place: str, handle: str = DEFAULT) -> None:
        """From the node by this handle to what will stand at the place; without a place, to the end."""
        self._arrows[node_id, handle] = place

    def put(self, place: str, node_id: str) -> None:
        """What leads to the place leads to this node."""
        self.places.setdefault(place, node_id)

    def note(self, code: str, where: str, **params: str | int) -> None:
        """Something could not be carried over, or only in another form."""
        if len(self.notes) < MOST_NOTES:
            shown = {name: short(value) if isinstance(value, str) else value for name, value in params.items()}
            note = Note(code=code, where=short(where), params=shown)
            key = (code, note.where, *shown.values())
            if key not in self._told:
                self._told.add(key)
                self.notes.append(note)

    def weigh(self, words: str) -> None:
        """Count the letters of all texts that are read. Raises DocumentWrong when there are more than any flow says."""
        self._letters += len(words)
        if self._letters > MOST_LETTERS:
            raise DocumentWrong(FlowProblem(code="too_long", field="document", params={"most": MOST_LETTERS}))

    def finish(self, first: str, *, name: str, description: str = "") -> Imported:
        """The flow: it begins at the place `first`; what nothing leads to is left out, what led nowhere ends."""
        reached = self._reached(first)
        kept = [node for node in self._nodes.values() if node.id in reached]
        if (lost := len(self._nodes) - len(kept)) > 0:
            self.note("unreachable_left_out", name, count=lost)
        if (beyond := self.names.beyond) > 0:
            self.note("too_many_variables", name, count=beyond)
        start = Node(id=START, type=START, data=self._variables(), position=Position(x=-300.0))
        edges = self._edges(self._target(first), kept)
        ends = (Node(id=END, type=END, position=_after(kept)),) if any(edge.target == END for edge in edges) else ()
        return Imported(
            name=(name.strip() or "—")[:LONGEST_NAME],
            description=description,
            graph=Graph(nodes=(start, *kept, *ends), edges=tuple(edges)),
            notes=tuple(self.notes),
        )

    def _variables(self) -> dict[str, Any]:
        values = self.names.values()
        return {"variables": values} if values else {}

    def _target(self, place: str) -> str:
        """The node at the place, through places that only point at others; a circle of those is an end."""
        seen: set[str] = set()
        while place and place not in seen:
            if place in self._nodes:
                return place
            seen.add(place)
            place = self.places.get(place, "")
        return END

    def _reached(self, first: str) -> set[str]:
        onward: dict[str, list[str]] = {}
        for (source, _), place in self._arrows.items():
            onward.setdefault(source, []).append(self._target(place))
        seen: set[str] = set()
        waiting = [self._target(first)]
        while waiting:
            node_id = waiting.pop()
            if node_id not in seen:
                seen.add(node_id)
                waiting.extend(onward.get(node_id, ()))
        return seen

    def _edges(self, first: str, kept: list[Node]) -> list[Edge]:
        by_node: dict[str, dict[str, str]] = {}
        for (source, handle), place in self._arrows.items():
            by_node.setdefault(source, {})[handle] = self._target(place)
        drawn = [(START, DEFAULT, first)]
        for node in kept:
            leads = by_node.get(node.id, {})
            for handle in _missing(node, frozenset(leads)):
                leads[handle] = END
            drawn += [(node.id, handle, target) for handle, target in leads.items()]
        if len(drawn) > limits.EDGES:
            raise DocumentWrong(FlowProblem(code="too_many", field="edges", params={"most": limits.EDGES}))
        return [
            Edge(id=f"e{place}", source=source, target=target, source_handle=None if handle == DEFAULT else handle)
            for place, (source, handle, target) in enumerate(drawn, 1)
        ]


def _missing(node: Node, drawn: frozenset[str]) -> list[str]:
    """Handles that must lead somewhere and do not yet; whatever is no end leads on, so that the end can be seen."""
    try:
        data = msgspec.convert(node.data, NODE_TYPES[node.type])
    except msgspec.ValidationError as error:
        detail: dict[str, str | int] = {"detail": str(error)[:200]}
        raise DocumentWrong(FlowProblem(code="unreadable", field="nodes", params=detail)) from error
    needed = [handle for handle in data.required(drawn) if handle not in drawn]
    return needed or ([] if drawn or data.ends else [DEFAULT])


def position(found: Any, step: int = 0) -> Position:
    """A place on the canvas out of `x` and `y`, the `step`-th below it."""
    x, y = figure(found, "x") or 0.0, figure(found, "y") or 0.0
    x, y = (max(-_FARTHEST, min(_FARTHEST, float(value))) for value in (x, y))
    return Position(x=x, y=y + step * _STEP)


def _after(nodes: list[Node]) -> Position:
    return Position(x=max((node.position.x for node in nodes), default=0.0) + 400.0)
