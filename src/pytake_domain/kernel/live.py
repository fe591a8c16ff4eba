"""The live feed: what people who are watching see at once. Never the only copy of anything."""

from collections.abc import Sequence
from typing import Protocol

from pytake_domain.kernel.events import Event


class Whispers(Protocol):
    """What holds for moments only: told to who watches now, kept nowhere."""

    async def whisper(self, event: Event) -> None:
        """Best effort; never raises."""
        ...


class LiveFeed(Protocol):
    """Tells who is watching."""

    async def publish(self, events: Sequence[Event]) -> None:
        """After the commit; best effort. What could not be told is made up by reading again, so it never raises."""
        ...
