import pytest
from tests.support.ground import MemoryGround

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
