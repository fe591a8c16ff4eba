import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.ai_store import AiSettingsContract, AiUseContract, PromptsContract
from pytake_domain.testing.contracts.ground import Ground


class TestMemoryAiSettings(AiSettingsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryAiUse(AiUseContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryPrompts(PromptsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
