"""Places of texts made of their words by hashing: texts that share words lie near each other."""

import hashlib
import math

from pytake_app.twin.models.words import stems

SIZE = 256


def vector_of(text: str, size: int = SIZE) -> list[float]:
    """Of length one, the same for the same text."""
    found = [0.0] * size
    for stem in stems(text) or {text[:40]}:
        digest = hashlib.blake2s(stem.encode(), digest_size=8).digest()
        place = int.from_bytes(digest[:4], "big") % size
        found[place] += 1.0 if digest[4] % 2 else -1.0
    length = math.sqrt(sum(n * n for n in found)) or 1.0
    return [round(n / length, 6) for n in found]
