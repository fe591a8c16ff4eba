"""Everybody arranges their own dashboard."""

from collections.abc import Sequence

from msgspec.structs import replace

from pytake_domain.analytics.errors import TooManyWidgets
from pytake_domain.analytics.ports import AnalyticsWork
from pytake_domain.analytics.widget import MOST_EACH, Widget, WidgetDraft
from pytake_domain.identity import UserNotFound
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import Ids, UserId, WidgetId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork


class ManageWidgets:
    """Of whoever calls; machines have none."""

    def __init__(self, *, open_work: OpenWork[AnalyticsWork], clock: Clock, ids: Ids) -> None:
        self._open_work = open_work
        self._clock = clock
        self._ids = ids

    async def all(self, actor: Actor) -> Sequence[Widget]:
        """Oldest first."""
        actor.require(Permission.READ_METRICS)
        if actor.user_id is None:
            return ()
        async with self._open_work(actor.tenant_id) as work:
            return await work.widgets.of(actor.user_id)

    async def add(self, actor: Actor, draft: WidgetDraft) -> Widget:
        """Raises Forbidden, NumberNotFound, TooManyWidgets, UserNotFound for machines."""
        user_id, now = _person(actor), self._clock.now()
        widget = Widget(
            id=WidgetId(self._ids.new()),
            tenant_id=actor.tenant_id,
            user_id=user_id,
            draft=draft,
            created_at=now,
            updated_at=now,
        )
        async with self._open_work(actor.tenant_id) as work:
            await _check(work, draft)
            if len(await work.widgets.of(user_id)) >= MOST_EACH:
                raise TooManyWidgets(most=MOST_EACH)
            await work.widgets.add(widget)
        return widget

    async def change(self, actor: Actor, widget_id: WidgetId, draft: WidgetDraft) -> Widget:
        """Raises Forbidden, NumberNotFound, WidgetNotFound."""
        user_id = _person(actor)
        async with self._open_work(actor.tenant_id) as work:
            known = await work.widgets.get(user_id, widget_id)
            await _check(work, draft)
            changed = replace(known, draft=draft, updated_at=self._clock.now())
            await work.widgets.save(changed)
        return changed

    async def remove(self, actor: Actor, widget_id: WidgetId) -> None:
        """Raises Forbidden, WidgetNotFound."""
        user_id = _person(actor)
        async with self._open_work(actor.tenant_id) as work:
            await work.widgets.remove(user_id, widget_id)


async def _check(work: AnalyticsWork, draft: WidgetDraft) -> None:
    if draft.number_id is not None:
        await work.numbers.get(draft.number_id)


def _person(actor: Actor) -> UserId:
    actor.require(Permission.READ_METRICS)
    if actor.user_id is None:
        raise UserNotFound
    return actor.user_id
