import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.knowledge import EvaluationsContract, KnowledgeContract


class TestPostgresKnowledge(KnowledgeContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresEvaluations(EvaluationsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
