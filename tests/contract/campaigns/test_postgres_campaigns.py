import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.campaigns import CampaignsContract, LedgerContract
from pytake_domain.testing.contracts.ground import Ground


class TestPostgresCampaigns(CampaignsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresLedger(LedgerContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
