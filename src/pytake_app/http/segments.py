"""Segments: kept, counted, explained."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.segments import (
    CountOut,
    ExplainIn,
    QuestionIn,
    SegmentIn,
    SegmentOut,
    WhyOut,
    count_out,
    draft_of,
    query_of,
    segment_out,
    why_out,
)
from pytake_domain.contacts import ManageSegments
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ContactId, SegmentId
from pytake_domain.kernel.page import PageRequest


class SegmentController(Controller):
    """`/api/v1/segments`."""

    path = "/api/v1/segments"
    tags = ("contacts",)

    @get(summary="Saved segments")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_segments: NamedDependency[ManageSegments],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[SegmentOut]:
        """By name."""
        return whole([segment_out(each) for each in await manage_segments.all(actor)], page_request)

    @post(summary="Save a segment")
    async def add(
        self, data: JSONBody[SegmentIn], actor: NamedDependency[Actor], manage_segments: NamedDependency[ManageSegments]
    ) -> SegmentOut:
        """As text, such as `tag = "norte" and attr.saldo >= 100 and not last_seen since 30d`, or as a tree; mistakes in a text
        say where they are and what was expected.
        """
        return segment_out(await manage_segments.add(actor, draft_of(data)))

    @put("/{segment_id:uuid}", summary="Change a segment")
    async def change(
        self,
        segment_id: FromPath[UUID],
        data: JSONBody[SegmentIn],
        actor: NamedDependency[Actor],
        manage_segments: NamedDependency[ManageSegments],
    ) -> SegmentOut:
        """As a whole. Segments may ask for each other, but not in a circle."""
        return segment_out(await manage_segments.change(actor, SegmentId(segment_id), draft_of(data)))

    @delete("/{segment_id:uuid}", summary="Remove a segment")
    async def remove(
        self,
        segment_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_segments: NamedDependency[ManageSegments],
    ) -> None:
        """One that is used nowhere: what uses it is named in the 409."""
        await manage_segments.remove(actor, SegmentId(segment_id))

    @post("/count", status_code=200, summary="How many it holds now")
    async def count(
        self,
        data: JSONBody[QuestionIn],
        actor: NamedDependency[Actor],
        manage_segments: NamedDependency[ManageSegments],
    ) -> CountOut:
        """Exactly, with a few of them; nothing is saved."""
        counted = await manage_segments.count(actor, query_of(data.query), data.text)
        return count_out(counted, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS))

    @post("/explain", status_code=200, summary="Why somebody is in or out")
    async def explain(
        self, data: JSONBody[ExplainIn], actor: NamedDependency[Actor], manage_segments: NamedDependency[ManageSegments]
    ) -> WhyOut:
        """Every part of the question with its truth, and what was seen of the contact."""
        why = await manage_segments.explain(actor, ContactId(data.contact_id), query_of(data.query), data.text)
        return why_out(why)
