"""A provider's adapter with the twin's models behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pytake_adapters.registry import InstalledAi
from pytake_app.twin import CloudTwin
from pytake_app.twin.models import KEY, ModelTrouble
from pytake_domain.ai import ChatModel, Embedder, ModelAccess
from pytake_domain.kernel.secrets import Secret

PATHS = {"openai": "/models/openai/v1", "anthropic": "/models/anthropic"}


class TwinModels:
    """See ModelHouse."""

    model = "twin-small"
    secret = KEY

    def __init__(self, twin: CloudTwin, url: str, protocol: str) -> None:
        self.twin = twin
        self.protocol = protocol
        self.providers = InstalledAi({"private": "true"})
        self.access = ModelAccess(key=Secret(KEY), base_url=url + PATHS[protocol], timeout=2.0)

    @property
    def chat(self) -> ChatModel:
        return self.providers.of(self.protocol).chat(self.access)

    @property
    def embedder(self) -> Embedder | None:
        return self.providers.of(self.protocol).embedder(self.access)

    async def trouble(self, kind: str) -> None:
        slow = 4.0 if kind == "slow" else 0.0
        self.twin.models.trouble[self.protocol] = ModelTrouble(kind=kind, slow=slow)


@asynccontextmanager
async def twin_models(protocol: str) -> AsyncIterator[TwinModels]:
    """Server and adapter of one protocol, for one test."""
    twin = CloudTwin()
    house = TwinModels(twin, await twin.start(), protocol)
    try:
        yield house
    finally:
        await house.providers.aclose()
        await asyncio.wait_for(twin.stop(), 10)
