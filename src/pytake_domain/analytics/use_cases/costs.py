"""What the messages of a period cost."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from pytake_domain.analytics.period import Span, span_of
from pytake_domain.analytics.ports import AnalyticsWork
from pytake_domain.analytics.use_cases.report import Wanted
from pytake_domain.campaigns import CampaignNotFound
from pytake_domain.costs import Cost, CostSource, Group, grouped
from pytake_domain.flows import FlowNotFound
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.ids import CampaignId, FlowId, NumberId
from pytake_domain.kernel.time import Clock, midnight
from pytake_domain.kernel.work import OpenWork

NAMED_MOST = 100
"""The dearest so many campaigns and flows have their names with them."""


class CostReport(msgspec.Struct, frozen=True, kw_only=True):
    """One and the same sum, cut in several ways; days without costs are there too. `unpriced` messages have a category whose
    rate is not known; `names` of the dearest campaigns and flows that are still there.
    """

    span: Span
    totals: Sequence[Group[str]]
    by_day: Sequence[Group[dt.date]]
    by_category: Sequence[Group[str]]
    by_country: Sequence[Group[str]]
    by_number: Sequence[Group[NumberId]]
    by_campaign: Sequence[Group[UUID]]
    by_flow: Sequence[Group[UUID]]
    unpriced: int
    names: Mapping[UUID, str]


class ReportCosts:
    """Reads what was counted by the hour: as late as the dashboard, and then what the messages themselves hold."""

    def __init__(self, *, open_work: OpenWork[AnalyticsWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def report(self, actor: Actor, wanted: Wanted) -> CostReport:
        """Of all numbers, or of one. Raises Forbidden, Invalid, NumberNotFound."""
        actor.require(Permission.READ_METRICS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            span = span_of(wanted.name, (await work.tenants.get()).time_zone, now, wanted.first, wanted.last)
            if wanted.number_id is not None:
                await work.numbers.get(wanted.number_id)
            days = {midnight(day, span.time_zone): day for day in _days(span)}
            until = span.counted_until(now)
            costs = await work.costs.by_day(sorted(days), until, number_id=wanted.number_id)
            campaigns = grouped(costs, _part_of(CostSource.CAMPAIGN))
            flows = grouped(costs, _part_of(CostSource.FLOW))
            names = {**await _campaigns(work, campaigns), **await _flows(work, flows)}
        return CostReport(
            span=span,
            totals=grouped(costs, lambda c: c.currency),
            by_day=_whole(grouped(costs, lambda c: days[c.at]), [day for at, day in days.items() if at < until]),
            by_category=grouped(costs, lambda c: c.category),
            by_country=grouped(costs, lambda c: c.country),
            by_number=grouped(costs, lambda c: c.number_id),
            by_campaign=campaigns,
            by_flow=flows,
            unpriced=sum(c.messages for c in costs if c.currency is None),
            names=names,
        )


def _part_of(source: CostSource) -> Callable[[Cost], UUID | None]:
    """The id of what a message was part of, if of this kind."""
    return lambda cost: cost.source_id if cost.source is source else None


def _days(span: Span) -> list[dt.date]:
    return [span.first + dt.timedelta(days=i) for i in range(span.days)]


def _whole(groups: Sequence[Group[dt.date]], days: Sequence[dt.date]) -> list[Group[dt.date]]:
    """In order, with the days on which nothing was spent."""
    found = {(g.currency, g.key): g for g in groups}
    nothing = Decimal(0)
    return [
        found.get((currency, day)) or Group(day, currency, 0, nothing, nothing)
        for currency in sorted({g.currency for g in groups})
        for day in days
    ]


async def _campaigns(work: AnalyticsWork, groups: Sequence[Group[UUID]]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for group in groups[:NAMED_MOST]:
        try:
            found[group.key] = (await work.campaigns.get(CampaignId(group.key))).name
        except CampaignNotFound:
            continue
    return found


async def _flows(work: AnalyticsWork, groups: Sequence[Group[UUID]]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for group in groups[:NAMED_MOST]:
        try:
            found[group.key] = (await work.flows.get(FlowId(group.key))).name
        except FlowNotFound:
            continue
    return found
