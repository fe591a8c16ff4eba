"""Flows: versions, traces, replays, figures."""

import datetime as dt
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from pytake_app.http.edge.paging import Listed, listed
from pytake_app.wire.flow_tools import (
    FiguresOut,
    FlowCopyIn,
    FlowRestoreIn,
    FlowVersionOut,
    ReplayIn,
    ReplayOut,
    TraceOut,
    figures_out,
    replay_out,
    trace_out,
    version_out,
)
from pytake_app.wire.flows import FlowOut, flow_out
from pytake_domain.flows import FlowDiff, FlowNotFound, LookAtVersions, LookBack
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import FlowId, FlowSessionId
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
