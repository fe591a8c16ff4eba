"""The node types as a catalogue: what their data holds and which handles they leave by, read from the types themselves."""

import enum
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import inspect

from pytake_domain.erp import SIGNATURES
from pytake_domain.flows import limits
from pytake_domain.flows.nodes import NODE_TYPES, NodeData
from pytake_domain.whatsapp import interactive_limits
from pytake_domain.whatsapp import limits as provider

Kind: TypeAlias = Literal[
    "text", "local_text", "integer", "number", "boolean", "choice", "condition", "option", "object", "map", "any"
]

_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "talk": ("start", "message", "template", "question", "wait", "csat"),
    "decide": ("condition", "switch", "split", "business_hours", "loop"),
    "time": ("delay", "wait_until"),
    "data": ("set_variable", "tag", "attribute", "consent", "note"),
    "connect": ("api_call", "erp", "ai", "webhook"),
    "leave": ("transfer", "jump", "call", "end"),
}
_HANDLES_FROM: Mapping[str, tuple[str, ...]] = {
    "message": ("buttons", "list", "carousel"),
    "template": ("buttons",),
    "question": ("options",),
    "condition": ("branches",),
    "switch": ("cases",),
    "split": ("branches",),
    "ai": ("labels",),
}
_SECONDS = (1, int(limits.LONGEST_DELAY.total_seconds()))
_MOST_CHARACTERS: Mapping[str, int] = {
    "message.text": provider.TEXT_BODY,
    "message.header": provider.HEADER,
    "message.footer": provider.FOOTER,
    "message.button": provider.LIST_BUTTON,
    "question.text": provider.TEXT_BODY,
    "question.header": provider.HEADER,
    "question.footer": provider.FOOTER,
    "question.button": provider.LIST_BUTTON,
    "question.retry_text": provider.TEXT_BODY,
    "csat.text": provider.TEXT_BODY,
    "csat.comment_text": provider.TEXT_BODY,
    "transfer.text": provider.TEXT_BODY,
    "transfer.summary": 1_000,
    "note.text": 4_096,
    "end.text": provider.TEXT_BODY,
    "template.name": provider.TEMPLATE_NAME,
    "Option.title": provider.ROW_TITLE,
    "Option.description": provider.ROW_DESCRIPTION,
    "Option.id": provider.ROW_ID,
    "ListSection.title": provider.SECTION_TITLE,
    "ListSpec.button": provider.LIST_BUTTON,
    "MediaSpec.filename": interactive_limits.FILENAME,
    "MediaSpec.url": interactive_limits.URL,
    "LinkSpec.url": interactive_limits.URL,
    "ai.text": 4_096,
    "ai.instructions": 8_000,
}
_BETWEEN: Mapping[str, tuple[int, int]] = {
    "message.timeout": _SECONDS,
    "template.timeout": _SECONDS,
    "question.timeout": _SECONDS,
    "wait.timeout": _SECONDS,
    "csat.timeout": _SECONDS,
    "delay.seconds": _SECONDS,
    "question.retries": (0, limits.RETRIES),
    "csat.retries": (0, limits.RETRIES),
    "question.longest": (1, limits.ANSWER_LENGTH),
    "loop.most": (1, limits.LOOP_ITEMS),
    "api_call.timeout": (1, int(limits.CALL_SECONDS)),
    "api_call.retries": (0, limits.CALL_RETRIES),
    "ai.most_turns": (1, 20),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "question.only": ("cpf", "cnpj"),
    "delay.unit": ("seconds", "minutes", "hours", "days"),
    "wait_until.weekday": ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    "Assignment.as": ("text", "number", "boolean"),
    "Field.kind": ("text", "number", "boolean", "date"),
}


class CatalogueField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a node's data: what it holds (`many`: a list of it), `shape` names the object, `choices` are all there are.

    `most_characters` is the provider's or our own limit, `least` and `most` bound a number, `default` holds when it is left out.
    """

    name: str
    kind: Kind
    many: bool = False
    required: bool = False
    shape: str | None = None
    choices: tuple[str, ...] = ()
    most_characters: int | None = None
    least: int | None = None
    most: int | None = None
    default: Any = None


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """An object that fields hold, by its name."""

    name: str
    fields: tuple[CatalogueField, ...]


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """A handle that every node of the type has; a `required` one must lead somewhere."""

    handle: str
    required: bool


class CatalogueType(msgspec.Struct, frozen=True, kw_only=True):
    """A node type. Beside its `outputs` it has a handle for each item of the fields `handles_from`; `ends`: nothing leaves it."""

    type: str
    family: str
    ends: bool
    fields: tuple[CatalogueField, ...]
    outputs: tuple[Output, ...]
    handles_from: tuple[str, ...]


class ErpAction(msgspec.Struct, frozen=True, kw_only=True):
    """What an ERP can be asked for, and with what; `many`: it answers a list."""

    capability: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    many: bool


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """All node types, the shapes their fields hold, and what an ERP can be asked for."""

    types: tuple[CatalogueType, ...]
    shapes: tuple[Shape, ...]
    erp: tuple[ErpAction, ...]


def catalogue() -> Catalogue:
    """Of every type there is."""
    shapes: dict[str, Shape] = {}
    types = tuple(_type(name, kind, shapes) for name, kind in NODE_TYPES.items())
    erp = tuple(
        ErpAction(capability=name.value, required=one.required, optional=one.optional, many=one.many)
        for name, one in SIGNATURES.items()
    )
    return Catalogue(types=types, shapes=tuple(shapes.values()), erp=erp)


def family_of(node_type: str) -> str:
    """Where the type stands in the palette. Raises StopIteration for a type that has no place yet."""
    return next(family for family, members in _FAMILIES.items() if node_type in members)


def _type(name: str, kind: type[NodeData], shapes: dict[str, Shape]) -> CatalogueType:
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)  # noqa: S101  every node's data is a Struct
    return CatalogueType(
        type=name,
        family=family_of(name),
        ends=kind.ends,
        fields=tuple(_field(name, one, shapes) for one in told.fields),
        outputs=_outputs(kind, told),
        handles_from=_HANDLES_FROM.get(name, ()),
    )


def _outputs(kind: type[NodeData], told: inspect.StructType) -> tuple[Output, ...]:
    bare = msgspec.convert({f.encode_name: _something(f.type) for f in told.fields if f.required}, kind)
    must = bare.required(frozenset())
    drawn = dict.fromkeys(must, True) | {h: False for h in bare.optional() if h not in must}
    return tuple(Output(handle=handle, required=required) for handle, required in drawn.items())


def _something(held: inspect.Type) -> Any:
    """The least value of a type: enough to ask a node for its handles."""
    match held:
        case inspect.EnumType():
            return next(iter(held.cls)).value
        case inspect.LiteralType():
            return held.values[0]
        case inspect.UUIDType():
            return "00000000-0000-0000-0000-000000000000"
        case inspect.VarTupleType():
            return []
        case inspect.DictType():
            return {}
    return ""


def _field(owner: str, field: inspect.Field, shapes: dict[str, Shape]) -> CatalogueField:
    place = f"{owner}.{field.encode_name}"
    kind, many, shape, choices = _held(field.type, shapes)
    least, most = _BETWEEN.get(place, (None, None))
    named = _CHOICES.get(place)
    default = None if field.default is msgspec.NODEFAULT else msgspec.to_builtins(field.default)
    if field.name == "when":
        kind, shape = "condition", None
    return CatalogueField(
        name=field.encode_name,
        kind="choice" if named else kind,
        many=many,
        required=field.required,
        shape=shape,
        choices=named or choices,
        most_characters=_MOST_CHARACTERS.get(place),
        least=least,
        most=most,
        default=default,
    )


_PLAIN: Mapping[type, Kind] = {
    inspect.StrType: "text",
    inspect.UUIDType: "text",
    inspect.IntType: "integer",
    inspect.FloatType: "number",
    inspect.BoolType: "boolean",
    inspect.DictType: "map",
}


def _held(held: inspect.Type, shapes: dict[str, Shape]) -> tuple[Kind, bool, str | None, tuple[str, ...]]:
    """What a type is for whoever fills it in: kind, a list of it, the shape's name, the choices."""
    parts = [one for one in _parts(held) if not isinstance(one, inspect.NoneType)]
    lists = [one for one in parts if isinstance(one, inspect.VarTupleType)]
    if lists:
        kind, _, shape, choices = _held(lists[0].item_type, shapes)
        return kind, True, shape, choices
    objects = [one for one in parts if isinstance(one, inspect.StructType)]
    if objects:
        name = _shape(objects[0], shapes)
        return ("option" if name == "Option" else "object"), False, name, ()
    kinds = {type(one) for one in parts}
    if kinds == {inspect.StrType, inspect.DictType}:
        return "local_text", False, None, ()
    match parts[0]:
        case inspect.EnumType(cls=members):
            return "choice", False, None, tuple(_values(members))
        case inspect.LiteralType(values=values):
            return "choice", False, None, tuple(str(value) for value in values)
    return (_PLAIN.get(type(parts[0]), "any") if len(parts) == 1 else "text"), False, None, ()


def _parts(held: inspect.Type) -> tuple[inspect.Type, ...]:
    return held.types if isinstance(held, inspect.UnionType) else (held,)


def _values(members: type[enum.Enum]) -> Iterator[str]:
    return (str(member.value) for member in members)


def _shape(held: inspect.StructType, shapes: dict[str, Shape]) -> str:
    """Its name; those of two node types that have the same name are told apart by a field."""
    name = held.cls.__name__
    if name == "Branch":
        name = "ConditionBranch" if any(field.name == "when" for field in held.fields) else "SplitBranch"
    if name not in shapes:
        shapes[name] = Shape(name=name, fields=())
        shapes[name] = Shape(name=name, fields=tuple(_field(name, field, shapes) for field in held.fields))
    return name
