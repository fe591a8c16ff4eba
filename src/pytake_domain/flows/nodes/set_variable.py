"""`set_variable`: sets variables, keeps attributes and tags with the contact."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from pytake_domain.flows.build import Build, Say, attribute
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.expressions.values import number, text_of
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, Holds, NodeData, holds_of
from pytake_domain.flows.run import FlowFailure, Run

_TYPES: dict[str, Callable[[Any], Any]] = {
    "text": text_of,
    "number": number,
    "boolean": lambda value: value not in (None, False, "", "false", "0", 0),
}
_LONGEST_TAG = 64
_MOST = 50


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """`variable` gets `value`; `contact.<name>` is an attribute of the contact.

    A text is a template; one that is a single `{{ … }}` keeps the type of what it gives, `as` makes it text, number or boolean.
    """

    variable: str
    value: Any = None
    kind: str = msgspec.field(default="", name="as")


class SetVariable(NodeData, frozen=True, kw_only=True):
    """`assignments` in their order, or one `variable` and `value`; `tags` are added to the contact."""

    type: ClassVar[str] = "set_variable"
    assignments: tuple[Assignment, ...] = ()
    variable: str | None = None
    value: Any = None
    kind: str = msgspec.field(default="", name="as")
    tags: tuple[str, ...] = ()

    def _assignments(self) -> tuple[Assignment, ...]:
        if self.variable is None:
            return self.assignments
        return (Assignment(variable=self.variable, value=self.value, kind=self.kind), *self.assignments)

    def defines(self) -> tuple[str, ...]:
        """The variables, not the attributes."""
        return tuple(a.variable.removeprefix("vars.") for a in self._assignments() if attribute(a.variable) is None)

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """The variables; of those that are worked out only the kind that `as` makes is known."""
        del handle
        return {
            a.variable.removeprefix("vars."): _holds(a) for a in self._assignments() if attribute(a.variable) is None
        }

    def constants(self, name: str) -> list[Any] | None:
        """The values that a variable gets here; None when one of them is worked out."""
        found = [a for a in self._assignments() if a.variable.removeprefix("vars.") == name]
        worked_out = any(a.kind or (isinstance(a.value, str) and "{" in a.value) for a in found)
        return None if worked_out else [a.value for a in found]

    def problems(self, build: Build) -> None:
        """Names must be usable, types known."""
        assignments = self._assignments()
        if not assignments and not self.tags:
            build.problem("required", "assignments")
        if len(assignments) > _MOST:
            build.problem("too_many", "assignments", most=_MOST, count=len(assignments))
        for place, assignment in enumerate(assignments):
            at = (
                ""
                if self.variable is not None and place == 0
                else f"assignments.{place - (self.variable is not None)}."
            )
            if attribute(assignment.variable) is None:
                build.variable(assignment.variable.removeprefix("vars."), f"{at}variable")
            if assignment.kind and assignment.kind not in _TYPES:
                build.problem("unknown_type", f"{at}as", type=assignment.kind[:40])

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        sets = []
        for a in self._assignments():
            value = _typed(build.value(a.value, "value"), a.kind)
            sets.append((a.variable.removeprefix("vars."), attribute(a.variable), value))
            build.given.add(a.variable.removeprefix("vars."))
        return _SetVariable(
            tuple(sets), tuple(build.say(tag, f"tags.{place}", _LONGEST_TAG) for place, tag in enumerate(self.tags))
        )


def _holds(assignment: Assignment) -> Holds:
    if assignment.kind in ("text", "boolean"):
        return Holds(assignment.kind)
    value = assignment.value
    worked_out = isinstance(value, str) and "{" in value
    if assignment.kind == "number":
        # What is no number becomes nothing, and only a constant surely is one.
        return Holds.NUMBER if not worked_out and number(value) is not None else Holds.ANY
    return Holds.ANY if worked_out else holds_of([value])


def _typed(value: Callable[[Names], Any], kind: str) -> Callable[[Names], Any]:
    convert = _TYPES.get(kind)
    return value if convert is None else lambda names: convert(value(names))


class _SetVariable(Compiled):
    __slots__ = ("sets", "tags")

    def __init__(self, sets: tuple[tuple[str, str | None, Callable[[Names], Any]], ...], tags: tuple[Say, ...]) -> None:
        super().__init__()
        self.sets, self.tags = sets, tags

    def enter(self, run: Run) -> str:
        try:
            for name, kept, value in self.sets:
                if kept is None:
                    run.set(name, value(run.names))
                else:
                    run.set_attribute(kept, value(run.names))
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        for say in self.tags:
            if tag := say(run).strip():
                run.tag(tag)
        return DEFAULT
