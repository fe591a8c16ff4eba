"""Departments, queues, business hours and agents as the API shows and takes them."""

import datetime as dt
from typing import cast
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from pytake_app.wire.paging import Pagination
from pytake_domain.kernel.ids import CalendarId, UserId
from pytake_domain.kernel.time import BusinessHours, Span, SpecialDay
from pytake_domain.routing import (
    AgentView,
    Calendar,
    Department,
    Holiday,
    Inactivity,
    Overflow,
    Presence,
    QueueDraft,
    QueueView,
    ServiceLevel,
    Strategy,
)


class SpanIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open from `start` to `end`, as HH:MM."""

    start: str
    end: str


class SpecialDayIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A date with hours of its own; closed when it has none."""

    date: str
    name: str = ""
    spans: list[SpanIO] = []


class CalendarIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Business hours: spans by weekday (`mon` … `sun`) in a time zone, and dates that differ."""

    name: str
    time_zone: str = "America/Sao_Paulo"
    week: dict[str, list[SpanIO]] = {}
    exceptions: list[SpecialDayIO] = []
    closed_message: str = ""
    is_default: bool = False


class CalendarOut(msgspec.Struct, frozen=True, kw_only=True):
    """Business hours, and whether it is open now."""

    id: UUID
    name: str
    time_zone: str
    week: dict[str, list[SpanIO]]
    exceptions: list[SpecialDayIO]
    closed_message: str
    is_default: bool
    is_open: bool
    opens_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime


class HolidayOut(msgspec.Struct, frozen=True, kw_only=True):
    """A national holiday; optional ones are the company's choice."""

    date: str
    name: str
    optional: bool


class CalendarsOut(msgspec.Struct, frozen=True, kw_only=True):
    """All calendars; `suggested` only when a year was asked for."""

    data: list[CalendarOut]
    pagination: Pagination
    suggested: list[HolidayOut] | UnsetType = UNSET


class DepartmentIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new department."""

    name: str
    calendar_id: UUID | None = None


class DepartmentChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change."""

    name: str | UnsetType = UNSET
    calendar_id: UUID | UnsetType | None = UNSET


class DepartmentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A department."""

    id: UUID
    name: str
    calendar_id: UUID | None
    created_at: dt.datetime
    updated_at: dt.datetime


class OverflowIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where conversations go on to, and when."""

    to: UUID
    after_seconds: int | None = None
    when_nobody: bool = False
    when_longer_than: int | None = None


class ServiceLevelIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Promises in seconds of open time, warned of at a share of them."""

    first_answer: int | None = None
    resolution: int | None = None
    warn_percent: int = 80


class InactivityIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of silence until a reminder, and from there until the end."""

    customer_warn: int | None = None
    customer_resolve: int | None = None
    customer_message: str = ""
    agent_warn: int | None = None
    agent_return: int | None = None


class QueueChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change; `members` and `skills` are replaced as a whole."""

    name: str | UnsetType = UNSET
    department_id: UUID | UnsetType | None = UNSET
    calendar_id: UUID | UnsetType | None = UNSET
    members: list[UUID] | UnsetType = UNSET
    strategy: Strategy | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    skills: dict[str, int] | UnsetType = UNSET
    most_each: int | UnsetType | None = UNSET
    overflow: OverflowIO | UnsetType | None = UNSET
    service_level: ServiceLevelIO | UnsetType = UNSET
    inactivity: InactivityIO | UnsetType = UNSET
    closed_message: str | UnsetType = UNSET
    wrap_up_seconds: int | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET


class QueueIn(QueueChangeIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new queue; what is not said is as usual."""

    name: str


class QueueLoadOut(msgspec.Struct, frozen=True, kw_only=True):
    """How a queue does; `longest_wait` in seconds."""

    waiting: int
    longest_wait: int
    served: int
    agents_on: int
    agents_available: int


class QueueOut(msgspec.Struct, frozen=True, kw_only=True):
    """A queue."""

    id: UUID
    name: str
    department_id: UUID | None
    calendar_id: UUID | None
    members: list[UUID]
    strategy: Strategy
    priority: int
    skills: dict[str, int]
    most_each: int | None
    overflow: OverflowIO | None
    service_level: ServiceLevelIO
    inactivity: InactivityIO
    closed_message: str
    wrap_up_seconds: int
    is_default: bool
    load: QueueLoadOut
    created_at: dt.datetime
    updated_at: dt.datetime


class PresenceIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the caller is there."""

    presence: Presence


class AgentChangeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many conversations at once, and skills by level (1 to 5), replaced as a whole."""

    capacity: int | None = None
    skills: dict[str, int] | None = None


class AgentOut(msgspec.Struct, frozen=True, kw_only=True):
    """An agent with their load."""

    user_id: UUID
    name: str
    presence: Presence
    since: dt.datetime
    capacity: int
    load: int
    skills: dict[str, int]
    queues: list[UUID]
    last_assigned_at: dt.datetime | None
    wrap_up_until: dt.datetime | None


class TransferIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To exactly one: a person, a queue or a department."""

    user_id: UUID | None = None
    queue_id: UUID | None = None
    department_id: UUID | None = None
    reason: str = ""


class ReasonIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: str = ""


def hours_of(data: CalendarIn) -> BusinessHours:
    """Raises Invalid for hours that are none."""
    return BusinessHours(
        time_zone=data.time_zone,
        week={day: tuple(map(_span, spans)) for day, spans in data.week.items()},
        exceptions=tuple(
            SpecialDay(date=d.date, name=d.name, spans=tuple(map(_span, d.spans))) for d in data.exceptions
        ),
    )


def draft_of(data: QueueChangeIn) -> QueueDraft:
    """The same in the domain's words. Raises Invalid."""
    said = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    if "members" in said:
        said["members"] = tuple(UserId(member) for member in said["members"])
    for name, kind in (("overflow", Overflow), ("service_level", ServiceLevel), ("inactivity", Inactivity)):
        if said.get(name) is not None:
            said[name] = kind(**msgspec.structs.asdict(said[name]))
    return QueueDraft(**said)


def calendar_out(calendar: Calendar, now: dt.datetime) -> CalendarOut:
    """With whether it is open at this moment."""
    hours = calendar.hours
    return CalendarOut(
        id=calendar.id,
        name=calendar.name,
        time_zone=hours.time_zone,
        week={day: [_span_out(s) for s in spans] for day, spans in hours.week.items()},
        exceptions=[
            SpecialDayIO(date=d.date, name=d.name, spans=[_span_out(s) for s in d.spans]) for d in hours.exceptions
        ],
        closed_message=calendar.closed_message,
        is_default=calendar.is_default,
        is_open=hours.is_open(now),
        opens_at=hours.next_opening(now),
        created_at=calendar.created_at,
        updated_at=calendar.updated_at,
    )


def holiday_out(holiday: Holiday) -> HolidayOut:
    """As shown."""
    return HolidayOut(date=holiday.date, name=holiday.name, optional=holiday.optional)


def department_out(department: Department) -> DepartmentOut:
    """As shown."""
    return DepartmentOut(
        id=department.id,
        name=department.name,
        calendar_id=department.calendar_id,
        created_at=department.created_at,
        updated_at=department.updated_at,
    )


def queue_out(view: QueueView, now: dt.datetime) -> QueueOut:
    """With its load at this moment."""
    queue, load = view.queue, view.load
    longest = int((now - load.oldest).total_seconds()) if load.oldest else 0
    return QueueOut(
        id=queue.id,
        name=queue.name,
        department_id=queue.department_id,
        calendar_id=queue.calendar_id,
        members=list(queue.members),
        strategy=queue.strategy,
        priority=queue.priority,
        skills=dict(queue.skills),
        most_each=queue.most_each,
        overflow=OverflowIO(**msgspec.structs.asdict(queue.overflow)) if queue.overflow else None,
        service_level=ServiceLevelIO(**msgspec.structs.asdict(queue.service_level)),
        inactivity=InactivityIO(**msgspec.structs.asdict(queue.inactivity)),
        closed_message=queue.closed_message,
        wrap_up_seconds=queue.wrap_up_seconds,
        is_default=queue.is_default,
        load=QueueLoadOut(
            waiting=load.waiting,
            longest_wait=max(0, longest),
            served=load.served,
            agents_on=load.members_on,
            agents_available=load.members_available,
        ),
        created_at=queue.created_at,
        updated_at=queue.updated_at,
    )


def agent_out(view: AgentView) -> AgentOut:
    """As shown."""
    state = view.state
    return AgentOut(
        user_id=state.user_id,
        name=view.name,
        presence=state.presence,
        since=state.since,
        capacity=state.capacity,
        load=state.load,
        skills=dict(state.skills),
        queues=list(view.queues),
        last_assigned_at=state.last_assigned_at,
        wrap_up_until=state.wrap_up_until,
    )


def calendar_id_of(value: UUID | UnsetType | None) -> CalendarId | UnsetType | None:
    """Unset and none stay what they are."""
    return cast("CalendarId | UnsetType | None", value)


def _span(span: SpanIO) -> Span:
    return Span(start=span.start, end=span.end)


def _span_out(span: Span) -> SpanIO:
    return SpanIO(start=span.start, end=span.end)
