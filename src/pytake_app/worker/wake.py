"""Who waits for a queue is woken at once when something is put there, by this process or another."""

import asyncio
import contextlib
import logging
import math
import time

import asyncpg

from pytake_adapters.postgres.engine import WorkerPool
from pytake_adapters.postgres.errors import AWAY

log = logging.getLogger(__name__)
QUEUES = ("inbox", "statuses", "deliveries", "outgoing", "bulk", "webhooks")
"""`statuses` and `bulk` are lanes of the inbox and of what is sent; bulk looks for itself, nothing wakes it but the end."""
RECONNECT = 1.0


class Wakeups:
    """One flag a queue, which wakes one of those who wait. A missed wake-up costs a poll's pause, never a message."""

    def __init__(self) -> None:
        self._flags: dict[str, asyncio.Queue[None]] = {queue: asyncio.Queue(1) for queue in QUEUES}
        self._last = dict.fromkeys(QUEUES, -math.inf)

    def wake(self, queue: str) -> None:
        """Something was put there."""
        self._last[queue] = time.monotonic()
        with contextlib.suppress(asyncio.QueueFull):
            self._flags[queue].put_nowait(None)

    async def wait(self, queue: str, seconds: float) -> None:
        """Until something is put there, or so many seconds have passed."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._flags[queue].get(), seconds)

    def since(self, queue: str) -> float:
        """Seconds since something was put there, as far as this process heard."""
        return time.monotonic() - self._last[queue]

    async def listen(self, workers: WorkerPool) -> None:
        """Hear what other processes put there; until cancelled, connecting again when the server was away."""
        while True:
            try:
                connection = await workers.connect()
            except AWAY:
                await asyncio.sleep(RECONNECT)
                continue
            try:
                await self._hear(connection)
            except AWAY:
                log.warning("lost the connection that hears of new work; connecting again")
            finally:
                with contextlib.suppress(Exception):
                    await connection.close(timeout=1)
            await asyncio.sleep(RECONNECT)

    async def _hear(self, connection: asyncpg.Connection) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _: gone.set())
        for queue in QUEUES:
            await connection.add_listener(f"pytake_{queue}", self._on_notify)
            self.wake(queue)
        await gone.wait()

    def _on_notify(self, _connection: object, _pid: int, channel: str, _payload: object) -> None:
        self.wake(channel.removeprefix("pytake_"))
