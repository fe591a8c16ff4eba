"""IXC's adapter keeps the contract of all ERPs, with the twin's server of IXC behind it."""

from collections.abc import AsyncIterator

import pytest
from tests.support.erp import TwinHouse, twin_house

from pytake_app.twin.erp.ixcsoft import TOKEN
from pytake_domain.testing.contracts.erp import ErpContract


class TestIxcsoftErp(ErpContract):
    @pytest.fixture
    async def house(self) -> AsyncIterator[TwinHouse]:
        async with twin_house("ixcsoft", {"token": TOKEN}, {"token": "7:another-key"}) as house:
            yield house
