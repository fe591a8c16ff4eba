"""Widgets: what somebody has put on their dashboard, and where."""

import datetime as dt
from enum import StrEnum

import msgspec

from pytake_domain.analytics.metric import Metric
from pytake_domain.analytics.period import PeriodName
from pytake_domain.kernel.errors import Invalid, Problem
from pytake_domain.kernel.ids import NumberId, TenantId, UserId, WidgetId

MOST_EACH = 50
TITLE_MOST = 120
GRID_MOST = 1_000


class WidgetKind(StrEnum):
    """How it is shown; a `kpi`, `chart` or `heat` names the figure."""

    KPI = "kpi"
    CHART = "chart"
    HEAT = "heat"
    FUNNEL = "funnel"
    AGENTS = "agents"
    QUEUE = "queue"
    ALERTS = "alerts"


_OF_A_METRIC = (WidgetKind.KPI, WidgetKind.CHART, WidgetKind.HEAT)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """On a grid."""

    x: int = 0
    y: int = 0
    width: int = 1
    height: int = 1

    def __post_init__(self) -> None:
        for name, least in (("x", 0), ("y", 0), ("width", 1), ("height", 1)):
            if not least <= getattr(self, name) <= GRID_MOST:
                params: dict[str, str | int] = {"least": least, "most": GRID_MOST}
                raise Invalid(Problem(field=f"place.{name}", code="out_of_range", params=params))


class WidgetDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What its owner decides."""

    kind: WidgetKind
    title: str = ""
    metric: Metric | None = None
    period: PeriodName = PeriodName.WEEK
    number_id: NumberId | None = None
    place: Place = Place()

    def __post_init__(self) -> None:
        if len(self.title) > TITLE_MOST:
            raise Invalid(Problem(field="title", code="too_long", params={"most": TITLE_MOST}))
        if self.kind in _OF_A_METRIC and self.metric is None:
            raise Invalid(Problem(field="metric", code="required"))
        if self.period is PeriodName.CUSTOM:
            raise Invalid(Problem(field="period", code="unknown"))


class Widget(msgspec.Struct, frozen=True, kw_only=True):
    """One person's."""

    id: WidgetId
    tenant_id: TenantId
    user_id: UserId
    draft: WidgetDraft
    created_at: dt.datetime
    updated_at: dt.datetime
