"""uvicorn's server with a grace between SIGTERM and its end, and an end at which no connection is refused half way."""

import asyncio
import ctypes
import logging
import signal
import socket
import sys
import time
from types import FrameType

import uvicorn

from pytake_app.http.edge.draining import SPREAD, Draining

log = logging.getLogger(__name__)
TAKEN_IN = 0.15
"""Seconds for connections that the system has made already to be taken over, before the listener is closed."""
_SO_ATTACH_FILTER = 26
_DROP_ALL = b"\x06\x00\x00\x00\x00\x00\x00\x00"
"""One instruction of the system's packet filter: return 0, which is to let nothing through."""


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
            listeners = [each for server in self.servers for each in server.sockets]
            for each in listeners:
                _let_nobody_in(each)
            await asyncio.sleep(TAKEN_IN)
            for server in self.servers:
                server.close()
            self._draining.send_away()
            await asyncio.sleep(SPREAD + 0.1)
        await super().shutdown(sockets)


def _let_nobody_in(listener: socket.socket) -> None:
    """From now on the system hears no one new at this port: who knocks tries again after a second, and is refused then, before
    they have said anything. Closed without this, whoever is between the system and us would be cut off after they had asked.
    """
    if sys.platform != "linux" or listener.family not in (socket.AF_INET, socket.AF_INET6):
        return
    program = ctypes.create_string_buffer(_DROP_ALL)
    # struct sock_fprog: a count of two bytes, filled up to a pointer's place, and the pointer.
    described = (1).to_bytes(ctypes.sizeof(ctypes.c_void_p), sys.byteorder) + ctypes.addressof(program).to_bytes(
        ctypes.sizeof(ctypes.c_void_p), sys.byteorder
    )
    try:
        # asyncio's own stand-in for a socket passes nothing but reading; the descriptor is the same.
        with socket.socket(fileno=socket.dup(listener.fileno())) as same:
            same.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, described)
    except OSError as error:
        log.info("the port is closed at once: %s", error)
