"""Failed sign-ins: every fifth locks the pair of address and account, each time for twice as long."""

import datetime as dt
import hashlib

import msgspec

FAILURES_A_LOCK = 5
FIRST_LOCK = dt.timedelta(minutes=1)
LONGEST_LOCK = dt.timedelta(days=1)
FORGET_AFTER = dt.timedelta(days=1)
"""A pair that did nothing for so long, counted from the end of its lock, starts over."""


class Failures(msgspec.Struct, frozen=True, kw_only=True):
    """How often a pair failed in a row, and until when it is locked."""

    count: int = 0
    last_at: dt.datetime | None = None
    locked_until: dt.datetime | None = None

    def wait(self, now: dt.datetime) -> dt.timedelta | None:
        """How long the pair still has to wait; None when it may try."""
        if self.locked_until is None or self.locked_until <= now:
            return None
        return self.locked_until - now

    def failed(self, now: dt.datetime) -> "Failures":
        """One more failure."""
        count = (0 if self.is_old(now) else self.count) + 1
        locked = self.locked_until if self.wait(now) is not None else None
        if count % FAILURES_A_LOCK == 0:
            locked = now + lock_time(count)
        return Failures(count=count, last_at=now, locked_until=locked)

    def is_old(self, now: dt.datetime) -> bool:
        """May it be forgotten?"""
        last = max((at for at in (self.last_at, self.locked_until) if at is not None), default=None)
        return last is None or now - last >= FORGET_AFTER


def lock_time(count: int) -> dt.timedelta:
    """What the `count`th failure in a row locks for: one minute at the fifth, then 2, 4 … up to a day."""
    rounds = count // FAILURES_A_LOCK
    if rounds < 1:
        return dt.timedelta()
    return min(FIRST_LOCK * (1 << min(rounds - 1, 20)), LONGEST_LOCK)


def pair(address: str, account: str) -> bytes:
    """What is counted: a fingerprint of where it comes from and whom it is about, so that neither is stored."""
    return hashlib.sha256(f"{address}\x1f{account}".encode("utf-8", "surrogatepass")).digest()
