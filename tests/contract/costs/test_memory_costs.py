import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.costs import BudgetsContract, CostCountsContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryCostCounts(CostCountsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryBudgets(BudgetsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
