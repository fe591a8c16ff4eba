"""What happened, what follows, and the figures of it."""

from functools import cached_property

from pytake_adapters.postgres.costs import PostgresBudgets, PostgresCostCounts
from pytake_adapters.postgres.events import PostgresDeliveries, PostgresEvents
from pytake_adapters.postgres.hourly_counts import PostgresHourlyCounts
from pytake_adapters.postgres.jobs import PostgresJobs
from pytake_adapters.postgres.notifications import PostgresNotifications
from pytake_adapters.postgres.widgets import PostgresWidgets
from pytake_adapters.postgres.works.bound import Bound


class RecordRepositories(Bound):
    """What happened, what follows, and the figures of it."""

    @cached_property
    def events(self) -> PostgresEvents:
        """What happened."""
        return PostgresEvents(self.tenant_id, self.raw, self._config.delivered)

    @cached_property
    def deliveries(self) -> PostgresDeliveries:
        """Events taken for delivery."""
        return PostgresDeliveries(self.tenant_id, self.raw)

    @cached_property
    def hourly(self) -> PostgresHourlyCounts:
        """Counts by the hour."""
        return PostgresHourlyCounts(self.tenant_id, self.raw)

    @cached_property
    def costs(self) -> PostgresCostCounts:
        """Costs by the hour."""
        return PostgresCostCounts(self.tenant_id, self.raw)

    @cached_property
    def budgets(self) -> PostgresBudgets:
        """What a month may cost."""
        return PostgresBudgets(self.tenant_id, self.raw)

    @cached_property
    def widgets(self) -> PostgresWidgets:
        """What people put on their dashboards."""
        return PostgresWidgets(self.tenant_id, self.raw)

    @cached_property
    def notifications(self) -> PostgresNotifications:
        """What people should know."""
        return PostgresNotifications(self.tenant_id, self.raw)

    @cached_property
    def jobs(self) -> PostgresJobs:
        """Work for later."""
        return PostgresJobs(self.tenant_id, self.raw, self._config.clock)
