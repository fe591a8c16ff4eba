"""Use cases of language models."""

import logging

from dependency_injector import containers, providers

from pytake_app.prices import read_prices
from pytake_app.settings import Settings
from pytake_domain.ai import (
    AskModels,
    AssistPeople,
    CompanyAi,
    CompanyEmbeddings,
    FindPassages,
    ManageAi,
    ManagePrompts,
    ModelFailed,
    PriceBook,
)
from pytake_domain.erp import CompanyErp
from pytake_domain.flows import LiquidTexts
from pytake_domain.kernel.ids import TenantId
from pytake_domain.messaging import BrowseMessaging

log = logging.getLogger(__name__)


def _prices(settings: Settings) -> PriceBook:
    return read_prices(settings.ai_prices)


def _told(tenant_id: TenantId, failed: ModelFailed) -> None:
    """That an embedder failed, without a word of what it was asked."""
    log.warning("knowledge of %s: its embedder failed (%s); words alone for now", tenant_id, failed.kind.value)


class AiUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()
    erps: providers.Dependency[CompanyErp] = providers.Dependency(instance_of=CompanyErp)

    _prices = providers.Singleton(_prices, settings)
    _browse = providers.Singleton(BrowseMessaging, open_work=adapters.open_work, clock=adapters.clock)
    _texts = providers.Singleton(LiquidTexts)
    ask_models = providers.Singleton(
        AskModels,
        open_work=adapters.open_work,
        directory=adapters.ai_directory,
        vault=adapters.vault,
        prices=_prices,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    embeddings = providers.Singleton(CompanyEmbeddings, ask_models)
    told = providers.Object(_told)
    passages = providers.Singleton(FindPassages, open_work=adapters.open_work, embeddings=embeddings, told=told)
    ai_desk = providers.Singleton(
        CompanyAi,
        open_work=adapters.open_work,
        models=ask_models,
        passages=passages,
        erps=erps,
        chance=adapters.chance,
    )
    manage_ai = providers.Singleton(
        ManageAi,
        open_work=adapters.open_work,
        directory=adapters.ai_directory,
        models=ask_models,
        vault=adapters.vault,
        prices=_prices,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_prompts = providers.Singleton(
        ManagePrompts, open_work=adapters.open_work, texts=_texts, clock=adapters.clock, ids=adapters.ids
    )
    assist_people = providers.Singleton(
        AssistPeople,
        open_work=adapters.open_work,
        models=ask_models,
        passages=passages,
        browse=_browse,
        texts=_texts,
        limiter=adapters.rate_limiter,
        chance=adapters.chance,
        clock=adapters.clock,
        ids=adapters.ids,
    )
