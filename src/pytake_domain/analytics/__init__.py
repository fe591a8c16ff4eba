"""Figures and costs of a period, alerts, and the dashboards that people arrange of them."""

from pytake_domain.analytics.errors import MetricNotFound, TooManyWidgets, WidgetNotFound
from pytake_domain.analytics.metric import COUNTERS, SENDERS, HourCount, Metric, metric_of, senders, totals, trend
from pytake_domain.analytics.period import PeriodName, Point, Span, heat, series, span_of
from pytake_domain.analytics.ports import AnalyticsWork, HourlyCounts, Sheet, SheetPrinter, WidgetRepository
from pytake_domain.analytics.use_cases.alerts import Alert, AlertKind, WatchAlerts
from pytake_domain.analytics.use_cases.costs import CostReport, ReportCosts
from pytake_domain.analytics.use_cases.report import Cut, Figure, Heat, Overview, ReportFigures, Wanted
from pytake_domain.analytics.use_cases.widgets import ManageWidgets
from pytake_domain.analytics.widget import Place, Widget, WidgetDraft, WidgetKind
from pytake_domain.kernel.time import midnight

__all__ = [
    "COUNTERS",
    "SENDERS",
    "Alert",
    "AlertKind",
    "AnalyticsWork",
    "CostReport",
    "Cut",
    "Figure",
    "Heat",
    "HourCount",
    "HourlyCounts",
    "ManageWidgets",
    "Metric",
    "MetricNotFound",
    "Overview",
    "PeriodName",
    "Place",
    "Point",
    "ReportCosts",
    "ReportFigures",
    "Sheet",
    "SheetPrinter",
    "Span",
    "TooManyWidgets",
    "Wanted",
    "WatchAlerts",
    "Widget",
    "WidgetDraft",
    "WidgetKind",
    "WidgetNotFound",
    "WidgetRepository",
    "heat",
    "metric_of",
    "midnight",
    "senders",
    "series",
    "span_of",
    "totals",
    "trend",
]
