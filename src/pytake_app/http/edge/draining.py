"""The last seconds of a process: it says that it isn't ready, answers what still comes, and sends sockets elsewhere."""

import asyncio
import random

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

RESTARTING = 1012
"""Close code of a socket whose server starts again (Service Restart): the client comes back at once."""
SPREAD = 1.0
"""Seconds over which sockets are closed, so that not all of them come back in one moment."""


class Draining:
    """Has the end begun, and is it time for sockets to go?"""

    def __init__(self) -> None:
        self.begun = False
        self._sockets = asyncio.Event()

    def begin(self) -> None:
        """Nothing more should be sent here."""
        self.begun = True

    def send_away(self) -> None:
        """Nothing more can be sent here: who comes back now reaches another process. In the event loop."""
        self.begun = True
        self._sockets.set()

    async def socket_ends(self) -> None:
        """Returns when this socket shall be closed with `RESTARTING`."""
        await self._sockets.wait()
        await asyncio.sleep(random.uniform(0, SPREAD))  # noqa: S311  not a secret


class DrainEdge:
    """Outermost. While the process drains each answer closes its connection, so that a proxy keeps none on which it could send
    something in the moment in which it is closed.
    """

    def __init__(self, app: ASGIApp, draining: Draining) -> None:
        self._app = app
        self._draining = draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if self._draining.begun and scope["type"] == ScopeType.HTTP:
            send = _closing(send)
        await self._app(scope, receive, send)


def _closing(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
        await send(message)

    return answer
