import pytest
from tests.support.ai_desk import AiHouse

from pytake_domain.testing.memory.house import MemoryHouse


@pytest.fixture
async def ai() -> AiHouse:
    """A company that has connected a model."""
    house = MemoryHouse()
    made = AiHouse(house, await house.company())
    await made.connect()
    return made
