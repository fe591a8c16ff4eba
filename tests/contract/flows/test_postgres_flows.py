import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.flow_history import FlowToolsContract, FlowTracesContract
from pytake_domain.testing.contracts.flows import FlowsContract, FlowSessionsContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresFlows(FlowsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresFlowSessions(FlowSessionsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresFlowTraces(FlowTracesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresFlowTools(FlowToolsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
