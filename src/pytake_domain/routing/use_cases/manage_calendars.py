"""Business hours with their holidays."""

from collections.abc import Sequence

from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import CalendarId, EventId, Ids
from pytake_domain.kernel.time import BusinessHours, Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing.calendar import Calendar
from pytake_domain.routing.events import QueueChanged
from pytake_domain.routing.ports import RoutingWork


class ManageCalendars:
    """Reads and stores calendars."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def list(self, actor: Actor) -> Sequence[Calendar]:
        """By name."""
        actor.require(Permission.READ_ROUTING)
        async with self._open_work(actor.tenant_id) as work:
            return await work.calendars.all()

    async def put(
        self,
        actor: Actor,
        calendar_id: CalendarId,
        *,
        name: str,
        hours: BusinessHours,
        closed_message: str = "",
        is_default: bool = False,
    ) -> Calendar:
        """Store it under this id, whether there was one or not. Raises RoutingNameTaken, Invalid."""
        actor.require(Permission.MANAGE_ROUTING)
        now = self._clock.now()
        calendar = Calendar(
            id=calendar_id,
            tenant_id=actor.tenant_id,
            name=name.strip(),
            hours=hours,
            closed_message=closed_message,
            is_default=is_default,
            created_at=now,
            updated_at=now,
        )
        async with self._open_work(actor.tenant_id) as work:
            await work.tenants.get(lock=True)
            known = (await work.calendars.get_all([calendar_id])).get(calendar_id)
            if known is not None:
                calendar = replace(calendar, created_at=known.created_at)
            await work.calendars.put(calendar)
            # Whoever goes by it may be open now.
            for queue in await work.queues.all():
                work.events.add(
                    QueueChanged(
                        id=EventId(self._ids.new()),
                        tenant_id=actor.tenant_id,
                        at=now,
                        actor_kind=actor.kind,
                        actor_id=actor.id,
                        queue_id=queue.id,
                    )
                )
        return calendar
