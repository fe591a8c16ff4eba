"""Being asked to end, while nothing yet runs that could be told."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LOOK_SECONDS = 0.2


class Ending:
    """Whether SIGINT or SIGTERM came.

    The handler raises nothing: an exception that happens to arise inside a callback of native code, asyncpg's for one, is printed
    and forgotten there, and the program would go on as if nobody had asked.
    """

    def __init__(self) -> None:
        self._asked = False
        # Of all that waits, this alone may be called by a handler that interrupts it.
        self._news: SimpleQueue[None] = SimpleQueue()

    def asked(self) -> bool:
        """Did one come since `listen`?"""
        return self._asked

    def listen(self) -> None:
        """From now on signals are remembered. In the main thread."""
        for number in SIGNALS:
            signal.signal(number, self._hear)

    def ignore(self) -> None:
        """From now on nothing is heard: an impatient second Ctrl-C would only leave things behind."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)

    def unless_asked(self, work: Callable[[], object], cut_off: Callable[[], object]) -> None:
        """Work in a thread, unless somebody asked; when somebody asks meanwhile `cut_off` is called, and how the work ended
        is nobody's matter. Raises what the work raises.
        """
        if self.asked():
            return
        with ThreadPoolExecutor(max_workers=1) as thread:
            working = thread.submit(work)
            working.add_done_callback(lambda _: self._news.put(None))
            while not (self.asked() or working.done()):
                # The kernel may give a signal to another thread, which does not wake this one.
                with suppress(Empty):
                    self._news.get(timeout=_LOOK_SECONDS)
            if self.asked():
                cut_off()
                wait([working])
                cut_off()  # of what the work had only just begun
            else:
                working.result()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked = True
        self._news.put(None)
