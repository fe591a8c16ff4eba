"""Figures of the desk as the API shows them."""

import datetime as dt
from uuid import UUID

import msgspec

from pytake_domain.routing import (
    Figures,
    Measured,
    Times,
)


class TimesOut(msgspec.Struct, frozen=True):
    """Seconds, of `count` cases."""

    count: int
    mean: float | None
    median: float | None
    p95: float | None


class FiguresOut(msgspec.Struct, frozen=True, kw_only=True):
    """Of the company, an agent or a queue."""

    resolved: int
    first_answer: TimesOut
    resolution: TimesOut
    ratings: int
    rating: float | None


class AgentFiguresOut(FiguresOut, frozen=True, kw_only=True):
    """Of an agent."""

    user_id: UUID


class QueueFiguresOut(FiguresOut, frozen=True, kw_only=True):
    """Of a queue."""

    queue_id: UUID


class StatsOut(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """Figures of a period, from the beginning of its first day to the end of its last. `by_status`: conversations whose last
    message lies in it.
    """

    since: dt.datetime
    until: dt.datetime
    time_zone: str
    by_status: dict[str, int]
    total: FiguresOut
    agents: list[AgentFiguresOut]
    queues: list[QueueFiguresOut]


def _times(times: Times) -> TimesOut:
    return TimesOut(times.count, times.mean, times.median, times.p95)


def _figures(figures: Figures) -> FiguresOut:
    return FiguresOut(
        resolved=figures.resolved,
        first_answer=_times(figures.first_answer),
        resolution=_times(figures.resolution),
        ratings=figures.ratings,
        rating=figures.rating,
    )


def stats_out(measured: Measured) -> StatsOut:
    """Figures as the API shows them."""
    return StatsOut(
        since=measured.period.since,
        until=measured.period.until,
        time_zone=measured.time_zone,
        by_status=dict(measured.by_status),
        total=_figures(measured.total),
        agents=[
            AgentFiguresOut(user_id=user_id, **msgspec.structs.asdict(_figures(own)))
            for user_id, own in measured.by_agent.items()
        ],
        queues=[
            QueueFiguresOut(queue_id=queue_id, **msgspec.structs.asdict(_figures(own)))
            for queue_id, own in measured.by_queue.items()
        ],
    )
