"""Write docs/flows/nodes.md out of the node types and their recorded cases: run this when a node type changes.

python -m tests.architecture.flow_nodes_doc
"""

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from pytake_domain.flows import NODE_TYPES
from pytake_domain.flows.nodes import NodeData

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "flows" / "nodes.md"
RECORDED = ROOT / "tests" / "recorded" / "nodes"
HEAD = """# Node types of flows

Generated from the node types and their recorded cases by `python -m tests.architecture.flow_nodes_doc`; do not edit.

Every node has an `id`, a `type`, a `position`, and the `data` described here, which may also have a `label` and a `note` of the
author's, and `disabled`: such a node is passed by as if it were not there. Texts that customers read may be one text or one per
language (`{"pt-BR": …, "en": …}`); they are templates, and `{{ name }}` is a variable.
Edges leave by handles; an edge that names none leaves by `default`.

Two more types are only drawn and never run: `sticky`, a note with a `text`, and `frame`, which stands around nodes that belong
together and has a `label`; both have a `color`, a `width` and a `height`. A frame that is `collapsed` hides its `members`, the
ids of the nodes that stood in it, and is drawn in their place.
"""


def document() -> str:
    """The page."""
    return "\n".join([HEAD, *(_section(name, kind) for name, kind in NODE_TYPES.items())])


def _section(name: str, kind: type[NodeData]) -> str:
    example = _example(name)
    drawn = json.dumps(example, ensure_ascii=False, indent=2)
    parts = [
        f"## `{name}`\n",
        inspect.cleandoc(kind.__doc__ or "") + "\n",
        _fields(kind),
        _parts(kind),
        _handles(kind, example),
        f"Example:\n\n```json\n{drawn}\n```\n",
    ]
    return "\n".join(part for part in parts if part)


def _fields(kind: Any) -> str:
    rows = [
        f"| `{field.encode_name}` | `{_type(field.type)}` | {_default(field)} |"
        for field in msgspec.structs.fields(kind)
        if field.name not in ("label", "note", "disabled")
    ]
    return "\n".join(["| Field | Type | Default |", "| --- | --- | --- |", *rows, ""]) if rows else "No fields.\n"


def _parts(kind: Any) -> str:
    """The objects that its fields hold, each once."""
    found: dict[str, Any] = {}
    waiting = [field.type for field in msgspec.structs.fields(kind)]
    while waiting:
        held = waiting.pop(0)
        if inspect.isclass(held) and issubclass(held, msgspec.Struct) and held.__name__ not in found:
            found[held.__name__] = held
            waiting += [field.type for field in msgspec.structs.fields(held)]
        waiting += [inner for inner in getattr(held, "__args__", ()) if inner is not Ellipsis]
    return "\n".join(f"`{name}`: {_first_line(held)}\n\n{_fields(held)}" for name, held in found.items())


def _first_line(held: Any) -> str:
    return inspect.cleandoc(held.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _type(written: Any) -> str:
    if inspect.isclass(written) and not getattr(written, "__args__", ()):
        return "null" if written is type(None) else written.__name__
    text = str(written).replace("typing.", "")
    for inner in _classes(written):
        text = text.replace(f"{inner.__module__}.{inner.__qualname__}", inner.__name__)
    return text.replace("|", "\\|").replace("NoneType", "null").replace("None", "null")


def _classes(written: Any) -> list[Any]:
    inner = [each for each in getattr(written, "__args__", ()) if each is not Ellipsis]
    return [written] * inspect.isclass(written) + [each for one in inner for each in _classes(one)]


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "required"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    shown = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    return f"`{shown}`"


def _handles(kind: type[NodeData], example: dict[str, Any]) -> str:
    if kind.ends:
        return "Nothing leaves it.\n"
    data = msgspec.convert(example, kind)
    needed = data.required(frozenset())
    more = [handle for handle in dict.fromkeys(data.optional()) if handle not in needed]
    said = [f"must lead on: {_named(needed)}"] if needed else []
    said += [f"may lead on: {_named(more)}"] if more else []
    return f"Handles of the example: {'; '.join(said)}.\n"


def _named(handles: Any) -> str:
    return ", ".join(f"`{handle}`" for handle in handles)


def _example(name: str) -> dict[str, Any]:
    """The data of the first recorded node of this type that has any."""
    cases = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    drawn = [data for case in cases for _, kind, data in case["nodes"] if kind == name]
    found: dict[str, Any] = next((data for data in drawn if data), {})
    return found


def main() -> None:
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(document(), "utf-8")


if __name__ == "__main__":
    main()
