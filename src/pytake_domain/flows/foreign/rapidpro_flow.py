"""One RapidPro flow while it is drawn: its names, its languages, and the node that is under way."""

from collections.abc import Iterable, Sequence
from typing import Any

from pytake_domain.flows.build import LocalText
from pytake_domain.flows.foreign.drawing import Drawing, position
from pytake_domain.flows.foreign.given import items, obj, objs, text, texts_in
from pytake_domain.flows.foreign.names import NameBook, slug
from pytake_domain.flows.foreign.rapidpro_expressions import Expressions
from pytake_domain.flows.graph import DEFAULT, Position

_LANGUAGES = {
    "por": "pt-BR",
    "eng": "en",
    "spa": "es",
    "fra": "fr",
    "ita": "it",
    "deu": "de",
    "und": "en",
    "base": "en",
}
_LONGEST_CODE = 3
_MOST_LANGUAGES = 20


class Definition:
    """What is known of the flow as a whole."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given, self.name = given, text(given, "name")
        self.drawing = Drawing(NameBook())
        self.where = self.name
        self.expressions = Expressions(
            self.drawing.names, lambda expression: self.note("expression_left_out", expression=expression)
        )
        self.base = language(text(given, "language"))
        codes = [code for code in map(text, obj(given, "localization")) if code][:_MOST_LANGUAGES]
        self._spoken = {code: spoken for code in codes if (spoken := language(code)) != self.base}
        self._categories = {
            match.lower() for words in texts_in(given.get("nodes")) for match in _named(words, ".category")
        }

    def note(self, code: str, **params: str | int) -> None:
        """Something about the node under way."""
        self.drawing.note(code, self.where, **params)

    def name_of(self, result: str) -> str | None:
        """The variable of a result; None for a result without a name."""
        return self.drawing.names.of(slug(result)) if result.strip() else None

    def category_of(self, result: str) -> str | None:
        """The variable of a result's category, where anything reads it."""
        key = slug(result)
        return self.drawing.names.of(f"{key} category") if result.strip() and key in self._categories else None

    def said(self, words: str) -> str:
        """A template."""
        self.drawing.weigh(words)
        return self.expressions.template(words)

    def local(self, uuid: str, field: str, words: str, place: int = 0) -> LocalText:
        """A text in all languages it has."""
        found = {self.base: self.said(words)}
        for spoken, other in self.others(uuid, field, place):
            if other.strip():
                found[spoken] = self.said(other)
        return found if len(found) > 1 else found[self.base]

    def others(self, uuid: str, field: str, place: int = 0) -> Iterable[tuple[str, str]]:
        """The text's translations."""
        for code, spoken in self._spoken.items():
            given = items(self.given, "localization", code, uuid, field)
            if place < len(given):
                yield spoken, text(given[place])


class Chain:
    """Nodes one after the other; what is added follows everything that is still open."""

    def __init__(self, flow: Definition, node: dict[str, Any]) -> None:
        ui = obj(flow.given, "_ui", "nodes", text(node, "uuid"), "position")
        self.flow, self.first, self._step = flow, "", 0
        self._spot = {"x": text(ui, "left") or 0, "y": text(ui, "top") or 0}
        self.open: list[tuple[str, str]] = []
        self.closed = False

    def add(self, kind: str, data: dict[str, Any], handles: Sequence[str] = (DEFAULT,)) -> str:
        """A node that all open ends lead to; `handles` are open from now on."""
        node_id = self.flow.drawing.add(kind, data, self._at())
        self.then(node_id)
        self.open = [(node_id, handle) for handle in handles]
        return node_id

    def side(self, kind: str, data: dict[str, Any]) -> str:
        """A node beside the chain, which nothing leads to yet."""
        return self.flow.drawing.add(kind, data, self._at())

    def then(self, place: str) -> None:
        """All open ends lead there."""
        self.first = self.first or place
        for node_id, handle in self.open:
            self.flow.drawing.lead(node_id, place, handle)
        self.open = []

    def sets(self, **values: Any) -> None:
        """Variables that get values; nothing for a name that is none."""
        assignments = [{"variable": name, "value": value} for name, value in values.items()]
        if assignments:
            self.add("set_variable", {"assignments": assignments})

    def _at(self) -> Position:
        self._step += 1
        return position(self._spot, self._step - 1)


def place_of(node: dict[str, Any], exit_uuid: str) -> str:
    """The place that an exit of the node leads to; nothing without a destination."""
    for way in objs(node, "exits"):
        if text(way, "uuid") == exit_uuid:
            to = text(way, "destination_uuid")
            return f"r:{to}" if to else ""
    return ""


def language(code: str) -> str:
    """Three letters of theirs as ours; nothing for what is no language."""
    low = code.lower()
    plain = low.isascii() and low.isalpha() and 2 <= len(low) <= _LONGEST_CODE  # noqa: PLR2004  ISO 639
    return _LANGUAGES.get(low, low if plain else "en")


def _named(words: str, ending: str) -> Iterable[str]:
    """Results whose category a text reads."""
    for part in words.split(ending)[:-1]:
        name = part.rpartition(".")[2]
        if name.replace("_", "a").isalnum() and part[: -len(name) - 1].endswith(("results", "flow")):
            yield name
