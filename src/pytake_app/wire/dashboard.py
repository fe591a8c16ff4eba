"""The dashboard as the API shows it: figures of a period, queues, alerts, widgets."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_domain.analytics import (
    Alert,
    Cut,
    Figure,
    Heat,
    Metric,
    Overview,
    PeriodName,
    Place,
    Span,
    Widget,
    WidgetDraft,
    WidgetKind,
)
from pytake_domain.kernel.ids import NumberId
from pytake_domain.routing import QueueView


class PeriodOut(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """From the beginning of its first day to the end of its last, in the company's time zone."""

    since: dt.datetime
    until: dt.datetime
    time_zone: str


class PointOut(msgspec.Struct, frozen=True):
    """The value of the hour or day that begins at `at`."""

    at: dt.datetime
    value: int


class ValueOut(msgspec.Struct, frozen=True, kw_only=True):
    """A figure, the same of the period before (cut where this one is by now), and the change in per cent."""

    value: int
    previous: int
    trend: float | None


class KpiOut(ValueOut, frozen=True, kw_only=True):
    """With its series, for a small line."""

    metric: str
    spark: list[PointOut]


class FunnelOut(msgspec.Struct, frozen=True, kw_only=True):
    """How far messages of ours came: each of these is part of the one before; those that failed are apart."""

    queued: int
    sent: int
    delivered: int
    read: int
    failed: int


class OverviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """A period at a glance. `open_now`: conversations by status at this moment; null where there are too many to count."""

    period: PeriodOut
    metrics: dict[str, ValueOut]
    funnel: FunnelOut
    by_sender: dict[str, int]
    open_now: dict[str, int | None]


class MetricsOut(msgspec.Struct, frozen=True, kw_only=True):
    """Chosen figures."""

    period: PeriodOut
    metrics: dict[str, ValueOut]


class KpisOut(msgspec.Struct, frozen=True, kw_only=True):
    """Key figures with their trend."""

    period: PeriodOut
    kpis: list[KpiOut]


class ChartOut(msgspec.Struct, frozen=True, kw_only=True):
    """A figure along the time; `bucket` is hour or day."""

    period: PeriodOut
    metric: str
    bucket: str
    points: list[PointOut]


class HeatOut(msgspec.Struct, frozen=True, kw_only=True):
    """A figure by weekday and hour: seven rows from Monday on, of twenty-four local hours each."""

    period: PeriodOut
    metric: str
    rows: list[list[int]]


class QueueStandOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who waits in a queue and since when."""

    queue_id: UUID
    name: str
    waiting: int
    oldest_at: dt.datetime | None
    longest_wait_seconds: int | None
    served: int
    members_on: int
    members_available: int


class AlertOut(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: number_state, number_quality, sla_breached, failed_sends (24 h), template_stopped; `detail` is a stable word."""

    kind: str
    subject_id: UUID | None
    name: str
    detail: str
    count: int


class PlaceIO(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On a grid."""

    x: int = 0
    y: int = 0
    width: int = 1
    height: int = 1


class WidgetIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `kpi`, `chart` or `heat` names its `metric`."""

    kind: WidgetKind
    title: str = ""
    metric: Metric | None = None
    period: PeriodName = PeriodName.WEEK
    whatsapp_config_id: UUID | None = None
    place: PlaceIO = msgspec.field(default_factory=PlaceIO)


class WidgetOut(msgspec.Struct, frozen=True, kw_only=True):
    """One of one's own."""

    id: UUID
    kind: str
    title: str
    metric: str | None
    period: str
    whatsapp_config_id: UUID | None
    place: PlaceIO
    created_at: dt.datetime
    updated_at: dt.datetime


def period_out(span: Span) -> PeriodOut:
    """As the API shows it."""
    return PeriodOut(since=span.since, until=span.until, time_zone=span.time_zone)


def _value(figure: Figure) -> ValueOut:
    return ValueOut(value=figure.value, previous=figure.before, trend=figure.trend)


def overview_out(overview: Overview) -> OverviewOut:
    """As the API shows it."""
    return OverviewOut(
        period=period_out(overview.span),
        metrics={figure.metric.value: _value(figure) for figure in overview.figures},
        funnel=funnel_out(overview),
        by_sender=overview.by_sender,
        open_now=overview.open_now,
    )


def funnel_out(overview: Overview) -> FunnelOut:
    """As the API shows it."""
    values = {figure.metric: figure.value for figure in overview.figures}
    return FunnelOut(
        queued=sum(overview.by_sender.values()),
        sent=values[Metric.MESSAGES_SENT],
        delivered=values[Metric.MESSAGES_DELIVERED],
        read=values[Metric.MESSAGES_READ],
        failed=values[Metric.MESSAGES_FAILED],
    )


def metrics_out(span: Span, figures: list[Figure]) -> MetricsOut:
    """As the API shows it."""
    return MetricsOut(period=period_out(span), metrics={f.metric.value: _value(f) for f in figures})


def kpis_out(span: Span, figures: list[Figure]) -> KpisOut:
    """As the API shows it."""
    kpis = [
        KpiOut(
            metric=f.metric.value,
            value=f.value,
            previous=f.before,
            trend=f.trend,
            spark=[PointOut(p.at, p.value) for p in f.spark],
        )
        for f in figures
    ]
    return KpisOut(period=period_out(span), kpis=kpis)


def chart_out(cut: Cut) -> ChartOut:
    """As the API shows it."""
    return ChartOut(
        period=period_out(cut.span),
        metric=cut.metric.value,
        bucket="hour" if cut.span.is_short else "day",
        points=[PointOut(p.at, p.value) for p in cut.points],
    )


def heat_out(heat: Heat) -> HeatOut:
    """As the API shows it."""
    return HeatOut(period=period_out(heat.span), metric=heat.metric.value, rows=[list(row) for row in heat.rows])


def queue_stand_out(view: QueueView, now: dt.datetime) -> QueueStandOut:
    """As the API shows it."""
    load = view.load
    return QueueStandOut(
        queue_id=view.queue.id,
        name=view.queue.name,
        waiting=load.waiting,
        oldest_at=load.oldest,
        longest_wait_seconds=max(0, int((now - load.oldest).total_seconds())) if load.oldest else None,
        served=load.served,
        members_on=load.members_on,
        members_available=load.members_available,
    )


def alert_out(alert: Alert) -> AlertOut:
    """As the API shows it."""
    return AlertOut(
        kind=alert.kind.value,
        subject_id=alert.subject_id,
        name=alert.name,
        detail=alert.detail,
        count=alert.count,
    )


def widget_of(given: WidgetIn) -> WidgetDraft:
    """As the domain has it. Raises Invalid."""
    place = given.place
    return WidgetDraft(
        kind=given.kind,
        title=given.title.strip(),
        metric=given.metric,
        period=given.period,
        number_id=NumberId(given.whatsapp_config_id) if given.whatsapp_config_id else None,
        place=Place(x=place.x, y=place.y, width=place.width, height=place.height),
    )


def widget_out(widget: Widget) -> WidgetOut:
    """As the API shows it."""
    draft = widget.draft
    place = draft.place
    return WidgetOut(
        id=widget.id,
        kind=draft.kind.value,
        title=draft.title,
        metric=draft.metric.value if draft.metric else None,
        period=draft.period.value,
        whatsapp_config_id=draft.number_id,
        place=PlaceIO(x=place.x, y=place.y, width=place.width, height=place.height),
        created_at=widget.created_at,
        updated_at=widget.updated_at,
    )
