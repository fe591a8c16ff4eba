"""How fast is too fast: a number's throughput, and the rate of a number to one person."""

PAIR_BURST = 45.0
PAIR_PER_SECOND = 1 / 6


class Bucket:
    """Holds up to `size` tokens and gains `per_second`; `at` are seconds of any clock."""

    __slots__ = ("_at", "_left", "per_second", "size")

    def __init__(self, size: float, per_second: float, at: float) -> None:
        self.size = size
        self.per_second = per_second
        self._left = size
        self._at = at

    def has_one(self, at: float) -> bool:
        """Is there a token to take?"""
        self._fill(at)
        return self._left >= 1

    def take(self, at: float) -> None:
        """Take one, even where there is none left: what comes in counts and can't be refused."""
        self._fill(at)
        self._left = max(self._left - 1, -self.size)

    def _fill(self, at: float) -> None:
        if at > self._at:
            self._left = min(self.size, self._left + (at - self._at) * self.per_second)
        self._at = at


def pair_bucket(at: float) -> Bucket:
    """One message in six seconds, 45 at once."""
    return Bucket(PAIR_BURST, PAIR_PER_SECOND, at)


def throughput_bucket(messages_per_second: int, at: float) -> Bucket:
    """What a number may carry in and out."""
    return Bucket(messages_per_second, messages_per_second, at)
