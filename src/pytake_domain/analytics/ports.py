"""What figures need from outside."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec

from pytake_domain.analytics.metric import HourCount
from pytake_domain.analytics.widget import Widget
from pytake_domain.campaigns import CampaignWork
from pytake_domain.kernel.ids import NumberId, UserId, WidgetId
from pytake_domain.kernel.text import Language


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table to be taken away: a title, a few words of what it is, columns, and rows of as many cells."""

    title: str
    about: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    language: Language
    made_at: dt.datetime


class SheetPrinter(Protocol):
    """Lays a sheet out on pages."""

    async def sheet(self, sheet: Sheet) -> bytes:
        """As PDF."""
        ...


class HourlyCounts(Protocol):
    """Counts by the hour, inside a work: kept up by `gather`, so that reading them costs the same at any number of messages."""

    async def of(
        self, since: dt.datetime, until: dt.datetime, *, number_id: NumberId | None = None
    ) -> Sequence[HourCount]:
        """Of the hours that begin in between, of one number or all together. What happened since `gather` is not in them."""
        ...

    async def gather(self) -> int:
        """Count the hours anew in which anything changed; how many. Exact for what was committed before."""
        ...

    async def broken_promises(self) -> int:
        """Conversations that are owed an answer or an end that is overdue."""
        ...


class WidgetRepository(Protocol):
    """Widgets of one tenant's people, inside a work."""

    async def add(self, widget: Widget) -> None:
        """Store a new one."""
        ...

    async def get(self, user_id: UserId, widget_id: WidgetId) -> Widget:
        """Raises WidgetNotFound, also for somebody else's."""
        ...

    async def save(self, widget: Widget) -> None:
        """Over the one there is."""
        ...

    async def remove(self, user_id: UserId, widget_id: WidgetId) -> None:
        """Raises WidgetNotFound."""
        ...

    async def of(self, user_id: UserId) -> Sequence[Widget]:
        """Theirs, oldest first."""
        ...


class AnalyticsWork(CampaignWork, Protocol):
    """The part of a work that figures use."""

    @property
    def hourly(self) -> HourlyCounts:
        """Counts by the hour."""
        ...

    @property
    def widgets(self) -> WidgetRepository:
        """What people put on their dashboards."""
        ...
