"""SGP's adapter keeps the contract of all ERPs, with the twin's server of SGP behind it."""

from collections.abc import AsyncIterator

import pytest
from tests.support.erp import TwinHouse, twin_house

from pytake_app.twin.erp.sisgp import TOKEN
from pytake_domain.testing.contracts.erp import ErpContract


class TestSisgpErp(ErpContract):
    @pytest.fixture
    async def house(self) -> AsyncIterator[TwinHouse]:
        async with twin_house("sisgp", {"token": TOKEN}, {"token": "another"}) as house:
            yield house
