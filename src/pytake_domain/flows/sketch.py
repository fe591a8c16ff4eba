"""A flow as a language model can draw it: few kinds of nodes, every field plain; and what becomes of it as a graph."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pytake_domain.flows.flow import LONGEST_DESCRIPTION, LONGEST_NAME
from pytake_domain.flows.graph import Edge, Graph, Node, Position
from pytake_domain.flows.portable import Imported
from pytake_domain.flows.problem import FlowProblem
from pytake_domain.flows.trigger import Trigger, TriggerKind
from pytake_domain.kernel.text import fold

KINDS = ("start", "message", "question", "condition", "business_hours", "tag", "delay", "transfer", "end")
"""None of them asks anybody outside, sends a template, or leads to another flow."""
NODES_MOST = 60
EDGES_MOST = 120
ACROSS, DOWN = 300.0, 140.0
"""Of the canvas, between neighbours."""
YES = "yes"

SKETCH = """Draw the flow of a chat that the block `text` describes. It is answered by the company's customers on WhatsApp.
`name`: short. `keywords`: words of a customer that begin it; none when people begin it by hand.
`nodes`: each with an `id` (small letters, digits and _) and a `type`:
start: exactly one, nothing else in it. message: says `text`. question: asks `text`, keeps the answer in `variable`, and offers \
`options` when there is something to choose from (at most 10, short). condition: `when` in Liquid, such as \
`plan == "fibra" and age >= 18`. business_hours: nothing else in it. tag: marks the contact with `tag`. delay: waits `seconds`. \
transfer: hands over to people, says `text`; `queue` is empty or one of the block `queues`. end: says `text`, or nothing.
Fields that a type does not name are empty, and `seconds` is 0. Texts may have {{ variable }} of questions before them, and \
{{ contact.first_name }}.
`edges`: from `source` to `target`; `handle` is empty, or for a question the option, for a condition `yes` or `else`, for \
business_hours `open` or `closed`. Every option of a question with options has an edge, or one edge with an empty handle stands \
for all. Every node but transfer and end leads on; every way ends in a transfer or an end; nothing goes in circles without a \
question.
Write texts in the language of the block `text`. When the block `problems` is there, your last drawing had them: draw all of it \
again without them."""


def _of(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"type": "array", "items": _TEXT}
SKETCH_SHAPE = _of(
    {
        "name": _TEXT,
        "keywords": _TEXTS,
        "nodes": {
            "type": "array",
            "items": _of(
                {
                    "id": _TEXT,
                    "type": {"type": "string", "enum": list(KINDS)},
                    "text": _TEXT,
                    "variable": _TEXT,
                    "options": _TEXTS,
                    "when": _TEXT,
                    "tag": _TEXT,
                    "queue": _TEXT,
                    "seconds": {"type": "number"},
                }
            ),
        },
        "edges": {"type": "array", "items": _of({"source": _TEXT, "target": _TEXT, "handle": _TEXT})},
    }
)
"""What the model has to answer with; it was looked at before it comes here."""


def drawn(sketch: Mapping[str, Any], description: str, queues: Iterable[str]) -> Imported:
    """The sketch as a flow; queues by the names that the company has, whatever their case."""
    known = {fold(name): name for name in queues}
    nodes = list(sketch["nodes"])[:NODES_MOST]
    edges = list(sketch["edges"])[:EDGES_MOST]
    by_id = {str(node["id"]): node for node in nodes}
    places = _places([str(node["id"]) for node in nodes], edges)
    graph = Graph(
        nodes=tuple(
            Node(
                id=str(node["id"]),
                type=str(node["type"]),
                data=_data(node, known),
                position=places[str(node["id"])],
            )
            for node in nodes
        ),
        edges=tuple(
            Edge(
                id=f"e{number}",
                source=str(edge["source"]),
                target=str(edge["target"]),
                source_handle=_handle(by_id.get(str(edge["source"])), str(edge["handle"])),
            )
            for number, edge in enumerate(edges, 1)
        ),
    )
    keywords = tuple(dict.fromkeys(word.strip() for word in sketch["keywords"] if word.strip()))
    trigger = Trigger(kind=TriggerKind.KEYWORD, keywords=keywords) if keywords else Trigger()
    name = " ".join(str(sketch["name"]).split())[:LONGEST_NAME]
    return Imported(
        name=name or description[:LONGEST_NAME],
        description=description[:LONGEST_DESCRIPTION],
        trigger=trigger,
        graph=graph,
    )


def without_unknown_queues(graph: Graph, problems: Iterable[FlowProblem]) -> Graph:
    """What can't be had is left to whoever is there."""
    wrong = {problem.node_id for problem in problems if problem.code == "unknown_queue"}
    return Graph(
        nodes=tuple(
            node
            if node.id not in wrong
            else Node(
                id=node.id,
                type=node.type,
                position=node.position,
                data={name: value for name, value in node.data.items() if name != "queue_id"},
            )
            for node in graph.nodes
        ),
        edges=graph.edges,
    )


def _data(node: Mapping[str, Any], queues: Mapping[str, str]) -> dict[str, Any]:
    said = {name: str(node[name]).strip() for name in ("text", "variable", "when", "tag", "queue")}
    spoken = {"text": said["text"]} if said["text"] else {}
    data: dict[str, Any] = {}
    match node["type"]:
        case "message":
            data = {"text": said["text"]}
        case "question":
            options = [str(option).strip() for option in node["options"] if str(option).strip()]
            data = {"text": said["text"], "variable": said["variable"] or None, "options": options or None}
        case "condition":
            data = {"branches": [{"id": YES, "when": said["when"]}]}
        case "tag":
            data = {"add": [said["tag"]]}
        case "delay":
            data = {"seconds": int(node["seconds"])}
        case "transfer":
            data = {**spoken, "queue_id": queues.get(fold(said["queue"]), said["queue"]) or None}
        case "end":
            data = spoken
    return {name: value for name, value in data.items() if value is not None}


def _handle(node: Mapping[str, Any] | None, handle: str) -> str | None:
    """As the graph names it: options go by their places from 1."""
    bare = fold(handle)
    if node is None or not bare:
        return None
    match node["type"]:
        case "question":
            options = [fold(str(option)) for option in node["options"] if str(option).strip()]
            return str(options.index(bare) + 1) if bare in options else handle.strip()
        case "condition":
            return YES if bare in (YES, "true") else "else"
        case "business_hours":
            return bare
    return None


def _places(ids: Sequence[str], edges: Sequence[Mapping[str, Any]]) -> dict[str, Position]:
    """From the left to the right by how far they are from the beginning."""
    column = {ids[0]: 0} if ids else {}
    waiting = list(column)
    while waiting:
        source = waiting.pop(0)
        for edge in edges:
            target = str(edge["target"])
            if str(edge["source"]) == source and target not in column:
                column[target] = column[source] + 1
                waiting.append(target)
    filled: dict[int, int] = {}
    places: dict[str, Position] = {}
    for node_id in ids:
        x = column.get(node_id, 0)
        y = filled.get(x, 0)
        filled[x] = y + 1
        places[node_id] = Position(x=x * ACROSS, y=y * DOWN)
    return places
