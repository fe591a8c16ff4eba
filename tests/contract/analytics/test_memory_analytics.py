import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.analytics import HourlyCountsContract, WidgetsContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryHourlyCounts(HourlyCountsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryWidgets(WidgetsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
