"""Departments, queues and business hours."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from pytake_app.http.conversations import shown_conversation
from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.conversations import ConversationOut
from pytake_app.wire.routing import (
    CalendarIn,
    CalendarOut,
    CalendarsOut,
    DepartmentChangeIn,
    DepartmentIn,
    DepartmentOut,
    QueueChangeIn,
    QueueIn,
    QueueOut,
    calendar_id_of,
    calendar_out,
    department_out,
    draft_of,
    holiday_out,
    hours_of,
    queue_out,
)
from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.ids import CalendarId, DepartmentId, QueueId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import BrowseMessaging
from pytake_domain.routing import AssignConversations, ManageCalendars, ManageQueues, national_holidays


class DepartmentController(Controller):
    """`/api/v1/departments`."""

    path = "/api/v1/departments"
    tags = ("routing",)

    @get(summary="Departments")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[DepartmentOut]:
        """By name."""
        return whole([department_out(d) for d in await manage_queues.departments(actor)], page_request)

    @post(summary="Add a department")
    async def add(
        self,
        data: JSONBody[DepartmentIn],
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
    ) -> DepartmentOut:
        """Its business hours hold for its queues that have none of their own."""
        calendar_id = CalendarId(data.calendar_id) if data.calendar_id else None
        return department_out(await manage_queues.add_department(actor, name=data.name, calendar_id=calendar_id))

    @put("/{department_id:uuid}", summary="Change a department")
    async def change(
        self,
        department_id: FromPath[UUID],
        data: JSONBody[DepartmentChangeIn],
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
    ) -> DepartmentOut:
        """What is given."""
        changed = await manage_queues.change_department(
            actor, DepartmentId(department_id), name=data.name, calendar_id=calendar_id_of(data.calendar_id)
        )
        return department_out(changed)

    @delete("/{department_id:uuid}", summary="Remove a department")
    async def remove(
        self,
        department_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
    ) -> None:
        """Not while it has queues."""
        await manage_queues.remove_department(actor, DepartmentId(department_id))


class QueueController(Controller):
    """`/api/v1/queues`."""

    path = "/api/v1/queues"
    tags = ("routing",)

    @get(summary="Queues with their load")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
        clock: NamedDependency[SkipValidation[Clock]],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[QueueOut]:
        """By name."""
        now = clock.now()
        return whole([queue_out(view, now) for view in await manage_queues.queues(actor)], page_request)

    @post(summary="Add a queue")
    async def add(
        self,
        data: JSONBody[QueueIn],
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> QueueOut:
        """What is not said is as usual: least load, no limits, always open."""
        return queue_out(await manage_queues.add_queue(actor, draft_of(data)), clock.now())

    @put("/{queue_id:uuid}", summary="Change a queue")
    async def change(
        self,
        queue_id: FromPath[UUID],
        data: JSONBody[QueueChangeIn],
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> QueueOut:
        """What is given; who waits is given out by the new rules at once."""
        return queue_out(await manage_queues.change_queue(actor, QueueId(queue_id), draft_of(data)), clock.now())

    @delete("/{queue_id:uuid}", summary="Remove a queue")
    async def remove(
        self, queue_id: FromPath[UUID], actor: NamedDependency[Actor], manage_queues: NamedDependency[ManageQueues]
    ) -> None:
        """Not while somebody waits in it or another one overflows to it."""
        await manage_queues.remove_queue(actor, QueueId(queue_id))

    @post("/{queue_id:uuid}/pull", status_code=200, summary="Take the next conversation")
    async def pull(
        self,
        queue_id: FromPath[UUID],
        actor: NamedDependency[Actor],
        assign_conversations: NamedDependency[AssignConversations],
        browse_messaging: NamedDependency[BrowseMessaging],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> ConversationOut:
        """The first in turn becomes the caller's. 409 when nobody waits, or the caller has as many as they may."""
        taken = await assign_conversations.pull(actor, QueueId(queue_id))
        return await shown_conversation(browse_messaging, actor, taken, clock)


class BusinessHoursController(Controller):
    """`/api/v1/business-hours`."""

    path = "/api/v1/business-hours"
    tags = ("routing",)

    @get(summary="Calendars with their holidays")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_calendars: NamedDependency[ManageCalendars],
        clock: NamedDependency[SkipValidation[Clock]],
        page_request: NamedDependency[PageRequest],
        suggest_holidays: FromQuery[int | None] = None,
    ) -> CalendarsOut:
        """`suggest_holidays=2026` offers Brazil's national holidays of that year."""
        found = [calendar_out(calendar, clock.now()) for calendar in await manage_calendars.list(actor)]
        page = whole(found, page_request)
        if suggest_holidays is None:
            return CalendarsOut(data=page.data, pagination=page.pagination)
        offered = [holiday_out(h) for h in national_holidays(suggest_holidays)]
        return CalendarsOut(data=page.data, pagination=page.pagination, suggested=offered)

    @put("/{calendar_id:uuid}", summary="Store a calendar")
    async def store(
        self,
        calendar_id: FromPath[UUID],
        data: JSONBody[CalendarIn],
        actor: NamedDependency[Actor],
        manage_calendars: NamedDependency[ManageCalendars],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> CalendarOut:
        """As a whole; a new one when there is none of this id yet."""
        stored = await manage_calendars.put(
            actor,
            CalendarId(calendar_id),
            name=data.name,
            hours=hours_of(data),
            closed_message=data.closed_message,
            is_default=data.is_default,
        )
        return calendar_out(stored, clock.now())
