"""A conversation as a house lives it, in memory: every input stepped, its trace kept, what it leads to at once followed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests.unit.domain.flows.drawing import (
    FACTS,
    FLOW,
    NOW,
    OTHER_FLOW,
    OTHER_VERSION,
    VERSION,
    compiled,
    fresh,
)

from pytake_domain.flows import (
    CompiledFlow,
    EffectDone,
    Facts,
    FlowEntered,
    FlowSession,
    Graph,
    Input,
    JumpToFlow,
    ReturnToFlow,
    Started,
    Step,
    Trace,
    step,
)
from pytake_domain.flows.trace import mark_of, trace_of
from pytake_domain.kernel.ids import FlowSessionId, FlowVersionId

MOST_FLOWS = 25


class Life:
    """One session of the flow `graph`; `called` is what its jumps and calls lead to, itself when there is none."""

    def __init__(self, graph: Graph, called: Graph | None = None, *, number: int = 7) -> None:
        main = compiled(graph, flow_id=OTHER_FLOW, version_id=OTHER_VERSION)
        other = compiled(graph if called is None else called, flow_id=FLOW, version_id=VERSION)
        self.versions: Mapping[FlowVersionId, CompiledFlow] = {OTHER_VERSION: main, VERSION: other}
        self.session = replace(fresh(OTHER_FLOW, OTHER_VERSION), id=FlowSessionId(UUID(int=number)))
        self.now, self.facts = NOW, FACTS
        self.traces: list[Trace] = []
        self.steps: list[tuple[FlowSession, Input, Step]] = []

    def begin(self, **variables: Any) -> None:
        """The first input."""
        self.give(Started(variables=variables))

    def later(self, seconds: float) -> None:
        """Time passes."""
        self.now += dt.timedelta(seconds=seconds)

    def give(self, given: Input, facts: Facts | None = None) -> None:
        """One input, and all that follows from it at once."""
        self.facts = facts or self.facts
        waiting = [given]
        for _ in range(MOST_FLOWS):
            if not waiting:
                return
            waiting += self._take(waiting.pop(0))

    def _take(self, given: Input) -> list[Input]:
        before = self.session
        flow = self._entered(before) if isinstance(given, FlowEntered) else self.versions[before.version_id]
        done = step(flow, before, given, self.now, self.facts)
        if done.session is not before:
            done = replace(done, session=replace(done.session, facts_mark=mark_of(self.facts)))
        self.session = done.session
        self.steps.append((before, given, done))
        if (kept := trace_of(before, given, self.now, self.facts, done)) is not None:
            self.traces.append(kept)
        return [more for effect in done.effects if (more := self._follow(effect)) is not None]

    def _entered(self, before: FlowSession) -> CompiledFlow:
        """The flow that a jump led to is the other one; a return leads to the very version that waits."""
        return self.versions[before.returning.version_id if before.returning is not None else VERSION]

    def _follow(self, effect: object) -> Input | None:
        if isinstance(effect, JumpToFlow) and effect.flow_id != FLOW:
            return EffectDone(effect_id=effect.id, error="not_published")
        return FlowEntered() if isinstance(effect, (JumpToFlow, ReturnToFlow)) else None
