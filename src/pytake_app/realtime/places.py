"""How many sockets may be open in this process, and how fast each may be spoken to."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from pytake_domain.kernel.actor import Actor
from pytake_domain.kernel.errors import Throttled

MESSAGES_A_SECOND = 20.0
MESSAGES_AT_ONCE = 100
"""Of one socket; what comes faster waits."""
TOO_MANY = 4429
"""Code of a socket that is closed because there are too many."""


class TooManySockets(Throttled):
    """A person, a key or a company has as many as they may; `allowed` says how many that is."""

    code = "TOO_MANY_SOCKETS"


class Places:
    """Counts open sockets."""

    def __init__(self, *, of_one: int, of_company: int) -> None:
        self._of_one = of_one
        self._of_company = of_company
        self._open: Counter[UUID] = Counter()

    @contextmanager
    def taken(self, actor: Actor) -> Iterator[None]:
        """While a socket of this person or key is open. Raises TooManySockets."""
        who, company = actor.id, actor.tenant_id
        for each, allowed in ((who, self._of_one), (company, self._of_company)):
            if each is not None and self._open[each] >= allowed:
                raise TooManySockets(allowed=allowed, retry_after=10)
        counted = [each for each in (who, company) if each is not None]
        self._open.update(counted)
        try:
            yield
        finally:
            self._open.subtract(counted)
            for each in counted:
                if not self._open[each]:
                    del self._open[each]


class Turns:
    """One socket's messages, none faster than it may. Whoever hurries fills their own line, not our memory."""

    def __init__(self, rate: float = MESSAGES_A_SECOND, burst: int = MESSAGES_AT_ONCE) -> None:
        self._each = 1 / rate
        self._room = burst / rate
        self._until = 0.0

    async def take(self) -> None:
        """Returns when it is the next one's turn."""
        now = asyncio.get_running_loop().time()
        self._until = max(self._until, now - self._room) + self._each
        if self._until > now:
            await asyncio.sleep(self._until - now)
