"""What agents do with conversations beside answering: put away, come back to, look over, take away, all at once."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.response import Stream

from pytake_app.http.conversations import shown_conversation
from pytake_app.http.edge.paging import Listed, before_of, listed
from pytake_app.wire.conversations import ConversationOut, conversation_out
from pytake_app.wire.desk import (
    BulkIn,
    BulkOut,
    MuteIn,
    SnoozeIn,
    TimelineOut,
    bulk_out,
    order_of,
    timeline_out,
)
from pytake_app.wire.figures import StatsOut, stats_out
from pytake_app.wire.routing import ReasonIn
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import ConversationId
from pytake_domain.kernel.page import Page, PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import (
    OPEN,
    BrowseMessaging,
    ConversationFilter,
    ExportConversations,
    HandleConversations,
    MuteConversations,
    SnoozeConversations,
    TranscriptForm,
)
from pytake_domain.routing import BulkConversations, MeasureDesk

MEDIA_TYPES = {
    TranscriptForm.PDF: "application/pdf",
    TranscriptForm.CSV: "text/csv",
    TranscriptForm.JSON: "application/json",
    TranscriptForm.TXT: "text/plain",
}


class DeskController(Controller):
    """`/api/v1/conversations/{id}/…`."""

    path = "/api/v1/conversations/{conversation_id:uuid}"
    tags = ("conversations",)

    @post("/archive", status_code=200, summary="Put away for good")
    async def archive(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """What its customer writes next begins another one."""
        await handle_conversations.archive(actor, ConversationId(conversation_id), reason=data.reason)
        return await shown_conversation(browse_messaging, actor, conversation_id, clock, given_away=True)

    @post("/reopen", status_code=200, summary="Open again")
    async def reopen(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[ReasonIn],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """It is the caller's; opened by a key it waits for somebody. An archived one stays so once it has a successor."""
        await handle_conversations.reopen(actor, ConversationId(conversation_id), reason=data.reason)
        return await shown_conversation(browse_messaging, actor, conversation_id, clock, given_away=True)

    @post("/read", status_code=200, summary="Mark as read by the agent")
    async def read(
        self,
        conversation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """Nothing of it is unread any more; the customer is not told."""
        await handle_conversations.read(actor, ConversationId(conversation_id))
        return await shown_conversation(browse_messaging, actor, conversation_id, clock)

    @post("/mute", status_code=200, summary="Hear nothing of it, or hear of it again")
    async def mute(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[MuteIn],
        actor: NamedDependency[Actor],
        mute_conversations: NamedDependency[MuteConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """For the caller alone: no sound and no notification; it is counted and shown as any other."""
        await mute_conversations.set(actor, ConversationId(conversation_id), muted=data.muted)
        return await shown_conversation(browse_messaging, actor, conversation_id, clock)

    @post("/snooze", status_code=200, summary="Come back later")
    async def snooze(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[SnoozeIn],
        actor: NamedDependency[Actor],
        snooze_conversations: NamedDependency[SnoozeConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """Out of the lists until then, or until the customer writes; null brings it back now."""
        await snooze_conversations.snooze(actor, ConversationId(conversation_id), data.until)
        return await shown_conversation(browse_messaging, actor, conversation_id, clock)

    @get("/timeline", summary="Everything that happened")
    async def timeline(
        self,
        conversation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        measure_desk: NamedDependency[MeasureDesk],
        page_request: NamedDependency[PageRequest],
        reader_language: NamedDependency[Language],
        beginning: FromQuery[UUID | None] = None,
    ) -> Listed[TimelineOut]:
        """Messages, notes, assignments and changes, newest first, by cursor. `beginning` with an entry: itself and what
        followed it, and the cursor is where to go on with `beginning`.
        """
        found = await measure_desk.timeline(
            actor,
            ConversationId(conversation_id),
            before=before_of(page_request.cursor),
            limit=page_request.limit,
            since=beginning,
        )
        items = tuple(timeline_out(entry, reader_language) for entry in found)
        last = items[0 if beginning is not None else -1] if items else None
        more = str(last.id) if last is not None and len(items) == page_request.limit else None
        return listed(Page(items=items, next_cursor=more), page_request)

    @get("/export", summary="Transcript")
    async def export(
        self,
        conversation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        export_conversations: NamedDependency[SkipValidation[ExportConversations]],
        reader_language: NamedDependency[Language],
        form: Annotated[TranscriptForm, QueryParameter(name="format")] = TranscriptForm.PDF,
        notes: FromQuery[bool] = False,  # noqa: FBT002  a query parameter
        bom: FromQuery[bool] = False,  # noqa: FBT002  the same
    ) -> Stream:
        """`format` is pdf, csv, json or txt; `notes=true` adds internal notes, for supervisors; `bom=true` marks a CSV for Excel.

        A PDF takes 5,000 messages at most.
        """
        taken = await export_conversations.export(
            actor, ConversationId(conversation_id), form, notes=notes, bom=bom, language=reader_language
        )
        headers: dict[str, Any] = {
            "Content-Disposition": f'attachment; filename="{taken.filename}"',
            "Cache-Control": "no-store",
        }
        return Stream(taken.pieces, media_type=MEDIA_TYPES[form], headers=headers)


class DeskListController(Controller):
    """Many conversations at once."""

    path = "/api/v1"
    tags = ("conversations",)

    @post("/conversations/bulk", status_code=200, summary="One action on many")
    async def bulk(
        self,
        data: JSONBody[BulkIn],
        actor: NamedDependency[Actor],
        bulk_conversations: NamedDependency[BulkConversations],
        clock: NamedDependency[SkipValidation[Clock]],
        reader_language: NamedDependency[Language],
    ) -> BulkOut:
        """Each has its own outcome, fifty are one transaction. What is as it should be already is left alone, so that an order
        may be repeated.
        """
        return bulk_out(await bulk_conversations.apply(actor, order_of(data, actor, clock.now())), reader_language)

    @get("/conversations/stats", summary="Counts and times of a period")
    async def stats(
        self,
        actor: NamedDependency[Actor],
        measure_desk: NamedDependency[MeasureDesk],
        since: Annotated[dt.date | None, QueryParameter(name="from")] = None,
        until: Annotated[dt.date | None, QueryParameter(name="to")] = None,
    ) -> StatsOut:
        """Of whole days in the company's time zone, both included; the last seven when none are named, 92 at most."""
        return stats_out(await measure_desk.stats(actor, first=since, last=until))

    @get("/dashboard/conversations/active", summary="Conversations now open", tags=("dashboard",))
    async def active(
        self,
        actor: NamedDependency[Actor],
        browse_messaging: NamedDependency[BrowseMessaging],
        page_request: NamedDependency[PageRequest],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> Listed[ConversationOut]:
        """Those that the caller may see, by their last message; snoozed ones too."""
        page = await browse_messaging.conversations(actor, ConversationFilter(status=OPEN), page_request)
        numbers_shown, now = actor.may(Permission.READ_PHONE_NUMBERS), clock.now()
        return listed(page.map(lambda view: conversation_out(view, numbers_shown=numbers_shown, now=now)), page_request)
