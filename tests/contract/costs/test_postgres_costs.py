import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.costs import BudgetsContract, CostCountsContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresCostCounts(CostCountsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresBudgets(BudgetsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
