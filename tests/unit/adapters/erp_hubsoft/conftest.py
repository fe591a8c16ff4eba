"""HubSoft's recorded answers, and the adapter in front of them."""

from collections.abc import AsyncIterator

import pytest
from tests.support.erp_recorded import RecordedErp, recorded_erp

from pytake_domain.erp import Erp

SECRETS = {"client_secret": "<secret>", "password": "<password>"}
OPTIONS = {"client_id": "12", "username": "api@example.com"}


@pytest.fixture
async def server() -> AsyncIterator[RecordedErp]:
    async with recorded_erp("hubsoft") as server:
        server.gives("authenticate__ok")
        yield server


@pytest.fixture
async def erp(server: RecordedErp) -> AsyncIterator[Erp]:
    erp = server.opened(SECRETS, OPTIONS)
    yield erp
    await erp.aclose()
