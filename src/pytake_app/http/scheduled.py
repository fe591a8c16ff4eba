"""Messages for later."""

from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from pytake_app.http.edge.paging import Listed, listed
from pytake_app.wire.scheduled import ScheduledOut, ScheduleIn, plan_of, require_one_content, scheduled_out
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import ContactId, ConversationId, MediaId, ScheduledId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import MediaNotFound, ReadMedia, ScheduledFilter, ScheduledState, ScheduleMessages


class ScheduledController(Controller):
    """`/api/v1/whatsapp/scheduled`."""

    path = "/api/v1/whatsapp/scheduled"
    tags = ("messages",)

    @post(status_code=202, summary="Send later")
    async def plan(
        self,
        data: JSONBody[ScheduleIn],
        actor: NamedDependency[Actor],
        schedule_messages: NamedDependency[ScheduleMessages],
        read_media: NamedDependency[SkipValidation[ReadMedia]],
    ) -> ScheduledOut:
        """Any content of the send routes, checked now and sent at its time; with `cancel_on_reply` not if the customer writes
        first. What can be known to be outside the 24 h window by then is refused at once.
        """
        require_one_content(data)
        stored = None
        if data.media_id is not None:
            try:
                stored = await read_media.known(actor, MediaId(data.media_id))
            except MediaNotFound as error:
                raise Invalid(Problem(field="media_id", code="unknown")) from error
        return scheduled_out(await schedule_messages.plan(actor, plan_of(data, stored)))

    @get(summary="What is to be sent")
    async def all(
        self,
        actor: NamedDependency[Actor],
        schedule_messages: NamedDependency[ScheduleMessages],
        page_request: NamedDependency[PageRequest],
        status: FromQuery[ScheduledState | None] = None,
        conversation_id: FromQuery[UUID | None] = None,
        contact_id: FromQuery[UUID | None] = None,
    ) -> Listed[ScheduledOut]:
        """Last planned first, by cursor; agents see their own and those of conversations that they see."""
        wanted = ScheduledFilter(
            state=status,
            conversation_id=ConversationId(conversation_id) if conversation_id else None,
            contact_id=ContactId(contact_id) if contact_id else None,
        )
        page = await schedule_messages.list(actor, wanted, page_request)
        return listed(page.map(scheduled_out), page_request)

    @delete("/{scheduled_id:uuid}", summary="Take it back")
    async def take_back(
        self,
        scheduled_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        schedule_messages: NamedDependency[ScheduleMessages],
    ) -> None:
        """While it waits."""
        await schedule_messages.take_back(actor, ScheduledId(scheduled_id))
