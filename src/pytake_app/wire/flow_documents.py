"""Documents of flows in JSON and YAML, and what an import tells."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec
import yaml

from pytake_app.phrases import note as note_sentence
from pytake_app.wire.flows import FlowOut, flow_out
from pytake_domain.flows import Flow, FlowInvalid, Imported, Note
from pytake_domain.kernel.errors import Problem
from pytake_domain.kernel.text import Language

LONGEST = 4 * 1024 * 1024


class FlowNoteOut(msgspec.Struct, frozen=True):
    """Something of a foreign flow that could not be carried over as it was: where it stood there, and what became of it."""

    code: str
    where: str
    message: str
    params: dict[str, str | int]


class FlowImportedOut(msgspec.Struct, frozen=True, kw_only=True):
    """The new draft, and what of the document could not be carried over, or only in another form."""

    flow: FlowOut
    notes: list[FlowNoteOut]


class FlowImportIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document as it was exported; or, in `document`, one of any format we read, as an object or as the text of a file.

    `name` beside a `document` is the new flow's name instead of its own.
    """

    OWN_BOUNDS: ClassVar[frozenset[str]] = frozenset({"document"})

    document: dict[str, Any] | list[Any] | Annotated[str, msgspec.Meta(max_length=LONGEST)] | None = None
    name: str | None = None
    format: str | None = None
    format_version: int | None = None
    description: str | None = None
    trigger: dict[str, Any] | str | None = None
    trigger_value: str | None = None
    nodes: list[dict[str, Any]] | None = None
    edges: list[dict[str, Any]] | None = None


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as such, so that a changed line is one line in a difference."""


class _Loader(yaml.SafeLoader):
    """Neither names for repeated parts (a few of them can stand for millions of nodes) nor dates."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


# Tags that a text names itself are read by code that takes for granted what stands behind them: `!!int ''`, `!!bool x`.
_BROKEN = (yaml.YAMLError, RecursionError, ValueError, LookupError, AttributeError, TypeError, OverflowError)


_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What no column holds: an edge looks at the body, and not at what a text in it spells once more."""
_ODD_ENDS = re.compile("[\x85\u2028\u2029]")


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not any(line.endswith(" ") for line in text.split("\n")) else None
    # They end lines in YAML, and would be read as a space or "\n"; between double quotes they are written by their number.
    style = '"' if _ODD_ENDS.search(text) else style
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def in_form(document: dict[str, Any], form: str) -> bytes:
    """The text of a document: `json`, indented, or `yaml`."""
    if form == "yaml":
        text = yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
        return str(text).encode()
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def text_of(text: str) -> object:
    """A document out of a text; JSON is YAML too, but is read faster as what it is. Raises FlowInvalid."""
    if len(text) > LONGEST:
        raise FlowInvalid(Problem(field="document", code="too_long", params={"most": LONGEST}))
    found = _read(text)
    if any(_NO_TEXT.search(each) for each in _texts(found)):
        raise FlowInvalid(Problem(field="document", code="not_text"))
    return found


def _read(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader of ours
    except _BROKEN as error:
        detail = str(error).replace("\n", " ")[:200]
        raise FlowInvalid(Problem(field="document", code="bad_value", params={"detail": detail})) from error


def _texts(value: object) -> Iterator[str]:
    """All within, keys too. Not by calling itself: what was read may be as deep as the stack."""
    waiting: list[Any] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.keys()
            waiting += each.values()
        elif isinstance(each, list | tuple | set):
            waiting += each


def unwrapped(data: FlowImportIn) -> object:
    """The document: what is given as such, or the body itself. Raises FlowInvalid."""
    given = data.document
    if isinstance(given, str):
        return text_of(given)
    if given is not None:
        return given
    shown = msgspec.to_builtins(data)
    return {name: value for name, value in shown.items() if value is not None and name != "document"}


def imported_out(flow: Flow, read: Imported, language: Language) -> FlowImportedOut:
    """As routes show it."""
    return FlowImportedOut(flow=flow_out(flow), notes=[_note_out(note, language) for note in read.notes])


def _note_out(note: Note, language: Language) -> FlowNoteOut:
    message = note_sentence(note.code, language, note.params)
    return FlowNoteOut(note.code, note.where, message, note.params)
