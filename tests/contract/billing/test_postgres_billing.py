import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.billing import BillingContract, OutagesContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresBilling(BillingContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresOutages(OutagesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
