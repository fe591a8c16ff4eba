"""Use cases of ERPs."""

from dependency_injector import containers, providers

from pytake_app.papers import StoredPapers
from pytake_app.settings import Settings
from pytake_domain.erp import (
    ActOnErps,
    CallJournal,
    CompanyErp,
    ConnectErps,
    ErpTools,
    Fresh,
    IdentifyCustomers,
    LookUp,
    ReachErps,
    ServeCustomers,
    SyncErps,
)
from pytake_domain.kernel.time import Clock
from pytake_domain.messaging import StoreMedia


def _tools(settings: Settings, clock: Clock, journal: CallJournal) -> ErpTools:
    return ErpTools(clock=clock, journal=journal, private=settings.allow_private_urls)


class ErpUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state but answers that are fresh and ERPs that are open."""

    settings: providers.Dependency[Settings] = providers.Dependency(instance_of=Settings)
    adapters = providers.DependenciesContainer()

    _erp_files = providers.Singleton(
        StoreMedia,
        open_work=adapters.open_work,
        store=adapters.media_store,
        inspector=adapters.media_inspector,
        link_reader=adapters.link_reader,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    _erp_tools = providers.Singleton(_tools, settings, adapters.clock, adapters.erp_journal)
    _erp_answers = providers.Singleton(Fresh)
    _erp_papers = providers.Singleton(StoredPapers, _erp_files)
    reach_erps = providers.Singleton(
        ReachErps,
        open_work=adapters.open_work,
        directory=adapters.erp_directory,
        vault=adapters.vault,
        tools=_erp_tools,
    )
    look_up_erps = providers.Singleton(LookUp, open_work=adapters.open_work, fresh=_erp_answers, clock=adapters.clock)
    act_on_erps = providers.Singleton(
        ActOnErps, open_work=adapters.open_work, look_up=look_up_erps, clock=adapters.clock
    )
    identify_customers = providers.Singleton(IdentifyCustomers, open_work=adapters.open_work, clock=adapters.clock)
    erp_desk = providers.Singleton(
        CompanyErp,
        reach=reach_erps,
        look_up=look_up_erps,
        act=act_on_erps,
        identify=identify_customers,
        papers=_erp_papers,
    )
    serve_customers = providers.Singleton(
        ServeCustomers,
        reach=reach_erps,
        look_up=look_up_erps,
        act=act_on_erps,
        desk=erp_desk,
        papers=_erp_papers,
        ids=adapters.ids,
    )
    connect_erps = providers.Singleton(
        ConnectErps,
        open_work=adapters.open_work,
        directory=adapters.erp_directory,
        reach=reach_erps,
        vault=adapters.vault,
        fresh=_erp_answers,
        clock=adapters.clock,
        chance=adapters.chance,
    )
    sync_erps = providers.Singleton(
        SyncErps, open_work=adapters.open_work, reach=reach_erps, clock=adapters.clock, ids=adapters.ids
    )
