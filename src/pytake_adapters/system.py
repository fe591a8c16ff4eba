"""The machine's clock, identifiers and chance."""

import datetime as dt
import os
import secrets
import threading
import time
from uuid import UUID

_COUNTER_BITS = 12
_COUNTER_END = 1 << _COUNTER_BITS
_VERSION = 7
_VARIANT = 0b10


class SystemClock:
    """The Clock port on the machine's own clock."""

    def now(self) -> dt.datetime:
        """See the port."""
        return dt.datetime.now(dt.UTC)  # noqa: TID251  this is the one place that may ask


_NOISE = 10


class Uuid7Ids:
    """UUIDs of version 7 (RFC 9562): milliseconds, a counter within them, 62 random bits.

    Each is later than the one before, also when the clock is set back, by going on from the last millisecond.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._counter = 0
        self._noise = b""

    def new(self) -> UUID:
        """See the port."""
        now = time.time_ns() // 1_000_000
        with self._lock:
            if not self._noise:
                self._noise = os.urandom(_NOISE * 100)  # one system call for a hundred ids
            noise, self._noise = int.from_bytes(self._noise[:_NOISE], "big"), self._noise[_NOISE:]
            if now > self._last:
                # Begins in the lower half, so that the counter has room; processes that start together differ anyway.
                self._last, self._counter = now, (noise >> 64) & (_COUNTER_END // 2 - 1)
            else:
                self._counter += 1
                if self._counter == _COUNTER_END:
                    self._last, self._counter = self._last + 1, 0
            at, counter = self._last, self._counter
        rest = noise & ((1 << 62) - 1)
        return UUID(int=at << 80 | _VERSION << 76 | counter << 64 | _VARIANT << 62 | rest)


class SystemChance:
    """The Chance port on the operating system's generator, good enough for secrets."""

    def fraction(self) -> float:
        """See the port."""
        return secrets.randbits(53) / (1 << 53)

    def token(self, size: int) -> str:
        """See the port."""
        return secrets.token_urlsafe(size)
