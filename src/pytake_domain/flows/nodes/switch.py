"""`switch`: goes by what a value is."""

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.expressions.values import folded, number, text_of
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import FlowFailure, Run


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Taken by the handle `id` when the value is `value`, or one of them when it is a list."""

    id: str
    value: Any

    @property
    def values(self) -> tuple[Any, ...]:
        """All it is taken for."""
        return tuple(self.value) if isinstance(self.value, list) else (self.value,)


class Switch(NodeData, frozen=True, kw_only=True):
    """Looks `value` up among the `cases`; the edge `default` takes all else.

    Numbers are compared as numbers, all else as text without regard to case, accents and spaces around it.
    """

    type: ClassVar[str] = "switch"
    value: str
    cases: tuple[Case, ...]

    @property
    def variable(self) -> str | None:
        """The variable that is looked up, when it is one and nothing else."""
        bare = self.value.strip()
        name = bare.removeprefix("{{").removesuffix("}}").strip().removeprefix("vars.")
        return name if bare.startswith("{{") and name.isidentifier() else None

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Every case, and what is none."""
        del drawn
        return (*dict.fromkeys(case.id for case in self.cases), DEFAULT)

    def problems(self, build: Build) -> None:
        """Each id and each value once."""
        if not self.cases:
            build.problem("required", "cases")
        if len(self.cases) > limits.CASES:
            build.problem("too_many", "cases", most=limits.CASES, count=len(self.cases))
        ids: set[str] = set()
        taken: set[Any] = set()
        for place, case in enumerate(self.cases):
            if not case.id.strip() or case.id == DEFAULT:
                build.problem("not_an_id", f"cases.{place}.id")
            keys = {same(value) for value in case.values}
            if case.id in ids:
                build.problem("not_unique", f"cases.{place}.id", value=case.id)
            if keys & taken or not keys:
                build.problem("not_unique" if keys else "required", f"cases.{place}.value")
            ids.add(case.id)
            taken |= keys

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        if not self.value.strip():
            build.problem("required", "value")
        ways: dict[Any, str] = {}
        for case in self.cases:
            for value in case.values:
                ways.setdefault(same(value), case.id)
        return _Switch(build.value(self.value, "value"), ways)


def same(value: Any) -> Any:
    """Equal for values that count as one: 10, 10.0 and "10"; "Sim" and "sim"."""
    if isinstance(value, bool):
        return text_of(value)
    found = number(value)
    return folded(text_of(value)) if found is None else float(found)


class _Switch(Compiled):
    __slots__ = ("value", "ways")

    def __init__(self, value: Callable[[Names], Any], ways: dict[Any, str]) -> None:
        super().__init__()
        self.value, self.ways = value, ways

    def enter(self, run: Run) -> str:
        try:
            value = self.value(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        return self.ways.get(same(value), DEFAULT)
