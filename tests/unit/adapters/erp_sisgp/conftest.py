"""SGP's recorded answers, and the adapter in front of them."""

from collections.abc import AsyncIterator

import pytest
from tests.support.erp_recorded import RecordedErp, recorded_erp

from pytake_domain.erp import Erp

SECRETS = {"token": "<token>"}


@pytest.fixture
async def server() -> AsyncIterator[RecordedErp]:
    async with recorded_erp("sisgp") as server:
        yield server


@pytest.fixture
async def erp(server: RecordedErp) -> AsyncIterator[Erp]:
    erp = server.opened(SECRETS)
    yield erp
    await erp.aclose()
