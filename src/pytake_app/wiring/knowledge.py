"""Use cases of what companies teach."""

import logging

from dependency_injector import containers, providers

from pytake_adapters.documents.reader import IsolatedDocuments
from pytake_adapters.net.guarded import GuardedLinks, Limits
from pytake_app.settings import Settings
from pytake_domain.ai import EmbedKnowledge, FindPassages, LearnKnowledge, ModelFailed, NoEmbeddings, TeachKnowledge
from pytake_domain.kernel.ids import TenantId

log = logging.getLogger(__name__)


def _pages(settings: Settings) -> GuardedLinks:
    return GuardedLinks(Limits(private=settings.allow_private_urls, same_host=True))


def told(tenant_id: TenantId, failed: ModelFailed) -> None:
    """That an embedder failed, without a word of what it was asked."""
    log.warning("knowledge of %s: its embedder failed (%s); words alone for now", tenant_id, failed.kind.value)


class KnowledgeUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()

    _pages = providers.Singleton(_pages, settings)
    _reader = providers.Singleton(IsolatedDocuments)
    _embeddings = providers.Singleton(NoEmbeddings)
    _told = providers.Object(told)
    teach_knowledge = providers.Singleton(
        TeachKnowledge, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    learn_knowledge = providers.Singleton(
        LearnKnowledge,
        open_work=adapters.open_work,
        reader=_reader,
        pages=_pages,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    find_passages = providers.Singleton(FindPassages, open_work=adapters.open_work, embeddings=_embeddings, told=_told)
    embed_knowledge = providers.Singleton(
        EmbedKnowledge, open_work=adapters.open_work, embeddings=_embeddings, told=_told
    )
