"""ERPs, what they are owed, and receivers of webhooks."""

from functools import cached_property

from pytake_adapters.postgres.billing import PostgresBilling
from pytake_adapters.postgres.erp import PostgresErpCalls, PostgresErpConnections, PostgresErpSyncs
from pytake_adapters.postgres.erp_records import PostgresErpRecords
from pytake_adapters.postgres.outages import PostgresOutages
from pytake_adapters.postgres.webhooks import PostgresWebhookDeliveries, PostgresWebhooks
from pytake_adapters.postgres.works.bound import Bound


class OutsideRepositories(Bound):
    """ERPs, what they are owed, and receivers of webhooks."""

    @cached_property
    def erp_connections(self) -> PostgresErpConnections:
        """Which ERPs are connected."""
        return PostgresErpConnections(self.tenant_id, self.raw)

    @cached_property
    def erp_records(self) -> PostgresErpRecords:
        """What they said."""
        return PostgresErpRecords(self.tenant_id, self.raw, self._config.fields)

    @cached_property
    def erp_calls(self) -> PostgresErpCalls:
        """What they were asked."""
        return PostgresErpCalls(self.tenant_id, self.raw)

    @cached_property
    def erp_syncs(self) -> PostgresErpSyncs:
        """How far sweeps are."""
        return PostgresErpSyncs(self.tenant_id, self.raw)

    @cached_property
    def outages(self) -> PostgresOutages:
        """Which parts of the network are down."""
        return PostgresOutages(self.tenant_id, self.raw)

    @cached_property
    def billing(self) -> PostgresBilling:
        """Who is reminded of what."""
        return PostgresBilling(self.tenant_id, self.raw, self._config.fields)

    @cached_property
    def webhooks(self) -> PostgresWebhooks:
        """Who is told."""
        return PostgresWebhooks(self.tenant_id, self.raw)

    @cached_property
    def webhook_deliveries(self) -> PostgresWebhookDeliveries:
        """Of what."""
        return PostgresWebhookDeliveries(self.tenant_id, self.raw)
