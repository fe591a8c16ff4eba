"""Inputs of sessions, their counts, test cases and simulations, in memory."""

import datetime as dt
from collections.abc import Sequence

from pytake_domain.flows import (
    CountOf,
    FlowCase,
    FlowCaseNotFound,
    Simulation,
    SimulationNotFound,
    Tally,
    Trace,
    tallies,
)
from pytake_domain.kernel.ids import FlowCaseId, FlowId, FlowSessionId, FlowVersionId, SimulationId
from pytake_domain.testing.memory.store import TenantRows


class MemoryFlowTraces:
    """See FlowTraces. Counts are made when they are asked for."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    def add(self, *traces: Trace) -> None:
        """See the port."""
        self._rows.flow_traces.extend(traces)

    async def of(self, session_id: FlowSessionId) -> Sequence[Trace]:
        """See the port."""
        found = [trace for trace in self._rows.flow_traces if trace.session_id == session_id]
        return sorted(found, key=lambda trace: trace.number)

    async def recent(self, flow_id: FlowId, limit: int) -> Sequence[FlowSessionId]:
        """See the port."""
        began = [t.session_id for t in self._rows.flow_traces if t.number == 1 and t.flow_id == flow_id]
        return sorted(began, reverse=True)[:limit]

    async def counts(
        self, version_id: FlowVersionId, *, since: dt.date | None = None, until: dt.date | None = None
    ) -> dict[CountOf, Tally]:
        """See the port."""
        return {
            what: tally
            for what, tally in tallies(self._rows.flow_traces).items()
            if what.version_id == version_id and (since or what.day) <= what.day <= (until or what.day)
        }

    async def fold(self) -> int:
        """See the port; there is nothing to gather."""
        return 0


class MemoryFlowCases:
    """See FlowCaseRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, case: FlowCase) -> None:
        """See the port."""
        self._rows.flow_cases[case.id] = case

    async def of(self, flow_id: FlowId) -> Sequence[FlowCase]:
        """See the port."""
        return sorted((c for c in self._rows.flow_cases.values() if c.flow_id == flow_id), key=lambda case: case.id)

    async def remove(self, flow_id: FlowId, case_id: FlowCaseId) -> None:
        """See the port."""
        case = self._rows.flow_cases.get(case_id)
        if case is None or case.flow_id != flow_id:
            raise FlowCaseNotFound
        del self._rows.flow_cases[case_id]


class MemorySimulations:
    """See SimulationRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, simulation: Simulation) -> None:
        """See the port."""
        self._rows.simulations[simulation.id] = simulation

    async def get(self, simulation_id: SimulationId) -> Simulation:
        """See the port."""
        if simulation_id not in self._rows.simulations:
            raise SimulationNotFound
        return self._rows.simulations[simulation_id]

    async def save(self, simulation: Simulation) -> None:
        """See the port."""
        await self.get(simulation.id)
        self._rows.simulations[simulation.id] = simulation
