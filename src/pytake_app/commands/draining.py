"""uvicorn's server with a grace between SIGTERM and its end, and an end at which no connection is refused half way."""

import asyncio
import os
import signal
import socket
import time
from contextlib import suppress
from types import FrameType

import uvicorn

from pytake_app.http.edge.draining import SPREAD, Draining

MOST = 4096
"""As many as the system keeps for us (the backlog)."""


class DrainingServer(uvicorn.Server):
    """SIGTERM begins the draining: for `seconds` it says that it isn't ready and answers all the same; then nothing new comes in,
    sockets are sent elsewhere, and what is in hand is finished. A second signal, or Ctrl-C, ends it as uvicorn does.
    """

    def __init__(self, config: uvicorn.Config, draining: Draining, seconds: float) -> None:
        super().__init__(config)
        self._draining = draining
        self._seconds = seconds
        self._asked_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came: only notes it, since it may be anywhere in the code."""
        if sig == signal.SIGTERM and self.started and self._seconds > 0 and self._asked_at is None:
            self._captured_signals.append(sig)
            self._asked_at = time.monotonic()
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second, in the event loop: is it time to end?"""
        if self._asked_at is not None:
            self._draining.begin()
            if time.monotonic() - self._asked_at >= self._seconds:
                self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Nobody new, then sockets, then uvicorn's own end: connections, tasks, the application."""
        if self._asked_at is not None and not self.force_exit:
            listeners = [os.dup(each.fileno()) for server in self.servers for each in server.sockets]
            for server in self.servers:
                server.close()
            for listener in listeners:
                await self._take_in(_last_ones(listener))
            self._draining.send_away()
            await asyncio.sleep(SPREAD + 0.1)
        await super().shutdown(sockets)

    async def _take_in(self, connections: list[socket.socket]) -> None:
        """As uvicorn does with those that its own listener brings."""
        loop = asyncio.get_running_loop()
        for each in connections:
            with suppress(OSError):
                await loop.connect_accepted_socket(self._protocol, each)

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def _last_ones(listener: int) -> list[socket.socket]:
    """Whom the system has connected already and nobody has taken over; microseconds behind them the port is closed. Without
    this they would be cut off after they had asked, and nobody could say what became of it.
    """
    found: list[socket.socket] = []
    with socket.socket(fileno=listener) as port:
        port.setblocking(False)
        with suppress(OSError):
            while len(found) < MOST:
                connection, _ = port.accept()
                connection.setblocking(False)
                found.append(connection)
    return found
