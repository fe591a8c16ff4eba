"""Chance as a port, and choices that stay the same for the same person."""

import hashlib
from collections.abc import Sequence
from typing import Protocol


class Chance(Protocol):
    """Where randomness comes from; tests and replays hand in their own."""

    def fraction(self) -> float:
        """A number from 0 (included) to 1 (excluded)."""
        ...

    def token(self, size: int) -> str:
        """An unguessable URL-safe text made of `size` random bytes."""
        ...


def sticky_fraction(*parts: str) -> float:
    """The same number in [0, 1) for the same parts, evenly spread over different ones."""
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def weighted(weights: Sequence[int], fraction: float) -> int:
    """The index that `fraction` falls on when the weights share [0, 1); all-zero weights give the first."""
    total = sum(weights)
    edge = 0.0
    for index, weight in enumerate(weights):
        edge += weight
        if total and fraction * total < edge:
            return index
    return 0 if not total else len(weights) - 1
