"""The few places at a server that does not bear many at once: waited for with patience, in no queue that leads nowhere."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar

PATIENCE = 10.0
"""Seconds that somebody waits for a place."""
MOST_WAITING = 64
SOONEST, LATEST = 5, 60
"""Seconds that those are told to wait for whom there is no place: as long as those before them will take, within these bounds. A
crowd that comes back every few seconds would hold up what has nothing to do with a slow server. Those who were refused lately are
before them too, since they will come back.
"""
FORGOTTEN = 30.0
"""Seconds in which half of those who were refused are no longer counted."""
LATELY = 0.2
"""What the last request counts in how long they take."""
GOES_ON = 4
"""Requests after its first with which a look-up goes before those that have not begun."""

_begun: ContextVar["tuple[Places, int] | None"] = ContextVar("begun", default=None)


class NoPlace(Exception):
    """Come back after `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


class Crowd:
    """How many came lately: each counts half after so many seconds, and half of that after as many more."""

    def __init__(self, half: float) -> None:
        self._half = half
        self._count = 0.0
        self._at = 0.0

    def one_more(self) -> float:
        """Those who came before."""
        now = asyncio.get_running_loop().time()
        before: float = self._count * 0.5 ** ((now - self._at) / self._half)
        self._count, self._at = before + 1, now
        return before


class Places:
    """Whoever has asked already goes before who has not begun: a look-up of two requests that queued anew for its second would
    seldom end at a slow server, with all places taken by first requests that lead to nothing.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._free = at_once
        self._takes = 1.0
        self._refused = Crowd(FORGOTTEN)
        self._going_on: deque[asyncio.Future[None]] = deque()
        self._new: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Raises NoPlace at once where those before take longer than anybody waits, or after waiting in vain."""
        await self._enter()
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            yield
        finally:
            self._takes += LATELY * (loop.time() - began - self._takes)
            self._leave()

    async def _enter(self) -> None:
        left = self._left()
        if self._free > 0:
            self._free -= 1
        else:
            await self._turn(self._going_on if left else self._new)
        _begun.set((self, left - 1 if left else GOES_ON))

    async def _turn(self, queue: "deque[asyncio.Future[None]]") -> None:
        if queue is self._new and len(queue) >= self._worth_waiting():
            raise NoPlace(self._wait())
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(PATIENCE):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._leave()  # it was our turn in the same moment
            elif turn in queue:
                queue.remove(turn)
            if isinstance(error, TimeoutError):
                raise NoPlace(self._wait()) from None
            raise

    def _left(self) -> int:
        """With how many more requests whoever asks goes on; none when it has not begun here."""
        begun = _begun.get()
        return begun[1] if begun is not None and begun[0] is self else 0

    def _leave(self) -> None:
        for queue in (self._going_on, self._new):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._free += 1

    def _worth_waiting(self) -> float:
        """So many as will have their turn before patience ends; a few always, since what was slow may be quick again."""
        return min(MOST_WAITING, max(self._at_once, self._at_once * PATIENCE / max(self._takes, 0.001)))

    def _wait(self) -> int:
        waiting = len(self._going_on) + len(self._new) + self._refused.one_more()
        return min(LATEST, max(SOONEST, round(self._takes * (waiting + self._at_once) / self._at_once)))
