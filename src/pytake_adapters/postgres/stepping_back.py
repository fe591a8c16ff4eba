"""Work that can wait steps back at the database too: where the server runs on this machine, the backends of its connections are
run with a lower priority, so that those who answer customers get the processor first.
"""

import contextlib
import os
from pathlib import Path

import asyncpg


def step_back(connection: asyncpg.Connection, nice: int) -> bool:
    """Lower the priority of the backend behind this connection; False where that is not ours to do, or the server is elsewhere.

    A number names another process on another machine, so it has to be a server's process of this user and database.
    """
    pid = connection.get_server_pid()
    arguments = connection._params  # type: ignore[attr-defined]  # noqa: SLF001  the driver tells it nowhere else
    title = f"postgres: {arguments.user} {arguments.database} ".encode()
    with contextlib.suppress(OSError):
        if Path(f"/proc/{pid}/cmdline").read_bytes().startswith(title):
            os.setpriority(os.PRIO_PROCESS, pid, nice)
            return True
    return False
