"""Use cases of dashboards, costs and alerts."""

from dependency_injector import containers, providers

from pytake_domain.analytics import ManageWidgets, ReportCosts, ReportFigures, WatchAlerts
from pytake_domain.costs import ManageBudgets, WatchBudgets
from pytake_domain.whatsapp import RateBook


class FigureUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()
    rates: providers.Dependency[RateBook] = providers.Dependency(instance_of=RateBook)

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
