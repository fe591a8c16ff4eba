import pytest
from tests.support.ground import PostgresGround

from pytake_domain.testing.contracts.contact_lists import ContactListsContract
from pytake_domain.testing.contracts.contacts import ContactsContract, MergesContract
from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.imports import ImportsContract
from pytake_domain.testing.contracts.people import PeopleContract
from pytake_domain.testing.contracts.questions import QuestionsContract


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


class TestPostgresQuestions(QuestionsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresContactLists(ContactListsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground


class TestPostgresImports(ImportsContract):
    @pytest.fixture
    def ground(self, postgres_ground: PostgresGround) -> Ground:
        return postgres_ground
