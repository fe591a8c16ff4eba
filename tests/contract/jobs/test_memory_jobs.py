import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.jobs import JobsContract


class TestMemoryJobs(JobsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
