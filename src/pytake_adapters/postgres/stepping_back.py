"""Work that can wait steps back at the database too: where the server runs on this machine, the backends of its connections are
run with a lower priority, so that those who answer customers get the processor first.
"""

import asyncio
from pathlib import Path

import asyncpg

from pytake_adapters import priority

AGAIN = 0.15


def step_back(connection: asyncpg.Connection, nice: int) -> bool:
    """Lower the priority of the backend behind this connection; False where that is not ours to do, or the server is elsewhere.

    A number names another process on another machine, so it has to be a server's process of this user and database.
    """
    pid = connection.get_server_pid()
    arguments = connection._params  # type: ignore[attr-defined]  # noqa: SLF001  the driver tells it nowhere else
    title = f"postgres: {arguments.user} {arguments.database} ".encode()
    try:
        if not Path(f"/proc/{pid}/cmdline").read_bytes().startswith(title):
            return False
        if not priority.step_back(pid, nice):
            asyncio.get_running_loop().call_later(AGAIN, _again, connection, nice)
    except OSError:
        return False
    return True


def _again(connection: asyncpg.Connection, nice: int) -> None:
    if not connection.is_closed():
        step_back(connection, nice)
