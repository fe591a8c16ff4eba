"""Where a process stands when there is not a processor for everybody."""

import os
import time
from pathlib import Path


def step_back(pid: int, nice: int) -> bool:
    """Lower the priority of a process and of the session it leads; False where it has to be asked for again in a moment.

    Where Linux groups processes by session (autogroup), it weighs sessions against each other first, so that between two
    services, or two backends of PostgreSQL, `nice` alone changes nothing. Raises OSError when the process is not ours.
    """
    os.setpriority(os.PRIO_PROCESS, pid, nice)
    if os.getsid(pid) != pid:
        return True
    try:
        # Opened without making it: there is no such file where there are no such groups.
        with Path(f"/proc/{pid}/autogroup").open("r+", encoding="ascii") as group:
            group.write(str(nice))
    except BlockingIOError:
        # Ten such wishes a second are heard, whosever they are.
        return False
    except OSError:
        return True
    return True


class Processor:
    """How much this process is kept from a processor: by its neighbours, or by a limit of its container."""

    def __init__(self, file: Path = Path("/proc/self/schedstat"), *, apart: float = 0.2) -> None:
        self._file = file
        self._apart = apart
        self._at, self._ran, self._waited = time.monotonic(), *self._read()
        self._denied = 0.0

    def denied(self) -> float:
        """Of the time that it wanted one, the part in which it got none, since the last look; 0 where the system does not tell.

        Looks that follow each other closely are one look.
        """
        now = time.monotonic()
        if now - self._at >= self._apart:
            ran, waited = self._read()
            wanted = ran - self._ran + waited - self._waited
            self._denied = (waited - self._waited) / wanted if wanted else 0.0
            self._at, self._ran, self._waited = now, ran, waited
        return self._denied

    def _read(self) -> tuple[int, int]:
        """Nanoseconds on a processor, and in the queue for one."""
        try:
            ran, waited, *_ = self._file.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return 0, 0
        return int(ran), int(waited)
