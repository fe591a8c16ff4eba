"""Departments, queues, agents and what lies beside them, in memory."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from msgspec.structs import replace

from pytake_domain.kernel.actor import Permission
from pytake_domain.kernel.ids import CalendarId, ConversationId, DepartmentId, QueueId, TenantId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import Conversation, ConversationStatus, Direction, Sight
from pytake_domain.routing import (
    AgentState,
    AgentView,
    Assignment,
    Calendar,
    ClockKind,
    Department,
    DepartmentNotFound,
    Needs,
    Presence,
    Queue,
    QueueLoad,
    QueueNotFound,
    RoutingNameTaken,
    Side,
    Silence,
    SlaClock,
    Waiting,
    in_turn,
)
from pytake_domain.testing.memory.identity import IdentityState
from pytake_domain.testing.memory.store import MemoryStore, TenantRows

N = TypeVar("N", Department, Calendar, Queue)
_SERVED = (ConversationStatus.ACTIVE, ConversationStatus.WAITING)
_ON = (Presence.AVAILABLE, Presence.BUSY)


def _free(rows: Mapping[Any, N], named: N) -> None:
    if any(o.name.casefold() == named.name.casefold() and o.id != named.id for o in rows.values()):
        raise RoutingNameTaken


def _by_name(rows: Mapping[Any, N]) -> list[N]:
    return sorted(rows.values(), key=lambda row: row.name.casefold())


class MemoryDepartments:
    """See DepartmentRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, department: Department) -> None:
        """See the port."""
        _free(self._rows.departments, department)
        self._rows.departments[department.id] = department

    async def get(self, department_id: DepartmentId) -> Department:
        """See the port."""
        if department_id not in self._rows.departments:
            raise DepartmentNotFound
        return self._rows.departments[department_id]

    async def save(self, department: Department) -> None:
        """See the port."""
        await self.get(department.id)
        await self.add(department)

    async def remove(self, department_id: DepartmentId) -> None:
        """See the port."""
        await self.get(department_id)
        del self._rows.departments[department_id]

    async def all(self) -> Sequence[Department]:
        """See the port."""
        return _by_name(self._rows.departments)


class MemoryCalendars:
    """See CalendarRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def put(self, calendar: Calendar) -> None:
        """See the port."""
        _free(self._rows.calendars, calendar)
        if calendar.is_default and (was := await self.default()):
            self._rows.calendars[was.id] = replace(was, is_default=False)
        self._rows.calendars[calendar.id] = calendar

    async def get_all(self, ids: Sequence[CalendarId]) -> dict[CalendarId, Calendar]:
        """See the port."""
        return {i: self._rows.calendars[i] for i in ids if i in self._rows.calendars}

    async def default(self) -> Calendar | None:
        """See the port."""
        return next((c for c in self._rows.calendars.values() if c.is_default), None)

    async def all(self) -> Sequence[Calendar]:
        """See the port."""
        return _by_name(self._rows.calendars)


class MemoryRoutingQueues:
    """See QueueRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, queue: Queue) -> None:
        """See the port."""
        _free(self._rows.queues, queue)
        if queue.is_default and (was := await self.default()):
            self._rows.queues[was.id] = replace(was, is_default=False)
        self._rows.queues[queue.id] = queue

    async def get(self, queue_id: QueueId, *, lock: bool = False) -> Queue:  # noqa: ARG002  works run one at a time
        """See the port."""
        if queue_id not in self._rows.queues:
            raise QueueNotFound
        return self._rows.queues[queue_id]

    async def save(self, queue: Queue) -> None:
        """See the port."""
        await self.get(queue.id)
        await self.add(queue)

    async def remove(self, queue_id: QueueId) -> None:
        """See the port."""
        await self.get(queue_id)
        del self._rows.queues[queue_id]

    async def all(self) -> Sequence[Queue]:
        """See the port."""
        return _by_name(self._rows.queues)

    async def find(self, named: str) -> Queue | None:
        """See the port."""
        try:
            return self._rows.queues.get(QueueId(UUID(named)))
        except ValueError:
            wanted = named.strip().casefold()
            return next((q for q in self._rows.queues.values() if q.name.casefold() == wanted), None)

    async def default(self) -> Queue | None:
        """See the port."""
        return next((q for q in self._rows.queues.values() if q.is_default), None)

    async def of_member(self, user_id: UserId) -> Sequence[Queue]:
        """See the port."""
        own = [q for q in self._rows.queues.values() if user_id in q.members]
        return sorted(own, key=lambda q: (-q.priority, q.name.casefold()))

    async def with_skill(self, skill: str) -> Queue | None:
        """See the port."""
        agents = self._rows.agents
        found = [
            q
            for q in self._rows.queues.values()
            if skill in q.skills or any(m in agents and skill in agents[m].skills for m in q.members)
        ]
        return min(found, key=lambda q: (skill not in q.skills, -q.priority, q.name.casefold()), default=None)

    async def loads(self) -> dict[QueueId, QueueLoad]:
        """See the port."""
        return {queue.id: self._load(queue) for queue in self._rows.queues.values()}

    def _load(self, queue: Queue) -> QueueLoad:
        here = [c for c in self._rows.conversations.values() if c.queue_id == queue.id]
        waiting = [c.queued_at for c in here if c.status is ConversationStatus.QUEUED and c.queued_at]
        known = [self._rows.agents[m].presence for m in queue.members if m in self._rows.agents]
        return QueueLoad(
            waiting=len(waiting),
            oldest=min(waiting, default=None),
            served=sum(c.status in _SERVED for c in here),
            members_on=sum(p in _ON for p in known),
            members_available=known.count(Presence.AVAILABLE),
        )


class MemoryAgents:
    """See AgentRepository."""

    def __init__(self, tenant_id: TenantId, rows: TenantRows, people: IdentityState, clock: Clock) -> None:
        self._tenant_id = tenant_id
        self._rows = rows
        self._people = people
        self._clock = clock

    async def get(self, user_id: UserId, *, lock: bool = False, queue_id: QueueId | None = None) -> AgentState:
        """See the port."""
        state = self._known(user_id)
        if lock:
            self._rows.agents.setdefault(user_id, state)
        return self._with_load(state, queue_id)

    async def of_queue(self, queue_id: QueueId, *, lock: bool = False) -> Sequence[AgentState]:  # noqa: ARG002
        """See the port."""
        queue = self._rows.queues.get(queue_id)
        members = sorted(queue.members) if queue else []
        return [
            self._with_load(self._rows.agents[m], queue_id)
            for m in members
            if m in self._rows.agents and self._active(m)
        ]

    async def save(self, state: AgentState) -> None:
        """See the port."""
        self._rows.agents[state.user_id] = replace(state, load=0, load_here=0)

    async def seen(self, user_id: UserId, at: dt.datetime) -> None:
        """See the port."""
        if user_id in self._rows.agents:
            known = self._rows.agents[user_id]
            self._rows.agents[user_id] = replace(known, last_seen=max(at, known.last_seen or at))

    async def all(self) -> Sequence[AgentView]:
        """See the port."""
        own = [u for u in self._people.users.values() if u.tenant_id == self._tenant_id and u.active]
        answering = [u for u in own if Permission.WRITE_MESSAGES in u.permissions]
        return [
            AgentView(
                state=self._with_load(self._known(user.id), None),
                name=user.name,
                queues=tuple(sorted(q.id for q in self._rows.queues.values() if user.id in q.members)),
            )
            for user in sorted(answering, key=lambda u: (u.name, u.id))
        ]

    async def held_by(self, user_id: UserId) -> Sequence[ConversationId]:
        """See the port."""
        rows = self._rows.conversations.values()
        return sorted(c.id for c in rows if c.assigned_to == user_id and c.status in _SERVED)

    async def remove(self, user_id: UserId) -> None:
        """See the port."""
        self._rows.agents.pop(user_id, None)

    async def silent_since(self, moment: dt.datetime) -> Sequence[AgentState]:
        """See the port."""
        there = [a for a in self._rows.agents.values() if a.presence in _ON]
        return sorted((a for a in there if a.last_seen and a.last_seen < moment), key=lambda a: a.user_id)

    def _known(self, user_id: UserId) -> AgentState:
        usual = AgentState(tenant_id=self._tenant_id, user_id=user_id, since=self._clock.now())
        return self._rows.agents.get(user_id, usual)

    def _active(self, user_id: UserId) -> bool:
        user = self._people.users.get(user_id)
        return user is not None and user.active

    def _with_load(self, state: AgentState, queue_id: QueueId | None) -> AgentState:
        theirs = [
            c for c in self._rows.conversations.values() if c.assigned_to == state.user_id and c.status in _SERVED
        ]
        here = sum(queue_id is not None and c.queue_id == queue_id for c in theirs)
        return replace(state, load=len(theirs), load_here=here)


class MemoryWaiting:
    """See WaitingList."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def of(self, queue_id: QueueId, limit: int) -> Sequence[Waiting]:
        """See the port."""
        found = (
            Waiting(
                conversation_id=c.id,
                queued_at=c.queued_at or c.updated_at,
                priority=c.priority,
                needs=Needs(skills={c.wanted_skill: 1} if c.wanted_skill else {}),
            )
            for c in self._here(queue_id)
        )
        return in_turn(found)[:limit]

    async def count(self, queue_id: QueueId) -> int:
        """See the port."""
        return len(self._here(queue_id))

    def _here(self, queue_id: QueueId) -> list[Conversation]:
        rows = self._rows.conversations.values()
        return [c for c in rows if c.queue_id == queue_id and c.status is ConversationStatus.QUEUED]


class MemoryAssignments:
    """See AssignmentRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, assignments: Sequence[Assignment]) -> None:
        """See the port."""
        self._rows.assignments.extend(assignments)

    async def of(self, conversation_id: ConversationId) -> Sequence[Assignment]:
        """See the port."""
        found = [a for a in self._rows.assignments if a.conversation_id == conversation_id]
        return sorted(found, key=lambda a: a.id)


class MemorySlaClocks:
    """See SlaClockRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def of(self, ids: Sequence[ConversationId]) -> dict[tuple[ConversationId, ClockKind], SlaClock]:
        """See the port."""
        return {key: clock for key, clock in self._rows.sla_clocks.items() if key[0] in ids}

    async def save(self, clocks: Sequence[SlaClock]) -> None:
        """See the port."""
        for clock in clocks:
            self._rows.sla_clocks[clock.conversation_id, clock.kind] = clock

    async def due(self, now: dt.datetime, limit: int) -> Sequence[SlaClock]:
        """See the port."""
        found = [(c.next_at, c) for c in self._rows.sla_clocks.values() if c.next_at is not None and c.next_at <= now]
        return [clock for _, clock in sorted(found, key=lambda pair: pair[0])][:limit]


class MemorySilences:
    """See SilenceList."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def of(self, queue_id: QueueId, before: dt.datetime, limit: int) -> Sequence[Silence]:
        """See the port."""
        found = []
        for c in self._rows.conversations.values():
            said = [m for m in self._rows.messages.values() if m.conversation_id == c.id]
            if c.queue_id != queue_id or c.status not in _SERVED or c.assigned_to is None or not said:
                continue
            if c.last_message_at is None or c.last_message_at >= before or c.snoozed_until is not None:
                continue
            last, warned = self._rows.silences.get(c.id, (None, None))
            inbound = max(said, key=lambda m: m.id).direction is Direction.INBOUND
            found.append(
                Silence(
                    conversation_id=c.id,
                    contact_id=c.contact_id,
                    queue_id=queue_id,
                    awaited=Side.AGENT if inbound else Side.CUSTOMER,
                    since=c.last_message_at,
                    warned_at=warned if last == c.last_message_at else None,
                )
            )
        return sorted(found, key=lambda s: s.since)[:limit]

    async def warned(self, conversation_id: ConversationId, last: dt.datetime, at: dt.datetime) -> None:
        """See the port."""
        self._rows.silences[conversation_id] = (last, at)


class MemorySights:
    """See Sights."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def of(self, user_id: UserId) -> Sight:
        """See the port."""
        mine = [q for q in self._rows.queues.values() if user_id in q.members]
        departments = {q.department_id for q in mine if q.department_id is not None}
        near = (q.id for q in self._rows.queues.values() if q.department_id in departments)
        return Sight(user_id=user_id, queues=frozenset(q.id for q in mine), nearby=frozenset(near))


class MemorySweeps:
    """See Sweeps."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    async def tenants(self, now: dt.datetime) -> Sequence[TenantId]:
        """See the port."""
        return [tenant_id for tenant_id, rows in self._store.tenants.items() if _is_due(rows, now)]


def _is_due(rows: TenantRows, now: dt.datetime) -> bool:
    return (
        any(c.next_at is not None and c.next_at <= now for c in rows.sla_clocks.values())
        or any(a.is_gone(now) for a in rows.agents.values())
        or any(q.inactivity.shortest is not None for q in rows.queues.values())
    )
