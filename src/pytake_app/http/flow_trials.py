"""Flows: simulations, test cases, beginnings by hand."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.flow_trials import (
    FlowCaseIn,
    FlowCaseOut,
    FlowStartIn,
    FlowStartOut,
    FlowTestIn,
    FlowTestOut,
    MoveIn,
    SimulationIn,
    SimulationOut,
    case_out,
    move_of,
    plain,
    setting_of,
    short,
    simulation_out,
)
from pytake_domain.flows import Setting, SimulateFlows, StartFlows
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import ContactId, FlowCaseId, FlowId, NumberId, SimulationId
from pytake_domain.kernel.page import PageRequest


class FlowTrialController(Controller):
    """Simulations and test cases."""

    path = "/api/v1/flows"
    tags = ("flows",)

    @post("/{flow_id:uuid}/simulations", summary="Start a simulation")
    async def begin(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[SimulationIn],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
    ) -> SimulationOut:
        """Of the draft or a version; nothing leaves."""
        return simulation_out(await simulate_flows.begin(actor, FlowId(flow_id), setting_of(data)))

    @post("/{flow_id:uuid}/test", status_code=200, summary="Run the draft")
    async def test(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[FlowTestIn],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
        start_flows: NamedDependency[StartFlows],
    ) -> FlowTestOut:
        """Against a simulated contact, all moves at once; or, with `phone`, for real on that telephone."""
        if data.phone is not None:
            number_id = NumberId(data.whatsapp_config_id) if data.whatsapp_config_id is not None else None
            begun = await start_flows.on_phone(actor, FlowId(flow_id), phone=data.phone, number_id=number_id)
            return FlowTestOut(flow_session_id=begun)
        moves = tuple(move_of(move) for move in data.moves)
        setting = Setting(
            opening=short("opening", data.opening),
            answers=plain("answers", data.answers),
            contact=plain("contact", data.contact),
        )
        played = await simulate_flows.at_once(actor, FlowId(flow_id), setting, moves)
        return FlowTestOut(simulation=simulation_out(played))

    @post("/{flow_id:uuid}/start", status_code=202, summary="Begin it with a contact")
    async def start(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[FlowStartIn],
        actor: NamedDependency[Actor],
        start_flows: NamedDependency[StartFlows],
    ) -> FlowStartOut:
        """The published version, by hand."""
        begun = await start_flows.by_hand(
            actor,
            FlowId(flow_id),
            contact_id=ContactId(data.contact_id),
            number_id=NumberId(data.whatsapp_config_id) if data.whatsapp_config_id is not None else None,
            variables=plain("variables", data.variables),
        )
        return FlowStartOut(flow_session_id=begun)

    @post("/simulations/{simulation_id:uuid}/input", status_code=200, summary="Make a move")
    async def move(
        self,
        simulation_id: FromPath[UUID],
        data: JSONBody[MoveIn],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
    ) -> SimulationOut:
        """Say something, press, let time pass, answer what was asked outside."""
        return simulation_out(await simulate_flows.move(actor, SimulationId(simulation_id), move_of(data)))

    @post("/simulations/{simulation_id:uuid}/back", status_code=200, summary="One move back")
    async def back(
        self,
        simulation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
    ) -> SimulationOut:
        """As if the last move had not been made."""
        return simulation_out(await simulate_flows.back(actor, SimulationId(simulation_id)))

    @get("/{flow_id:uuid}/test-cases", summary="Test cases")
    async def cases(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[FlowCaseOut]:
        """What the flow must go on doing, oldest first."""
        found = await simulate_flows.cases(actor, FlowId(flow_id))
        return whole([case_out(case) for case in found], page_request)

    @post("/{flow_id:uuid}/test-cases", summary="Keep a simulation as a test case")
    async def keep(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[FlowCaseIn],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
    ) -> FlowCaseOut:
        """Publishing plays it again, and refuses a flow that comes to something else."""
        case = await simulate_flows.keep(actor, FlowId(flow_id), SimulationId(data.simulation_id), name=data.name)
        return case_out(case)

    @delete("/{flow_id:uuid}/test-cases/{case_id:uuid}", summary="Remove a test case")
    async def forget(
        self,
        flow_id: FromPath[UUID],
        case_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        simulate_flows: NamedDependency[SimulateFlows],
    ) -> None:
        """It is not played any more."""
        await simulate_flows.forget(actor, FlowId(flow_id), FlowCaseId(case_id))
