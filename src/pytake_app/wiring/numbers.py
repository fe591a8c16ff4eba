"""Use cases of numbers, their templates, and what providers call."""

from collections.abc import Callable

from dependency_injector import containers, providers

from pytake_app.rates import read_rates
from pytake_app.settings import Settings
from pytake_app.wiring.plan import TenantNumberPlan
from pytake_app.wiring.samples import StoredSamples
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.secrets import Secret
from pytake_domain.messaging import SearchMessages
from pytake_domain.templates import EditTemplates, SubmitTemplates, SyncTemplates
from pytake_domain.whatsapp import AcceptWebhooks, ManageNumbers, ManageProfiles, PairNumbers, RateBook, WatchLinks


def _handshake(settings: Settings) -> Secret | None:
    return Secret(settings.webhook_verify_token) if settings.webhook_verify_token else None


def _hosts(settings: Settings) -> frozenset[str]:
    return frozenset(settings.provider_hosts)


def _rates(settings: Settings) -> RateBook:
    return read_rates(settings.rates)


def _callbacks(settings: Settings) -> Callable[[NumberId], str]:
    """Where a number's provider calls us; nowhere without a public address."""

    def callback_of(number_id: NumberId) -> str:
        return f"{settings.public_url}/api/v1/whatsapp/webhook/{number_id}" if settings.public_url else ""

    return callback_of


class NumberUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()

    rates = providers.Singleton(_rates, settings)
    handshake_token = providers.Singleton(_handshake, settings)
    provider_hosts = providers.Singleton(_hosts, settings)
    number_plan = providers.Singleton(TenantNumberPlan, adapters.open_work)
    accept_webhooks = providers.Singleton(
        AcceptWebhooks,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        inbox=adapters.inbox,
        clock=adapters.clock,
        handshake_token=handshake_token,
    )
    manage_numbers = providers.Singleton(
        ManageNumbers,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        vault=adapters.vault,
        plan=number_plan,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
        provider_hosts=provider_hosts,
    )
    callbacks: providers.Provider[Callable[[NumberId], str]] = providers.Singleton(_callbacks, settings)
    pair_numbers = providers.Singleton(
        PairNumbers,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        callback_of=callbacks,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    watch_links = providers.Singleton(
        WatchLinks,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        inbox=adapters.inbox,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_profiles = providers.Singleton(
        ManageProfiles, providers=adapters.whatsapp_providers, lookup=adapters.number_lookup
    )
    search_messages = providers.Singleton(SearchMessages, open_work=adapters.open_reading)
    edit_templates = providers.Singleton(
        EditTemplates,
        open_work=adapters.open_work,
        gateways=adapters.template_gateways,
        lookup=adapters.number_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    template_samples = providers.Singleton(StoredSamples, adapters.open_work, adapters.media_store)
    submit_templates = providers.Singleton(
        SubmitTemplates,
        open_work=adapters.open_work,
        gateways=adapters.template_gateways,
        lookup=adapters.number_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
        samples=template_samples,
    )
    sync_templates = providers.Singleton(
        SyncTemplates,
        open_work=adapters.open_work,
        gateways=adapters.template_gateways,
        lookup=adapters.number_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
    )
