"""The adapter of this protocol keeps the contract of all models, with the twin's server behind it."""

from collections.abc import AsyncIterator

import pytest
from tests.support.ai import TwinModels, twin_models

from pytake_domain.testing.contracts.ai import ModelContract


class TestOpenAiModels(ModelContract):
    @pytest.fixture
    async def house(self) -> AsyncIterator[TwinModels]:
        async with twin_models("openai") as house:
            yield house
