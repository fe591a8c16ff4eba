"""Figures of a period: how many, against the period before, cut for charts."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from pytake_domain.analytics.metric import HourCount, Metric, senders, totals, trend
from pytake_domain.analytics.period import PeriodName, Point, Span, heat, series, span_of
from pytake_domain.analytics.ports import AnalyticsWork
from pytake_domain.costs import WatchBudgets
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import NumberId, TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.messaging import OPEN, ConversationFilter

_ONE = PageRequest(limit=1)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which period, of one number or all."""

    name: PeriodName | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    number_id: NumberId | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A value with that of the period before; `trend` in per cent, None where there was nothing."""

    metric: Metric
    value: int
    before: int
    trend: float | None
    spark: Sequence[Point] = ()


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """A period at a glance. `open_now`: conversations by status at this moment, None where there are too many to count."""

    span: Span
    figures: Sequence[Figure]
    by_sender: dict[str, int]
    open_now: dict[str, int | None]


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """A figure along the time."""

    span: Span
    metric: Metric
    points: Sequence[Point]


class Heat(msgspec.Struct, frozen=True, kw_only=True):
    """A figure by weekday, from Monday on, and local hour."""

    span: Span
    metric: Metric
    rows: Sequence[Sequence[int]]


class _Counted(msgspec.Struct, frozen=True, kw_only=True):
    span: Span
    now: dt.datetime
    counts: Sequence[HourCount]
    before: Sequence[HourCount]


class ReportFigures:
    """Reads what was counted by the hour; up to half a minute late, and then exact."""

    def __init__(
        self,
        *,
        open_work: OpenWork[AnalyticsWork],
        clock: Clock,
        budgets: WatchBudgets,
        open_reports: OpenWork[AnalyticsWork] | None = None,
    ) -> None:
        """`open_reports`: where figures are read, which may be some seconds behind; without it, where they are counted."""
        self._open_work = open_work
        self._open_reports = open_reports or open_work
        self._clock = clock
        self._budgets = budgets

    async def overview(self, actor: Actor, wanted: Wanted) -> Overview:
        """Everything that is counted. Raises Forbidden, Invalid, NumberNotFound."""
        actor.require(Permission.READ_METRICS)
        async with self._open_reports(actor.tenant_id) as work:
            counted = await self._count(work, wanted)
            found: dict[str, int | None] = {}
            for status in OPEN:
                narrowed = ConversationFilter(status=(status,), number_id=wanted.number_id)
                found[status.value] = (await work.views.conversations(narrowed, _ONE)).total
        return Overview(span=counted.span, figures=_figures(counted), by_sender=senders(counted.counts), open_now=found)

    async def figures(
        self, actor: Actor, wanted: Wanted, metrics: Sequence[Metric] = tuple(Metric)
    ) -> tuple[Span, Sequence[Figure]]:
        """Chosen ones, each with the period before and its series. Raises as `overview`."""
        actor.require(Permission.READ_METRICS)
        async with self._open_reports(actor.tenant_id) as work:
            counted = await self._count(work, wanted)
        by_metric = {figure.metric: figure for figure in _figures(counted)}
        return counted.span, [
            msgspec.structs.replace(by_metric[metric], spark=series(metric, counted.counts, counted.span, counted.now))
            for metric in dict.fromkeys(metrics)
        ]

    async def chart(self, actor: Actor, wanted: Wanted, metric: Metric) -> Cut:
        """One along the time. Raises as `overview`."""
        span, (figure,) = await self.figures(actor, wanted, (metric,))
        return Cut(span=span, metric=metric, points=figure.spark)

    async def heat(self, actor: Actor, wanted: Wanted, metric: Metric) -> Heat:
        """One by weekday and hour. Raises as `overview`."""
        actor.require(Permission.READ_METRICS)
        async with self._open_reports(actor.tenant_id) as work:
            counted = await self._count(work, wanted)
        return Heat(span=counted.span, metric=metric, rows=heat(metric, counted.counts, counted.span.time_zone))

    async def gather(self, tenant_id: TenantId) -> int:
        """Take up what happened, with what of the budget is spent by it; how many hours were counted anew."""
        async with self._open_work(tenant_id) as work:
            hours = await work.hourly.gather()
            await self._budgets.look(work, tenant_id, self._clock.now())
            return hours

    async def _count(self, work: AnalyticsWork, wanted: Wanted) -> _Counted:
        now = self._clock.now()
        time_zone = (await work.tenants.get()).time_zone
        span = span_of(wanted.name, time_zone, now, wanted.first, wanted.last)
        if wanted.number_id is not None:
            await work.numbers.get(wanted.number_id)
        since, until = span.before(now)
        counts = await work.hourly.of(span.since, span.counted_until(now), number_id=wanted.number_id)
        before = await work.hourly.of(since, until, number_id=wanted.number_id)
        return _Counted(span=span, now=now, counts=counts, before=before)


def _figures(counted: _Counted) -> list[Figure]:
    present, earlier = totals(counted.counts), totals(counted.before)
    return [
        Figure(
            metric=metric,
            value=present[metric],
            before=earlier[metric],
            trend=trend(present[metric], earlier[metric]),
        )
        for metric in Metric
    ]
