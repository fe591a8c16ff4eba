import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.desk import ScheduledContract, SurveysContract
from pytake_domain.testing.contracts.desk_facts import DeskToolsContract, FactsContract
from pytake_domain.testing.contracts.ground import Ground


class OnPostgres:
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresScheduled(OnPostgres, ScheduledContract):
    pass


class TestPostgresSurveys(OnPostgres, SurveysContract):
    pass


class TestPostgresDeskTools(OnPostgres, DeskToolsContract):
    pass


class TestPostgresFacts(OnPostgres, FactsContract):
    pass
