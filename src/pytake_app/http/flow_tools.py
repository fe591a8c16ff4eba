"""Flows: versions, simulations, test cases, traces, replays, figures."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.wire.flow_tools import (
    FiguresOut,
    FlowCaseIn,
    FlowCaseOut,
    FlowCopyIn,
    FlowRestoreIn,
    FlowStartIn,
    FlowStartOut,
    FlowTestIn,
    FlowTestOut,
    FlowVersionOut,
    MoveIn,
    ReplayIn,
    ReplayOut,
    SimulationIn,
    SimulationOut,
    TraceOut,
    case_out,
    figures_out,
    move_of,
    plain,
    replay_out,
    setting_of,
    short,
    simulation_out,
    trace_out,
    version_out,
)
from pytake_app.wire.flows import FlowOut, flow_out
from pytake_domain.flows import FlowDiff, FlowNotFound, LookAtVersions, LookBack, Setting, SimulateFlows, StartFlows
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, FlowCaseId, FlowId, FlowSessionId, NumberId, SimulationId
from pytake_domain.kernel.page import PageRequest

DRAFT = "draft"


class FlowVersionController(Controller):
    """What was published, and copies."""

    path = "/api/v1/flows"
    tags = ("flows",)

    @get("/{flow_id:uuid}/versions", summary="Versions")
    async def versions(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        look_at_versions: NamedDependency[LookAtVersions],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[FlowVersionOut]:
        """Newest first, without their graphs."""
        page = await look_at_versions.list(actor, FlowId(flow_id), page_request)
        return listed(page.map(version_out), page_request)

    @get("/{flow_id:uuid}/versions/{version:str}", summary="One version")
    async def version(
        self,
        flow_id: FromPath[UUID],
        version: FromPath[str],
        actor: NamedDependency[Actor],
        look_at_versions: NamedDependency[LookAtVersions],
    ) -> FlowVersionOut:
        """By its number, with its graph."""
        number = _number("version", version)
        if number is None:
            raise FlowNotFound
        return version_out(await look_at_versions.one(actor, FlowId(flow_id), number), whole=True)

    @get("/{flow_id:uuid}/diff", summary="Difference of two versions")
    async def diff(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        look_at_versions: NamedDependency[LookAtVersions],
        before: FromQuery[str] = DRAFT,
        after: FromQuery[str] = DRAFT,
    ) -> FlowDiff:
        """From `before` to `after`: numbers of versions, or `draft`."""
        return await look_at_versions.diff(actor, FlowId(flow_id), _number("before", before), _number("after", after))

    @post("/{flow_id:uuid}/restore", status_code=200, summary="A version as the draft")
    async def restore(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[FlowRestoreIn],
        actor: NamedDependency[Actor],
        look_at_versions: NamedDependency[LookAtVersions],
    ) -> FlowOut:
        """With the `draft_version` it was read at, like every change of the draft."""
        return flow_out(
            await look_at_versions.restore(actor, FlowId(flow_id), data.version, read_at=data.draft_version)
        )

    @post("/{flow_id:uuid}/duplicate", summary="Copy a flow")
    async def duplicate(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[FlowCopyIn],
        actor: NamedDependency[Actor],
        look_at_versions: NamedDependency[LookAtVersions],
    ) -> FlowOut:
        """Its draft, as a flow of its own."""
        return flow_out(await look_at_versions.duplicate(actor, FlowId(flow_id), data.name))


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


class FlowHistoryController(Controller):
    """What real sessions did, or would do."""

    path = "/api/v1/flows"
    tags = ("flows",)

    @get("/sessions/{flow_session_id:uuid}/trace", summary="Every step of one session")
    async def trace(
        self, flow_session_id: FromPath[UUID], actor: NamedDependency[Actor], look_back: NamedDependency[LookBack]
    ) -> TraceOut:
        """Computed again from its inputs."""
        return trace_out(await look_back.trace(actor, FlowSessionId(flow_session_id)))

    @post("/{flow_id:uuid}/replay", status_code=200, summary="Past sessions against the draft")
    async def replay(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[ReplayIn],
        actor: NamedDependency[Actor],
        look_back: NamedDependency[LookBack],
    ) -> ReplayOut:
        """Where they part, which end elsewhere, and what both would send; personal data is masked."""
        found = await look_back.replay(actor, FlowId(flow_id), last=data.last)
        latest = max((one.began for one in found), default=None)
        return replay_out(found, look_back.currency_at(latest) if latest is not None else None)

    @get("/{flow_id:uuid}/analytics", summary="Who went where")
    async def analytics(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        look_back: NamedDependency[LookBack],
        version: FromQuery[int | None] = None,
        since: Annotated[dt.date | None, QueryParameter(name="from")] = None,
        until: Annotated[dt.date | None, QueryParameter(name="to")] = None,
    ) -> FiguresOut:
        """Of a version (the published one by default), per node: entered, left by which edge, dropped, seconds."""
        return figures_out(await look_back.analytics(actor, FlowId(flow_id), version=version, since=since, until=until))


def _number(field: str, given: str) -> int | None:
    if given == DRAFT:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9:  # noqa: PLR2004  no flow has as many
        raise Invalid(Problem(field=field, code="not_a_choice", params={"choices": "draft, 1, 2"}))
    return int(given)
