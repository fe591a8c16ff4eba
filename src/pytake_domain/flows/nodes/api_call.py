"""`api_call`: asks a service of the company's over HTTP, and keeps what it says."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

import msgspec

from pytake_domain.flows import limits
from pytake_domain.flows.build import Build, Say
from pytake_domain.flows.effect import CallApi
from pytake_domain.flows.expressions import Names, RenderFailed
from pytake_domain.flows.graph import DEFAULT
from pytake_domain.flows.input import EffectDone
from pytake_domain.flows.json_path import Path, PathWrong, follow, read_path
from pytake_domain.flows.nodes.shared import ERROR, Compiled, Given, Holds, NodeData
from pytake_domain.flows.run import FlowFailure, Run

_LONGEST_URL = 2_048
_LONGEST_HEADER = 4_096
_MOST_HEADERS = 30
_MOST_PATHS = 50
_FIRST_BAD = 400


class ApiCall(NodeData, frozen=True, kw_only=True):
    """Requests `url` and goes on when the answer is good (below 400), else by the edge `error`.

    `save` puts parts of the answer into variables by their paths (`{"plan": "$.data.plan"}`), `variable` gets all of it as
    `{"status", "headers", "body"}`. `timeout` in seconds; `retries` repeat what failed for a passing reason, with the same
    `Idempotency-Key`, so that a service that honours it acts once.
    """

    type: ClassVar[str] = "api_call"
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: str
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    body: Any = None
    timeout: float = 10.0
    retries: int = 0
    save: dict[str, str] = msgspec.field(default_factory=dict)
    variable: str | None = None

    def defines(self) -> tuple[str, ...]:
        """Where parts of the answer go, and all of it."""
        return (*self.save, *((self.variable,) if self.variable else ()))

    def sets(self, handle: str) -> Mapping[str, Holds]:
        """All of them after a good answer; after a bad one the variable tells what there was."""
        whole = {self.variable: Holds.OBJECT} if self.variable else {}
        return whole | dict.fromkeys(self.save, Holds.ANY) if handle == DEFAULT else whole

    def required(self, drawn: frozenset[str]) -> tuple[str, ...]:
        """Services fail: the error has a branch."""
        del drawn
        return (DEFAULT, ERROR)

    def problems(self, build: Build) -> None:
        """Names, paths and bounds."""
        if not 0 < self.timeout <= limits.CALL_SECONDS:
            build.problem("out_of_range", "timeout", least=1, most=int(limits.CALL_SECONDS))
        if not 0 <= self.retries <= limits.CALL_RETRIES:
            build.problem("out_of_range", "retries", least=0, most=limits.CALL_RETRIES)
        for field, given, most in (("headers", self.headers, _MOST_HEADERS), ("save", self.save, _MOST_PATHS)):
            if len(given) > most:
                build.problem("too_many", field, most=most, count=len(given))
        for name in self.headers:
            if not name.isascii() or not all(c.isalnum() or c in "-_" for c in name) or not name:
                build.problem("not_a_header", f"headers.{name[:40]}")
        for name in self.defines():
            build.variable(name, "variable" if name == self.variable else f"save.{name[:40]}")
        if not self.url.lower().startswith(("http://", "https://", "{{")):
            build.problem("not_a_link", "url")

    def compile(self, build: Build) -> Compiled:
        """Ready to run."""
        paths: list[tuple[str, Path]] = []
        for name, source in self.save.items():
            try:
                paths.append((name, read_path(source)))
            except PathWrong as wrong:
                build.problem(str(wrong), f"save.{name}")
        return _ApiCall(
            method=self.method,
            url=build.say(self.url, "url", _LONGEST_URL),
            headers=tuple((n, build.say(v, f"headers.{n}", _LONGEST_HEADER)) for n, v in self.headers.items()),
            body=build.value(self.body, "body"),
            seconds=self.timeout,
            retries=self.retries,
            paths=tuple(paths),
            variable=self.variable,
        )


class _ApiCall(Compiled):
    __slots__ = ("body", "headers", "method", "paths", "retries", "seconds", "url", "variable")

    def __init__(
        self,
        *,
        method: str,
        url: Say,
        headers: tuple[tuple[str, Say], ...],
        body: Callable[[Names], Any],
        seconds: float,
        retries: int,
        paths: tuple[tuple[str, Path], ...],
        variable: str | None,
    ) -> None:
        super().__init__()
        self.method, self.url, self.headers, self.body = method, url, headers, body
        self.seconds, self.retries, self.paths, self.variable = seconds, retries, paths, variable

    def enter(self, run: Run) -> str | None:
        try:
            body = self.body(run.names)
        except RenderFailed as error:
            raise FlowFailure("template_failed") from error
        run.ask(
            CallApi,
            method=self.method,
            url=self.url(run).strip(),
            headers={name: " ".join(say(run).split()) for name, say in self.headers},
            body=body,
            seconds=self.seconds,
            retries=self.retries,
        )
        return None

    def resume(self, run: Run, given: Given) -> str | None:
        if not isinstance(given, EffectDone):
            return run.expire()
        answer = given.value if isinstance(given.value, dict) else {}
        status = answer.get("status")
        if self.variable:
            run.set(self.variable, answer or {"error": given.error})
        if given.error is not None or not isinstance(status, int) or status >= _FIRST_BAD:
            return ERROR
        for name, path in self.paths:
            run.set(name, follow(answer.get("body"), path))
        return DEFAULT
