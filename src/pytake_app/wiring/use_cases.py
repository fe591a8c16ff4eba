"""Ports in, use cases out."""

from collections.abc import Callable

from dependency_injector import containers, providers

from pytake_app.rates import read_rates
from pytake_app.settings import Settings
from pytake_app.wiring.logos import StoredLogos
from pytake_app.wiring.plan import TenantNumberPlan
from pytake_app.wiring.samples import StoredSamples
from pytake_domain.ai import CompanyAi
from pytake_domain.analytics import ManageWidgets, ReportCosts, ReportFigures, WatchAlerts
from pytake_domain.contacts import (
    ChangeManyContacts,
    DefineAttributes,
    ExportContacts,
    ImportContacts,
    KeepContacts,
    ManageContactLists,
    ManageContacts,
    ManageSegments,
    MergeContacts,
)
from pytake_domain.costs import ManageBudgets, WatchBudgets
from pytake_domain.erp import CompanyErp
from pytake_domain.flows import (
    AskOutside,
    CarryFlows,
    EditFlows,
    LiquidTexts,
    LookAtVersions,
    LookBack,
    PublishFlows,
    RunFlows,
    SetOffFlows,
    SimulateFlows,
    StartFlows,
    TryRequests,
    read_any,
)
from pytake_domain.identity import (
    AppointAdministrators,
    Authenticate,
    BrandTenants,
    EraseTenants,
    MailPeople,
    MailTokens,
    ManageApiKeys,
    ManagePasskeys,
    ManagePasswords,
    ManageRoles,
    ManageSecondFactors,
    ManageSessions,
    ManageSignInRules,
    ManageSignOn,
    ManageTenants,
    ManageUsers,
    ReadActivity,
    ReadMe,
    RecoverAccess,
    RegisterTenants,
    SecondSteps,
    SignedInCache,
    SignIn,
    SignInWithPasskeys,
    SignOnByProvider,
    TokenIssuer,
    VerifySecondSteps,
)
from pytake_domain.kernel.ids import NumberId
from pytake_domain.kernel.secrets import Secret
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
    SearchMessages,
    SendMessages,
    ShowPresence,
    SnoozeConversations,
    StoreMedia,
    SweepMedia,
)
from pytake_domain.notifications import BrowseNotifications, MailNotices, NotifyPeople
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
    RemovePeople,
    SetSurveys,
    TransferConversations,
    WatchRouting,
)
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


class UseCases(containers.DeclarativeContainer):
    """All use cases, each built once: they keep no state, transactions are opened per call."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()
    erps: providers.Dependency[CompanyErp] = providers.Dependency(instance_of=CompanyErp)
    models: providers.Dependency[CompanyAi] = providers.Dependency(instance_of=CompanyAi)

    rates = providers.Singleton(_rates, settings)
    signed_in = providers.Singleton(SignedInCache)
    issuer = providers.Singleton(TokenIssuer, tokens=adapters.key_ring, ids=adapters.ids, chance=adapters.chance)
    second_steps = providers.Singleton(SecondSteps, vault=adapters.vault)
    authenticate = providers.Singleton(
        Authenticate,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        tokens=adapters.key_ring,
        cache=signed_in,
        clock=adapters.clock,
    )
    register_tenants = providers.Singleton(
        RegisterTenants,
        open_work=adapters.open_work,
        hasher=adapters.passwords,
        issuer=issuer,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    sign_in = providers.Singleton(
        SignIn,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        lock_outs=adapters.lock_outs,
        hasher=adapters.passwords,
        issuer=issuer,
        steps=second_steps,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_sessions = providers.Singleton(
        ManageSessions, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    read_me = providers.Singleton(ReadMe, open_work=adapters.open_reading)
    manage_passwords = providers.Singleton(
        ManagePasswords,
        open_work=adapters.open_work,
        hasher=adapters.passwords,
        lock_outs=adapters.lock_outs,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    manage_users = providers.Singleton(
        ManageUsers,
        open_work=adapters.open_work,
        hasher=adapters.passwords,
        proofs=manage_passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    verify_second_steps = providers.Singleton(
        VerifySecondSteps,
        open_work=adapters.open_work,
        vault=adapters.vault,
        steps=second_steps,
        lock_outs=adapters.lock_outs,
        issuer=issuer,
        clock=adapters.clock,
    )
    manage_second_factors = providers.Singleton(
        ManageSecondFactors,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        vault=adapters.vault,
        passwords=manage_passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    manage_passkeys = providers.Singleton(
        ManagePasskeys,
        open_work=adapters.open_work,
        ceremonies=adapters.ceremonies,
        verifier=adapters.passkey_verifier,
        passwords=manage_passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    sign_in_with_passkeys = providers.Singleton(
        SignInWithPasskeys,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        ceremonies=adapters.ceremonies,
        verifier=adapters.passkey_verifier,
        lock_outs=adapters.lock_outs,
        limiter=adapters.rate_limiter,
        steps=second_steps,
        issuer=issuer,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    manage_sign_in_rules = providers.Singleton(
        ManageSignInRules, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    manage_sign_on = providers.Singleton(
        ManageSignOn,
        open_work=adapters.open_work,
        providers=adapters.open_id_providers,
        vault=adapters.vault,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    sign_on_by_provider = providers.Singleton(
        SignOnByProvider,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        directory=adapters.tenant_directory,
        providers=adapters.open_id_providers,
        ceremonies=adapters.ceremonies,
        hasher=adapters.passwords,
        issuer=issuer,
        vault=adapters.vault,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    read_activity = providers.Singleton(ReadActivity, open_work=adapters.open_work)
    remove_people = providers.Singleton(
        RemovePeople, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    manage_api_keys = providers.Singleton(
        ManageApiKeys,
        open_work=adapters.open_work,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    mail_tokens = providers.Singleton(MailTokens, vault=adapters.vault)
    mail_people = providers.Singleton(
        MailPeople,
        open_work=adapters.open_work,
        tokens=mail_tokens,
        mailer=adapters.mailer,
        texts=adapters.mail_texts,
        clock=adapters.clock,
    )
    recover_access = providers.Singleton(
        RecoverAccess,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        passwords=manage_passwords,
        hasher=adapters.passwords,
        tokens=mail_tokens,
        mailer=adapters.mailer,
        limiter=adapters.rate_limiter,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_roles = providers.Singleton(
        ManageRoles, open_work=adapters.open_work, cache=signed_in, clock=adapters.clock, ids=adapters.ids
    )
    manage_tenants = providers.Singleton(
        ManageTenants,
        open_work=adapters.open_work,
        directory=adapters.tenant_directory,
        hasher=adapters.passwords,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
        chance=adapters.chance,
    )
    erase_tenants = providers.Singleton(
        EraseTenants,
        open_work=adapters.open_work,
        stores=adapters.tenant_stores,
        erasures=adapters.erasures,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    appoint_administrators = providers.Singleton(
        AppointAdministrators,
        open_work=adapters.open_work,
        lookup=adapters.identity_lookup,
        clock=adapters.clock,
        ids=adapters.ids,
    )

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
    merge_contacts = providers.Singleton(
        MergeContacts, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    manage_contacts = providers.Singleton(
        ManageContacts,
        open_work=adapters.open_work,
        open_reading=adapters.open_reading,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    keep_contacts = providers.Singleton(
        KeepContacts, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    change_many_contacts = providers.Singleton(
        ChangeManyContacts, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    import_contacts = providers.Singleton(
        ImportContacts,
        open_work=adapters.open_work,
        tables=adapters.tables,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    export_contacts = providers.Singleton(
        ExportContacts,
        open_work=adapters.open_work,
        writer=adapters.table_writer,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    define_attributes = providers.Singleton(
        DefineAttributes, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    manage_contact_lists = providers.Singleton(
        ManageContactLists, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    manage_segments = providers.Singleton(
        ManageSegments, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
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
    logos = providers.Singleton(StoredLogos, store_media, read_media)
    brand_tenants = providers.Singleton(
        BrandTenants, tenants=manage_tenants, directory=adapters.tenant_directory, logos=logos
    )

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
    texts = providers.Singleton(LiquidTexts)
    manage_canned_replies = providers.Singleton(
        ManageCannedReplies, open_work=adapters.open_work, texts=texts, clock=adapters.clock, ids=adapters.ids
    )
    fill_texts = providers.Singleton(FillTexts, open_work=adapters.open_work, texts=texts, clock=adapters.clock)
    measure_desk = providers.Singleton(MeasureDesk, open_work=adapters.open_work, clock=adapters.clock)
    watch_budgets = providers.Singleton(WatchBudgets, ids=adapters.ids)
    manage_budgets = providers.Singleton(
        ManageBudgets, open_work=adapters.open_work, rates=rates, watch=watch_budgets, clock=adapters.clock
    )
    report_costs = providers.Singleton(ReportCosts, open_work=adapters.open_reports, clock=adapters.clock)
    report_figures = providers.Singleton(
        ReportFigures,
        open_work=adapters.open_work,
        open_reports=adapters.open_reports,
        clock=adapters.clock,
        budgets=watch_budgets,
    )
    watch_alerts = providers.Singleton(WatchAlerts, open_work=adapters.open_work, clock=adapters.clock)
    manage_widgets = providers.Singleton(
        ManageWidgets, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    notify_people = providers.Singleton(
        NotifyPeople, open_work=adapters.open_work, mailer=adapters.mailer, clock=adapters.clock, ids=adapters.ids
    )
    mail_notices = providers.Singleton(
        MailNotices,
        open_work=adapters.open_work,
        tokens=mail_tokens,
        mailer=adapters.mailer,
        texts=adapters.notice_texts,
        cache=signed_in,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    browse_notifications = providers.Singleton(BrowseNotifications, open_work=adapters.open_work, clock=adapters.clock)
    set_surveys = providers.Singleton(SetSurveys, open_work=adapters.open_work)
    watch_routing = providers.Singleton(
        WatchRouting, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )

    edit_flows = providers.Singleton(
        EditFlows,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        clock=adapters.clock,
        ids=adapters.ids,
        rates=rates,
    )
    publish_flows = providers.Singleton(
        PublishFlows,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    run_flows = providers.Singleton(
        RunFlows,
        open_work=adapters.open_work,
        providers=adapters.whatsapp_providers,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    ask_outside = providers.Singleton(
        AskOutside,
        open_work=adapters.open_work,
        run_flows=run_flows,
        apis=adapters.api_caller,
        erps=erps,
        models=models,
        clock=adapters.clock,
    )
    try_requests = providers.Singleton(
        TryRequests,
        open_work=adapters.open_work,
        apis=adapters.api_caller,
        limiter=adapters.rate_limiter,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    look_at_versions = providers.Singleton(
        LookAtVersions, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    simulate_flows = providers.Singleton(
        SimulateFlows, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
    look_back = providers.Singleton(LookBack, open_work=adapters.open_work, rates=rates)
    start_flows = providers.Singleton(
        StartFlows, open_work=adapters.open_work, run_flows=run_flows, clock=adapters.clock, ids=adapters.ids
    )
    carry_flows = providers.Singleton(
        CarryFlows, open_work=adapters.open_work, edit_flows=edit_flows, read=providers.Object(read_any)
    )
    set_off_flows = providers.Singleton(SetOffFlows, open_work=adapters.open_work, clock=adapters.clock)
