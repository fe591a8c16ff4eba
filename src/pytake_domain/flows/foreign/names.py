"""Names of foreign variables as names that ours may have, each its own."""

import re
import unicodedata
from typing import Any

from pytake_domain.flows import limits
from pytake_domain.flows.expressions.names import RESERVED

_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST = 60
_MOST = limits.VARIABLES - 10


class NameBook:
    """Which name a foreign one got. All of them exist from the start of the flow, so that none is ever unknown."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}
        self._taken: dict[str, int] = {}
        self._begins: dict[str, Any] = {}

    def of(self, foreign: str) -> str:
        """Our name for it."""
        if foreign not in self._ours:
            self._ours[foreign] = self._free(slug(foreign))
        return self._ours[foreign]

    def begin(self, foreign: str, value: Any) -> None:
        """What it holds before anything sets it."""
        self._begins[foreign] = value

    def values(self) -> dict[str, Any]:
        """All that were ever asked for, with what they hold at first; as many as a session may have."""
        used = list(self._ours.items())[:_MOST]
        return {ours: self._begins.get(foreign) for foreign, ours in used}

    @property
    def beyond(self) -> int:
        """How many of them are more than a session can hold."""
        return max(0, len(self._ours) - _MOST)

    def _free(self, name: str) -> str:
        free = name
        while free in self._taken:
            self._taken[name] += 1
            free = f"{name[: _LONGEST - 6]}_{self._taken[name]}"
        self._taken[free] = 1
        return free


def slug(foreign: str) -> str:
    """A name with nothing but letters, digits and lines, without accents, that means nothing of our own."""
    plain = unicodedata.normalize("NFKD", foreign[:200]).encode("ascii", "ignore").decode()
    name = _OTHER.sub("_", plain.lower()).strip("_")[:_LONGEST] or "value"
    return f"var_{name}" if name[0].isdigit() or name in RESERVED else name
