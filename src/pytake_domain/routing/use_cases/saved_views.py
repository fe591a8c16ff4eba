"""Views of the list of conversations are saved, shown, changed, put in order and removed."""

from collections.abc import Sequence

from msgspec.structs import replace

from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Forbidden, Invalid, NotFound, Problem
from pytake_domain.kernel.ids import Ids, SavedViewId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.routing.errors import SavedViewNotFound, TooManySavedViews
from pytake_domain.routing.ports import RoutingWork
from pytake_domain.routing.saved_view import MOST_EACH, SavedView, ViewFilters


class ManageSavedViews:
    """Own ones are anybody's; those for the whole company a supervisor's."""

    def __init__(self, *, open_work: OpenWork[RoutingWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Sequence[SavedView]:
        """The actor's and the shared ones, in their order."""
        actor.require(Permission.READ_CONVERSATIONS)
        async with self._open_work(actor.tenant_id) as work:
            return await work.saved_views.usable_by(actor.user_id)

    async def add(self, actor: Actor, *, name: str, filters: ViewFilters, shared: bool = False) -> SavedView:
        """Raises Invalid for filters that name what is not there, SavedViewNameTaken, TooManySavedViews, and Forbidden for one
        of its own for a machine.
        """
        actor.require(Permission.READ_CONVERSATIONS)
        if shared or actor.user_id is None:
            actor.require(Permission.MANAGE_ROUTING)
        if not shared and actor.user_id is None:
            raise Forbidden(permission=Permission.READ_CONVERSATIONS.value)
        view = SavedView(
            id=SavedViewId(self._ids.new()),
            tenant_id=actor.tenant_id,
            name=name.strip(),
            filters=filters,
            owner_id=actor.user_id,
            shared=shared,
            created_at=self._clock.now(),
        )
        async with self._open_work(actor.tenant_id) as work:
            await _check(work, filters)
            alike = [v for v in await work.saved_views.usable_by(actor.user_id) if v.shared is shared]
            if len(alike) >= MOST_EACH:
                raise TooManySavedViews(most=MOST_EACH)
            view = replace(view, place=max((v.place for v in alike), default=-1) + 1)
            await work.saved_views.add(view)
        return view

    async def change(
        self,
        actor: Actor,
        view_id: SavedViewId,
        *,
        name: str | None = None,
        filters: ViewFilters | None = None,
        place: int | None = None,
    ) -> SavedView:
        """What is given; `place` puts it there among its kind, from 0. Raises SavedViewNotFound, SavedViewNameTaken, Invalid, and
        Forbidden for a shared one of somebody else's.
        """
        async with self._open_work(actor.tenant_id) as work:
            view = await self._own(work, actor, view_id)
            if filters is not None:
                await _check(work, filters)
            view = replace(view, name=view.name if name is None else name.strip(), filters=filters or view.filters)
            alike = [v for v in await work.saved_views.usable_by(actor.user_id) if v.shared is view.shared]
            order = [v for v in alike if v.id != view.id]
            at = next(n for n, v in enumerate(alike) if v.id == view.id) if place is None else place
            order.insert(max(0, min(at, len(order))), view)
            for number, each in enumerate(order):
                if each is view or each.place != number:
                    await work.saved_views.save(replace(each, place=number))
            return replace(view, place=order.index(view))

    async def remove(self, actor: Actor, view_id: SavedViewId) -> None:
        """Raises SavedViewNotFound, and Forbidden for a shared one of somebody else's."""
        async with self._open_work(actor.tenant_id) as work:
            await self._own(work, actor, view_id)
            await work.saved_views.remove(view_id)

    async def _own(self, work: RoutingWork, actor: Actor, view_id: SavedViewId) -> SavedView:
        """One that the actor may change."""
        actor.require(Permission.READ_CONVERSATIONS)
        view = await work.saved_views.get(view_id)
        if not view.shown_to(actor.user_id):
            raise SavedViewNotFound
        if view.shared and (view.owner_id is None or view.owner_id != actor.user_id):
            actor.require(Permission.MANAGE_ROUTING)
        return view


async def _check(work: RoutingWork, filters: ViewFilters) -> None:
    try:
        field = "filters.assigned_to"
        if filters.assigned_to is not None:
            await work.users.get(filters.assigned_to)
        field = "filters.queue_id"
        if filters.queue_id is not None:
            await work.queues.get(filters.queue_id)
        field = "filters.whatsapp_config_id"
        if filters.number_id is not None:
            await work.numbers.get(filters.number_id)
    except NotFound as error:
        raise Invalid(Problem(field=field, code="unknown")) from error
