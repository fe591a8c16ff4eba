"""Use cases of outgoing webhooks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dependency_injector import containers, providers

from pytake_adapters.net.guarded import Limits
from pytake_adapters.net.receivers import WITHIN, GuardedReceivers
from pytake_app.settings import Settings
from pytake_app.worker.tellers import ApiTellers
from pytake_domain.kernel.ids import TenantId
from pytake_domain.kernel.time import Clock
from pytake_domain.kernel.work import OpenWork
from pytake_domain.webhooks import (
    DeliverWebhooks,
    FollowWebhooks,
    ManageWebhooks,
    PublishEvents,
    SignAndPost,
    WebhookWork,
)

AT_ONCE = 4
"""Works that deliveries may have open: hundreds of requests may end in one moment, and none may wait for a connection in vain."""


def _receivers(settings: Settings) -> GuardedReceivers:
    return GuardedReceivers(Limits(private=settings.allow_private_urls, silence=WITHIN))


def _tellers(settings: Settings, clock: Clock) -> ApiTellers:
    return ApiTellers(clock=clock, public_url=settings.public_url)


class FewWorks:
    """See OpenWork; the others wait for their turn."""

    def __init__(self, open_work: OpenWork[WebhookWork]) -> None:
        self._open_work = open_work
        self._turns = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def __call__(self, tenant_id: TenantId) -> AsyncIterator[WebhookWork]:
        """See the port."""
        async with self._turns, self._open_work(tenant_id) as work:
            yield work


class WebhookUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()

    _receivers = providers.Singleton(_receivers, settings)
    _tellers = providers.Singleton(_tellers, settings, adapters.clock)
    _few_works = providers.Singleton(FewWorks, adapters.open_work)
    _posting = providers.Singleton(SignAndPost, receivers=_receivers, vault=adapters.vault, clock=adapters.clock)
    manage_webhooks = providers.Singleton(
        ManageWebhooks,
        open_work=adapters.open_work,
        receivers=_receivers,
        vault=adapters.vault,
        chance=adapters.chance,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    follow_webhooks = providers.Singleton(
        FollowWebhooks, open_work=adapters.open_work, posting=_posting, clock=adapters.clock, ids=adapters.ids
    )
    publish_events = providers.Singleton(
        PublishEvents, open_work=adapters.open_work, tellers=_tellers, clock=adapters.clock, ids=adapters.ids
    )
    deliver_webhooks = providers.Singleton(
        DeliverWebhooks,
        open_work=_few_works,
        posting=_posting,
        chance=adapters.chance,
        clock=adapters.clock,
        ids=adapters.ids,
    )
