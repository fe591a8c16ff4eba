"""Trying a flow out: nothing leaves, and what was tried can be kept as a test case."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from pytake_domain.erp import said_of
from pytake_domain.flows.case import MOST_CASES, FlowCase, Seen, seen
from pytake_domain.flows.facts import Facts
from pytake_domain.flows.scene import Move, Played, Scene
from pytake_domain.flows.simulation import Simulation
from pytake_domain.flows.use_cases.advance import facts_of_contact
from pytake_domain.flows.use_cases.others import reachable
from pytake_domain.flows.use_cases.work import RunWork
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, FlowCaseId, FlowId, Ids, SimulationId
from pytake_domain.kernel.time import Clock, day_in
from pytake_domain.kernel.work import OpenWork


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """How a simulation begins. `contact` are facts of a contact that does not exist, `contact_id` plays one that does."""

    version: int | None = None
    opening: str | None = None
    start: str | None = None
    contact: dict[str, Any] = {}
    contact_id: ContactId | None = None
    language: str | None = None
    time_zone: str | None = None
    variables: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    at: dt.datetime | None = None


class SimulateFlows:
    """Simulations and test cases."""

    def __init__(self, *, open_work: OpenWork[RunWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def begin(self, actor: Actor, flow_id: FlowId, setting: Setting) -> Simulation:
        """The draft or a version, as it is now; later edits don't change what is being played. Raises FlowNotFound, Invalid."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            simulation = await self._made(work, actor, flow_id, setting)
            await work.simulations.add(simulation)
        return simulation

    async def at_once(self, actor: Actor, flow_id: FlowId, setting: Setting, moves: tuple[Move, ...]) -> Simulation:
        """The same with all moves, and nothing kept. Raises FlowNotFound, Invalid, SimulationTooLong."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            simulation = await self._made(work, actor, flow_id, setting)
        for move in moves:
            simulation = simulation.moved(move, simulation.updated_at)
        return simulation

    async def _made(self, work: RunWork, actor: Actor, flow_id: FlowId, setting: Setting) -> Simulation:
        if setting.contact_id is not None:
            actor.require(Permission.READ_CONTACTS)
        now = self._clock.now()
        flow = await work.flows.get(flow_id)
        main = Played(flow_id=flow_id, graph=flow.graph)
        if setting.version is not None:
            version = await work.flow_versions.numbered(flow_id, setting.version)
            main = Played(flow_id=flow_id, graph=version.graph, version_id=version.id)
        if setting.start is not None and all(node.id != setting.start for node in main.graph.nodes):
            raise Invalid(Problem(field="start", code="unknown_node", params={"node": setting.start[:80]}))
        return Simulation(
            id=SimulationId(self._ids.new()),
            tenant_id=actor.tenant_id,
            flow_id=flow_id,
            of_version=setting.version,
            scene=Scene(
                main=main,
                facts=await self._facts(work, setting),
                began=setting.at or now,
                opening=setting.opening,
                start=setting.start,
                variables=setting.variables,
                answers=setting.answers,
                others=await reachable(work, main.graph, flow_id),
            ),
            created_at=now,
            updated_at=now,
            created_by=actor.user_id,
        )

    async def move(self, actor: Actor, simulation_id: SimulationId, move: Move) -> Simulation:
        """One move on. Raises SimulationNotFound, SimulationTooLong."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            moved = (await work.simulations.get(simulation_id)).moved(move, self._clock.now())
            await work.simulations.save(moved)
        return moved

    async def back(self, actor: Actor, simulation_id: SimulationId) -> Simulation:
        """One move less. Raises SimulationNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            back = (await work.simulations.get(simulation_id)).back(self._clock.now())
            await work.simulations.save(back)
        return back

    async def cases(self, actor: Actor, flow_id: FlowId) -> Sequence[FlowCase]:
        """Test cases, oldest first. Raises FlowNotFound."""
        actor.require(Permission.READ_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            await work.flows.get(flow_id)
            return await work.flow_cases.of(flow_id)

    async def keep(
        self, actor: Actor, flow_id: FlowId, simulation_id: SimulationId, *, name: str, expected: Seen | None = None
    ) -> FlowCase:
        """A simulation as a test case: what it came to is expected, unless said otherwise. Raises SimulationNotFound, Invalid."""
        actor.require(Permission.WRITE_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            simulation = await work.simulations.get(simulation_id)
            if simulation.flow_id != flow_id:
                raise Invalid(Problem(field="simulation_id", code="of_another_flow"))
            if len(await work.flow_cases.of(flow_id)) >= MOST_CASES:
                params: dict[str, str | int] = {"most": MOST_CASES, "count": MOST_CASES + 1}
                raise Invalid(Problem(field="test_cases", code="too_many", params=params))
            scene = simulation.scene
            case = FlowCase(
                id=FlowCaseId(self._ids.new()),
                tenant_id=actor.tenant_id,
                flow_id=flow_id,
                name=name,
                facts=scene.facts,
                began=scene.began,
                opening=scene.opening,
                start=scene.start,
                variables=dict(scene.variables),
                answers=dict(scene.answers),
                moves=simulation.moves,
                expected=expected or seen(simulation.played()),
                created_at=self._clock.now(),
                created_by=actor.user_id,
            )
            await work.flow_cases.add(case)
        return case

    async def forget(self, actor: Actor, flow_id: FlowId, case_id: FlowCaseId) -> None:
        """Raises FlowCaseNotFound."""
        actor.require(Permission.WRITE_FLOWS)
        async with self._open_work(actor.tenant_id) as work:
            await work.flow_cases.remove(flow_id, case_id)

    async def _facts(self, work: RunWork, setting: Setting) -> Facts:
        tenant = await work.tenants.get()
        shown: dict[str, Any] = {"name": "", "tags": [], "attributes": {}, "erp": None, **setting.contact}
        language, zone = setting.language or tenant.language.value, setting.time_zone or tenant.time_zone
        if setting.contact_id is not None:
            contact = await work.contacts.get(setting.contact_id)
            erp = (await work.erp_records.facts([contact.id])).get(contact.id)
            today = day_in(tenant.time_zone, self._clock.now())
            shown = facts_of_contact(contact, said_of(erp, today, proven_only=True))
            language, zone = (contact.language or tenant.language).value, contact.time_zone or tenant.time_zone
        calendar = await work.calendars.default()
        return Facts(
            contact=shown,
            company={"name": tenant.name},
            language=language,
            time_zone=zone,
            hours=calendar.hours if calendar is not None else None,
        )
