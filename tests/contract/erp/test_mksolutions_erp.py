"""MK's adapter keeps the contract of all ERPs, with the twin's server of MK behind it."""

from collections.abc import AsyncIterator

import pytest
from tests.support.erp import TwinHouse, twin_house

from pytake_app.twin.erp.mksolutions import PASSWORD, TOKEN
from pytake_domain.testing.contracts.erp import ErpContract


class TestMksolutionsErp(ErpContract):
    @pytest.fixture
    async def house(self) -> AsyncIterator[TwinHouse]:
        right, wrong = {"token": TOKEN, "password": PASSWORD}, {"token": TOKEN, "password": "another"}
        async with twin_house("mksolutions", right, wrong) as house:
            yield house
