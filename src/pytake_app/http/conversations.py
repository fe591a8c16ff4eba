"""Conversations: lists, changes, assignment, notes and tags."""

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from pytake_app.http.edge.paging import Listed, listed, whole
from pytake_app.wire.contacts import contact_out
from pytake_app.wire.conversations import (
    ChangeConversationIn,
    ConversationOut,
    NoteIn,
    NoteOut,
    OpenConversationIn,
    TagsIn,
    conversation_out,
    note_out,
    survey_out,
)
from pytake_app.wire.messages import message_out
from pytake_domain.kernel.actor import Actor, Permission, system
from pytake_domain.kernel.ids import ContactId, ConversationId, NumberId, QueueId, UserId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import (
    BrowseMessaging,
    ConversationFilter,
    ConversationStatus,
    HandleConversations,
)

EXPANDED = 50


class ConversationController(Controller):
    """`/api/v1/conversations`."""

    path = "/api/v1/conversations"
    tags = ("conversations",)

    @get(summary="Conversations")
    async def all(  # noqa: PLR0917  query parameters
        self,
        actor: NamedDependency[Actor],
        browse_messaging: NamedDependency[BrowseMessaging],
        page_request: NamedDependency[PageRequest],
        clock: NamedDependency[SkipValidation[Clock]],
        status: FromQuery[list[ConversationStatus] | None] = None,
        tags: FromQuery[list[str] | None] = None,
        assigned_to: FromQuery[UUID | None] = None,
        whatsapp_config_id: FromQuery[UUID | None] = None,
        contact_id: FromQuery[UUID | None] = None,
        queue_id: FromQuery[UUID | None] = None,
        snoozed: FromQuery[bool | None] = None,
        unread: FromQuery[bool | None] = None,
        window_closing: FromQuery[bool | None] = None,
        since: Annotated[dt.datetime | None, QueryParameter(name="from")] = None,
        until: Annotated[dt.datetime | None, QueryParameter(name="to")] = None,
    ) -> Listed[ConversationOut]:
        """Those that the caller may see, by their last message; `sort` is last_message_at, waiting (who waits longest first),
        priority, window (what closes first), created_at or updated_at. `window_closing`: the window ends within three hours;
        `from`, `to`: when the last message came. Snoozed ones are left out unless `snoozed=true` asks for them or
        `contact_id` names one person. An empty `cursor` begins paging at a constant cost; without one at most 10,000 are
        counted, and `total` is null beyond.
        """
        wanted = ConversationFilter(
            status=tuple(status or ()),
            tags=tuple(tags or ()),
            assigned_to=UserId(assigned_to) if assigned_to else None,
            number_id=NumberId(whatsapp_config_id) if whatsapp_config_id else None,
            contact_id=ContactId(contact_id) if contact_id else None,
            queue_id=QueueId(queue_id) if queue_id else None,
            snoozed=(None if contact_id else False) if snoozed is None else snoozed,
            unread=bool(unread),
            closing=bool(window_closing),
            since=since,
            until=until,
        )
        page = await browse_messaging.conversations(actor, wanted, page_request)
        numbers_shown, now = actor.may(Permission.READ_PHONE_NUMBERS), clock.now()
        return listed(page.map(lambda view: conversation_out(view, numbers_shown=numbers_shown, now=now)), page_request)

    @get("/{conversation_id:uuid}", summary="One conversation")
    async def one(
        self,
        conversation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
        reader_language: NamedDependency[Language],
        expand: FromQuery[str] = "",
    ) -> ConversationOut:
        """`expand=messages,notes,contact` adds the last messages, the notes, and all that is known of the contact; `survey` is
        what the customer thought of it.
        """
        view, survey = await browse_messaging.surveyed(actor, ConversationId(conversation_id))
        shown = conversation_out(view, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS), now=clock.now())
        shown = msgspec.structs.replace(shown, survey=survey_out(survey) if survey is not None else None)
        return await _expanded(shown, browse_messaging, actor, expand, reader_language)

    @post(summary="Open a conversation with a contact")
    async def open(
        self,
        data: JSONBody[OpenConversationIn],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """The open one of this contact and number, begun when there is none."""
        opened = await handle_conversations.open(
            actor,
            phone=data.phone,
            contact_id=ContactId(data.contact_id) if data.contact_id else None,
            number_id=NumberId(data.whatsapp_config_id) if data.whatsapp_config_id else None,
        )
        return await shown_conversation(browse_messaging, actor, opened, clock)

    @put("/{conversation_id:uuid}", summary="Change status or tags")
    async def change(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[ChangeConversationIn],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """What is not allowed from the present status is a 409."""
        await handle_conversations.change(
            actor,
            ConversationId(conversation_id),
            status=data.status,
            tags=tuple(data.tags) if data.tags is not None else None,
            reason=data.reason,
        )
        return await shown_conversation(browse_messaging, actor, conversation_id, clock)

    @post("/{conversation_id:uuid}/tags", status_code=200, summary="Add tags")
    async def tag(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[TagsIn],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """Each once."""
        await handle_conversations.add_tags(actor, ConversationId(conversation_id), tuple(data.tags))
        return await shown_conversation(browse_messaging, actor, conversation_id, clock)

    @post("/{conversation_id:uuid}/notes", summary="Internal note")
    async def note(
        self,
        conversation_id: FromPath[UUID],
        data: JSONBody[NoteIn],
        actor: NamedDependency[Actor],
        handle_conversations: NamedDependency[HandleConversations],
    ) -> NoteOut:
        """The customer never sees it."""
        return note_out(await handle_conversations.note(actor, ConversationId(conversation_id), data.body))

    @get("/{conversation_id:uuid}/notes", summary="Internal notes")
    async def notes(
        self,
        conversation_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        browse_messaging: NamedDependency[BrowseMessaging],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[NoteOut]:
        """Oldest first."""
        found = await browse_messaging.notes(actor, ConversationId(conversation_id))
        return whole([note_out(note) for note in found], page_request)


async def shown_conversation(
    browse: BrowseMessaging,
    actor: Actor,
    conversation_id: UUID,
    clock: Clock,
    *,
    given_away: bool = False,
) -> ConversationOut:
    """As the actor sees it; `given_away`: by what they just did it may have left their view."""
    own_id = ConversationId(conversation_id)
    looking = system(actor.tenant_id) if given_away else actor
    view = await browse.conversation(looking, own_id, reader=actor.user_id)
    return conversation_out(view, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS), now=clock.now())


async def _expanded(
    shown: ConversationOut, browse: BrowseMessaging, actor: Actor, expand: str, language: Language
) -> ConversationOut:
    """With what `expand` names."""
    own_id = ConversationId(shown.id)
    wanted = {part.strip() for part in expand.split(",")}
    if "messages" in wanted:
        page = await browse.messages(actor, PageRequest(limit=EXPANDED), conversation_id=own_id)
        shown = msgspec.structs.replace(shown, messages=[message_out(m, language) for m in page.items])
    if "contact" in wanted:
        contact = await browse.contact(actor, own_id)
        known = contact_out(contact, numbers_shown=actor.may(Permission.READ_PHONE_NUMBERS))
        shown = msgspec.structs.replace(shown, contact=known)
    if "notes" in wanted:
        shown = msgspec.structs.replace(shown, notes=[note_out(n) for n in await browse.notes(actor, own_id)])
    return shown
