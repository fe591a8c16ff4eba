"""Test cases and simulations of flows."""

from collections.abc import Sequence

import asyncpg
import msgspec

from pytake_domain.flows import FlowCase, FlowCaseNotFound, Simulation, SimulationNotFound
from pytake_domain.kernel.ids import FlowCaseId, FlowId, SimulationId, TenantId

_case = msgspec.json.Decoder(FlowCase).decode
_json = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode
_simulation = msgspec.msgpack.Decoder(Simulation).decode


class PostgresFlowCases:
    """See FlowCaseRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, case: FlowCase) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO flow_cases (tenant_id, id, flow_id, name, data, created_by, created_at)"
            " VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7)",
            self._tenant_id,
            case.id,
            case.flow_id,
            case.name,
            _json(case).decode(),
            case.created_by,
            case.created_at,
        )

    async def of(self, flow_id: FlowId) -> Sequence[FlowCase]:
        """See the port."""
        rows = await self._raw.fetch(
            "SELECT data FROM flow_cases WHERE tenant_id = $1 AND flow_id = $2 ORDER BY id", self._tenant_id, flow_id
        )
        return [_case(row["data"]) for row in rows]

    async def remove(self, flow_id: FlowId, case_id: FlowCaseId) -> None:
        """See the port."""
        done = await self._raw.execute(
            "DELETE FROM flow_cases WHERE tenant_id = $1 AND flow_id = $2 AND id = $3",
            self._tenant_id,
            flow_id,
            case_id,
        )
        if done != "DELETE 1":
            raise FlowCaseNotFound


class PostgresSimulations:
    """See SimulationRepository."""

    def __init__(self, tenant_id: TenantId, raw: asyncpg.Connection) -> None:
        self._tenant_id = tenant_id
        self._raw = raw

    async def add(self, simulation: Simulation) -> None:
        """See the port."""
        await self._raw.execute(
            "INSERT INTO flow_simulations (tenant_id, id, flow_id, data, created_by, updated_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            self._tenant_id,
            simulation.id,
            simulation.flow_id,
            _pack(simulation),
            simulation.created_by,
            simulation.updated_at,
        )

    async def get(self, simulation_id: SimulationId) -> Simulation:
        """See the port."""
        data = await self._raw.fetchval(
            "SELECT data FROM flow_simulations WHERE tenant_id = $1 AND id = $2 FOR UPDATE",
            self._tenant_id,
            simulation_id,
        )
        if data is None:
            raise SimulationNotFound
        return _simulation(data)

    async def save(self, simulation: Simulation) -> None:
        """See the port."""
        done = await self._raw.execute(
            "UPDATE flow_simulations SET data = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
            self._tenant_id,
            simulation.id,
            _pack(simulation),
            simulation.updated_at,
        )
        if done != "UPDATE 1":
            raise SimulationNotFound
