"""HubSoft's adapter keeps the contract of all ERPs, with the twin's server of HubSoft behind it."""

from collections.abc import AsyncIterator

import pytest
from tests.support.erp import TwinHouse, twin_house

from pytake_app.twin.erp.hubsoft import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME
from pytake_domain.testing.contracts.erp import ErpContract


class TestHubsoftErp(ErpContract):
    @pytest.fixture
    async def house(self) -> AsyncIterator[TwinHouse]:
        right, wrong = {"client_secret": CLIENT_SECRET, "password": PASSWORD}, {"client_secret": CLIENT_SECRET}
        options = {"client_id": CLIENT_ID, "username": USERNAME}
        async with twin_house("hubsoft", right, wrong, options) as house:
            yield house
