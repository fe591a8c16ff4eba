"""Types of the schema out of the wire's Structs: written once, shown by REST and GraphQL alike."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.field import StrawberryField

from pytake_app.graphql.names import Names, camel
from pytake_app.graphql.scalars import Json, Long

PLAIN = (str, bool, float, Decimal, UUID, dt.datetime, dt.date, dt.time)
LONG = re.compile(r"bytes|size|tokens|^seq$")
"""Names of numbers that may be over 2³¹."""
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NOTHING = (NoneType, msgspec.UnsetType)
ANYTHING = (Any, object)


class Bridge:
    """Makes each type once. `more`: fields that a type has beyond its Struct, by the Struct."""

    def __init__(self, more: Mapping[type, Sequence[StrawberryField]] | None = None) -> None:
        self._names = Names()
        self._more = more or {}
        self._shown: dict[type, Any] = {}
        self._taken: dict[type, Any] = {}
        self._words: dict[type[Enum], Any] = {}
        self._making: set[type] = set()

    def shown(self, hint: Any, name: str = "") -> Any:
        """The annotation of a field that is answered."""
        return self._translated(hint, name, self._object, lambda _: str)

    def taken(self, hint: Any, name: str = "") -> Any:
        """The annotation of an argument, or of a field of an input."""
        return self._translated(hint, name, self._input, self._choice)

    def _translated(self, hint: Any, name: str, struct: Any, choice: Any) -> Any:
        origin, inside = get_origin(hint), get_args(hint)
        if origin is Annotated or hasattr(hint, "__supertype__"):
            return self._translated(inside[0] if inside else hint.__supertype__, name, struct, choice)
        if origin in (Union, UnionType):
            kinds = [each for each in inside if each not in NOTHING]
            inner = self._translated(kinds[0], name, struct, choice) if len(kinds) == 1 else Json
            return inner | None if len(kinds) < len(inside) else inner
        if _many(origin):
            items = {each for each in inside if each is not Ellipsis}
            return many(self._translated(items.pop(), name, struct, choice)) if len(items) == 1 else Json
        if isinstance(hint, type) and hint not in ANYTHING:
            return self._one(hint, name, struct, choice)
        if hint in ANYTHING:
            return Json | None
        return str if origin is Literal else Json

    @staticmethod
    def _one(hint: type, name: str, struct: Any, choice: Any) -> Any:
        if issubclass(hint, msgspec.Struct):
            return struct(hint)
        if issubclass(hint, Enum):
            return choice(hint)
        if hint is int:
            return Long if LONG.search(name) else int
        return hint if hint in PLAIN else Json

    def _object(self, kind: type[msgspec.Struct]) -> Any:
        if kind in self._making or not kind.__struct_fields__:
            return Json  # what holds itself has no bound depth, and is shown whole
        if kind not in self._shown:
            self._making.add(kind)
            fields = [_field(name, told, self.shown(hint, name)) for name, told, hint in _fields(kind)]
            own = {field.python_name for field in self._more.get(kind, ())}
            fields = [field for field in fields if field.python_name not in own]
            self._making.remove(kind)
            name = self._names.of(kind)
            self._shown[kind] = create_type(name, [*fields, *self._more.get(kind, ())], description=_said(kind))
        return self._shown[kind]

    def _input(self, kind: type[msgspec.Struct]) -> Any:
        if kind.__struct_config__.tag is not None or kind in self._making:
            return Json
        if kind not in self._taken:
            self._making.add(kind)
            needed = {each.name for each in msgspec.structs.fields(kind) if each.required}
            fields = [_given(n, told, self.taken(hint, n), needed=n in needed) for n, told, hint in _fields(kind)]
            self._making.remove(kind)
            name = self._names.of(kind, "Input")
            self._taken[kind] = create_type(name, fields, is_input=True, description=_said(kind)) if fields else Json
        return self._taken[kind]

    def _choice(self, kind: type[Enum]) -> Any:
        """An enumeration whose words are the wire's; words that are no names are texts."""
        words = [str(each.value) for each in kind]
        if not all(WORD.fullmatch(word) and word not in ("true", "false", "null") for word in words):
            return str
        if kind not in self._words:
            made = Enum(kind.__name__, {word: word for word in words})  # type: ignore[misc]  # made at run time
            self._words[kind] = strawberry.enum(made, name=self._names.of(kind), description=_said(kind))
        return self._words[kind]


def plain(given: Any) -> Any:
    """What was taken, as the routes take it: dictionaries by the wire's names, words, and nothing that was left out."""
    if isinstance(given, Enum):
        return given.value
    if isinstance(given, list):
        return [plain(each) for each in given]
    if dataclasses.is_dataclass(given):
        told = (
            (field.metadata.get("wire", field.name), getattr(given, field.name)) for field in dataclasses.fields(given)
        )
        return {name: plain(value) for name, value in told if value is not strawberry.UNSET}
    return given


def many(item: Any) -> Any:
    """The annotation of a list."""
    return list.__class_getitem__(item)


def _many(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, (Sequence, AbstractSet))


def _fields(kind: type[msgspec.Struct]) -> list[tuple[str, str, Any]]:
    """Name, name on the wire, type."""
    hints = get_type_hints(kind, include_extras=True)
    names = zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)
    return [(name, told, Any if isinstance(hints[name], TypeVar) else hints[name]) for name, told in names]


def _field(name: str, told: str, annotation: Any) -> StrawberryField:
    renamed = camel(told) if told != name else None
    return StrawberryField(
        python_name=name,
        graphql_name=renamed,
        type_annotation=StrawberryAnnotation(annotation),
        metadata={"wire": told},
    )


def _given(name: str, told: str, annotation: Any, *, needed: bool) -> StrawberryField:
    field = _field(name, told, annotation if needed else annotation | None)
    if not needed:
        field.default = field.default_value = strawberry.UNSET
    return field


def _said(kind: type) -> str | None:
    said = (kind.__doc__ or "").strip()
    return None if said.startswith(f"{kind.__name__}(") else re.sub(r"\n\s+", "\n", said) or None
