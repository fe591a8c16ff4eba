"""All proofs, one after the other."""

from collections.abc import Iterator

from pytake_domain.flows.build import Build
from pytake_domain.flows.checker.branches import branches
from pytake_domain.flows.checker.calls import calls
from pytake_domain.flows.checker.kinds import kinds
from pytake_domain.flows.checker.known import Known
from pytake_domain.flows.checker.paths import Paths
from pytake_domain.flows.checker.provider import provider
from pytake_domain.flows.checker.variables import variables
from pytake_domain.flows.checker.window import window
from pytake_domain.flows.compiled import CompiledFlow, Plan
from pytake_domain.flows.problem import FlowProblem


def prove(plan: Plan, compiled: CompiledFlow, build: Build, known: Known) -> Iterator[FlowProblem]:
    """Every doubt. What can't be read or reached is told elsewhere and not looked at here."""
    paths = Paths(plan, compiled.start)
    yield from window(paths, known)
    yield from variables(paths, build, known.variables)
    yield from kinds(paths, build)
    yield from branches(paths, build, known.variables)
    yield from calls(paths, known)
    yield from provider(paths, known.capabilities)
