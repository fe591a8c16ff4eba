"""Flows, their versions and who is in them."""

from functools import cached_property

from pytake_adapters.postgres.flow_sessions import PostgresFlowSessions
from pytake_adapters.postgres.flow_tools import PostgresFlowCases, PostgresSimulations
from pytake_adapters.postgres.flow_traces import PostgresFlowTraces
from pytake_adapters.postgres.flows import PostgresFlows, PostgresFlowVersions
from pytake_adapters.postgres.works.bound import Bound


class FlowRepositories(Bound):
    """Flows, their versions and who is in them."""

    @cached_property
    def flows(self) -> PostgresFlows:
        """Drafts of flows."""
        return PostgresFlows(self.tenant_id, self.sql)

    @cached_property
    def flow_versions(self) -> PostgresFlowVersions:
        """What runs."""
        return PostgresFlowVersions(self.tenant_id, self.sql)

    @cached_property
    def flow_sessions(self) -> PostgresFlowSessions:
        """Who is where in a flow."""
        return PostgresFlowSessions(self.tenant_id, self.raw)

    @cached_property
    def flow_traces(self) -> PostgresFlowTraces:
        """Who went where in a flow."""
        return PostgresFlowTraces(self.tenant_id, self.raw)

    @cached_property
    def flow_cases(self) -> PostgresFlowCases:
        """What flows must go on doing."""
        return PostgresFlowCases(self.tenant_id, self.raw)

    @cached_property
    def simulations(self) -> PostgresSimulations:
        """Flows that are being tried."""
        return PostgresSimulations(self.tenant_id, self.raw)
