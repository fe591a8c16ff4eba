import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.contacts import ContactsContract, MergesContract
from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.people import ImportsContract, PeopleContract


class TestPostgresContacts(ContactsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresMerges(MergesContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresPeople(PeopleContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresImports(ImportsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
