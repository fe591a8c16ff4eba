"""Use cases of reminders and outages."""

from dependency_injector import containers, providers

from pytake_domain.billing import EditReminderRules, ManageOutages, PreviewReminders, RemindCustomers
from pytake_domain.erp import LookUp, ReachErps
from pytake_domain.flows import LiquidTexts


class BillingUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state."""

    adapters = providers.DependenciesContainer()
    reach: providers.Dependency[ReachErps] = providers.Dependency(instance_of=ReachErps)
    look_up: providers.Dependency[LookUp] = providers.Dependency(instance_of=LookUp)

    _reminder_texts = providers.Singleton(LiquidTexts)
    edit_reminder_rules = providers.Singleton(
        EditReminderRules,
        open_work=adapters.open_work,
        texts=_reminder_texts,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    preview_reminders = providers.Singleton(
        PreviewReminders, open_work=adapters.open_work, texts=_reminder_texts, clock=adapters.clock
    )
    remind_customers = providers.Singleton(
        RemindCustomers,
        open_work=adapters.open_work,
        reach=reach,
        look_up=look_up,
        texts=_reminder_texts,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    manage_outages = providers.Singleton(
        ManageOutages, open_work=adapters.open_work, clock=adapters.clock, ids=adapters.ids
    )
