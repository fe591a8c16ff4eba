"""Figures that people watch live: how many conversations stand where, counted while somebody looks, told when they change."""

import asyncio
import logging

from pytake_app.realtime.hub import Hub
from pytake_app.wire.realtime import MetricsData, told
from pytake_domain.kernel.actor import system
from pytake_domain.kernel.errors import PytakeError
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.page import PageRequest
from pytake_domain.messaging import OPEN, BrowseMessaging, ConversationFilter

log = logging.getLogger(__name__)
PAUSE = 3.0
CHANNEL = "metrics"
_ONE = PageRequest(limit=1)

Figures = dict[str, int | None]
"""Open conversations by status; None where there are too many to count."""


class LiveFigures:
    """For the tenants that somebody watches by a socket of this process."""

    def __init__(self, hub: Hub, browse: BrowseMessaging, *, pause: float = PAUSE) -> None:
        self._hub = hub
        self._browse = browse
        self._pause = pause
        self._told: dict[TenantId, Figures] = {}

    async def run(self) -> None:
        """Until cancelled. What fails is tried again at the next turn."""
        while True:
            await asyncio.sleep(self._pause)
            try:
                await self.turn()
            except PytakeError as error:
                log.warning("figures: %s; next time", type(error).__name__)
            except Exception:
                log.exception("figures failed; next time")

    async def turn(self) -> None:
        """Count for everybody who watches, tell who has not heard these."""
        watched = self._hub.watched(CHANNEL)
        self._told = {tenant_id: told for tenant_id, told in self._told.items() if tenant_id in watched}
        for tenant_id in watched:
            counted = await self._count(tenant_id)
            fresh = self._hub.newcomers(tenant_id, CHANNEL)
            message = self._hub.say("metrics_updated", data=told(MetricsData(conversations=counted)))
            for listener in fresh if counted == self._told.get(tenant_id) else watched[tenant_id]:
                listener.put(message)
            self._told[tenant_id] = counted

    async def _count(self, tenant_id: TenantId) -> Figures:
        actor = system(tenant_id)
        return {
            status.value: (await self._browse.conversations(actor, ConversationFilter(status=(status,)), _ONE)).total
            for status in OPEN
        }
