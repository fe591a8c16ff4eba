"""Figures of a period, who is there and who waits, what needs attention, and everybody's own widgets."""

import asyncio
import datetime as dt
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from pytake_app.http.edge.paging import Listed, whole
from pytake_app.wire.dashboard import (
    AlertOut,
    ChartOut,
    FunnelOut,
    HeatOut,
    KpisOut,
    MetricsOut,
    OverviewOut,
    QueueStandOut,
    WidgetIn,
    WidgetOut,
    alert_out,
    chart_out,
    funnel_out,
    heat_out,
    kpis_out,
    metrics_out,
    overview_out,
    queue_stand_out,
    widget_of,
    widget_out,
)
from pytake_app.wire.dashboard_export import ExportIn, SheetForm, csv_of, sheet_of, wanted_of, xlsx_of
from pytake_app.wire.routing import AgentOut, agent_out
from pytake_domain.analytics import (
    ManageWidgets,
    Metric,
    PeriodName,
    ReportFigures,
    SheetPrinter,
    Span,
    Wanted,
    WatchAlerts,
    metric_of,
)
from pytake_domain.identity import SignedIn
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import NumberId, WidgetId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.text import Language
from pytake_domain.kernel.time import Clock
from pytake_domain.routing import ManageAgents, ManageQueues

MOST_METRICS = 20


def wanted_period(
    period: FromQuery[str | None] = None,
    since: Annotated[dt.date | None, QueryParameter(name="from")] = None,
    until: Annotated[dt.date | None, QueryParameter(name="to")] = None,
    whatsapp_config_id: FromQuery[UUID | None] = None,
) -> Wanted:
    """today, 7d, 30d, 90d, or days from and to, both included. Raises Invalid."""
    try:
        name = PeriodName(period) if period is not None else None
    except ValueError as error:
        raise Invalid(
            Problem(field="period", code="not_a_choice", params={"choices": ", ".join(PeriodName)})
        ) from error
    number_id = NumberId(whatsapp_config_id) if whatsapp_config_id else None
    return Wanted(name=name, first=since, last=until, number_id=number_id)


class DashboardController(Controller):
    """`/api/v1/dashboard`: figures are up to half a minute late."""

    path = "/api/v1/dashboard"
    tags = ("dashboard",)

    @get("/overview", summary="The numbers of a period")
    async def overview(
        self,
        actor: NamedDependency[Actor],
        report_figures: NamedDependency[ReportFigures],
        wanted_figures: NamedDependency[Wanted],
    ) -> OverviewOut:
        """Each with the period before; the last seven days when none is named."""
        return overview_out(await report_figures.overview(actor, wanted_figures))

    @get("/metrics", summary="Chosen metrics of a period")
    async def metrics(
        self,
        actor: NamedDependency[Actor],
        report_figures: NamedDependency[ReportFigures],
        wanted_figures: NamedDependency[Wanted],
        named: Annotated[str | None, QueryParameter(name="metrics")] = None,
    ) -> MetricsOut:
        """`metrics` names them, with commas between; all without it."""
        span, figures = await report_figures.figures(actor, wanted_figures, _metrics(named))
        return metrics_out(span, list(figures))

    @get("/kpis", summary="Key figures with their trend")
    async def kpis(
        self,
        actor: NamedDependency[Actor],
        report_figures: NamedDependency[ReportFigures],
        wanted_figures: NamedDependency[Wanted],
    ) -> KpisOut:
        """Each with its series."""
        span, figures = await report_figures.figures(actor, wanted_figures)
        return kpis_out(span, list(figures))

    @get("/charts/{metric:str}", summary="A time series")
    async def chart(
        self,
        metric: FromPath[str],
        actor: NamedDependency[Actor],
        report_figures: NamedDependency[ReportFigures],
        wanted_figures: NamedDependency[Wanted],
    ) -> ChartOut:
        """By the hour for two days at most, by the day for more; empty ones too."""
        return chart_out(await report_figures.chart(actor, wanted_figures, metric_of(metric)))

    @get("/heat", summary="A metric by weekday and hour")
    async def heat(
        self,
        actor: NamedDependency[Actor],
        report_figures: NamedDependency[ReportFigures],
        wanted_figures: NamedDependency[Wanted],
        metric: FromQuery[str] = Metric.MESSAGES_RECEIVED.value,
    ) -> HeatOut:
        """When customers write, unless another metric is named."""
        (chosen,) = _metrics(metric, field="metric", most=1)
        return heat_out(await report_figures.heat(actor, wanted_figures, chosen))

    @get("/funnel", summary="How far messages came")
    async def funnel(
        self,
        actor: NamedDependency[Actor],
        report_figures: NamedDependency[ReportFigures],
        wanted_figures: NamedDependency[Wanted],
    ) -> FunnelOut:
        """From queued to read."""
        return funnel_out(await report_figures.overview(actor, wanted_figures))

    @get("/agents", summary="Agents, presence and load")
    async def agents(
        self,
        actor: NamedDependency[Actor],
        manage_agents: NamedDependency[ManageAgents],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[AgentOut]:
        """Everybody who may answer customers, by name."""
        actor.require(Permission.READ_METRICS)
        return whole([agent_out(view) for view in await manage_agents.list(actor)], page_request)

    @get("/queue", summary="Who waits and how long")
    async def queue(
        self,
        actor: NamedDependency[Actor],
        manage_queues: NamedDependency[ManageQueues],
        page_request: NamedDependency[PageRequest],
        clock: NamedDependency[SkipValidation[Clock]],
    ) -> Listed[QueueStandOut]:
        """By queue, by name."""
        actor.require(Permission.READ_METRICS)
        now = clock.now()
        return whole([queue_stand_out(view, now) for view in await manage_queues.queues(actor)], page_request)

    @get("/alerts", summary="What needs attention")
    async def alerts(
        self,
        actor: NamedDependency[Actor],
        watch_alerts: NamedDependency[WatchAlerts],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[AlertOut]:
        """Numbers in a bad state or of poor quality, broken promises, failed sends, templates that were stopped."""
        return whole([alert_out(alert) for alert in await watch_alerts.all(actor)], page_request)


@post("/api/v1/dashboard/export", status_code=200, summary="Take figures away", tags=["dashboard"])
async def export_figures(
    data: JSONBody[ExportIn],
    signed_in: NamedDependency[SignedIn],
    report_figures: NamedDependency[ReportFigures],
    sheet_printer: NamedDependency[SkipValidation[SheetPrinter]],
    clock: NamedDependency[SkipValidation[Clock]],
    reader_language: NamedDependency[Language],
) -> Response[bytes]:
    """As a CSV of every figure by hour or day, a PDF of all against the period before, or an XLSX of both."""
    span, figures = await report_figures.figures(signed_in.actor, wanted_of(data))
    if data.format is SheetForm.CSV:
        return _file(csv_of(span, figures), "text/csv", span, "csv")
    sheet = sheet_of(signed_in.tenant.name, span, figures, reader_language, clock.now())
    if data.format is SheetForm.XLSX:
        book = await asyncio.to_thread(xlsx_of, sheet, span, figures)
        return _file(book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", span, "xlsx")
    return _file(await sheet_printer.sheet(sheet), "application/pdf", span, "pdf")


def _file(content: bytes, kind: str, span: Span, suffix: str) -> Response[bytes]:
    name = f"figures-{span.first.isoformat()}-{span.last.isoformat()}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


class WidgetController(Controller):
    """`/api/v1/dashboard/widgets`."""

    path = "/api/v1/dashboard/widgets"
    tags = ("dashboard",)

    @get(summary="Own widgets")
    async def all(
        self,
        actor: NamedDependency[Actor],
        manage_widgets: NamedDependency[ManageWidgets],
        page_request: NamedDependency[PageRequest],
    ) -> Listed[WidgetOut]:
        """Oldest first."""
        return whole([widget_out(widget) for widget in await manage_widgets.all(actor)], page_request)

    @post(summary="Add a widget")
    async def add(
        self, data: JSONBody[WidgetIn], actor: NamedDependency[Actor], manage_widgets: NamedDependency[ManageWidgets]
    ) -> WidgetOut:
        """Fifty a person at most."""
        return widget_out(await manage_widgets.add(actor, widget_of(data)))

    @put("/{widget_id:uuid}", summary="Change a widget")
    async def change(
        self,
        widget_id: FromPath[UUID],
        data: JSONBody[WidgetIn],
        actor: NamedDependency[Actor],
        manage_widgets: NamedDependency[ManageWidgets],
    ) -> WidgetOut:
        """As a whole."""
        return widget_out(await manage_widgets.change(actor, WidgetId(widget_id), widget_of(data)))

    @delete("/{widget_id:uuid}", summary="Remove a widget")
    async def remove(
        self, widget_id: FromPath[UUID], actor: NamedDependency[Actor], manage_widgets: NamedDependency[ManageWidgets]
    ) -> None:
        """One of one's own."""
        await manage_widgets.remove(actor, WidgetId(widget_id))


def _metrics(named: str | None, *, field: str = "metrics", most: int = MOST_METRICS) -> tuple[Metric, ...]:
    """Raises Invalid."""
    if named is None:
        return tuple(Metric)
    names = [name.strip() for name in named.split(",")]
    if len(names) > most or not set(names) <= set(Metric):
        raise Invalid(Problem(field=field, code="not_a_choice", params={"choices": ", ".join(Metric)}))
    return tuple(Metric(name) for name in names)
