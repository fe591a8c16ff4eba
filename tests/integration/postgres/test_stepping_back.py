"""Bulk's connections step back at the database, and nobody else's."""

import os

import asyncpg

from pytake_adapters.postgres.stepping_back import step_back


async def test_only_the_backend_of_that_connection_steps_back(
    app: asyncpg.Connection, worker: asyncpg.Connection
) -> None:
    before = os.getpriority(os.PRIO_PROCESS, worker.get_server_pid())

    assert step_back(app, 7)

    assert os.getpriority(os.PRIO_PROCESS, app.get_server_pid()) == 7
    assert os.getpriority(os.PRIO_PROCESS, worker.get_server_pid()) == before
    assert await app.fetchval("SELECT 1") == 1


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
