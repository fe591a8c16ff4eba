"""Use cases of contacts, their attributes, lists and segments."""

from dependency_injector import containers, providers

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


class ContactUseCases(containers.DeclarativeContainer):
    """Each built once: they keep no state, transactions are opened per call."""

    adapters = providers.DependenciesContainer()

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
