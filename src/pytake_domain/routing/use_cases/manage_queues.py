"""Departments and queues: who serves what, by which rules."""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, NotFound, Problem
from pytake_domain.kernel.ids import CalendarId, DepartmentId, EventId, Ids, QueueId, UserId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing.department import Department
from pytake_domain.routing.errors import RoutingInUse
from pytake_domain.routing.events import QueueChanged
from pytake_domain.routing.inactivity import Inactivity
from pytake_domain.routing.ports import QueueLoad, RoutingWork
from pytake_domain.routing.queue import Overflow, Queue, ServiceLevel, Strategy, check_overflows


class QueueDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is said about a queue; what is unset stays as it is, or as is usual for a new one."""

    name: str | UnsetType = UNSET
    department_id: DepartmentId | UnsetType | None = UNSET
    calendar_id: CalendarId | UnsetType | None = UNSET
    members: tuple[UserId, ...] | UnsetType = UNSET
    strategy: Strategy | UnsetType = UNSET
    priority: int | UnsetType = UNSET
    skills: dict[str, int] | UnsetType = UNSET
    most_each: int | UnsetType | None = UNSET
    overflow: Overflow | UnsetType | None = UNSET
    service_level: ServiceLevel | UnsetType = UNSET
    inactivity: Inactivity | UnsetType = UNSET
    closed_message: str | UnsetType = UNSET
    wrap_up_seconds: int | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET

    def said(self) -> dict[str, object]:
        """What is set."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not UNSET}


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """A queue with how it does."""

    queue: Queue
    load: QueueLoad


class ManageQueues:
    """Changes of one tenant's queues come one after the other, so that names stay unique and overflows lead somewhere."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def departments(self, actor: Actor) -> Sequence[Department]:
        """By name."""
        actor.require(Permission.READ_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            return await work.departments.all()

    async def add_department(self, actor: Actor, *, name: str, calendar_id: CalendarId | None = None) -> Department:
        """Raises RoutingNameTaken, Invalid."""
        actor.require(Permission.MANAGE_ROUTING)
        now = self._clock.now()
        department = Department(
            id=DepartmentId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=name.strip(),
            calendar_id=calendar_id,
            created_at=now,
            updated_at=now,
        )
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            await _check_calendar(work, calendar_id)
            await work.departments.add(department)
        return department

    async def change_department(
        self,
        actor: Actor,
        department_id: DepartmentId,
        *,
        name: str | UnsetType = UNSET,
        calendar_id: CalendarId | UnsetType | None = UNSET,
    ) -> Department:
        """Raises DepartmentNotFound, RoutingNameTaken, Invalid."""
        actor.require(Permission.MANAGE_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            department = await work.departments.get(department_id)
            changed = replace(
                department,
                name=department.name if isinstance(name, UnsetType) else name.strip(),
                calendar_id=department.calendar_id if isinstance(calendar_id, UnsetType) else calendar_id,
                updated_at=self._clock.now(),
            )
            await _check_calendar(work, changed.calendar_id)
            await work.departments.save(changed)
            if changed.calendar_id != department.calendar_id:
                for queue in await work.queues.all():
                    if queue.department_id == department_id:
                        work.events.add(self._changed(actor, queue.id))
            return changed

    async def remove_department(self, actor: Actor, department_id: DepartmentId) -> None:
        """Raises DepartmentNotFound, RoutingInUse while it has queues."""
        actor.require(Permission.MANAGE_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            await work.departments.get(department_id)
            if any(queue.department_id == department_id for queue in await work.queues.all()):
                raise RoutingInUse(by="queues")
            await work.departments.remove(department_id)

    async def queues(self, actor: Actor) -> Sequence[QueueView]:
        """By name, with their load."""
        actor.require(Permission.READ_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            loads = await work.queues.loads()
            return [QueueView(queue=q, load=loads.get(q.id, QueueLoad())) for q in await work.queues.all()]

    async def add_queue(self, actor: Actor, draft: QueueDraft) -> QueueView:
        """Raises RoutingNameTaken, Invalid."""
        actor.require(Permission.MANAGE_ROUTING)
        if isinstance(draft.name, UnsetType):
            raise Invalid(Problem(field="name", code="required"))
        now = self._clock.now()
        said = draft.said() | {"name": draft.name.strip()}
        fresh = Queue(id=QueueId(self._ids.new()), tenant_id=actor.tenant_id, name="?", created_at=now, updated_at=now)
        queue = replace(fresh, **said)
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            await _check(work, queue)
            await work.queues.add(queue)
            work.events.add(self._changed(actor, queue.id))
            return await _view(work, queue)

    async def change_queue(self, actor: Actor, queue_id: QueueId, draft: QueueDraft) -> QueueView:
        """Raises QueueNotFound, RoutingNameTaken, Invalid."""
        actor.require(Permission.MANAGE_ROUTING)
        said = draft.said()
        if not isinstance(draft.name, UnsetType):
            said["name"] = draft.name.strip()
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            before = await work.queues.get(queue_id, lock=True)
            queue = replace(before, **said, updated_at=self._clock.now())
            await _check(work, queue, before)
            await work.queues.save(queue)
            work.events.add(self._changed(actor, queue.id))
            return await _view(work, queue)

    async def remove_queue(self, actor: Actor, queue_id: QueueId) -> None:
        """Raises QueueNotFound; RoutingInUse while somebody waits in it or another overflows to it."""
        actor.require(Permission.MANAGE_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            await work.queues.get(queue_id, lock=True)
            if any(q.overflow is not None and q.overflow.to == queue_id for q in await work.queues.all()):
                raise RoutingInUse(by="overflow")
            if await work.waiting.count(queue_id):
                raise RoutingInUse(by="conversations")
            await work.queues.remove(queue_id)

    def _changed(self, actor: Actor, queue_id: QueueId) -> QueueChanged:
        return QueueChanged(
            id=EventId(self._ids.new()),
            tenant_id=actor.tenant_id,
            at=self._clock.now(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            queue_id=queue_id,
        )


async def _view(work: RoutingWork, queue: Queue) -> QueueView:
    return QueueView(queue=queue, load=(await work.queues.loads()).get(queue.id, QueueLoad()))


async def _check(work: RoutingWork, queue: Queue, before: Queue | None = None) -> None:
    """What it names must be there; members that it had already may have been switched off since."""
    if queue.department_id is not None and all(d.id != queue.department_id for d in await work.departments.all()):
        raise Invalid(Problem(field="department_id", code="unknown"))
    await _check_calendar(work, queue.calendar_id)
    known = set(before.members) if before is not None else set()
    for place, user_id in enumerate(queue.members):
        if user_id in known:
            continue
        try:
            person = await work.users.get(user_id)
        except NotFound as error:
            raise Invalid(Problem(field=f"members.{place}", code="unknown")) from error
        if not person.active:
            raise Invalid(Problem(field=f"members.{place}", code="inactive"))
        if Permission.WRITE_MESSAGES not in person.permissions:
            raise Invalid(Problem(field=f"members.{place}", code="may_not_answer"))
    if queue.overflow is not None:
        others = [other for other in await work.queues.all() if other.id != queue.id]
        check_overflows([*others, queue])


async def _check_calendar(work: RoutingWork, calendar_id: CalendarId | None) -> None:
    if calendar_id is not None and calendar_id not in await work.calendars.get_all([calendar_id]):
        raise Invalid(Problem(field="calendar_id", code="unknown"))
