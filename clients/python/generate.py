"""Writes types and operations of the client out of the OpenAPI document.

pytake openapi | python clients/python/generate.py [--check]
"""

import argparse
import json
import keyword
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PACKAGE = Path(__file__).resolve().parent / "src" / "pytake_client"
HEAD = '"""{0}. Made by generate.py out of the OpenAPI document: change that, not this."""\n\n'
FORMATS = {"uuid": "UUID", "date-time": "dt.datetime", "date": "dt.date", "binary": "Upload"}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
GENERIC = frozenset(
    {
        "all",
        "one",
        "add",
        "change",
        "remove",
        "create",
        "revoke",
        "rename",
        "move",
        "start",
        "begin",
        "finish",
        "search",
        "release",
    }
)
"""Names of functions that say only with the words of their path what they are about."""
LEFT_OUT = ("/.well-known/", "/api/v1/whatsapp/webhook")
"""For providers and browsers, not for clients."""

Schema = dict[str, Any]


def snake(name: str) -> str:
    """`SendText` as `send_text`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel(path: str) -> str:
    """A path as operation ids begin."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", path) if word)


def safe(name: str) -> str:
    """A name that Python takes, and that hides no type from the annotations beside it."""
    return f"{name}_" if keyword.iskeyword(name) or name in PLAIN.values() or name in {"list", "dict"} else name


class Types:
    """The schemas: how each is called, and which are read (from answers), written (into requests), or both."""

    def __init__(self, document: Schema) -> None:
        self.schemas: dict[str, Schema] = document["components"]["schemas"]
        self.read: set[str] = set()
        self.written: set[str] = set()
        for _, _, operation in operations(document):
            for schema in answers(operation):
                self._reach(schema, self.read)
            for parameter in operation.get("parameters", ()):
                self._reach(parameter["schema"], self.written)
            for body in operation.get("requestBody", {}).get("content", {}).values():
                self._reach(body["schema"], self.written)

    def _reach(self, schema: Any, into: set[str]) -> None:
        for name in references(schema):
            if name not in into:
                into.add(name)
                self._reach(self.schemas[name], into)

    def listed(self, name: str) -> str | None:
        """What a list's schema lists."""
        schema = self.schemas[name]
        return self.of(schema["properties"]["data"]["items"], read=True) if name.startswith("Listed_") else None

    def named(self, name: str, *, read: bool) -> str:
        """A reference as an annotation. Values of enumerations are only told apart where they are written: more may come."""
        if item := self.listed(name):
            return f"Listed[{item}]"
        if "enum" in self.schemas[name] and read:
            return "str"
        return class_name(name)

    def of(self, schema: Schema, *, read: bool) -> str:  # noqa: PLR0911  a case a line
        """A schema as an annotation."""
        if "$ref" in schema:
            return self.named(schema["$ref"].rpartition("/")[2], read=read)
        if "anyOf" in schema:
            return self._either(schema["anyOf"], read=read)
        if "enum" in schema and not read:
            return f"Literal[{', '.join(map(repr, schema['enum']))}]"
        kind = schema.get("type")
        if kind == "array":
            items = schema.get("items")
            return f"list[{self.of(items, read=read) if items else 'Any'}]"
        if kind == "object":
            values = schema.get("additionalProperties")
            return f"dict[str, {self.of(values, read=read) if isinstance(values, dict) and values else 'Any'}]"
        if kind == "string":
            return FORMATS.get(schema.get("format", ""), "str")
        return PLAIN.get(kind or "", "Any")

    def _either(self, options: list[Schema], *, read: bool) -> str:
        kinds = list(dict.fromkeys(self.of(option, read=read) for option in options))
        if "Any" in kinds:
            return "Any"
        return " | ".join(sorted(kinds, key=lambda kind: kind == "None"))


def class_name(schema: str) -> str:
    """`costs_FlowCostOut` as `CostsFlowCostOut`."""
    return "".join(part[:1].upper() + part[1:] for part in schema.split("_"))


def references(schema: Any) -> Iterator[str]:
    """Names of schemas in a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def operations(document: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Path, method and operation of what a client may want."""
    for path, methods in document["paths"].items():
        if not path.startswith(LEFT_OUT):
            for method, operation in methods.items():
                yield path, method.upper(), operation


def answers(operation: Schema) -> list[Schema]:
    """Schemas of what comes back as JSON when all is well."""
    good = [answer for status, answer in operation["responses"].items() if status < "300"]
    return [
        c["schema"] for answer in good for kind, c in answer.get("content", {}).items() if kind == "application/json"
    ]


# --- types


def write_types(types: Types) -> str:
    """`types.py`."""
    wanted = sorted(name for name in types.read | types.written if not name.startswith("Listed_"))
    enums = [name for name in wanted if "enum" in types.schemas[name] and name in types.written]
    structs = [name for name in wanted if "enum" not in types.schemas[name]]
    parts = [HEAD.format("What is sent and what comes back")]
    parts.append(TYPES_IMPORT)
    parts.append('from msgspec import UNSET, Struct, UnsetType, field\n\nT = TypeVar("T")\n\n')
    parts += [
        f"{class_name(name)}: TypeAlias = Literal[{', '.join(map(repr, types.schemas[name]['enum']))}]\n"
        for name in enums
    ]
    parts += [LISTED, *(struct(name, types) for name in structs)]
    return "".join(parts)


TYPES_IMPORT = """from __future__ import annotations

import datetime as dt
from typing import Any, Generic, Literal, TypeAlias, TypeVar
from uuid import UUID

"""
LISTED = '''

class Listed(Struct, Generic[T], frozen=True, kw_only=True):
    """A page of a list."""

    data: list[T]
    pagination: Pagination
'''


def struct(name: str, types: Types) -> str:
    """One class."""
    schema = types.schemas[name]
    properties: dict[str, Schema] = schema.get("properties", {})
    tag = next((key for key, value in properties.items() if "const" in value), None)
    tagged = f', tag_field="{tag}", tag="{properties[tag]["const"]}"' if tag else ""
    lines = [f"\n\nclass {class_name(name)}(Struct, frozen=True, kw_only=True{tagged}):\n"]
    if described := schema.get("description"):
        lines.append(f"    {docstring(described)}\n\n")
    required = set(schema.get("required", ()))
    fields = [(key, value) for key, value in properties.items() if key != tag]
    lines += [
        f"    {member(key, value, key in required, name in types.written, name in types.read, types)}\n"
        for key, value in fields
    ]
    return "".join(lines) if fields or described else f"{lines[0]}    pass\n"


def member(key: str, schema: Schema, required: bool, written: bool, read: bool, types: Types) -> str:  # noqa: FBT001  flags of one place
    """One field. What needn't be sent is left out unless it is set; what may be missing in an answer is None."""
    kind = types.of(schema, read=read)
    own, other = safe(key), f'name="{key}"'
    if required:
        return f"{own}: {kind}" + (f" = field({other})" if own != key else "")
    kind = kind if kind == "Any" or "None" in kind.split(" | ") or written else f"{kind} | None"
    default = "UNSET" if written else "None"
    if written:
        kind = f"{kind.removesuffix(' | None')} | UnsetType" + (" | None" if kind.endswith(" | None") else "")
    return f"{own}: {kind} = " + (f"field(default={default}, {other})" if own != key else default)


def docstring(text: str) -> str:
    """One line or several."""
    clean = text.strip().replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{clean}"""' if "\n" not in clean else '"""' + clean.replace("\n", "\n    ") + '\n    """'


# --- operations


def modules(document: Schema) -> dict[str, list[tuple[str, str, str, Schema]]]:
    """By the first part of the path: name of the function, path, method, operation."""
    found: dict[str, list[tuple[str, str, str, Schema]]] = defaultdict(list)
    for path, method, operation in operations(document):
        parts = path.removeprefix("/api/v1").strip("/").split("/")
        name = snake(operation["operationId"].removeprefix(camel(path))) or re.sub(r"\W", "", parts[-1])
        found[parts[0].replace("-", "_")].append((name, path, method, operation))
    for entries in found.values():
        for rename in (longer, placed):
            counts = Counter(name for name, *_ in entries)
            for at, (name, path, method, operation) in enumerate(entries):
                if counts[name] > 1 or (rename is longer and name in GENERIC):
                    entries[at] = (rename(name, path), path, method, operation)
        if twice := [name for name, count in Counter(name for name, *_ in entries).items() if count > 1]:
            raise SystemExit(f"two operations would be called {twice}")
    return dict(sorted(found.items()))


def longer(name: str, path: str) -> str:
    """With the words of the path that tell it from its namesakes."""
    words = [
        part.replace("-", "_") for part in path.removeprefix("/api/v1").strip("/").split("/")[1:] if "{" not in part
    ]
    words = [word for word in words if word != name]
    return "_".join([*words, name])


def placed(name: str, path: str) -> str:
    """With what it is about, where a namesake is about nothing that is saved."""
    places = re.findall(r"\{(\w+?)(?:_id)?\}", path)
    return f"{name}_of_{places[-1]}" if places else name


def write_module(module: str, entries: list[tuple[str, str, str, Schema]], types: Types) -> str:
    """One file of `api`."""
    functions = [function(name, path, method, operation, types) for name, path, method, operation in entries]
    text = "\n\n".join(functions)
    classes = {class_name(n) for n in types.schemas if not n.startswith("Listed_")} | {"Listed"}
    used = sorted(name for name in classes if re.search(rf"\b{name}\b", text))
    head = [HEAD.format(f"`{module}`")]
    if "dt." in text:
        head.append("import datetime as dt\n")
    typing = [name for name in ("Any", "Literal") if re.search(rf"\b{name}\b", text)]
    if typing:
        head.append(f"from typing import {', '.join(typing)}\n")
    calls = [name for name in ("Call", "Id", "Upload", "path_of") if re.search(rf"\b{name}\b", text)]
    head.append(f"\nfrom pytake_client.calls import {', '.join(calls)}\n")
    head.append(f"from pytake_client.types import {', '.join(used)}\n" if used else "")
    return "".join(head) + "\n\n" + text


def function(name: str, path: str, method: str, operation: Schema, types: Types) -> str:
    """One operation."""
    places = [p for p in operation.get("parameters", ()) if p["in"] == "path"]
    query = [p for p in operation.get("parameters", ()) if p["in"] == "query"]
    body = operation.get("requestBody", {}).get("content", {})
    takes = [f"{safe(p['name'])}: Id" for p in places]
    gives = [repr(method), f'"{path}"']
    if places:
        pairs = ", ".join(f"{p['name']}={safe(p['name'])}" for p in places)
        gives[1] = f'path_of("{path}", {pairs})'
    annotation, returns = result(operation, types)
    gives.append(f"returns={returns}")
    if "multipart/form-data" in body:
        fields = form(body["multipart/form-data"]["schema"], types)
        takes += ["*", *(declared for _, declared in fields)]
        gives.append("form={" + ", ".join(f'"{key}": {safe(key)}' for key, _ in fields) + "}")
    elif "application/json" in body:
        optional = " | None = None" if not operation["requestBody"].get("required") else ""
        takes.append(f"body: {types.of(body['application/json']['schema'], read=False)}{optional}")
        gives.append("body=body")
    if query:
        takes += ["*"] if "*" not in takes else []
        takes += [parameter(p, types) for p in sorted(query, key=lambda p: not p["required"])]
        gives.append("query={" + ", ".join(f'"{p["name"]}": {safe(p["name"])}' for p in query) + "}")
        if any(p["name"] == "cursor" for p in query):
            gives.append("by_cursor=True")
    said = f"{operation.get('summary', name).rstrip('.')}."
    if described := operation.get("description"):
        said += f"\n\n{described}"
    return (
        f"def {safe(name)}({', '.join(takes)}) -> Call[{annotation}]:\n    {docstring(said)}\n"
        f"    return Call({', '.join(gives)})\n"
    )


def form(schema: Schema, types: Types) -> list[tuple[str, str]]:
    """Fields of a form, values before files."""
    entries = sorted(schema["properties"].items(), key=lambda e: e[1].get("format") == "binary")
    required = set(schema.get("required", ()))
    kinds = [(key, types.of(value, read=False)) for key, value in entries]
    return [(key, f"{safe(key)}: {kind}" + ("" if key in required else " | None = None")) for key, kind in kinds]


def parameter(given: Schema, types: Types) -> str:
    """One of the query. What has a default on the server is left to it."""
    kind = types.of(given["schema"], read=False).replace("UUID", "Id")
    if given["required"]:
        return f"{safe(given['name'])}: {kind}"
    return f"{safe(given['name'])}: {kind}{'' if kind == 'Any' or 'None' in kind.split(' | ') else ' | None'} = None"


def result(operation: Schema, types: Types) -> tuple[str, str]:
    """What comes back, as an annotation and as what to read it by. A file in several forms is bytes in all of them."""
    good = [answer for status, answer in operation["responses"].items() if status < "300"]
    content: Mapping[str, Any] = good[0].get("content", {}) if good else {}
    if not content:
        return "None", "None"
    if set(content) != {"application/json"}:
        return "bytes", "bytes"
    schema = content["application/json"]["schema"]
    if "anyOf" in schema and all("$ref" in option for option in schema["anyOf"]):
        names = [option["$ref"].rpartition("/")[2] for option in schema["anyOf"]]
        names.sort(key=lambda name: -len(types.schemas[name].get("required", ())))
        classes = [class_name(name) for name in names]
        return " | ".join(classes), f"({', '.join(classes)})"
    kind = types.of(schema, read=True)
    return kind, kind


def write_codes(codes: dict[str, int]) -> str:
    """`codes.py`."""
    rows = "".join(f'    "{code}": {status},\n' for code, status in sorted(codes.items()))
    return HEAD.format("Every error code and its HTTP status") + f"CODES: dict[str, int] = {{\n{rows}}}\n"


WITHOUT_WAITING = (
    (
        '"""The asynchronous client."""',
        '"""The synchronous client. Made by generate.py out of client.py: change that, not this."""',
    ),
    ("import asyncio\n", "import threading\nimport time\n"),
    ("asyncio.Lock", "threading.Lock"),
    ("asyncio.sleep", "time.sleep"),
    ("websockets.asyncio", "websockets.sync"),
    ("AsyncIterator", "Iterator"),
    ("AsyncClient", "Client"),
    ("AsyncBaseTransport", "BaseTransport"),
    ("AsyncPytake", "Pytake"),
    ("__aenter__", "__enter__"),
    ("__aexit__", "__exit__"),
    ("aclose", "close"),
    ("between tasks", "between threads"),
    ("async with", "with"),
    ("async for", "for"),
    ("async def", "def"),
    ("await ", ""),
    ("for item in page.data:\n                yield item\n", "yield from page.data\n"),
)


def write_sync(text: str) -> str:
    """`sync.py` out of `client.py`."""
    for asynchronous, synchronous in WITHOUT_WAITING:
        text = text.replace(asynchronous, synchronous)
    return text


def generate(document: Schema) -> dict[Path, str]:
    """All files, formatted as everything else."""
    types = Types(document)
    found = modules(document)
    files = {
        PACKAGE / "types.py": write_types(types),
        PACKAGE / "codes.py": write_codes(document["x-error-codes"]),
        PACKAGE / "sync.py": write_sync((PACKAGE / "client.py").read_text("utf-8")),
    }
    for module, entries in found.items():
        files[PACKAGE / "api" / f"{module}.py"] = write_module(module, entries, types)
    names = ", ".join(found)
    listed = ", ".join(f'"{name}"' for name in found)
    head = HEAD.format("All operations, by the first part of their path")
    files[PACKAGE / "api" / "__init__.py"] = f"{head}from pytake_client.api import {names}\n\n__all__ = [{listed}]\n"
    return formatted(files)


def formatted(files: dict[Path, str]) -> dict[Path, str]:
    """As ruff sorts and lays out everything else."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for path, text in files.items():
            copy = folder / path.relative_to(PACKAGE.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(text, "utf-8")
        ours = ["--config", 'lint.isort.known-first-party=["pytake_client"]']
        for words in (["check", "--select", "I,F401", "--fix", *ours], ["format"]):
            ruff = [sys.executable, "-m", "ruff", *words, "--quiet", "--no-cache", "--line-length", "120", "--isolated"]
            subprocess.run([*ruff, place], check=True)  # noqa: S603  our own words
        return {path: (folder / path.relative_to(PACKAGE.parent)).read_text("utf-8") for path in files}


def main() -> int:
    """The command line; 1 when `--check` finds something stale."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args()
    files = generate(json.load(sys.stdin))
    stale = [path for path, text in files.items() if not path.is_file() or path.read_text("utf-8") != text]
    stale += [path for path in (PACKAGE / "api").glob("*.py") if path not in files]
    if given.check:
        sys.stderr.writelines(f"{path.relative_to(PACKAGE)} is stale\n" for path in stale)
        return 1 if stale else 0
    for path in stale:
        if path in files:
            path.write_text(files[path], "utf-8")
        else:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
