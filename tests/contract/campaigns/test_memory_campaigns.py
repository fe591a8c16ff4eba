import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.campaign_people import CampaignPeopleContract
from pytake_domain.testing.contracts.campaigns import CampaignsContract
from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.ledger import LedgerContract


class TestMemoryCampaigns(CampaignsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryCampaignPeople(CampaignPeopleContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
