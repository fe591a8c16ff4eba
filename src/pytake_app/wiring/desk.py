"""Use cases of the shared inbox: queues, agents, canned replies."""

from dependency_injector import containers, providers

from pytake_domain.flows import LiquidTexts
from pytake_domain.routing import (
    AssignConversations,
    BulkConversations,
    FillTexts,
    FollowConversations,
    ManageAgents,
    ManageCalendars,
    ManageCannedReplies,
    ManageQueues,
    ManageSavedViews,
    MeasureDesk,
    SetSurveys,
    TransferConversations,
    WatchRouting,
)


class DeskUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()

    manage_queues = providers.Singleton(
        ManageQueues, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    manage_calendars = providers.Singleton(
        ManageCalendars, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    manage_agents = providers.Singleton(
        ManageAgents, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    transfer_conversations = providers.Singleton(
        TransferConversations, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    assign_conversations = providers.Singleton(
        AssignConversations, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    follow_conversations = providers.Singleton(
        FollowConversations,
        open_work=adapters.open_work,
        assigning=assign_conversations,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    bulk_conversations = providers.Singleton(
        BulkConversations,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_saved_views = providers.Singleton(
        ManageSavedViews, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    _texts = providers.Singleton(LiquidTexts)
    manage_canned_replies = providers.Singleton(
        ManageCannedReplies, open_work=adapters.open_work, texts=_texts, clock=adapters.clock, ids=adapters.ids
    )
    fill_texts = providers.Singleton(FillTexts, open_work=adapters.open_work, texts=_texts, clock=adapters.clock)
    measure_desk = providers.Singleton(MeasureDesk, open_work=adapters.open_work, clock=adapters.clock)
    set_surveys = providers.Singleton(SetSurveys, open_work=adapters.open_work)
    watch_routing = providers.Singleton(
        WatchRouting, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
