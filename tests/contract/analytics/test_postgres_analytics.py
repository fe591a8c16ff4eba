import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.analytics import HourlyCountsContract, WidgetsContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresHourlyCounts(HourlyCountsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresWidgets(WidgetsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
