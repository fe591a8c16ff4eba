"""What routing needs from outside."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec

from pytake_domain.identity import UserRepository
from pytake_domain.kernel.ids import CalendarId, ContactId, ConversationId, DepartmentId, QueueId, TenantId, UserId
from pytake_domain.messaging import MessagingWork
from pytake_domain.routing.agent import AgentState
from pytake_domain.routing.assignment import Assignment, Waiting
from pytake_domain.routing.calendar import Calendar
from pytake_domain.routing.department import Department
from pytake_domain.routing.desk_ports import DeskParts
from pytake_domain.routing.inactivity import Side
from pytake_domain.routing.queue import Queue
from pytake_domain.routing.sla import ClockKind, SlaClock


class DepartmentRepository(Protocol):
    """Departments of one tenant, inside a work."""

    async def add(self, department: Department) -> None:
        """Raises RoutingNameTaken."""
        ...

    async def get(self, department_id: DepartmentId) -> Department:
        """Raises DepartmentNotFound."""
        ...

    async def save(self, department: Department) -> None:
        """Raises DepartmentNotFound, RoutingNameTaken."""
        ...

    async def remove(self, department_id: DepartmentId) -> None:
        """Raises DepartmentNotFound."""
        ...

    async def all(self) -> Sequence[Department]:
        """By name."""
        ...


class CalendarRepository(Protocol):
    """Calendars of one tenant, inside a work."""

    async def put(self, calendar: Calendar) -> None:
        """Store it, over the one of its id if there is one; a default one takes that from the one that was. Raises
        RoutingNameTaken.
        """
        ...

    async def get_all(self, ids: Sequence[CalendarId]) -> dict[CalendarId, Calendar]:
        """Those that exist."""
        ...

    async def default(self) -> Calendar | None:
        """The one that holds where none is named."""
        ...

    async def all(self) -> Sequence[Calendar]:
        """By name."""
        ...


class QueueLoad(msgspec.Struct, frozen=True, kw_only=True):
    """How a queue does at the moment: how many wait, since when the first does, how many are being served, and how many
    members are there and available.
    """

    waiting: int = 0
    oldest: dt.datetime | None = None
    served: int = 0
    members_on: int = 0
    members_available: int = 0


class QueueRepository(Protocol):
    """Queues of one tenant with their members, inside a work."""

    async def add(self, queue: Queue) -> None:
        """A default one takes that from the one that was. Raises RoutingNameTaken."""
        ...

    async def get(self, queue_id: QueueId, *, lock: bool = False) -> Queue:
        """Locked, who gives out its conversations comes one after the other. Raises QueueNotFound."""
        ...

    async def save(self, queue: Queue) -> None:
        """As `add`. Raises QueueNotFound, RoutingNameTaken."""
        ...

    async def remove(self, queue_id: QueueId) -> None:
        """With its members. Raises QueueNotFound."""
        ...

    async def all(self) -> Sequence[Queue]:
        """By name."""
        ...

    async def find(self, named: str) -> Queue | None:
        """By its id as text, or its name in any case."""
        ...

    async def default(self) -> Queue | None:
        """The one that takes what names none."""
        ...

    async def of_member(self, user_id: UserId) -> Sequence[Queue]:
        """Those that somebody serves, higher priority first."""
        ...

    async def with_skill(self, skill: str) -> Queue | None:
        """The first by priority that asks for this skill, or else has a member who has it."""
        ...

    async def loads(self) -> dict[QueueId, QueueLoad]:
        """Of all queues; a missing one has none."""
        ...


class AgentView(msgspec.Struct, frozen=True, kw_only=True):
    """An agent as lists show them."""

    state: AgentState
    name: str
    queues: tuple[QueueId, ...]


class AgentRepository(Protocol):
    """Agents' states of one tenant, inside a work. Load is counted after the lock, so that it is right while it is held."""

    async def get(self, user_id: UserId, *, lock: bool = False, queue_id: QueueId | None = None) -> AgentState:
        """With their load, in this queue too if one is named. Somebody who was never stored is offline, with what is usual;
        locking stores them.
        """
        ...

    async def of_queue(self, queue_id: QueueId, *, lock: bool = False) -> Sequence[AgentState]:
        """Active members that were ever there, with their load, locked in one order."""
        ...

    async def save(self, state: AgentState) -> None:
        """Everything but the load."""
        ...

    async def seen(self, user_id: UserId, at: dt.datetime) -> None:
        """A sign of life; of somebody who was never stored it means nothing."""
        ...

    async def all(self) -> Sequence[AgentView]:
        """Active people who may answer customers, by name."""
        ...

    async def held_by(self, user_id: UserId) -> Sequence[ConversationId]:
        """Open conversations that are theirs."""
        ...

    async def remove(self, user_id: UserId) -> None:
        """Nothing is known of them as an agent any more."""
        ...

    async def silent_since(self, moment: dt.datetime) -> Sequence[AgentState]:
        """Those who said they are there and have not been seen since, locked; others' locks are passed over."""
        ...


class WaitingList(Protocol):
    """Conversations that wait in queues, inside a work."""

    async def of(self, queue_id: QueueId, limit: int) -> Sequence[Waiting]:
        """The first so many in turn (see in_turn), not locked."""
        ...

    async def count(self, queue_id: QueueId) -> int:
        """How many."""
        ...


class AssignmentRepository(Protocol):
    """Who got what, when and why, inside a work."""

    async def add(self, assignments: Sequence[Assignment]) -> None:
        """Keep them."""
        ...

    async def of(self, conversation_id: ConversationId) -> Sequence[Assignment]:
        """All of a conversation, oldest first."""
        ...


class SlaClockRepository(Protocol):
    """Service level clocks, one of a kind a conversation, inside a work."""

    async def of(self, ids: Sequence[ConversationId]) -> dict[tuple[ConversationId, ClockKind], SlaClock]:
        """Those of these conversations."""
        ...

    async def save(self, clocks: Sequence[SlaClock]) -> None:
        """Store over what there is."""
        ...

    async def due(self, now: dt.datetime, limit: int) -> Sequence[SlaClock]:
        """Running ones that have something to say, locked; others' locks are passed over."""
        ...


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """An assigned conversation in which nobody has said anything for a while: who said the last word, and when somebody was
    reminded of this silence, if they were.
    """

    conversation_id: ConversationId
    contact_id: ContactId
    queue_id: QueueId
    awaited: Side
    since: dt.datetime
    warned_at: dt.datetime | None = None


class SilenceList(Protocol):
    """Silent conversations, inside a work."""

    async def of(self, queue_id: QueueId, before: dt.datetime, limit: int) -> Sequence[Silence]:
        """Assigned ones of a queue whose last message is older than `before`, longest silent first."""
        ...

    async def warned(self, conversation_id: ConversationId, last: dt.datetime, at: dt.datetime) -> None:
        """Somebody was reminded at `at`; it holds as long as the last message is the one of `last`."""
        ...


class RoutingParts(Protocol):
    """What routing adds to a work."""

    @property
    def users(self) -> UserRepository:
        """People."""
        ...

    @property
    def departments(self) -> DepartmentRepository:
        """Departments."""
        ...

    @property
    def calendars(self) -> CalendarRepository:
        """Business hours."""
        ...

    @property
    def queues(self) -> QueueRepository:
        """Queues."""
        ...

    @property
    def agents(self) -> AgentRepository:
        """Agents."""
        ...

    @property
    def waiting(self) -> WaitingList:
        """Who waits."""
        ...

    @property
    def assignments(self) -> AssignmentRepository:
        """Who got what."""
        ...

    @property
    def sla_clocks(self) -> SlaClockRepository:
        """Promises."""
        ...

    @property
    def silences(self) -> SilenceList:
        """Where nobody speaks."""
        ...


class RoutingWork(RoutingParts, DeskParts, MessagingWork, Protocol):
    """Everything that routing changes, in one transaction."""


class Sweeps(Protocol):
    """What has to be looked after by the clock, across tenants."""

    async def tenants(self, now: dt.datetime) -> Sequence[TenantId]:
        """Those with a clock that is due, an agent who fell silent, or queues with rules about silence."""
        ...
