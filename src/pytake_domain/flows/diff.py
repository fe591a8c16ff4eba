"""What is different between two graphs, node by node and edge by edge."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from pytake_domain.flows.graph import Edge, Graph
from pytake_domain.flows.trigger import Trigger


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a node's data: where it lies, and its values; None where there was or is none."""

    field: str
    before: Any = None
    after: Any = None


class NodeChange(msgspec.Struct, frozen=True, kw_only=True):
    """`added`, `removed`, `changed`, or only `moved` on the canvas."""

    node_id: str
    change: str
    type: str
    label: str = ""
    fields: tuple[FieldChange, ...] = ()


class EdgeChange(msgspec.Struct, frozen=True, kw_only=True):
    """`added` or `removed`; an edge is what it connects and under which condition, not its id."""

    change: str
    source: str
    target: str
    handle: str
    condition: Any = None


class FlowDiff(msgspec.Struct, frozen=True, kw_only=True):
    """All differences; nothing in it when the graphs do the same and look the same."""

    nodes: tuple[NodeChange, ...] = ()
    edges: tuple[EdgeChange, ...] = ()
    trigger: tuple[FieldChange, ...] = ()

    @property
    def same(self) -> bool:
        """Do both do the same?"""
        return not self.edges and not self.trigger and all(node.change == "moved" for node in self.nodes)


def diff(before: Graph, after: Graph, *, triggers: tuple[Trigger, Trigger] | None = None) -> FlowDiff:
    """From one to the other, in the order of the nodes."""
    old, new = {n.id: n for n in before.nodes}, {n.id: n for n in after.nodes}
    nodes: list[NodeChange] = []
    for node_id in dict.fromkeys((*old, *new)):
        was, now = old.get(node_id), new.get(node_id)
        node = now or was
        assert node is not None  # noqa: S101  the id came from one of them
        fields: tuple[FieldChange, ...] = ()
        if was is None or now is None:
            change = "added" if was is None else "removed"
        else:
            fields = _fields({"type": was.type, **was.data}, {"type": now.type, **now.data})
            change = "changed" if fields else "moved" if was.position != now.position else ""
        if change:
            label = str(node.data.get("label") or "")
            nodes.append(NodeChange(node_id=node_id, change=change, type=node.type, label=label, fields=fields))
    trigger: tuple[FieldChange, ...] = ()
    if triggers is not None:
        trigger = _fields(*(msgspec.to_builtins(each) for each in triggers))
    return FlowDiff(nodes=tuple(nodes), edges=_edges(before.edges, after.edges), trigger=trigger)


def _edges(before: Iterable[Edge], after: Iterable[Edge]) -> tuple[EdgeChange, ...]:
    old, new = ({_key(edge): edge for edge in edges} for edges in (before, after))
    return tuple(
        EdgeChange(change=change, source=e.source, target=e.target, handle=e.handle, condition=e.condition)
        for change, mine, theirs in (("removed", old, new), ("added", new, old))
        for key, e in mine.items()
        if key not in theirs
    )


def _key(edge: Edge) -> tuple[str, str, str, bytes]:
    return edge.source, edge.handle, edge.target, msgspec.json.encode(edge.condition, order="deterministic")


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], path: str = "") -> tuple[FieldChange, ...]:
    found: list[FieldChange] = []
    for name in dict.fromkeys((*before, *after)):
        was, now, where = before.get(name), after.get(name), f"{path}{name}"
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            found += _fields(was, now, f"{where}.")
        else:
            found.append(FieldChange(field=where, before=was, after=now))
    return tuple(found)
