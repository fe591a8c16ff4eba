"""A server, a number of it, and the provider that talks to it."""

from collections.abc import AsyncIterator

import pytest
from tests.support.evolution import CALLBACK, Evolution, a_linked_number

from pytake_adapters.evolution.provider import EvolutionProvider
from pytake_adapters.net.http import TimeOuts
from pytake_domain.whatsapp import OpenNumber


@pytest.fixture
async def server() -> AsyncIterator[Evolution]:
    server = Evolution()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def via(server: Evolution) -> OpenNumber:
    return a_linked_number(server.url)


@pytest.fixture
async def provider() -> AsyncIterator[EvolutionProvider]:
    quick = TimeOuts(connect=1, read=0.3, total=2)
    provider = EvolutionProvider(time_outs=quick, patient=quick, callback_of=lambda _: CALLBACK)
    yield provider
    await provider.aclose()
