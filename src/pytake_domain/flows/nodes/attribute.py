"""`attribute`: keeps values with the contact."""

from collections.abc import Callable
from typing import Any, ClassVar

from pytake_domain.flows.build import Build, attribute
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.expressions.values import text_of
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.nodes.shared import Compiled, NodeData
from pytake_domain.flows.run import FlowFailure, Run

_MOST = 50


class Attribute(NodeData, frozen=True, kw_only=True):
    """`attributes` by their names; later texts find them in `contact.attributes`.

    A text that is a single `{{ … }}` keeps the type of what it gives; lists and objects are written as text.
    """

    type: ClassVar[str] = "attribute"
    attributes: dict[str, Any]

    def problems(self, build: Build) -> None:
        """Usable names, not too many."""
        if not self.attributes:
            build.problem("required", "attributes")
        if len(self.attributes) > _MOST:
            build.problem("too_many", "attributes", most=_MOST, count=len(self.attributes))
        for name in self.attributes:
            if attribute(f"contact.{name}") is None:
                build.problem("not_a_variable", f"attributes.{name[:80]}", variable=name[:80])

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Attribute(
            tuple((name, build.value(value, f"attributes.{name[:80]}")) for name, value in self.attributes.items())
        )


class _Attribute(Compiled):
    __slots__ = ("values",)

    def __init__(self, values: tuple[tuple[str, Callable[[Names], Any]], ...]) -> None:
        super().__init__()
        self.values = values

    def enter(self, run: Run) -> str:
        try:
            for name, value in self.values:
                found = value(run.names)
                plain = found is None or isinstance(found, (str, int, float, bool))
                run.set_attribute(name, found if plain else text_of(found))
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        return DEFAULT
