import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.campaign_people import CampaignPeopleContract
from pytake_domain.testing.contracts.campaigns import CampaignsContract
from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.ledger import LedgerContract


class TestPostgresCampaigns(CampaignsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresLedger(LedgerContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresCampaignPeople(CampaignPeopleContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
