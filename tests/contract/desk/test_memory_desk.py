import pytest
from tests.support.ground import MemoryGround

from pytake_domain.testing.contracts.desk import ScheduledContract, SurveysContract
from pytake_domain.testing.contracts.desk_facts import DeskToolsContract, FactsContract
from pytake_domain.testing.contracts.ground import Ground


class OnMemory:
    @pytest.fixture
    def ground(self, memory_ground: MemoryGround) -> Ground:
        return memory_ground


class TestMemoryScheduled(OnMemory, ScheduledContract):
    pass


class TestMemorySurveys(OnMemory, SurveysContract):
    pass


class TestMemoryDeskTools(OnMemory, DeskToolsContract):
    pass


class TestMemoryFacts(OnMemory, FactsContract):
    pass
