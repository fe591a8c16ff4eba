"""A server that does not answer is left alone for a while, so that nobody waits for it in vain."""

import time

FAILURES = 5
FIRST_PAUSE = 10.0
LONGEST_PAUSE = 120.0


class Breaker:
    """Opens after so many failures in a row; after its pause one caller tries, and its fate decides for all."""

    def __init__(self) -> None:
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._until = 0.0
        self._trying = False

    def lets_through(self) -> bool:
        """May a request leave now? Who is let through says `held` or `broke` afterwards."""
        if self._failures < FAILURES:
            return True
        if self._trying or time.monotonic() < self._until:
            return False
        self._trying = True
        return True

    def held(self) -> None:
        """It answered, whatever it said."""
        self._failures, self._pause, self._trying = 0, FIRST_PAUSE, False

    def broke(self) -> None:
        """It did not answer, or not in time."""
        if self._trying:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self._trying = False
        self._failures += 1
        if self._failures >= FAILURES:
            self._until = time.monotonic() + self._pause

    def gave_up(self) -> None:
        """Who was let through went away without an answer."""
        self._trying = False
