"""Saved views, canned replies, and how customers are asked for their opinion."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET

from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.desk import filters_of
from pytake_app.wire.desk_tools import (
    CannedReplyChangeIn,
    CannedReplyIn,
    CannedReplyOut,
    FilledOut,
    FillIn,
    RenderedOut,
    RenderIn,
    SavedViewChangeIn,
    SavedViewIn,
    SavedViewOut,
    SurveyRulesIO,
    VariableOut,
    canned_reply_out,
    reply_draft_of,
    saved_view_out,
    survey_rules_of,
    survey_rules_out,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import CannedReplyId, ConversationId, SavedViewId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import ManageSurveys
from pytake_domain.routing import FillTexts, ManageCannedReplies, ManageSavedViews, SetSurveys


class SavedViewController(Controller):
    """`/api/v1/saved-views`."""

    path = "/api/v1/saved-views"
    tags = ("conversations",)

    @get(summary="Saved filters")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_saved_views: NamedDependency[ManageSavedViews],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[SavedViewOut]:
        """The shared ones and then the caller's own, in their order."""
        return whole([saved_view_out(view) for view in await manage_saved_views.all(actor)], page_request)

    @post(summary="Save one")
    async def add(
        self,
        data: JSONBody[SavedViewIn],
        actor: NamedDependency[Actor],
        manage_saved_views: NamedDependency[ManageSavedViews],
    ) -> SavedViewOut:
        """Shared ones are made by supervisors."""
        view = await manage_saved_views.add(actor, name=data.name, filters=filters_of(data.filters), shared=data.shared)
        return saved_view_out(view)

    @put("/{view_id:uuid}", summary="Change one")
    async def change(
        self,
        view_id: FromPath[UUID],
        data: JSONBody[SavedViewChangeIn],
        actor: NamedDependency[Actor],
        manage_saved_views: NamedDependency[ManageSavedViews],
    ) -> SavedViewOut:
        """What is given: its name, its filters, its place among its kind. Shared ones as a supervisor."""
        changed = await manage_saved_views.change(
            actor,
            SavedViewId(view_id),
            name=data.name or None,
            filters=filters_of(data.filters) if data.filters else None,
            place=None if data.place is UNSET else data.place,
        )
        return saved_view_out(changed)

    @delete("/{view_id:uuid}", summary="Remove one")
    async def remove(
        self,
        view_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_saved_views: NamedDependency[ManageSavedViews],
    ) -> None:
        """The caller's own; shared ones as a supervisor."""
        await manage_saved_views.remove(actor, SavedViewId(view_id))


class CannedReplyController(Controller):
    """`/api/v1/canned-replies`."""

    path = "/api/v1/canned-replies"
    tags = ("routing",)

    @get(summary="Canned replies")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_canned_replies: NamedDependency[ManageCannedReplies],
        page_request: NamedDependency[PageRequest],
        q: FromQuery[str] = "",
    ) -> Listed[CannedReplyOut]:
        """Those the caller may use; `q` is looked for in shortcuts first, then in titles and texts."""
        found = await manage_canned_replies.find(actor, q)
        return whole([canned_reply_out(reply) for reply in found], page_request)

    @post(summary="Add a canned reply")
    async def add(
        self,
        data: JSONBody[CannedReplyIn],
        actor: NamedDependency[Actor],
        manage_canned_replies: NamedDependency[ManageCannedReplies],
    ) -> CannedReplyOut:
        """The text may use contact, agent, company, conversation, now and today. Those for others are made by supervisors."""
        return canned_reply_out(await manage_canned_replies.add(actor, reply_draft_of(data)))

    @put("/{reply_id:uuid}", summary="Change a canned reply")
    async def change(
        self,
        reply_id: FromPath[UUID],
        data: JSONBody[CannedReplyChangeIn],
        actor: NamedDependency[Actor],
        manage_canned_replies: NamedDependency[ManageCannedReplies],
    ) -> CannedReplyOut:
        """What is given."""
        changed = await manage_canned_replies.change(actor, CannedReplyId(reply_id), reply_draft_of(data))
        return canned_reply_out(changed)

    @delete("/{reply_id:uuid}", summary="Remove a canned reply")
    async def remove(
        self,
        reply_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_canned_replies: NamedDependency[ManageCannedReplies],
    ) -> None:
        """What was sent with it stays."""
        await manage_canned_replies.remove(actor, CannedReplyId(reply_id))

    @post("/{reply_id:uuid}/render", status_code=200, summary="Fill in for a conversation")
    async def render(
        self,
        reply_id: FromPath[UUID],
        data: JSONBody[RenderIn],
        actor: NamedDependency[Actor],
        manage_canned_replies: NamedDependency[ManageCannedReplies],
    ) -> RenderedOut:
        """Nothing is sent."""
        filled = await manage_canned_replies.fill(actor, CannedReplyId(reply_id), ConversationId(data.conversation_id))
        return RenderedOut(text=filled.text, media_id=filled.reply.media_id)


class FillController(Controller):
    """Variables in what somebody writes."""

    path = "/api/v1/conversations/{conversation_id:uuid}"
    tags = ("conversations",)

    @get("/variables", summary="Variables that a text may use")
    async def variables(
        self,
        conversation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        fill_texts: NamedDependency[FillTexts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[VariableOut]:
        """By name, each with what it says in this conversation."""
        found = await fill_texts.variables(actor, ConversationId(conversation_id))
        return whole([VariableOut(one.name, one.value) for one in found], page_request)

    @post("/fill", status_code=200, summary="Fill the variables of a text in")
    async def fill(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[FillIn],
        actor: NamedDependency[Actor],
        fill_texts: NamedDependency[FillTexts],
    ) -> FilledOut:
        """Nothing is sent. A variable that is not there is a 422 that names it."""
        return FilledOut(text=await fill_texts.fill(actor, ConversationId(conversation_id), data.text))


class SurveyController(Controller):
    """`/api/v1/surveys`."""

    path = "/api/v1/surveys"
    tags = ("routing",)

    @get(summary="Where customers are asked how it was")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_surveys: NamedDependency[ManageSurveys],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[SurveyRulesIO]:
        """The company's rule, and those of queues, which hold instead."""
        return whole([survey_rules_out(rules) for rules in await manage_surveys.rules(actor)], page_request)

    @put(summary="Ask customers, or don't")
    async def put(
        self,
        data: JSONBody[SurveyRulesIO],
        actor: NamedDependency[Actor],
        set_surveys: NamedDependency[SetSurveys],
    ) -> SurveyRulesIO:
        """Of the queue that is named, or of the company."""
        return survey_rules_out(await set_surveys.put(actor, survey_rules_of(data)))
