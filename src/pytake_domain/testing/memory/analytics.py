"""Figures and widgets in memory."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from pytake_domain.analytics import HourCount, Widget, WidgetNotFound
from pytake_domain.kernel.ids import NumberId, UserId, WidgetId
from pytake_domain.messaging import ConversationChange, ConversationChanged, Direction
from pytake_domain.testing.memory.costs import costs_of
from pytake_domain.testing.memory.store import TenantRows

_COUNTED = (ConversationChange.OPENED, ConversationChange.REOPENED, ConversationChange.RESOLVED)
Key = tuple[dt.datetime, NumberId, str]


class MemoryHourlyCounts:
    """See HourlyCounts."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def of(
        self, since: dt.datetime, until: dt.datetime, *, number_id: NumberId | None = None
    ) -> Sequence[HourCount]:
        """See the port."""
        found: Counter[tuple[dt.datetime, str]] = Counter()
        for (hour, number, counter), count in self._rows.hourly.items():
            if since <= hour < until and number_id in (None, number):
                found[hour, counter] += count
        return [HourCount(hour, counter, count) for (hour, counter), count in sorted(found.items())]

    async def gather(self) -> int:
        """See the port."""
        before, present = self._rows.hourly, dict(self._counted())
        self._rows.hourly = present
        self._rows.hourly_costs = {"": tuple(costs_of(self._rows))}
        return len({key[0] for key in {*before, *present} if before.get(key) != present.get(key)})

    async def broken_promises(self) -> int:
        """See the port."""
        clocks = self._rows.sla_clocks.values()
        return sum(clock.breached_at is not None and clock.stopped_at is None for clock in clocks)

    def _counted(self) -> Counter[Key]:
        found: Counter[Key] = Counter()
        for message in self._rows.messages.values():
            hour = message.created_at.replace(minute=0, second=0, microsecond=0)
            if message.direction is Direction.INBOUND:
                found[hour, message.number_id, "received"] += 1
            else:
                found[hour, message.number_id, message.status.value] += 1
                found[hour, message.number_id, f"by:{message.sent_by.value}"] += 1
        for event in self._rows.event_log:
            if not isinstance(event, ConversationChanged) or event.change not in _COUNTED:
                continue
            if (place := self._rows.conversations.get(event.conversation_id)) is not None:
                hour = event.at.replace(minute=0, second=0, microsecond=0)
                found[hour, place.number_id, event.change.value] += 1
        return found


class MemoryWidgets:
    """See WidgetRepository."""

    def __init__(self, rows: TenantRows) -> None:
        self._rows = rows

    async def add(self, widget: Widget) -> None:
        """See the port."""
        self._rows.widgets[widget.id] = widget

    async def get(self, user_id: UserId, widget_id: WidgetId) -> Widget:
        """See the port."""
        widget = self._rows.widgets.get(widget_id)
        if widget is None or widget.user_id != user_id:
            raise WidgetNotFound
        return widget

    async def save(self, widget: Widget) -> None:
        """See the port."""
        self._rows.widgets[widget.id] = widget

    async def remove(self, user_id: UserId, widget_id: WidgetId) -> None:
        """See the port."""
        await self.get(user_id, widget_id)
        del self._rows.widgets[widget_id]

    async def of(self, user_id: UserId) -> Sequence[Widget]:
        """See the port."""
        return sorted((w for w in self._rows.widgets.values() if w.user_id == user_id), key=lambda w: w.id)
