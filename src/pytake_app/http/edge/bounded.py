"""What the OpenAPI document says of sizes where a field says nothing of its own: what the edge takes of anything."""

from collections.abc import Iterator
from typing import Any

from pytake_app.http.edge.head import LONGEST_ADDRESS
from pytake_app.http.edge.multipart import LARGEST_FIELD
from pytake_app.http.edge.shape import LONGEST_TEXT, MOST_ITEMS
from pytake_domain.kernel.page import MAX_LIMIT, MAX_PAGE

REFERENCE = "#/components/schemas/"
SHORT = frozenset({"uuid", "date", "date-time", "time", "binary"})
"""Texts that are no longer than their form, and files, whose routes say how large they may be."""
PAGES = {"page": MAX_PAGE, "limit": MAX_LIMIT}
TWO_WAYS = ("anyOf", "oneOf", "allOf")


def bound(whole: dict[str, Any]) -> None:
    """Adds `maxLength`, `maxItems` and `maxProperties` to what is sent to us."""
    for operation in (each for methods in whole["paths"].values() for each in methods.values()):
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in PAGES and parameter["in"] == "query":
                parameter["schema"] = {"minimum": 1, "maximum": PAGES[parameter["name"]], **parameter["schema"]}
            for each in parts(parameter.get("schema", {}), whole):
                _bound(each, LONGEST_ADDRESS, LONGEST_ADDRESS)
        for form, content in operation.get("requestBody", {}).get("content", {}).items():
            longest = LARGEST_FIELD if form == "multipart/form-data" else LONGEST_TEXT
            for each in parts(content["schema"], whole):
                _bound(each, longest, MOST_ITEMS)


def parts(schema: dict[str, Any], whole: dict[str, Any], seen: set[str] | None = None) -> Iterator[dict[str, Any]]:
    """A schema and all that it is made of, each once."""
    seen = set() if seen is None else seen
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        if name not in seen:
            seen.add(name)
            yield from parts(whole["components"]["schemas"][name], whole, seen)
        return
    yield schema
    below = [each for way in TWO_WAYS for each in schema.get(way, ())]
    below += schema.get("properties", {}).values()
    below += [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), dict)]
    for each in below:
        yield from parts(each, whole, seen)


def unbounded(schema: dict[str, Any]) -> str | None:
    """The word for the bound that a part lacks."""
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds and not {"enum", "const", "maxLength"} & set(schema) and schema.get("format") not in SHORT:
        return "maxLength"
    if "array" in kinds and "maxItems" not in schema:
        return "maxItems"
    if "object" in kinds and "properties" not in schema and "maxProperties" not in schema:
        return "maxProperties"
    return None


def _bound(schema: dict[str, Any], longest: int, most: int) -> None:
    while word := unbounded(schema):
        schema[word] = longest if word == "maxLength" else most
