"""Whom a company writes with."""

from functools import cached_property

from pytake_adapters.postgres.contacts import PostgresContacts, PostgresMerges
from pytake_adapters.postgres.imports import PostgresImports
from pytake_adapters.postgres.people import PostgresAttributes, PostgresContactLists
from pytake_adapters.postgres.segments import PostgresSegments
from pytake_adapters.postgres.tags import PostgresTags
from pytake_adapters.postgres.works.bound import Bound


class ContactRepositories(Bound):
    """Whom a company writes with."""

    @cached_property
    def contacts(self) -> PostgresContacts:
        """Contacts."""
        return PostgresContacts(self.tenant_id, self.raw, self._config.ids, self._config.marks)

    @cached_property
    def tags(self) -> PostgresTags:
        """Words to sort contacts by."""
        return PostgresTags(self.tenant_id, self.raw)

    @cached_property
    def attributes(self) -> PostgresAttributes:
        """What is kept of contacts."""
        return PostgresAttributes(self.tenant_id, self.raw)

    @cached_property
    def contact_lists(self) -> PostgresContactLists:
        """Sets of contacts."""
        return PostgresContactLists(self.tenant_id, self.raw)

    @cached_property
    def segments(self) -> PostgresSegments:
        """Questions about contacts."""
        return PostgresSegments(self.tenant_id, self.raw, self.contacts)

    @cached_property
    def imports(self) -> PostgresImports:
        """Contacts from files."""
        return PostgresImports(self.tenant_id, self.raw, self._config.ids, self._config.marks)

    @cached_property
    def merges(self) -> PostgresMerges:
        """Merges that can be undone."""
        return PostgresMerges(self.tenant_id, self.raw)
