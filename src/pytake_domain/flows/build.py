"""From drawn data to functions, noting every problem with its node on the way."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from pytake_domain.erp import SAID
from pytake_domain.flows.expressions import (
    RESERVED,
    ROOTS,
    Condition,
    ConditionWrong,
    Names,
    RenderFailed,
    Role,
    Template,
    TemplateWrong,
    Use,
    condition,
    template,
)
from pytake_domain.flows.expressions.days import BUSINESS, CLOCK
from pytake_domain.flows.graph import Node
from pytake_domain.flows.problem import FlowProblem, Severity
from pytake_domain.flows.run import FlowFailure, Run
from pytake_domain.kernel.text import Language
from pytake_domain.templates import MessageTemplate

LocalText: TypeAlias = str | dict[str, str]
"""A text, or one a language; where the contact's is missing, Portuguese is said."""

Say = Callable[[Run], str]
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?", re.ASCII)
_ATTRIBUTE = re.compile(r"contact\.(?:attributes\.)?([A-Za-z_][A-Za-z0-9_]{0,63})", re.ASCII)
_ELLIPSIS = "…"


class Read(msgspec.Struct, frozen=True):
    """A node reads a variable: in which field, and where in it. `said`: in a text somebody reads."""

    node_id: str
    variable: str
    field: str
    role: Role
    line: int
    column: int
    said: bool = False


class Tested(msgspec.Struct, frozen=True):
    """A condition of a node, as drawn and compiled."""

    node_id: str
    field: str
    drawn: object
    condition: Condition


class Build:
    """Compiles one graph: what is known about it, the problems found so far, and what proving it needs.

    `reads` are variables read by nodes that did not set them themselves (`given`), `tested` all conditions in their order.
    """

    def __init__(
        self,
        *,
        variables: Iterable[str] = (),
        queues: frozenset[str] | None = None,
        flows: frozenset[str] | None = None,
        templates: Mapping[tuple[str, str], MessageTemplate] | None = None,
    ) -> None:
        self.variables = frozenset(variables)
        self.queues, self.flows, self.templates = queues, flows, templates
        self.problems: list[FlowProblem] = []
        self.reads_clock = self.reads_hours = self.reads_erp = False
        self.node: Node | None = None
        self.drawn: frozenset[str] = frozenset()
        self.reads: list[Read] = []
        self.tested: list[Tested] = []
        self.given: set[str] = set()

    def at(self, node: Node, drawn: frozenset[str]) -> None:
        """From now on it is about this node, which these handles leave."""
        self.node, self.drawn = node, drawn
        self.given.clear()

    def problem(self, code: str, field: str = "", *, severity: Severity = Severity.ERROR, **params: str | int) -> None:
        """Note a problem of the present node."""
        self.note(code, field, params, severity)

    def note(self, code: str, field: str, params: Mapping[str, str | int], severity: Severity = Severity.ERROR) -> None:
        """The same for parameters that have names of their own."""
        node_id = self.node.id if self.node else None
        if field and not field.startswith("edges."):
            field = f"data.{field}"
        self.problems.append(
            FlowProblem(code=code, node_id=node_id, field=field, params=dict(params), severity=severity)
        )

    def say(self, drawn: LocalText, field: str, most: int, *, required: bool = True) -> Say:
        """A function that gives the text in the contact's language, never longer than `most`."""
        if isinstance(drawn, str):
            return self._one(drawn, field, most, required=required)
        if not drawn:
            return self._one("", field, most, required=required)
        by_language: dict[str, Say] = {}
        for language, text in drawn.items():
            where = f"{field}.{language}"
            if not _LANGUAGE.fullmatch(language):
                self.problem("not_a_language", where)
            by_language[language] = self._one(text, where, most, required=required)
        for language, text_of_it in tuple(by_language.items()):
            by_language.setdefault(language[:2].lower(), text_of_it)
        fallback = by_language.get(Language.PT_BR.value) or by_language.get("pt") or next(iter(by_language.values()))

        def localised(run: Run) -> str:
            found = by_language.get(run.language)
            return (found or by_language.get(run.language[:2].lower(), fallback))(run)

        return localised

    def maybe(self, drawn: LocalText | None, field: str, most: int) -> Say | None:
        """The same for a text that may be left out."""
        return self.say(drawn, field, most, required=False) if drawn else None

    def _one(self, source: str, field: str, most: int, *, required: bool) -> Say:
        source = source.replace("\0", "")  # nobody can store or send it
        if required and not source.strip():
            self.problem("required", field)
        compiled = self.template(source, field, said=True)
        if compiled is None:
            return lambda _: ""
        if compiled.least > most:
            self.problem("text_too_long", field, most=most, length=compiled.least)
        if compiled.literal is not None:
            return constant(clip(compiled.literal, most))
        render = compiled.render

        def rendered(run: Run) -> str:
            try:
                text = render(run.names)
            except RenderFailed as error:
                raise FlowFailure("template_failed") from error
            return text if len(text) <= most else clip(text, most)

        return rendered

    def template(self, source: str, field: str, *, said: bool = False) -> Template | None:
        """A compiled template, or a problem."""
        try:
            compiled = template(source)
        except TemplateWrong as wrong:
            self.problem(wrong.code, field, line=wrong.line, column=wrong.column, detail=wrong.detail)
            return None
        self._check_uses(compiled.uses, field, said=said)
        self._check_filters(compiled.filters)
        return compiled

    def value(self, drawn: Any, field: str) -> Callable[[Names], Any]:
        """A function that gives the value: templates are evaluated, lists and objects item by item, all else is constant."""
        if isinstance(drawn, str):
            compiled = self.template(drawn, field)
            if compiled is None or compiled.literal is not None:
                return constant(compiled.literal if compiled else "")
            return compiled.evaluate
        if isinstance(drawn, list):
            items = [self.value(item, f"{field}.{index}") for index, item in enumerate(drawn)]
            return lambda names: [item(names) for item in items]
        if isinstance(drawn, dict):
            pairs = {str(key): self.value(item, f"{field}.{key}") for key, item in drawn.items()}
            return lambda names: {key: item(names) for key, item in pairs.items()}
        return constant(drawn)

    def condition(self, drawn: object, field: str) -> Callable[[Names], bool]:
        """A compiled condition, or a problem and one that never holds."""
        try:
            compiled: Condition = condition(drawn)
        except ConditionWrong as wrong:
            self.note(wrong.code, f"{field}.{wrong.field}".strip("."), wrong.params)
            return constant(False)
        self._check_uses(compiled.uses, field)
        self._check_filters(compiled.filters)
        if self.node is not None:
            self.tested.append(Tested(self.node.id, field, drawn, compiled))
        return compiled.test

    def _check_filters(self, filters: frozenset[str]) -> None:
        self.reads_clock = self.reads_clock or bool(filters & CLOCK)
        self.reads_hours = self.reads_hours or bool(filters & BUSINESS)

    def _check_uses(self, uses: Iterable[Use], field: str, *, said: bool = False) -> None:
        for use in uses:
            root = use.path[0]
            if root in ("now", "today"):
                self.reads_clock = True
            if use.path[:2] in (("company", "holidays"), ("company", "workdays")):
                self.reads_hours = True
            if use.path[:2] in (("contact",), ("contact", "erp")):
                self.reads_erp = True
                if use.path[2:] and use.path[2] not in SAID:
                    said_so = ".".join(map(str, use.path[:3]))[:80]
                    self.problem("unknown_variable", field, variable=said_so, line=use.line, column=use.column)
            name = variable_of(use.path)
            if name in ROOTS:
                continue
            if name not in self.variables:
                self.problem("unknown_variable", field, variable=name, line=use.line, column=use.column)
            elif self.node is not None and name not in self.given:
                self.reads.append(Read(self.node.id, name, field, use.role, use.line, use.column, said))

    def variable(self, name: str, field: str) -> None:
        """Note what is wrong with a variable's name."""
        if not _VARIABLE.fullmatch(name):
            self.problem("not_a_variable", field, variable=name[:80])
        elif name in RESERVED:
            self.problem("reserved_variable", field, variable=name)

    def known(self, what: str, value: str | None, known: frozenset[str] | None, field: str) -> None:
        """Note a reference to something that is not there; None means that nobody looked."""
        if value is not None and known is not None and value not in known:
            self.note(f"unknown_{what}", field, {what: value})


def variable_of(path: Sequence[str]) -> str:
    """The variable, or the reserved name, that a path begins with."""
    return path[1] if path[0] == "vars" and len(path) > 1 else path[0]


def constant(value: Any) -> Callable[[Any], Any]:
    """A function that always gives this."""
    return lambda _: value


def said(say: Say | None, run: Run) -> str | None:
    """What there is to say; blank is nothing."""
    text = say(run).strip() if say else ""
    return text or None


def clip(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it would be too long."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def attribute(name: str) -> str | None:
    """The contact's attribute that a name such as `contact.plan` means; None for a variable."""
    found = _ATTRIBUTE.fullmatch(name)
    return found.group(1) if found else None
