"""Flows: drafts, checks, publishing, sessions."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from pytake_app.http.edge.errors import language_of
from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.phrases import problem as problem_sentence
from pytake_app.wire.flows import (
    FlowChangeIn,
    FlowCheckIn,
    FlowCheckOut,
    FlowIn,
    FlowMovedOut,
    FlowMoveIn,
    FlowOut,
    FlowPublishIn,
    FlowRequestIn,
    FlowSessionOut,
    cost_out,
    draft_of,
    drawn_of,
    flow_out,
    problem_out,
    session_out,
)
from pytake_domain.flows import (
    EditFlows,
    FlowStatus,
    Folder,
    PublishFlows,
    SessionStatus,
    Tried,
    TryRequests,
    errors_of,
    read_graph,
    read_trigger,
)
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import FlowId
from pytake_domain.kernel.page import PageRequest


class FlowController(Controller):
    """`/api/v1/flows`."""

    path = "/api/v1/flows"
    tags = ("flows",)

    @get(summary="Flows")
    async def all(
        self,
        actor: NamedDependency[Actor],
        edit_flows: NamedDependency[EditFlows],
        page_request: NamedDependency[PageRequest],
        status: FromQuery[FlowStatus | None] = None,
        search: FromQuery[str | None] = None,
        folder: FromQuery[str | None] = None,
    ) -> Listed[FlowOut]:
        """Latest change first; `folder` empty: those that are in none."""
        page = await edit_flows.list(actor, page_request, status=status, search=search, folder=folder)
        return listed(page.map(flow_out), page_request)

    @post(summary="Create a flow")
    async def create(
        self,
        data: JSONBody[FlowIn],
        actor: NamedDependency[Actor],
        edit_flows: NamedDependency[EditFlows],
        request: Request[Any, Any, Any],
    ) -> FlowOut:
        """A draft; it answers nobody until it is published. `template` is the `name` of a ready-made flow to begin with."""
        flow = await edit_flows.create(actor, **drawn_of(data, language_of(request)))
        return flow_out(flow)

    @get("/folders", summary="Folders")
    async def folders(
        self,
        actor: NamedDependency[Actor],
        edit_flows: NamedDependency[EditFlows],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[Folder]:
        """Those that a flow is in, by name."""
        return whole(list(await edit_flows.folders(actor)), page_request)

    @post("/folder", status_code=200, summary="Move flows to a folder")
    async def move(
        self, data: JSONBody[FlowMoveIn], actor: NamedDependency[Actor], edit_flows: NamedDependency[EditFlows]
    ) -> FlowMovedOut:
        """Drafts stay as they are; a folder is there as long as a flow is in it."""
        return FlowMovedOut(await edit_flows.move(actor, [FlowId(one) for one in data.flow_ids], data.folder))

    @post("/test-request", status_code=200, summary="Send a block's request")
    async def try_request(
        self, data: JSONBody[FlowRequestIn], actor: NamedDependency[Actor], try_requests: NamedDependency[TryRequests]
    ) -> Tried:
        """What an `api_call` would send, with these variables, and what comes back: cut to what a person looks at, without what
        the service was told in confidence. Addresses of private networks are refused as in a flow.
        """
        return await try_requests.send(actor, data.data, data.variables)

    @get("/{flow_id:uuid}", summary="One flow")
    async def one(
        self, flow_id: FromPath[UUID], actor: NamedDependency[Actor], edit_flows: NamedDependency[EditFlows]
    ) -> FlowOut:
        """The draft, and which version is published."""
        return flow_out(await edit_flows.get(actor, FlowId(flow_id)))

    @put("/{flow_id:uuid}", summary="Change the draft")
    async def change(
        self,
        flow_id: FromPath[UUID],
        data: JSONBody[FlowChangeIn],
        actor: NamedDependency[Actor],
        edit_flows: NamedDependency[EditFlows],
    ) -> FlowOut:
        """With the `draft_version` it was read at: another one since then is a 409 that says who and when."""
        actor.require(Permission.WRITE_FLOWS)
        present = await edit_flows.get(actor, FlowId(flow_id))
        change = draft_of(data, present)
        return flow_out(await edit_flows.change(actor, FlowId(flow_id), change, read_at=data.draft_version))

    @delete("/{flow_id:uuid}", summary="Delete a flow")
    async def remove(
        self, flow_id: FromPath[UUID], actor: NamedDependency[Actor], edit_flows: NamedDependency[EditFlows]
    ) -> None:
        """With its versions; not while sessions run on it."""
        await edit_flows.remove(actor, FlowId(flow_id))

    @post("/{flow_id:uuid}/publish", status_code=200, summary="Publish")
    async def publish(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        publish_flows: NamedDependency[PublishFlows],
        data: JSONBody[FlowPublishIn | None] = None,
    ) -> FlowOut:
        """Checks the draft and makes it an immutable version; `note` says what is new in it."""
        return flow_out(await publish_flows.publish(actor, FlowId(flow_id), note=data.note if data else ""))

    @post("/{flow_id:uuid}/unpublish", status_code=200, summary="Stop new sessions")
    async def unpublish(
        self, flow_id: FromPath[UUID], actor: NamedDependency[Actor], publish_flows: NamedDependency[PublishFlows]
    ) -> FlowOut:
        """Sessions that run go on to their end."""
        return flow_out(await publish_flows.unpublish(actor, FlowId(flow_id)))

    @get("/{flow_id:uuid}/sessions", summary="Running and ended sessions")
    async def sessions(
        self,
        flow_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        edit_flows: NamedDependency[EditFlows],
        page_request: NamedDependency[PageRequest],
        status: FromQuery[SessionStatus | None] = None,
        node: FromQuery[str | None] = None,
    ) -> Listed[FlowSessionOut]:
        """Latest first; with a `node`, those that are there."""
        page = await edit_flows.sessions(actor, FlowId(flow_id), page_request, status=status, node=node)
        return listed(page.map(session_out), page_request)

    @post("/validate", status_code=200, summary="Every problem of a graph")
    async def validate(
        self,
        data: JSONBody[FlowCheckIn],
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        edit_flows: NamedDependency[EditFlows],
    ) -> FlowCheckOut:
        """Each with its node; nothing is stored."""
        graph, unreadable = read_graph(data.nodes, data.edges)
        trigger, bad_trigger = (
            read_trigger(data.trigger, data.trigger_value) if data.trigger is not None else (None, ())
        )
        found = (*unreadable, *bad_trigger, *await edit_flows.check(actor, graph, trigger))
        language = language_of(request)
        problems = [problem_out(p, problem_sentence(p.code, language, p.params)) for p in found]
        cost, currency = await edit_flows.cost(actor, graph)
        return FlowCheckOut(not errors_of(found), problems, cost_out(cost, currency))
