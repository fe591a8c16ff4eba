"""uvicorn's protocol with a bound on heads: by itself it reads one of any size, for as long as it takes."""

import asyncio
from asyncio.events import TimerHandle
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pytake_app.http.edge.head import HEAD_SECONDS, LARGEST_HEAD, LONGEST_ADDRESS, told
from pytake_app.http.edge.request_id import own_request_id


class HeadProtocol(HttpToolsProtocol):
    """Holds no more of a head than `LARGEST_HEAD` and what comes at once, and no connection that has not sent one in time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = b""
        self._in_head = True
        self._begun = False
        self._held = 0
        self._timer: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection that asks nothing is not kept either."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A head begins."""
        self._in_head = self._begun = True
        self._held = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head is there, once its address could be read as well."""
        super().on_headers_complete()
        self._in_head = False
        self._stop()

    def data_received(self, data: bytes) -> None:
        """Counts from the piece behind the one in which the head began, since that may be another's end."""
        self._begun = False
        super().data_received(data)
        if not self._in_head or self.transport.is_closing():
            return
        if not self._begun:
            self._held += len(data)
        if self._held > LARGEST_HEAD:
            self._refuse(self._too_long_or(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE))
        elif self._timer is None:
            self._timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP, told as anything else is; the parser takes no address beyond 64 kB either."""
        del msg
        self._refuse(self._too_long_or(HTTPStatus.BAD_REQUEST))

    def _too_long_or(self, status: HTTPStatus) -> HTTPStatus:
        asked = self.url if self._in_head else b""
        return HTTPStatus.REQUEST_URI_TOO_LONG if len(asked) > LONGEST_ADDRESS else status

    def _too_slow(self) -> None:
        self._timer = None
        if not self._in_head or self.transport.is_closing():
            return
        if self._held or self._begun:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        """Nothing of who asks is known yet."""
        body = told(status, None, own_request_id(()))
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
