"""The synchronous client. Made by generate.py out of client.py: change that, not this."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Self, TypeVar

import httpx
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import connect

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


class Pytake:
    """One installation, as whoever the API key or the tokens say. Safe to share between threads; close it, or use `with`.

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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._proof = Proof(api_key, tokens, on_tokens)
        self._patience = patience or Patience()
        self._http = httpx.Client(
            base_url=url, timeout=timeout, transport=transport, headers={"Accept-Language": language}
        )
        self._renewing = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Connections are given back."""
        self._http.close()

    @property
    def tokens(self) -> Tokens | None:
        """Of whoever signed in."""
        return self._proof.tokens

    def sign_in(self, email: str, password: str, code: str | None = None) -> IssuedOut:
        """By password, and a code where there is a second factor. Raises SecondStepNeeded without it, Unauthenticated."""
        answer = self(auth.login(LoginIn(email=email, password=password)))
        rest = exchange.second_step(answer, code)
        issued = answer if isinstance(answer, IssuedOut) else None
        if rest is not None:
            issued = self(rest)
        assert issued is not None  # noqa: S101  one of both
        self._proof.take(issued)
        return issued

    def __call__(self, call: Call[T], *, key: str | None = None) -> T:
        """Carry out. `key`: an idempotency key of your own, for a POST that is the same over restarts of yours.

        Raises PytakeError by status, Unreachable when no answer came.
        """
        request = exchange.request_of(self._http, call, self._proof, key)
        response = self._send(request)
        used = exchange.used_by(request)
        if response.status_code == UNAUTHENTICATED and used and self._proof.renewable(used):
            self._renew(used)
            request.headers.update(self._proof.headers())
            response = self._send(request)
        return exchange.read(call, response)

    def pages(self, call: Call[Listed[T]]) -> Iterator[T]:
        """Everything that a list has, page by page; `limit` of the call is how much comes at once."""
        following: Call[Listed[T]] | None = exchange.first_page(call)
        while following is not None:
            page = self(following)
            yield from page.data
            following = exchange.next_page(following, page)

    def events(self, channels: Sequence[str], *, since: int = 0) -> Iterator[Event]:
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
                with connect(
                    feed.socket_url(self._http.base_url), additional_headers=self._proof.headers(), open_timeout=20
                ) as socket:
                    for said in heard.hello():
                        socket.send(said)
                    for text in socket:
                        event = heard.hear(text)
                        failures = 0
                        if event is not None:
                            yield event
            except PytakeError as error:
                if not (feed.over(error) and used and self._proof.renewable(used)):
                    raise
                self._renew(used)
                continue
            except InvalidStatus as error:
                if not feed.passing(error.response.status_code):
                    raise Unreachable(f"{feed.socket_url(self._http.base_url)}: {error}") from error
            except (OSError, WebSocketException):
                pass
            failures += 1
            time.sleep(feed.pause(failures))

    def _renew(self, used: str) -> None:
        """Once, however many requests found the token over. Raises Unauthenticated when the session is."""
        with self._renewing:
            tokens = self._proof.tokens
            if tokens is None or tokens.access != used or tokens.refresh is None:
                return
            call, key = exchange.renewal(tokens.refresh)
            request = exchange.request_of(self._http, call, Proof(None, None), key)
            self._proof.take(exchange.read(call, self._send(request)))

    def _send(self, request: httpx.Request) -> httpx.Response:
        """As often as patience allows. Raises Unreachable."""
        for tried in count(1):
            try:
                response = self._http.send(request)
                wait = self._patience.after(request, response, tried)
                if wait is None:
                    return response
            except httpx.TransportError as error:
                wait = self._patience.after_failure(request, tried)
                if wait is None:
                    raise Unreachable(f"{request.method} {request.url.path}: {error!r}") from error
            time.sleep(wait)
        raise AssertionError  # pragma: no cover
