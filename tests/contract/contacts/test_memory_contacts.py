import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.contact_lists import ContactListsContract
from pytake_domain.testing.contracts.contacts import ContactsContract, MergesContract
from pytake_domain.testing.contracts.ground import Ground
from pytake_domain.testing.contracts.imports import ImportsContract
from pytake_domain.testing.contracts.people import PeopleContract
from pytake_domain.testing.contracts.questions import QuestionsContract


class TestMemoryContacts(ContactsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryMerges(MergesContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryPeople(PeopleContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryQuestions(QuestionsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryContactLists(ContactListsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryImports(ImportsContract):
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground
