"""What is spoiled four times in one place is still something that a machine can hold."""

import json

import pytest
from tests.fuzz.changes import WAYS, changed

SEED = json.dumps({"keys": [{"n": "x" * 2_000}, "y" * 500], "text": "z" * 1_500}).encode()
MOST = 64 << 20


@pytest.mark.parametrize("what", [0, 398, 399, 2**20])
@pytest.mark.parametrize("where", range(6))
def test_no_way_grows_without_measure(where: int, what: int) -> None:
    for way in range(len(WAYS)):
        assert len(changed([SEED], 0, [(way, where, what)] * 4)) < MOST, way
