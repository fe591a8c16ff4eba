import pytest
from tests.unit.domain.campaigns.companies import Marketing, marketing_of

from pytake_domain.testing.memory.house import Line


@pytest.fixture
async def marketing(line: Line) -> Marketing:
    return await marketing_of(line)
