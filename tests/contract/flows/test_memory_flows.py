import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.flow_history import FlowToolsContract, FlowTracesContract
from pytake_domain.testing.contracts.flows import FlowsContract, FlowSessionsContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryFlows(FlowsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryFlowSessions(FlowSessionsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryFlowTraces(FlowTracesContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryFlowTools(FlowToolsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
