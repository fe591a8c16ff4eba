"""Use cases of campaigns."""

from dependency_injector import containers, providers

from pytake_domain.campaigns import (
    BringAudience,
    ControlCampaigns,
    EditCampaigns,
    EstimateCampaigns,
    QueueRecipients,
    ReadResults,
    ReleaseRecipients,
    TryCampaigns,
)
from pytake_domain.flows import LiquidTexts
from pytake_domain.whatsapp import RateBook


class CampaignUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()
    rates: providers.Dependency[RateBook] = providers.Dependency(instance_of=RateBook)
    _texts = providers.Singleton(LiquidTexts)

    edit_campaigns = providers.Singleton(
        EditCampaigns, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    control_campaigns = providers.Singleton(
        ControlCampaigns, open_work=adapters.open_work, texts=_texts, clock=adapters.clock, ids=adapters.ids
    )
    estimate_campaigns = providers.Singleton(
        EstimateCampaigns,
        open_work=adapters.open_work,
        texts=_texts,
        rates=rates,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    bring_audience = providers.Singleton(
        BringAudience,
        open_work=adapters.open_work,
        tables=adapters.tables,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    try_campaigns = providers.Singleton(
        TryCampaigns, open_work=adapters.open_work, texts=_texts, clock=adapters.clock, ids=adapters.ids
    )
    read_results = providers.Singleton(
        ReadResults,
        open_work=adapters.open_work,
        texts=_texts,
        writer=adapters.table_writer,
        clock=adapters.clock,
    )
    queue_recipients = providers.Singleton(QueueRecipients, texts=_texts, ids=adapters.ids)
    release_recipients = providers.Singleton(
        ReleaseRecipients,
        open_work=adapters.open_work,
        texts=_texts,
        queueing=queue_recipients,
        clock=adapters.clock,
        ids=adapters.ids,
    )
