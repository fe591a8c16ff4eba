import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.limits import IdempotencyContract


class TestMemoryIdempotency(IdempotencyContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
