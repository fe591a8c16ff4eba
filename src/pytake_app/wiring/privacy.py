"""Use cases of privacy."""

from dependency_injector import containers, providers

from pytake_domain.contacts import KeepContacts
from pytake_domain.privacy import (
    AskForSubjects,
    EraseSubjects,
    ExportSubjects,
    KeepConsents,
    RetainData,
    WatchPrivacy,
)
from pytake_domain.routing import RemovePeople


class PrivacyUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state."""

    adapters = providers.DependenciesContainer()
    contacts: providers.Dependency[KeepContacts] = providers.Dependency(instance_of=KeepContacts)
    leaving: providers.Dependency[RemovePeople] = providers.Dependency(instance_of=RemovePeople)

    ask_for_subjects = providers.Singleton(
        AskForSubjects, open_work=adapters.open_work, leaving=leaving, clock=adapters.clock, ids=adapters.ids
    )
    erase_subjects = providers.Singleton(
        EraseSubjects,
        open_work=adapters.open_work,
        stores=adapters.personal_data,
        signer=adapters.key_ring,
        audit=adapters.audit_log,
        vault=adapters.vault,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    export_subjects = providers.Singleton(
        ExportSubjects,
        open_work=adapters.open_work,
        store=adapters.media_store,
        printer=adapters.printer,
        clock=adapters.clock,
        ids=adapters.ids,
    )
    keep_consents = providers.Singleton(KeepConsents, open_work=adapters.open_work, contacts=contacts)
    watch_privacy = providers.Singleton(
        WatchPrivacy, open_work=adapters.open_work, keys=adapters.key_ages, clock=adapters.clock
    )
    retain_data = providers.Singleton(
        RetainData,
        open_work=adapters.open_work,
        data=adapters.retained_data,
        audit=adapters.audit_log,
        clock=adapters.clock,
        ids=adapters.ids,
    )
