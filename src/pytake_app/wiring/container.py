"""One container for a process, and how it is closed."""

from contextlib import suppress
from typing import Any

from dependency_injector import containers, providers

from pytake_app.settings import Settings
from pytake_app.wiring.adapters import Adapters
from pytake_app.wiring.ai import AiUseCases
from pytake_app.wiring.billing import BillingUseCases
from pytake_app.wiring.campaigns import CampaignUseCases
from pytake_app.wiring.contacts import ContactUseCases
from pytake_app.wiring.desk import DeskUseCases
from pytake_app.wiring.erp import ErpUseCases
from pytake_app.wiring.figures import FigureUseCases
from pytake_app.wiring.flows import FlowUseCases
from pytake_app.wiring.identity import IdentityUseCases
from pytake_app.wiring.knowledge import KnowledgeUseCases
from pytake_app.wiring.messaging import MessagingUseCases
from pytake_app.wiring.notices import NoticeUseCases
from pytake_app.wiring.numbers import NumberUseCases
from pytake_app.wiring.privacy import PrivacyUseCases
from pytake_app.wiring.webhooks import WebhookUseCases


class Container(containers.DeclarativeContainer):
    """Everything."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    notify: providers.Dependency[bool] = providers.Dependency(instance_of=bool, default=True)
    adapters = providers.Container(Adapters, settings=settings, notify=notify)
    erp = providers.Container(ErpUseCases, settings=settings, adapters=adapters)
    billing = providers.Container(BillingUseCases, adapters=adapters, reach=erp.reach_erps, look_up=erp.look_up_erps)
    ai = providers.Container(AiUseCases, settings=settings, adapters=adapters, erps=erp.erp_desk)
    contacts = providers.Container(ContactUseCases, adapters=adapters)
    numbers = providers.Container(NumberUseCases, settings=settings, adapters=adapters)
    messaging = providers.Container(
        MessagingUseCases, adapters=adapters, rates=numbers.rates, merge_contacts=contacts.merge_contacts
    )
    identity = providers.Container(
        IdentityUseCases, adapters=adapters, store_media=messaging.store_media, read_media=messaging.read_media
    )
    desk = providers.Container(DeskUseCases, adapters=adapters)
    figures = providers.Container(FigureUseCases, adapters=adapters, rates=numbers.rates)
    notices = providers.Container(
        NoticeUseCases, adapters=adapters, signed_in=identity.signed_in, mail_tokens=identity.mail_tokens
    )
    flows = providers.Container(
        FlowUseCases, adapters=adapters, erps=erp.erp_desk, models=ai.ai_desk, rates=numbers.rates
    )
    webhooks = providers.Container(WebhookUseCases, settings=settings, adapters=adapters)
    privacy = providers.Container(
        PrivacyUseCases, adapters=adapters, contacts=contacts.keep_contacts, leaving=identity.remove_people
    )
    knowledge = providers.Container(KnowledgeUseCases, settings=settings, adapters=adapters, models=ai)
    campaigns = providers.Container(CampaignUseCases, adapters=adapters, rates=numbers.rates)


def build(settings: Settings, *, notify: bool = True) -> Container:
    """The container of a process; `notify`: tell other processes' workers when a queue grows."""
    return Container(settings=providers.Object(settings), notify=providers.Object(notify))


async def close(container: Container) -> None:
    """Close whatever was opened; each gets its chance, whatever happens to the others."""
    adapters = container.adapters()
    with suppress(Exception):
        await adapters.whatsapp_providers().aclose()
    holding: tuple[Any, ...] = (adapters.media_store(), adapters.media_inspector(), adapters.printer())
    with suppress(Exception):
        await container.erp().reach_erps().aclose()
    with suppress(Exception):
        await adapters.ai_directory().aclose()
    with suppress(Exception):
        await adapters.erp_journal().flush()
    for kept in holding:
        with suppress(Exception):
            await kept.aclose()
    with suppress(Exception):
        await adapters.redis().aclose()
    with suppress(Exception):
        await adapters.redis_listening().aclose()
    for engine in (adapters.engine, adapters.looking_engine):
        with suppress(Exception):
            await engine().dispose()
    with suppress(Exception):
        if (reports := adapters.reports_engine()) is not None:
            await reports.dispose()
    with suppress(Exception):
        await adapters.worker_pool().close()
    adapters.passwords().close()
