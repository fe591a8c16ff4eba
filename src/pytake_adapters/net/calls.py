"""Requests that companies drew in their flows, kept out of our own network."""

import asyncio
from typing import Any

import aiohttp
import msgspec
from yarl import URL

from pytake_adapters.net.body import NotJson, parse
from pytake_adapters.net.guarded import Limits, PrivateAddress, checked_url, guarded_session
from pytake_domain.flows import ANSWER_BYTES, CallApi
from pytake_domain.kernel.outcome import Outcome
from pytake_domain.messaging import MediaLinkUnusable

_SHOWN = frozenset({"content-type", "location", "etag", "last-modified", "retry-after", "x-request-id"})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class GuardedCalls:
    """See ApiCaller. Each request has a connection of its own and keeps no cookies."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    async def call(self, request: CallApi) -> Outcome:
        """See the port."""
        try:
            target = checked_url(request.url, self._limits)
        except MediaLinkUnusable as refused:
            return Outcome(error=refused.problems[0].code)
        try:
            async with asyncio.timeout(request.seconds), guarded_session(self._limits) as session:
                return await _asked(session, target, request)
        except TimeoutError:
            return Outcome(error="timeout", retryable=True)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return _failed(error)


async def _asked(session: aiohttp.ClientSession, target: URL, request: CallApi) -> Outcome:
    headers = {"Accept": "application/json", "Idempotency-Key": request.id, **request.headers}
    async with session.request(
        request.method, target, headers=headers, data=_body(request, headers), allow_redirects=False
    ) as response:
        content = await response.content.read(ANSWER_BYTES + 1)
        while len(content) <= ANSWER_BYTES and (more := await response.content.read(ANSWER_BYTES)):
            content += more
        if len(content) > ANSWER_BYTES:
            return Outcome(error="too_large")
        shown = {name.lower(): value for name, value in response.headers.items() if name.lower() in _SHOWN}
        answer = {"status": response.status, "headers": shown, "body": _read(content)}
        if response.status in _PASSING:
            return Outcome(value=answer, error=f"status_{response.status}", retryable=True)
        return Outcome(value=answer)


def _body(request: CallApi, headers: dict[str, str]) -> bytes | None:
    if request.body is None or request.method == "GET":
        return None
    if isinstance(request.body, str):
        return request.body.encode()
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/json"
    return msgspec.json.encode(request.body)


def _read(content: bytes) -> Any:
    """JSON where it is, whatever the answer calls itself; else text."""
    if not content:
        return None
    try:
        return parse(content)[0]
    except NotJson:
        return content.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _failed(error: Exception) -> Outcome:
    inner = getattr(error, "os_error", error.__cause__)
    if isinstance(error, PrivateAddress) or isinstance(inner, PrivateAddress):
        return Outcome(error="link_private")
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)):
        return Outcome(error="unreachable", retryable=True)
    if isinstance(error, (aiohttp.InvalidURL, UnicodeError)):
        return Outcome(error="not_a_link")
    return Outcome(error="lost", retryable=True)
