"""`erp`: asks the company's ERP, and keeps what it says."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from pytake_domain.erp import SIGNATURES, Capability
from pytake_domain.flows.build import Build
from pytake_domain.flows.effect import AskErp
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import EffectDone
from pytake_domain.flows.nodes.shared import ERROR, Compiled, Given, Holds, NodeData
from pytake_domain.flows.run import FlowFailure, Run

EMPTY = "empty"


class ErpNode(NodeData, frozen=True, kw_only=True):
    """Asks for a `capability` with its `arguments`, whose texts may have variables; blank ones are left out.

    `variable` gets what it says: a list or an object, by the capability. A list without anything in it leaves by `empty`, or by
    `default` when that leads nowhere. What goes wrong leaves by `error`; `variable` is then `{"error": …}` with its name.
    """

    type: ClassVar[str] = "erp"
    capability: Capability
    arguments: dict[str, Any] = msgspec.field(default_factory=dict)
    variable: str | None = None

    def defines(self) -> tuple[str, ...]:
        """What it says."""
        return (self.variable,) if self.variable else ()

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """A list or an object, by the capability; an object that names the error."""
        if not self.variable:
            return {}
        many = SIGNATURES[self.capability].many and handle != ERROR
        return {self.variable: Holds.LIST if many else Holds.OBJECT}

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """ERPs fail: the error has a branch."""
        del drawn
        return (DEFAULT, ERROR)

    def optional(self) -> tuple[str, ...]:
        """When there is nothing to list."""
        return (EMPTY,) if SIGNATURES[self.capability].many else ()

    def problems(self, build: Build) -> None:
        """The arguments that it takes, all of those that it needs."""
        if self.variable is not None:
            build.variable(self.variable, "variable")
        signature = SIGNATURES[self.capability]
        for name in self.arguments:
            if name not in signature.arguments:
                build.problem("unknown_argument", f"arguments.{name[:40]}", argument=name[:40])
        for name in signature.required:
            if self.arguments.get(name) in (None, ""):
                build.problem("required", f"arguments.{name}")
        if not signature.required and signature.optional and not self.arguments:
            build.problem("required", "arguments")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        return _Erp(self.capability, build.value(self.arguments, "arguments"), self.variable)


class _Erp(Compiled):
    __slots__ = ("arguments", "capability", "signature", "variable")

    def __init__(self, capability: Capability, arguments: Callable[[Names], Any], variable: str | None) -> None:
        super().__init__()
        self.capability, self.arguments, self.variable = capability, arguments, variable
        self.signature = SIGNATURES[capability]

    def enter(self, run: Run) -> str | None:
        try:
            drawn = self.arguments(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        arguments = {name: value for name, value in drawn.items() if value is not None and value != ""}
        signature = self.signature
        if any(name not in arguments for name in signature.required) or (signature.optional and not arguments):
            return self._failed(run, "validation")
        run.ask(AskErp, capability=self.capability, arguments=arguments)
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, EffectDone):
            return run.expire()
        value = given.value
        if given.error is not None:
            return self._failed(run, given.error)
        if not isinstance(value, list if self.signature.many else dict):
            return self._failed(run, "unexpected_response")
        if self.variable:
            run.set(self.variable, value)
        return EMPTY if not value and EMPTY in self.exits else DEFAULT

    def _failed(self, run: Run, error: str) -> str:
        if self.variable:
            run.set(self.variable, {"error": error})
        return ERROR
