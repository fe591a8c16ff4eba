"""Queues, agents and their tools."""

from functools import cached_property

from pytake_adapters.postgres.agents import PostgresAgents, PostgresSights
from pytake_adapters.postgres.assignments import (
    PostgresAssignments,
    PostgresSilences,
    PostgresSlaClocks,
    PostgresWaiting,
)
from pytake_adapters.postgres.departments import PostgresCalendars, PostgresDepartments
from pytake_adapters.postgres.queries.facts import PostgresFacts
from pytake_adapters.postgres.queues import PostgresQueues
from pytake_adapters.postgres.saved_views import PostgresCannedReplies, PostgresSavedViews
from pytake_adapters.postgres.works.bound import Bound


class DeskRepositories(Bound):
    """Queues, agents and their tools."""

    @cached_property
    def sights(self) -> PostgresSights:
        """Who sees what."""
        return PostgresSights(self.tenant_id, self.raw)

    @cached_property
    def departments(self) -> PostgresDepartments:
        """Departments."""
        return PostgresDepartments(self.tenant_id, self.raw)

    @cached_property
    def calendars(self) -> PostgresCalendars:
        """Business hours."""
        return PostgresCalendars(self.tenant_id, self.raw)

    @cached_property
    def queues(self) -> PostgresQueues:
        """Where conversations wait."""
        return PostgresQueues(self.tenant_id, self.raw)

    @cached_property
    def agents(self) -> PostgresAgents:
        """Who is there."""
        return PostgresAgents(self.tenant_id, self.raw, self._config.clock)

    @cached_property
    def waiting(self) -> PostgresWaiting:
        """Who waits."""
        return PostgresWaiting(self.tenant_id, self.raw)

    @cached_property
    def assignments(self) -> PostgresAssignments:
        """Who got what."""
        return PostgresAssignments(self.tenant_id, self.raw)

    @cached_property
    def sla_clocks(self) -> PostgresSlaClocks:
        """Promises."""
        return PostgresSlaClocks(self.tenant_id, self.raw)

    @cached_property
    def silences(self) -> PostgresSilences:
        """Where nobody speaks."""
        return PostgresSilences(self.tenant_id, self.raw)

    @cached_property
    def saved_views(self) -> PostgresSavedViews:
        """Filters under a name."""
        return PostgresSavedViews(self.tenant_id, self.raw)

    @cached_property
    def canned_replies(self) -> PostgresCannedReplies:
        """Texts for again and again."""
        return PostgresCannedReplies(self.tenant_id, self.raw)

    @cached_property
    def facts(self) -> PostgresFacts:
        """What happened."""
        return PostgresFacts(self.tenant_id, self.raw)
