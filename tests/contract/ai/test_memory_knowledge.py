import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.knowledge import EvaluationsContract, KnowledgeContract


class TestMemoryKnowledge(KnowledgeContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryEvaluations(EvaluationsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
