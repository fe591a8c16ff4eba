import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.billing import BillingContract, OutagesContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryBilling(BillingContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryOutages(OutagesContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
