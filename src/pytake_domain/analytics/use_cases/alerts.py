"""What needs somebody's attention now."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from pytake_domain.analytics.metric import Metric, totals
from pytake_domain.analytics.ports import AnalyticsWork
from pytake_domain.kernel.actor import Actor, Permission
from pytake_domain.kernel.page import PageRequest
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.templates import TemplateFilter
from pytake_domain.whatsapp import NumberStatus

BAD = (
    NumberStatus.DISCONNECTED,
    NumberStatus.RESTRICTED,
    NumberStatus.BANNED,
    NumberStatus.CREDENTIALS_BROKEN,
)
POOR = {"red", "low", "yellow", "medium"}
STOPPED = ("paused", "disabled")
FAILURES_SINCE = dt.timedelta(hours=24)
TEMPLATES_MOST = 100


class AlertKind(StrEnum):
    """What it is about."""

    NUMBER_STATE = "number_state"
    NUMBER_QUALITY = "number_quality"
    SLA_BREACHED = "sla_breached"
    FAILED_SENDS = "failed_sends"
    TEMPLATE_STOPPED = "template_stopped"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """`detail` is a stable word: the state, the quality, the template's status; `count` where there are several."""

    kind: AlertKind
    subject_id: UUID | None = None
    name: str = ""
    detail: str = ""
    count: int = 1


class WatchAlerts:
    """Looks when it is asked; nothing of it is stored."""

    def __init__(self, *, open_work: OpenWork[AnalyticsWork], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def all(self, actor: Actor) -> Sequence[Alert]:
        """Numbers first. Failed sends are those of the last 24 hours."""
        actor.require(Permission.READ_METRICS)
        now = self._clock.now()
        async with self._open_work(actor.tenant_id) as work:
            found = await _numbers(work)
            if broken := await work.hourly.broken_promises():
                found.append(Alert(kind=AlertKind.SLA_BREACHED, count=broken))
            lately = await work.hourly.of(now - FAILURES_SINCE, now)
            if failed := totals(lately)[Metric.MESSAGES_FAILED]:
                found.append(Alert(kind=AlertKind.FAILED_SENDS, count=failed))
            return [*found, *await _templates(work)]


async def _numbers(work: AnalyticsWork) -> list[Alert]:
    found = []
    for number in await work.numbers.all():
        if number.is_active and number.status in BAD:
            state = number.status.value
            found.append(Alert(kind=AlertKind.NUMBER_STATE, subject_id=number.id, name=number.name, detail=state))
        quality = (number.quality or "").lower()
        if number.is_active and quality in POOR:
            found.append(Alert(kind=AlertKind.NUMBER_QUALITY, subject_id=number.id, name=number.name, detail=quality))
    return found


async def _templates(work: AnalyticsWork) -> list[Alert]:
    request = PageRequest(limit=TEMPLATES_MOST)
    pages = [await work.templates.page(TemplateFilter(status=status), request) for status in STOPPED]
    return [
        Alert(kind=AlertKind.TEMPLATE_STOPPED, subject_id=each.id, name=each.name, detail=each.status.value)
        for page in pages
        for each in page.items
    ]
