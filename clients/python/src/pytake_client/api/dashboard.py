"""`dashboard`. Made by generate.py out of the OpenAPI document: change that, not this."""

import datetime as dt

from pytake_client.calls import Call, Id, path_of
from pytake_client.types import (
    AgentOut,
    AlertOut,
    ChartOut,
    ConversationOut,
    ExportIn,
    FunnelOut,
    HeatOut,
    KpisOut,
    Listed,
    MetricsOut,
    OverviewOut,
    QueueStandOut,
    WidgetIn,
    WidgetOut,
)


def active(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[ConversationOut]]:
    """Conversations now open.

    Those that the caller may see, by their last message; snoozed ones too.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/conversations/active",
        returns=Listed[ConversationOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def agents(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[AgentOut]]:
    """Agents, presence and load.

    Everybody who may answer customers, by name.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/agents",
        returns=Listed[AgentOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def alerts(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[AlertOut]]:
    """What needs attention.

    Numbers in a bad state or of poor quality, broken promises, failed sends, templates that were stopped.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/alerts",
        returns=Listed[AlertOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def chart(
    metric: Id,
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
) -> Call[ChartOut]:
    """A time series.

    By the hour for two days at most, by the day for more; empty ones too.
    """
    return Call(
        "GET",
        path_of("/api/v1/dashboard/charts/{metric}", metric=metric),
        returns=ChartOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id},
    )


def funnel(
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
) -> Call[FunnelOut]:
    """How far messages came.

    From queued to read.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/funnel",
        returns=FunnelOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id},
    )


def heat(
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
    metric: str | None = None,
) -> Call[HeatOut]:
    """A metric by weekday and hour.

    When customers write, unless another metric is named.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/heat",
        returns=HeatOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id, "metric": metric},
    )


def kpis(
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
) -> Call[KpisOut]:
    """Key figures with their trend.

    Each with its series.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/kpis",
        returns=KpisOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id},
    )


def metrics(
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
    metrics: str | None = None,
) -> Call[MetricsOut]:
    """Chosen metrics of a period.

    `metrics` names them, with commas between; all without it.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/metrics",
        returns=MetricsOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id, "metrics": metrics},
    )


def overview(
    *,
    period: str | None = None,
    from_: dt.date | None = None,
    to: dt.date | None = None,
    whatsapp_config_id: Id | None = None,
) -> Call[OverviewOut]:
    """The numbers of a period.

    Each with the period before; the last seven days when none is named.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/overview",
        returns=OverviewOut,
        query={"period": period, "from": from_, "to": to, "whatsapp_config_id": whatsapp_config_id},
    )


def queue(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[QueueStandOut]]:
    """Who waits and how long.

    By queue, by name.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/queue",
        returns=Listed[QueueStandOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def widgets_all(
    *,
    page: int | None = None,
    limit: int | None = None,
    sort: str | None = None,
    order: str | None = None,
    cursor: str | None = None,
) -> Call[Listed[WidgetOut]]:
    """Own widgets.

    Oldest first.
    """
    return Call(
        "GET",
        "/api/v1/dashboard/widgets",
        returns=Listed[WidgetOut],
        query={"page": page, "limit": limit, "sort": sort, "order": order, "cursor": cursor},
        by_cursor=True,
    )


def widgets_add(body: WidgetIn) -> Call[WidgetOut]:
    """Add a widget.

    Fifty a person at most.
    """
    return Call("POST", "/api/v1/dashboard/widgets", returns=WidgetOut, body=body)


def widgets_change(widget_id: Id, body: WidgetIn) -> Call[WidgetOut]:
    """Change a widget.

    As a whole.
    """
    return Call(
        "PUT", path_of("/api/v1/dashboard/widgets/{widget_id}", widget_id=widget_id), returns=WidgetOut, body=body
    )


def widgets_remove(widget_id: Id) -> Call[None]:
    """Remove a widget.

    One of one's own.
    """
    return Call("DELETE", path_of("/api/v1/dashboard/widgets/{widget_id}", widget_id=widget_id), returns=None)


def export_figures(body: ExportIn) -> Call[bytes]:
    """Take figures away.

    As a CSV of every figure by hour or day, a PDF of all against the period before, or an XLSX of both.
    """
    return Call("POST", "/api/v1/dashboard/export", returns=bytes, body=body)
