"""The asynchronous client."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from typing import Self, TypeVar

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from pytake_client import exchange, feed
from pytake_client.api import auth
from pytake_client.calls import Call
from pytake_client.errors import PytakeError, Unreachable
from pytake_client.exchange import Proof, Tokens
from pytake_client.feed import Event, Feed
from pytake_client.patience import Patience
from pytake_client.types import IssuedOut, Listed, LoginIn

T = TypeVar("T")
UNAUTHENTICATED = 401


class AsyncPytake:
    """One installation, as whoever the API key or the tokens say. Safe to share between tasks; close it, or use `async with`.

    `language`: of messages to people (en, pt-BR, es). `on_tokens` hears of every new pair, so that it can be kept.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        tokens: Tokens | None = None,
        on_tokens: Callable[[Tokens], None] | None = None,
        language: str = "en",
        patience: Patience | None = None,
        timeout: float = 30.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._proof = Proof(api_key, tokens, on_tokens)
        self._patience = patience or Patience()
        self._http = httpx.AsyncClient(
            base_url=url, timeout=timeout, transport=transport, headers={"Accept-Language": language}
        )
        self._renewing = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Connections are given back."""
        await self._http.aclose()

    @property
    def tokens(self) -> Tokens | None:
        """Of whoever signed in."""
        return self._proof.tokens

    async def sign_in(self, email: str, password: str, code: str | None = None) -> IssuedOut:
        """By password, and a code where there is a second factor. Raises SecondStepNeeded without it, Unauthenticated."""
        answer = await self(auth.login(LoginIn(email=email, password=password)))
        rest = exchange.second_step(answer, code)
        issued = answer if isinstance(answer, IssuedOut) else None
        if rest is not None:
            issued = await self(rest)
        assert issued is not None  # noqa: S101  one of both
        self._proof.take(issued)
        return issued

    async def __call__(self, call: Call[T], *, key: str | None = None) -> T:
        """Carry out. `key`: an idempotency key of your own, for a POST that is the same over restarts of yours.

        Raises PytakeError by status, Unreachable when no answer came.
        """
        request = exchange.request_of(self._http, call, self._proof, key)
        response = await self._send(request)
        used = exchange.used_by(request)
        if response.status_code == UNAUTHENTICATED and used and self._proof.renewable(used):
            await self._renew(used)
            request.headers.update(self._proof.headers())
            response = await self._send(request)
        return exchange.read(call, response)

    async def pages(self, call: Call[Listed[T]]) -> AsyncIterator[T]:
        """Everything that a list has, page by page; `limit` of the call is how much comes at once."""
        following: Call[Listed[T]] | None = exchange.first_page(call)
        while following is not None:
            page = await self(following)
            for item in page.data:
                yield item
            following = exchange.next_page(following, page)

    async def events(self, channels: Sequence[str], *, since: int = 0) -> AsyncIterator[Event]:
        """What happens, for as long as it is listened to; what was missed in a break is told after it.

        An event of type RESYNC says that more was missed than can be told. `since`: go on after this `seq`.
        Raises PytakeError when a channel is refused, or the proof holds no longer and can't be renewed, and Unreachable
        when there are no events at this address.
        """
        heard = Feed(channels, since)
        failures = 0
        while True:
            used = self._proof.tokens.access if self._proof.tokens else None
            try:
                async with connect(
                    feed.socket_url(self._http.base_url), additional_headers=self._proof.headers(), open_timeout=20
                ) as socket:
                    for said in heard.hello():
                        await socket.send(said)
                    async for text in socket:
                        event = heard.hear(text)
                        failures = 0
                        if event is not None:
                            yield event
            except PytakeError as error:
                if not (feed.over(error) and used and self._proof.renewable(used)):
                    raise
                await self._renew(used)
                continue
            except InvalidStatus as error:
                if not feed.passing(error.response.status_code):
                    raise Unreachable(f"{feed.socket_url(self._http.base_url)}: {error}") from error
            except (OSError, WebSocketException):
                pass
            failures += 1
            await asyncio.sleep(feed.pause(failures))

    async def _renew(self, used: str) -> None:
        """Once, however many requests found the token over. Raises Unauthenticated when the session is."""
        async with self._renewing:
            tokens = self._proof.tokens
            if tokens is None or tokens.access != used or tokens.refresh is None:
                return
            call, key = exchange.renewal(tokens.refresh)
            request = exchange.request_of(self._http, call, Proof(None, None), key)
            self._proof.take(exchange.read(call, await self._send(request)))

    async def _send(self, request: httpx.Request) -> httpx.Response:
        """As often as patience allows. Raises Unreachable."""
        for tried in count(1):
            try:
                response = await self._http.send(request)
                wait = self._patience.after(request, response, tried)
                if wait is None:
                    return response
            except httpx.TransportError as error:
                wait = self._patience.after_failure(request, tried)
                if wait is None:
                    raise Unreachable(f"{request.method} {request.url.path}: {error!r}") from error
            await asyncio.sleep(wait)
        raise AssertionError  # pragma: no cover
