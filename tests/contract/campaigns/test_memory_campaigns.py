import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.campaigns import CampaignsContract, LedgerContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryCampaigns(CampaignsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
