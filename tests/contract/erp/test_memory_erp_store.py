import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.erp_links import ErpLinksContract
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


class TestMemoryErpLinks(ErpLinksContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
