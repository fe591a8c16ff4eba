"""The model in memory keeps the contract of all of them."""

import pytest

from pytake_domain.ai import ChatModel, Embedder
from pytake_domain.testing.contracts.ai import ModelContract
from pytake_domain.testing.memory.ai import KEY, MemoryModel


class House:
    """See ModelHouse."""

    model = "memory-1"
    secret = KEY

    def __init__(self) -> None:
        self.provider = MemoryModel()

    @property
    def chat(self) -> ChatModel:
        return self.provider

    @property
    def embedder(self) -> Embedder | None:
        return self.provider

    async def trouble(self, kind: str) -> None:
        self.provider.trouble = kind


class TestMemoryModels(ModelContract):
    @pytest.fixture
    def house(self) -> House:
        return House()
