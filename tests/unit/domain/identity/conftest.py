import pytest
from tests.support.identity import House


@pytest.fixture
def house() -> House:
    return House()
