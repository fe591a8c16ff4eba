import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.erp_links import ErpLinksContract
from pytake_domain.testing.contracts.erp_store import ErpConnectionsContract, ErpRecordsContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresErpConnections(ErpConnectionsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresErpRecords(ErpRecordsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresErpLinks(ErpLinksContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
