"""Does a value have the shape that was asked for? The part of JSON Schema that we ask in."""

from collections.abc import Mapping
from typing import Any

_TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "number": (int, float),
    "integer": (int,),
    "null": (type(None),),
}
_DEEPEST = 12


def fits(value: Any, schema: Mapping[str, Any], *, deep: int = _DEEPEST) -> bool:
    """By `type` (also a list of them), `enum`, `properties`, `required`, `additionalProperties: false` and `items`."""
    if deep < 0 or ("enum" in schema and value not in schema["enum"]):
        return False
    said = schema.get("type")
    if said is not None and not any(_is(value, each) for each in ([said] if isinstance(said, str) else said)):
        return False
    if isinstance(value, dict):
        return _object_fits(value, schema, deep)
    if isinstance(value, list) and "items" in schema:
        return all(fits(each, schema["items"], deep=deep - 1) for each in value)
    return True


def _is(value: Any, named: str) -> bool:
    if isinstance(value, bool) and named != "boolean":
        return False
    return isinstance(value, _TYPES.get(named, (object,)))


def _object_fits(value: dict[str, Any], schema: Mapping[str, Any], deep: int) -> bool:
    known: Mapping[str, Any] = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", ())):
        return False
    if schema.get("additionalProperties") is False and any(name not in known for name in value):
        return False
    return all(fits(each, known[name], deep=deep - 1) for name, each in value.items() if name in known)
