"""RapidPro's expressions, `@results.age` and `@(upper(contact.name))`, as our language says the same."""

import re
from collections.abc import Callable

from pytake_domain.flows.expressions.names import KEYWORDS
from pytake_domain.flows.foreign.names import NameBook, slug
from pytake_domain.flows.foreign.rapidpro_functions import CONSTANTS, FILTERS, Filters
from pytake_domain.flows.foreign.texts import literal

_LONGEST = 2_000
_DEEPEST = 20
_PATIENCE = 1_000
"""Brackets of one flow that never close and are looked after all the same."""

_TOKEN = re.compile(
    r'\s*(?:(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*(?:\.\w+)*)'
    r"|(?P<sign><=|>=|<>|!=|[-+*/^&=<>(),]))",
    re.ASCII,
)
_PLAIN = re.compile(r"@([A-Za-z_]\w*(?:\.\w+)*)", re.ASCII)
_ROOTS = frozenset(
    {"contact", "fields", "input", "results", "run", "child", "parent", "urns", "globals", "trigger", "webhook"}
    | {"locals", "legacy_extra", "step", "flow", "date", "extra"}
)
_TESTS = {"=": "==", "<>": "!=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
_CONTACT = {
    "": "contact.name",
    "name": "contact.name",
    "first_name": "contact.name | first_name",
    "language": "language",
    "urn": "contact.phone",
    "tel": "contact.phone",
    "tel_e164": "contact.phone",
    "phone": "contact.phone",
    "whatsapp": "contact.phone",
    "groups": "contact.tags",
    "email": "contact.email",
    "mailto": "contact.email",
}
_DATES = {"": "now", "now": "now", "today": "today"}


class NoSuchExpression(Exception):
    """Our language has nothing like it."""


class Expressions:
    """Translates the templates of one flow; `left_out` is told every expression that could not be translated."""

    def __init__(self, names: NameBook, left_out: Callable[[str], None]) -> None:
        self.names, self._left_out = names, left_out
        self._patience = _PATIENCE

    def template(self, words: str) -> str:
        """A text with expressions."""
        parts, place = [], 0
        while (found := words.find("@", place)) >= 0:
            parts.append(literal(words[place:found]))
            said, place = self._at(words, found)
            parts.append(said)
        return "".join([*parts, literal(words[place:])])

    def _at(self, words: str, place: int) -> tuple[str, int]:
        if words.startswith("@@", place):
            return "@", place + 2
        if words.startswith("@(", place):
            end = _closing(words, place + 1) if self._patience > 0 else 0
            self._patience -= 0 if end else 1
            return (self._said(words[place + 2 : end]), end + 1) if end else ("@", place + 1)
        found = _PLAIN.match(words, place)
        if found is None or found[1].split(".")[0].lower() not in _ROOTS:
            return "@", place + 1
        return self._said(found[1]), found.end()

    def _said(self, expression: str) -> str:
        try:
            return f"{{{{ {self.read(expression)} }}}}"
        except NoSuchExpression:
            self._left_out(expression)
            return ""

    def read(self, expression: str) -> str:
        """One expression. Raises NoSuchExpression."""
        return _Parser(self, expression).all()

    def path(self, operand: str) -> str | None:
        """The variable that an operand such as `@results.age` names and nothing else; None for anything that is computed."""
        bare = operand.strip().removeprefix("@").strip()
        bare = bare[1:-1].strip() if bare.startswith("(") and bare.endswith(")") else bare
        try:
            said = self.refer(bare) if _PLAIN.fullmatch(f"@{bare}") else ""
        except NoSuchExpression:
            return None
        return said if said and "|" not in said else None

    def refer(self, name: str) -> str:  # noqa: PLR0911  one line a root
        """What a path of theirs is called here. Raises NoSuchExpression."""
        root, *rest = name.lower().split(".")
        written = name.split(".")[1:]
        if root in ("results", "flow"):
            return self._result(rest, written)
        if root == "contact":
            return _contact(rest)
        if root == "fields" and rest:
            return f"contact.attributes.{slug(rest[0])}"
        if root == "urns":
            return "contact.email" if rest[:1] == ["mailto"] else "contact.phone"
        if (root == "input" and rest in ([], ["text"])) or (root == "step" and rest in ([], ["value"], ["text"])):
            return "last_message"
        if root == "locals" and rest:
            return self.names.of(rest[0])
        if root in ("webhook", "legacy_extra", "extra"):
            return self._webhook(written)
        if root == "date" and ".".join(rest) in _DATES:
            return _DATES[".".join(rest)]
        if root == "child" and rest in (["status"], ["run", "status"]):
            return self.names.of("child_status")
        raise NoSuchExpression(name)

    def _result(self, rest: list[str], written: list[str]) -> str:
        if not rest:
            raise NoSuchExpression("results")
        key, more = rest[0], rest[1:]
        if more in ([], ["value"], ["text"], ["input"]):
            return self.names.of(key)
        if more in (["category"], ["category_localized"]):
            return self.names.of(f"{key} category")
        if more[0] == "extra":
            return self._webhook(["json", *written[2:]])
        raise NoSuchExpression(".".join(rest))

    def _webhook(self, rest: list[str]) -> str:
        root = self.names.of("webhook")
        if rest == ["status"]:
            return f"{root}.status"
        parts = rest[1:] if rest[:1] == ["json"] else rest
        if KEYWORDS.intersection(parts):
            raise NoSuchExpression(".".join(rest))
        return ".".join([f"{root}.body", *(f"[{part}]" if part.isdigit() else part for part in parts)]).replace(
            ".[", "["
        )


def _contact(rest: list[str]) -> str:
    if rest[:1] == ["fields"] and len(rest) > 1:
        return f"contact.attributes.{slug(rest[1])}"
    if rest[:1] == ["urns"]:
        return "contact.phone"
    name = ".".join(rest)
    if name in _CONTACT:
        return _CONTACT[name]
    if len(rest) == 1 and rest[0] not in ("uuid", "id", "created_on", "timezone", "channel", "tickets"):
        return f"contact.attributes.{slug(rest[0])}"
    raise NoSuchExpression(name)


def _closing(words: str, opening: int) -> int:
    """Where the bracket closes; 0 when it does not."""
    depth, quoted = 0, False
    for place in range(opening, min(len(words), opening + _LONGEST)):
        letter = words[place]
        if letter == '"' and words[place - 1] != "\\":
            quoted = not quoted
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
            if depth == 0:
                return place
    return 0


class _Part:
    """A piece of an expression: what it starts from and the filters it goes through. `test`: it is true or false, `either`: when
    one of several things holds; `choice`: one of two values.
    """

    __slots__ = ("base", "choice", "either", "filters", "test")

    def __init__(
        self,
        base: str,
        filters: tuple[str, ...] = (),
        *,
        test: bool = False,
        either: bool = False,
        choice: bool = False,
    ) -> None:
        self.base, self.filters = base, filters
        self.test, self.either, self.choice = test, either, choice

    def said(self) -> str:
        return "true if " + self.base + " else false" if self.test else " | ".join((self.base, *self.filters))

    def plain(self) -> str:
        """Only what is not computed may stand inside of something else."""
        if self.test or self.choice or self.filters:
            raise NoSuchExpression(self.said())
        return self.base

    def chosen(self) -> str:
        """One of two values: our language has no choice within a choice."""
        if self.test or self.choice:
            raise NoSuchExpression(self.said())
        return self.said()

    def held(self, *, all_of: bool) -> str:
        """One of the things that have to hold: `and` binds more closely than `or`."""
        return f"({self.base})" if all_of and self.either else self.base

    def through(self, *filters: str) -> "_Part":
        if self.test or self.choice:
            raise NoSuchExpression(self.said())
        return _Part(self.base, (*self.filters, *filters))


class _Parser:
    def __init__(self, within: Expressions, source: str) -> None:
        if len(source) > _LONGEST:
            raise NoSuchExpression(source[:80])
        self._within, self._depth, self._place = within, 0, 0
        self._tokens: list[tuple[str, str]] = []
        place, source = 0, source.strip()
        while place < len(source):
            found = _TOKEN.match(source, place)
            if found is None or found.lastgroup is None:
                raise NoSuchExpression(source)
            self._tokens.append((found.lastgroup, found[found.lastgroup]))
            place = found.end()

    def all(self) -> str:
        part = self._compared()
        if self._place < len(self._tokens):
            raise NoSuchExpression(self._tokens[self._place][1])
        return part.said()

    def _sign(self, *wanted: str) -> str:
        kind, word = self._tokens[self._place] if self._place < len(self._tokens) else ("", "")
        if kind == "sign" and word in wanted:
            self._place += 1
            return word
        return ""

    def _compared(self) -> _Part:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NoSuchExpression("too deep")
        left = self._joined()
        if sign := self._sign(*_TESTS):
            left = _Part(f"{left.plain()} {_TESTS[sign]} {self._joined().plain()}", test=True)
        self._depth -= 1
        return left

    def _joined(self) -> _Part:
        left = self._total()
        while self._sign("&"):
            left = left.through(f"append: {self._total().plain()}")
        return left

    def _total(self) -> _Part:
        left = self._product()
        while sign := self._sign("+", "-"):
            left = left.through(f"{'plus' if sign == '+' else 'minus'}: {self._product().plain()}")
        return left

    def _product(self) -> _Part:
        left = self._one()
        while sign := self._sign("*", "/"):
            left = left.through(f"{'times' if sign == '*' else 'divided_by'}: {self._one().plain()}")
        return left

    def _one(self) -> _Part:
        if self._sign("("):
            inner = self._compared()
            if not self._sign(")"):
                raise NoSuchExpression("(")
            return inner
        negative = bool(self._sign("-"))
        kind, word = self._tokens[self._place] if self._place < len(self._tokens) else ("", "")
        self._place += 1
        if kind == "number":
            return _Part(f"-{word}" if negative else word)
        if kind == "text" and not negative:
            return _Part(_quoted(word[1:-1].replace('\\"', '"').replace("\\n", "\n")))
        if kind != "name" or negative:
            raise NoSuchExpression(word)
        if self._sign("("):
            return self._called(word.lower())
        if word.lower() in CONSTANTS:
            return _Part(word.lower())
        base, *filters = self._within.refer(word).split(" | ")
        return _Part(base, tuple(filters))

    def _called(self, name: str) -> _Part:
        given: list[_Part] = []
        while not self._sign(")"):
            if given and not self._sign(","):
                raise NoSuchExpression(name)
            given.append(self._compared())
        if name in ("today", "now") and not given:
            return _Part(name)
        if name in ("and", "or") and given and all(part.test for part in given):
            held = f" {name} ".join(part.held(all_of=name == "and") for part in given)
            return _Part(held, test=True, either=name == "or")
        if name == "if" and len(given) == 3 and given[0].test:  # noqa: PLR2004  test, yes, no
            return _Part(f"{given[1].chosen()} if {given[0].base} else {given[2].chosen()}", choice=True)
        filters: Filters | None = FILTERS.get((name, len(given)))
        if filters is None:
            raise NoSuchExpression(name)
        return given[0].through(*filters(*(part.plain() for part in given[1:])))


def _quoted(words: str) -> str:
    if "}}" in words:  # it would end the expression, quoted or not
        raise NoSuchExpression(words)
    for mark in ("'", '"'):
        if mark not in words and "\\" not in words:
            return f"{mark}{words}{mark}"
    raise NoSuchExpression(words)
