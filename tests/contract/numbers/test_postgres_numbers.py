import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.numbers import NumberLookupContract, NumbersContract


class TestPostgresNumbers(NumbersContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresNumberLookup(NumberLookupContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
