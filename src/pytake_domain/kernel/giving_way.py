"""Work that can wait gives way to work that somebody waits for."""

import msgspec

LEAST = 1 / 16
"""It never stands still: what can wait is to be done as well."""
STEP = 1 / 16


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the time that such work may use: half of it as soon as it is in somebody's way, a step more while it is not."""

    most: float = 1.0
    now: float = 1.0

    def after(self, *, in_the_way: bool) -> "Share":
        """The share of the next turn."""
        least = self.most * LEAST
        now = max(least, self.now / 2) if in_the_way else min(self.most, self.now + self.most * STEP)
        return Share(most=self.most, now=now)

    def rest(self, took: float) -> float:
        """Seconds to leave to others after a turn that took so many."""
        return took * (1 / self.now - 1)
