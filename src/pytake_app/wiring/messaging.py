"""Use cases of messages, conversations and files."""

from dependency_injector import containers, providers

from pytake_domain.contacts import MergeContacts
from pytake_domain.messaging import (
    BrowseMessaging,
    DeliverMessages,
    ExportConversations,
    FetchMedia,
    FollowIdentities,
    HandleConversations,
    ManageSurveys,
    MuteConversations,
    PrepareMedia,
    ReadMany,
    ReadMedia,
    ReceiveMessages,
    ReconcileSends,
    ScheduleMessages,
    SendMessages,
    ShowPresence,
    SnoozeConversations,
    StoreMedia,
    SweepMedia,
)
from pytake_domain.whatsapp import RateBook


class MessagingUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()
    rates: providers.Dependency[RateBook] = providers.Dependency(instance_of=RateBook)
    merge_contacts: providers.Dependency[MergeContacts] = providers.Dependency(instance_of=MergeContacts)

    receive_messages = providers.Singleton(
        ReceiveMessages,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
        rates=rates,
    )
    reconcile_sends = providers.Singleton(
        ReconcileSends,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    follow_identities = providers.Singleton(FollowIdentities, merging=merge_contacts)
    fetch_media = providers.Singleton(
        FetchMedia,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        store=adapters.media_store,
        inspector=adapters.media_inspector,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    store_media = providers.Singleton(
        StoreMedia,
        open_work=adapters.open_work,
        store=adapters.media_store,
        inspector=adapters.media_inspector,
        link_reader=adapters.link_reader,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    prepare_media = providers.Singleton(
        PrepareMedia,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        store=adapters.media_store,
        inspector=adapters.media_inspector,
        links=adapters.media_links,
        storing=store_media,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    sweep_media = providers.Singleton(
        SweepMedia, open_work=adapters.open_work, store=adapters.media_store, clock=adapters.clock
    )
    deliver_messages = providers.Singleton(
        DeliverMessages,
        open_work=adapters.open_work,
        marks=adapters.outgoing_marks,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        pacer=adapters.pacer,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
        media=prepare_media,
        reconciling=reconcile_sends,
        rates=rates,
    )
    send_messages = providers.Singleton(
        SendMessages,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        lookup=adapters.number_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
        inspector=adapters.media_inspector,
        storing=store_media,
    )
    handle_conversations = providers.Singleton(
        HandleConversations,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    browse_messaging = providers.Singleton(BrowseMessaging, open_work=adapters.open_reading, clock=adapters.clock)
    read_many = providers.Singleton(ReadMany, open_work=adapters.open_reading)
    schedule_messages = providers.Singleton(
        ScheduleMessages,
        open_work=adapters.open_work,
        sending=send_messages,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    mute_conversations = providers.Singleton(MuteConversations, open_work=adapters.open_work, clock=adapters.clock)
    snooze_conversations = providers.Singleton(
        SnoozeConversations, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    manage_surveys = providers.Singleton(ManageSurveys, open_work=adapters.open_work)
    export_conversations = providers.Singleton(
        ExportConversations,
        open_work=adapters.open_work,
        store=adapters.media_store,
        printer=adapters.printer,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    show_presence = providers.Singleton(
        ShowPresence,
        browse=browse_messaging,
        sending=send_messages,
        whispers=adapters.live_feed,
        limiter=adapters.rate_limiter,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    read_media = providers.Singleton(
        ReadMedia,
        open_work=adapters.open_work,
        browse=browse_messaging,
        store=adapters.media_store,
        links=adapters.media_links,
        clock=adapters.clock,
    )
