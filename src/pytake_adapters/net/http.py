"""HTTP to the outside: fast, bounded in time and size, and honest about whether a request may have arrived."""

import asyncio
import email.utils
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp
import msgspec
from yarl import URL

from pytake_adapters.tracing import within

MOST_BYTES = 1 << 20
CHUNK = 1 << 16
LONGEST_WAIT = 86_400.0
"""Seconds: who asks for more is asked again after a day."""


class TimeOuts(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds: to get a connection, between two pieces of the answer, and for everything together."""

    connect: float = 5.0
    read: float = 20.0
    total: float = 30.0


class HttpAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """Seconds the other side asks us to wait, given as such or as a date; None when it names none."""
        said = self.headers.get("retry-after", "").strip()
        if said.isascii() and said.isdigit():
            return min(float(said), LONGEST_WAIT)
        try:
            until, now = (email.utils.parsedate_to_datetime(text) for text in (said, self.headers.get("date", "")))
            return min(max(0.0, (until - now).total_seconds()), LONGEST_WAIT)
        except (TypeError, ValueError, OverflowError):
            return None


class HttpStream:
    """An answer whose body is still coming; header names are lower case."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in response.headers.items()}

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes, of any length. Raises AnswerLost when it breaks off."""
        try:
            async for piece in self._response.content.iter_chunked(CHUNK):
                yield piece
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise AnswerLost(type(error).__name__) from None

    async def read(self) -> bytes:
        """All of a small body. Raises AnswerLost when it breaks off, or is not small."""
        try:
            return await _content(self._response)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise AnswerLost(type(error).__name__) from None


class NotSent(Exception):
    """No connection came about, so the other side has seen nothing; the argument names why."""


class AnswerLost(Exception):
    """The request may have arrived, the answer did not, or not whole; the argument names why."""


class HttpClient:
    """Pooled connections of one event loop, opened at first use. Follows no redirects, keeps no cookies."""

    def __init__(self, *, time_outs: TimeOuts | None = None, most_connections: int = 256) -> None:
        self._time_outs = time_outs or TimeOuts()
        self._most_connections = most_connections
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> HttpAnswer:
        """Raises NotSent or AnswerLost. Any answer is an answer, whatever its status."""
        target = _checked(url, headers)
        with within(f"{method} {target.host}") as span:
            answer = await self._answer(method, target, headers, body)
            if span is not None:
                span.set_attribute("http.response.status_code", answer.status)
            return answer

    async def _answer(self, method: str, target: URL, headers: Mapping[str, str], body: bytes | None) -> HttpAnswer:
        try:
            async with asyncio.timeout(self._time_outs.total):
                async with self._opened().request(
                    method, target, headers=headers, data=body, allow_redirects=False
                ) as response:
                    return HttpAnswer(
                        status=response.status,
                        headers={name.lower(): value for name, value in response.headers.items()},
                        body=await _content(response),
                    )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # A time-out is an OSError; a ValueError comes of an answer that makes no sense.
            raise AnswerLost(type(error).__name__) from None

    @asynccontextmanager
    async def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes | AsyncIterator[bytes] | None = None
    ) -> AsyncIterator[HttpStream]:
        """An answer to be read in pieces; only its pauses are bounded in time. Raises NotSent or AnswerLost."""
        target = _checked(url, headers)
        try:
            response = await self._opened().request(method, target, headers=headers, data=body, allow_redirects=False)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NotSent(type(error).__name__) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise AnswerLost(type(error).__name__) from None
        try:
            yield HttpStream(response)
        finally:
            # What was not read is not waited for: the connection goes with it.
            response.close()

    async def aclose(self) -> None:
        """Close what is open; a later request opens anew."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._most_connections, keepalive_timeout=15),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(
                    total=None,
                    connect=self._time_outs.connect,
                    sock_connect=self._time_outs.connect,
                    sock_read=self._time_outs.read,
                ),
                # Not compressed: a small answer must not unpack into a large one.
                headers={"Accept-Encoding": "identity", "User-Agent": "PyTake"},
            )
        return self._session


def _checked(url: str, headers: Mapping[str, str]) -> URL:
    if any("\r" in value or "\n" in value for value in headers.values()):
        raise NotSent("BadHeader")
    try:
        # The address is already written as it has to be sent: yarl must not quote it again.
        target = URL(url, encoded=True)
    except ValueError:
        raise NotSent("BadAddress") from None
    if target.scheme not in {"http", "https"} or not target.host:
        raise NotSent("BadAddress")
    return target


async def _content(response: aiohttp.ClientResponse) -> bytes:
    pieces = bytearray()
    async for piece in response.content.iter_chunked(CHUNK):
        pieces += piece
        if len(pieces) > MOST_BYTES:
            raise AnswerLost("TooLarge")
    return bytes(pieces)
