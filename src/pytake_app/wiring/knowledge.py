"""Use cases of what companies teach, of questions about it with known answers, and of flows drawn by description."""

from dependency_injector import containers, providers

from pytake_adapters.documents.reader import IsolatedDocuments
from pytake_adapters.net.guarded import GuardedLinks, Limits
from pytake_app.settings import Settings
from pytake_domain.ai import EmbedKnowledge, EvaluateAnswers, LearnKnowledge, ReleaseKnowledge, TeachKnowledge
from pytake_domain.flows import DescribeFlows


def _pages(settings: Settings) -> GuardedLinks:
    return GuardedLinks(Limits(private=settings.allow_private_urls, same_host=True))


class KnowledgeUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()
    models = providers.DependenciesContainer()

    _pages = providers.Singleton(_pages, settings)
    _reader = providers.Singleton(IsolatedDocuments)
    teach_knowledge = providers.Singleton(
        TeachKnowledge, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    release_knowledge = providers.Singleton(
        ReleaseKnowledge, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    learn_knowledge = providers.Singleton(
        LearnKnowledge,
        open_work=adapters.open_work,
        reader=_reader,
        pages=_pages,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    embed_knowledge = providers.Singleton(
        EmbedKnowledge, open_work=adapters.open_work, embeddings=models.embeddings, told=models.told
    )
    evaluate_answers = providers.Singleton(
        EvaluateAnswers, open_work=adapters.open_work, desk=models.ai_desk, clock=adapters.clock, ids=adapters.ids
    )
    describe_flows = providers.Singleton(
        DescribeFlows,
        open_work=adapters.open_work,
        models=models.ask_models,
        providers=adapters.whatsapp_providers,
        limiter=adapters.rate_limiter,
        chance=adapters.chance,
        ids=adapters.ids,
    )
