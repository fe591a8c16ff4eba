"""What the domain relies on from whoever counts failed sign-ins."""

import datetime as dt
import secrets

import pytest

from pytake_domain.identity import LockOuts
from pytake_domain.testing.builders import AT

MINUTE = dt.timedelta(minutes=1)


class LockOutContract:
    """Fixture to fill in: `lock_outs`."""

    @pytest.fixture
    def lock_outs(self) -> LockOuts:
        """The counters under test."""
        pytest.fail("the subclass supplies `lock_outs`")

    @pytest.fixture
    def pair(self) -> bytes:
        """A pair that no other case uses."""
        return secrets.token_bytes(32)

    async def test_failures_add_up_until_the_pair_is_locked(self, lock_outs: LockOuts, pair: bytes) -> None:
        for count in range(1, 5):
            after = await lock_outs.fail(pair, AT)
            assert (after.count, after.wait(AT)) == (count, None)

        locked = await lock_outs.fail(pair, AT)

        assert locked.wait(AT) == MINUTE
        assert await lock_outs.get(pair) == locked
        assert (await lock_outs.get(secrets.token_bytes(32))).count == 0

    async def test_a_success_forgets(self, lock_outs: LockOuts, pair: bytes) -> None:
        await lock_outs.fail(pair, AT)

        assert (await lock_outs.clear(pair, AT)).count == 1
        assert (await lock_outs.get(pair)).count == 0
        assert (await lock_outs.clear(pair, AT)).count == 0

    async def test_a_success_does_not_unlock(self, lock_outs: LockOuts, pair: bytes) -> None:
        for _ in range(5):
            await lock_outs.fail(pair, AT)

        assert (await lock_outs.clear(pair, AT)).wait(AT) == MINUTE
        assert (await lock_outs.get(pair)).count == 5
        assert (await lock_outs.clear(pair, AT + MINUTE)).wait(AT + MINUTE) is None
        assert (await lock_outs.get(pair)).count == 0
