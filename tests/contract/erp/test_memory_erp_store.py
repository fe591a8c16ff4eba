import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.erp_store import ErpConnectionsContract, ErpRecordsContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryErpConnections(ErpConnectionsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryErpRecords(ErpRecordsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
