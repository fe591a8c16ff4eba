"""Bulk's connections step back at the database, and nobody else's."""

import asyncio
import os
from pathlib import Path

import asyncpg
from tests.support.ground import PostgresGround

from pytake_adapters.postgres.stepping_back import AGAIN, step_back


async def test_only_the_backend_of_that_connection_steps_back(
    app: asyncpg.Connection, worker: asyncpg.Connection
) -> None:
    before = os.getpriority(os.PRIO_PROCESS, worker.get_server_pid())

    assert step_back(app, 7)

    assert os.getpriority(os.PRIO_PROCESS, app.get_server_pid()) == 7
    assert os.getpriority(os.PRIO_PROCESS, worker.get_server_pid()) == before
    assert await app.fetchval("SELECT 1") == 1


async def test_the_sessions_of_many_step_back_although_the_kernel_hears_few_at_once(ground: PostgresGround) -> None:
    connections = [await ground.workers.behind(7) for _ in range(4)]
    await asyncio.sleep(6 * AGAIN)

    pids = [connection.get_server_pid() for connection in connections]
    assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in pids] == [7] * 4
    groups = [Path(f"/proc/{pid}/autogroup") for pid in pids]
    assert all(group.read_text(encoding="ascii").split()[-1] == "7" for group in groups if group.exists())
    for connection in connections:
        await connection.close()


class Elsewhere:
    """A connection to a server on another machine: its number is that of some process of ours."""

    def __init__(self, like: asyncpg.Connection) -> None:
        self._params = like._params  # type: ignore[attr-defined]

    def get_server_pid(self) -> int:
        return os.getpid()


async def test_a_number_that_is_another_process_here_is_left_alone(app: asyncpg.Connection) -> None:
    before = os.getpriority(os.PRIO_PROCESS, os.getpid())
    assert not step_back(Elsewhere(app), 7)  # type: ignore[arg-type]
    assert os.getpriority(os.PRIO_PROCESS, os.getpid()) == before
