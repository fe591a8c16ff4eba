import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ai_store import AiSettingsContract, AiUseContract, PromptsContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresAiSettings(AiSettingsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresAiUse(AiUseContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresPrompts(PromptsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
