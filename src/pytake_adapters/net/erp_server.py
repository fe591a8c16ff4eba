"""One company's ERP server: reached with care, asked a few things at once, its answers read before they are believed."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
import msgspec
from yarl import URL

from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.breaker import Breaker
from pytake_adapters.net.guarded import PrivateAddress, PublicOnly, is_address, is_public
from pytake_adapters.net.places import NoPlace, Places
from pytake_domain.erp import Call, ErpFailed, ErpTools, FailureKind, OpenConnection

T = TypeVar("T")
MOST_BYTES = 16 << 20
CHUNK = 1 << 16
CONNECT = 5.0
REPEATS = 2
_AWAY = frozenset({502, 503, 504})
_SERVER_ERROR = 500
_TOO_MANY = 429
_UNSURE = frozenset({FailureKind.UNAVAILABLE, FailureKind.UNEXPECTED_RESPONSE})
"""What an answer to something that changes things may hide: that it was done."""


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A request. `path` lies below the base address; `operation` is what the call log says, so it names nobody.

    `form` and `json` are bodies, one of them at most. `safe`: it changes nothing there and may be repeated. `seconds` as the
    vendor's answers need them.
    """

    operation: str
    path: str
    method: str = "GET"
    query: Mapping[str, str] = {}
    form: Mapping[str, str] | None = None
    json: Any = None
    headers: Mapping[str, str] = {}
    safe: bool = True
    seconds: float = 15.0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back, whatever its status says."""

    status: int
    content_type: str
    body: bytes

    def json(self) -> Any:
        """Raises UNEXPECTED_RESPONSE when it is none: pages of HTML come with 200 as well."""
        try:
            return parse(self.body)[0]
        except NotJson:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "no JSON") from None


class ErpServer:
    """See the module. `at_once`: how many requests its vendor bears from one company."""

    def __init__(self, connection: OpenConnection, tools: ErpTools, *, at_once: int) -> None:
        self._connection = connection
        self._tools = tools
        self._base = connection.base_url.rstrip("/")
        self._places = Places(at_once)
        self._at_once = at_once
        self._breaker = Breaker()
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, ask: Ask, read: Callable[[Answer], T]) -> T:
        """What `read` makes of the answer; it raises ErpFailed for what is no success. Nothing else is raised."""
        loop = asyncio.get_running_loop()
        started, attempts = loop.time(), 0
        status: list[int] = []
        outcome = "ok"
        try:
            async with self._place():
                while True:
                    attempts += 1
                    try:
                        return await self._once(ask, read, status)
                    except ErpFailed as failed:
                        if not ask.safe and status and failed.kind in _UNSURE:
                            failed.ambiguous = True
                        if not ask.safe or attempts > REPEATS or failed.kind is not FailureKind.UNAVAILABLE:
                            raise
                    await asyncio.sleep(random.uniform(0.1, 0.4) * attempts)  # noqa: S311  nothing is guessed by it
        except ErpFailed as failed:
            outcome = failed.kind.value
            raise
        finally:
            call = Call(
                tenant_id=self._connection.tenant_id,
                erp_type=self._connection.erp_type,
                at=self._tools.clock.now(),
                operation=ask.operation,
                outcome=outcome,
                ms=round((loop.time() - started) * 1000),
                attempts=attempts,
                status=status[-1] if status else None,
            )
            self._tools.journal.record(call)

    async def aclose(self) -> None:
        """Close what is open."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """A slow ERP uses up its own places and nobody else's."""
        try:
            async with self._places.one():
                yield
        except NoPlace as none:
            raise ErpFailed(FailureKind.RATE_LIMITED, "busy", retry_after=none.wait) from None

    async def _once(self, ask: Ask, read: Callable[[Answer], T], status: list[int]) -> T:
        if not self._breaker.lets_through():
            raise ErpFailed(FailureKind.UNAVAILABLE, "resting")
        try:
            answer = await self._sent(ask)
        except ErpFailed as failed:
            (self._breaker.broke if failed.kind is FailureKind.UNAVAILABLE else self._breaker.gave_up)()
            raise
        except BaseException:
            self._breaker.gave_up()
            raise
        status.append(answer.status)
        if answer.status in _AWAY:
            self._breaker.broke()
            raise ErpFailed(FailureKind.UNAVAILABLE, f"status {answer.status}", ambiguous=not ask.safe)
        self._breaker.held()
        if answer.status == _TOO_MANY:
            raise ErpFailed(FailureKind.RATE_LIMITED, "status 429")
        return read(answer)

    async def _sent(self, ask: Ask) -> Answer:
        target = self._target(ask)
        body: Any = msgspec.json.encode(ask.json) if ask.json is not None else None
        headers = dict(ask.headers)
        if ask.json is not None:
            headers.setdefault("Content-Type", "application/json")
        elif ask.form is not None:
            body = aiohttp.FormData(dict(ask.form), charset="utf-8")()
        try:
            async with (
                asyncio.timeout(ask.seconds),
                self._opened().request(
                    ask.method, target, headers=headers, data=body, allow_redirects=False
                ) as response,
            ):
                return await _whole(response)
        except TimeoutError:
            raise ErpFailed(FailureKind.UNAVAILABLE, "timed out", ambiguous=not ask.safe, timed_out=True) from None
        except aiohttp.ClientConnectorCertificateError:
            raise ErpFailed(FailureKind.VALIDATION, "certificate") from None
        except aiohttp.ServerFingerprintMismatch:
            raise ErpFailed(FailureKind.VALIDATION, "fingerprint") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Never the error's own words: addresses of some ERPs hold their tokens.
            raise _lost(error, ask) from None

    def _target(self, ask: Ask) -> URL:
        try:
            target = URL(self._base + ask.path)
            host = target.host
        except ValueError:
            raise ErpFailed(FailureKind.VALIDATION, "address") from None
        if target.scheme not in {"http", "https"} or not host or target.user:
            raise ErpFailed(FailureKind.VALIDATION, "address")
        if target.scheme == "http" and not self._connection.settings.plain_http:
            raise ErpFailed(FailureKind.VALIDATION, "plain_http")
        if not self._tools.private and is_address(host) and not is_public(host):
            raise ErpFailed(FailureKind.VALIDATION, "private_address")
        return target.update_query(dict(ask.query)) if ask.query else target

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            resolver = None if self._tools.private else PublicOnly()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    resolver=resolver, limit=self._at_once + 1, keepalive_timeout=15, ssl=self._trusted()
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_connect=CONNECT),
                headers={"Accept-Encoding": "identity", "User-Agent": "PyTake"},
            )
        return self._session

    def _trusted(self) -> "ssl.SSLContext | aiohttp.Fingerprint | bool":
        settings = self._connection.settings
        if settings.fingerprint:
            return aiohttp.Fingerprint(bytes.fromhex(settings.fingerprint))
        if settings.certificates:
            try:
                return ssl.create_default_context(cadata=settings.certificates)
            except (ssl.SSLError, ValueError):
                raise ErpFailed(FailureKind.VALIDATION, "certificate") from None
        return True


async def _whole(response: aiohttp.ClientResponse) -> Answer:
    pieces = bytearray()
    async for piece in response.content.iter_chunked(CHUNK):
        pieces += piece
        if len(pieces) > MOST_BYTES:
            raise ErpFailed(FailureKind.UNEXPECTED_RESPONSE, "too large")
    return Answer(
        status=response.status,
        content_type=response.headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=bytes(pieces),
    )


def _lost(error: Exception, ask: Ask) -> ErpFailed:
    inner = getattr(error, "os_error", error.__cause__)
    if isinstance(error, PrivateAddress) or isinstance(inner, PrivateAddress):
        return ErpFailed(FailureKind.VALIDATION, "private_address")
    if isinstance(error, aiohttp.InvalidURL | UnicodeError):
        return ErpFailed(FailureKind.VALIDATION, "address")
    reached = not isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    return ErpFailed(FailureKind.UNAVAILABLE, "no answer", ambiguous=reached and not ask.safe)
