import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.numbers import NumberLookupContract, NumbersContract


class TestMemoryNumbers(NumbersContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryNumberLookup(NumberLookupContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
