"""Use cases of flows."""

from dependency_injector import containers, providers

from pytake_domain.ai import CompanyAi
from pytake_domain.erp import CompanyErp
from pytake_domain.flows import (
    AskOutside,
    CarryFlows,
    EditFlows,
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
from pytake_domain.whatsapp import RateBook


class FlowUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()
    erps: providers.Dependency[CompanyErp] = providers.Dependency(instance_of=CompanyErp)
    models: providers.Dependency[CompanyAi] = providers.Dependency(instance_of=CompanyAi)
    rates: providers.Dependency[RateBook] = providers.Dependency(instance_of=RateBook)

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
